//! The provider for the OpenFeature SDK.

use std::sync::Arc;

use axum::http::StatusCode;
use open_feature::provider::{FeatureProvider, ProviderStatus, ResolutionDetails};
use open_feature::{
    EvaluationContext, EvaluationContextFieldValue, EvaluationError, EvaluationErrorCode, EvaluationReason,
    FlagMetadataValue, OpenFeature, StructValue,
};
use serde_json::json;
use togul_client::openfeature::Provider;
use togul_client::{Client, Condition, Connection, Flag, Rule, Segment, Snapshot, SnapshotBuilder};
use tracing::Level;
use uuid::Uuid;

use crate::log::Log;
use crate::server::{Environment, KEY, Server, soon};

fn provider(snapshot: SnapshotBuilder) -> Provider {
    Provider::new(Client::offline(snapshot.build().expect("a valid snapshot")))
}

fn user(key: &str) -> EvaluationContext {
    EvaluationContext::default().with_targeting_key(key)
}

/// The reason, the variant, and the rule in the metadata.
fn labels<T>(details: ResolutionDetails<T>) -> (EvaluationReason, String, Option<String>) {
    let metadata = details.flag_metadata.expect("metadata").values;
    let text = |name: &str| match metadata.get(name) {
        Some(FlagMetadataValue::String(text)) => Some(text.clone()),
        Some(other) => panic!("{name} is {other:?}"),
        None => None,
    };
    assert_eq!((text("flagSetId").as_deref(), text("version").as_deref()), (Some("production"), Some("42")));
    assert_eq!(metadata.len(), 2 + usize::from(metadata.contains_key("ruleId")));
    (details.reason.expect("a reason"), details.variant.expect("a variant"), text("ruleId"))
}

fn snapshot() -> SnapshotBuilder {
    Snapshot::builder().environment("production").revision(42)
}

#[tokio::test]
async fn each_reason_has_its_variant_and_metadata() {
    let id = |n: u128| Uuid::from_u128(n);
    let provider = provider(
        snapshot()
            .flag(Flag::builder("static", "s"))
            .flag(Flag::builder("static-variant", "A").variant("a", "A"))
            .flag(Flag::builder("off", "s").off().off_value("o"))
            .flag(Flag::builder("off-default", "s").off())
            .flag(Flag::builder("dependent", "s").off_value("o").prerequisite("off", ["s"]))
            .flag(
                Flag::builder("targeted", "s")
                    .variant("a", "A")
                    .variant("b", "B")
                    .rule(Rule::when(Condition::equals("n", 1)).id(id(1)).return_value("R"))
                    .rule(Rule::when(Condition::equals("n", 2)).id(id(2)).variant("a"))
                    .rule(Rule::share(100).and(Condition::equals("n", 3)).id(id(3)).return_value("R"))
                    .rule(Rule::when(Condition::equals("n", 4)).id(id(4)).split([("a", 0), ("b", 100)]))
                    .rule(Rule::when(Condition::in_segment("beta")).id(id(5)).return_value("B")),
            )
            .segment(Segment::builder("beta").include(["ada"])),
    );
    let numbered = |n: i64| user("u").with_custom_field("n", n);
    for (key, context, value, reason, variant, rule) in [
        ("static", user("u"), "s", EvaluationReason::Static, "default", None),
        ("static-variant", user("u"), "A", EvaluationReason::Static, "a", None),
        ("off", user("u"), "o", EvaluationReason::Disabled, "off", None),
        ("off-default", user("u"), "s", EvaluationReason::Disabled, "default", None),
        ("dependent", user("u"), "o", EvaluationReason::Default, "off", None),
        ("targeted", user("u"), "s", EvaluationReason::Default, "default", None),
        ("targeted", numbered(1), "R", EvaluationReason::TargetingMatch, &*id(1).to_string(), Some(id(1))),
        ("targeted", numbered(2), "A", EvaluationReason::TargetingMatch, "a", Some(id(2))),
        ("targeted", numbered(3), "R", EvaluationReason::Split, &*id(3).to_string(), Some(id(3))),
        ("targeted", numbered(4), "B", EvaluationReason::Split, "b", Some(id(4))),
        ("targeted", user("ada"), "B", EvaluationReason::TargetingMatch, "b", Some(id(5))),
    ] {
        let details = provider.resolve_string_value(key, &context).await.expect(key);
        assert_eq!(details.value, value, "{key}");
        let rule = rule.map(|id| id.to_string());
        assert_eq!(labels(details), (reason, variant.to_owned(), rule), "{key}");
    }
}

#[tokio::test]
async fn each_type_is_resolved_and_any_other_is_a_mismatch_that_names_what_it_is() {
    let client = Client::offline(
        Snapshot::empty()
            .with_flag("bool", true)
            .with_flag("int", 5)
            .with_flag("float", 2.5)
            .with_flag("text", "blue")
            .with_flag("object", json!({ "a": 1, "b": null })),
    );
    let provider = Provider::new(client.clone());
    let context = EvaluationContext::default();
    let object = StructValue::default().with_field("a", 1);
    assert!(provider.resolve_bool_value("bool", &context).await.expect("a boolean").value);
    assert_eq!(provider.resolve_int_value("int", &context).await.expect("an integer").value, 5);
    assert_eq!(provider.resolve_float_value("int", &context).await.expect("a float").value, 5.0);
    assert_eq!(provider.resolve_float_value("float", &context).await.expect("a float").value, 2.5);
    assert_eq!(provider.resolve_string_value("text", &context).await.expect("a string").value, "blue");
    assert_eq!(provider.resolve_struct_value("object", &context).await.expect("an object").value, object);
    assert_eq!(client.status().type_mismatches, 0);

    let mismatch = |error: EvaluationError| {
        assert_eq!(error.code, EvaluationErrorCode::TypeMismatch);
        error.message.expect("a message")
    };
    let log = Log::new(Level::WARN);
    let refused = mismatch(provider.resolve_bool_value("text", &context).await.expect_err("a string"));
    assert_eq!(refused, "the value of the flag `text` is a string; a boolean was requested");
    let refused = mismatch(provider.resolve_int_value("float", &context).await.expect_err("a fraction"));
    assert_eq!(refused, "the value of the flag `float` is the number 2.5; an integer was requested");
    let refused = mismatch(provider.resolve_float_value("bool", &context).await.expect_err("a boolean"));
    assert_eq!(refused, "the value of the flag `bool` is a boolean; a float was requested");
    let refused = mismatch(provider.resolve_string_value("object", &context).await.expect_err("an object"));
    assert_eq!(refused, "the value of the flag `object` is an object; a string was requested");
    let refused = mismatch(provider.resolve_struct_value("int", &context).await.expect_err("a number"));
    assert_eq!(refused, "the value of the flag `int` is the number 5; a structure was requested");
    assert_eq!(client.status().type_mismatches, 5);
    assert_eq!(log.text().matches("the flag's value does not have the requested type").count(), 5);
}

#[tokio::test]
async fn an_unknown_flag_and_an_unreadable_one_are_errors_that_name_it() {
    let mut environment = Environment::new();
    let newer = r#"{"needs":3,"key":"newer","enabled":true,"value_type":"boolean","default_value":true,"salt":"4f3c9a1be27d0856","rules":[]}"#;
    environment.put("flag.created", "newer", newer.to_owned());
    let rule = r#"{"id":"0190a5b8-0000-7000-8000-000000000001","priority":1,"rule_type":"tomorrow","return_value":true}"#;
    let tainted = newer.replace(r#""needs":3,"key":"newer""#, r#""key":"tainted""#);
    environment.put(
        "flag.created",
        "tainted",
        tainted.replace(r#""rules":[]"#, &format!(r#""rules":[{rule}]"#)),
    );
    let dependent = newer.replace(r#""needs":3,"key":"newer""#, r#""key":"dependent""#);
    let required = r#""prerequisites":[{"flag":"newer","values":[true]}],"rules""#;
    environment.put("flag.created", "dependent", dependent.replace(r#""rules""#, required));
    let lonely = dependent.replace(r#""key":"dependent""#, r#""key":"lonely""#);
    let required = required.replace("newer", "nowhere");
    environment.put("flag.created", "lonely", lonely.replace(r#""rules""#, &required));
    let snapshot = Snapshot::from_json(environment.body().as_bytes()).expect("a snapshot");
    let provider = Provider::new(Client::offline(snapshot));
    for (key, code, message) in [
        ("absent", EvaluationErrorCode::FlagNotFound, "the environment has no flag `absent`"),
        ("newer", EvaluationErrorCode::ParseError, "flag `newer`: "),
        (
            "tainted",
            EvaluationErrorCode::ParseError,
            "flag `tainted`, rule `0190a5b8-0000-7000-8000-000000000001`: ",
        ),
        (
            "dependent",
            EvaluationErrorCode::ParseError,
            "flag `dependent`: an object that it names cannot be evaluated",
        ),
        ("lonely", EvaluationErrorCode::ParseError, "flag `lonely`: "),
    ] {
        let error = provider.resolve_bool_value(key, &EvaluationContext::default()).await.expect_err(key);
        let found = error.message.unwrap_or_default();
        assert!(error.code == code && found.starts_with(message), "{found}");
        assert!(key != "lonely" || found.contains("nowhere"), "{found}");
    }
}

#[tokio::test]
async fn the_targeting_key_is_the_attribute_that_the_application_chose() {
    let flag = |key: &str, attribute: &str| {
        Flag::builder(key, false).rule(Rule::when(Condition::equals(attribute, "u-1")).return_value(true))
    };
    let flags = || Snapshot::builder().flag(flag("user", "user_id")).flag(flag("account", "account_id"));
    let by_user = provider(flags());
    let by_account = provider(flags()).targeting_attribute("account_id");
    for (provider, key, expected) in [
        (&by_user, "user", true),
        (&by_user, "account", false),
        (&by_account, "user", false),
        (&by_account, "account", true),
    ] {
        let details = provider.resolve_bool_value(key, &user("u-1")).await.expect(key);
        assert_eq!(details.value, expected, "{key}");
    }
}

#[tokio::test]
async fn a_field_of_an_unsupported_type_is_missing_and_logged_once_for_each_type() {
    let flag = Flag::builder("f", false).rule(Rule::when(Condition::not_exists("a")).return_value(true));
    let provider = provider(Snapshot::builder().flag(flag));
    let context = EvaluationContext::default()
        .with_custom_field("a", EvaluationContextFieldValue::new_struct(5_u8))
        .with_custom_field("b", EvaluationContextFieldValue::new_struct(Arc::new(json!(5))))
        .with_custom_field("c", EvaluationContextFieldValue::new_struct(6_u8));
    let log = Log::new(Level::WARN);
    for _ in 0..3 {
        assert!(provider.resolve_bool_value("f", &context).await.expect("a boolean").value);
    }
    let text = log.text();
    assert_eq!(text.matches("is missing in evaluations").count(), 2, "{text}");
    assert!(text.contains("serde_json::Value"), "{text}");
}

#[tokio::test]
async fn evaluations_are_counted() {
    let body = Environment::new().body();
    let builder = Client::builder("http://127.0.0.1:9", KEY).bootstrap(body.as_bytes());
    let client = builder.count_evaluations().start().expect("a client");
    let provider = Provider::new(client.clone());
    let context = EvaluationContext::default();
    provider.resolve_bool_value("on", &context).await.expect("a boolean");
    provider.resolve_int_value("on", &context).await.expect_err("a boolean");
    provider.resolve_bool_value("absent", &context).await.expect_err("no flag");
    let counts = client.take_evaluations();
    assert_eq!((counts.counts[0].count, counts.not_found), (2, 1));
}

#[tokio::test]
async fn without_flags_the_provider_is_not_ready_and_says_why() {
    let client = Client::builder("http://127.0.0.1:9", KEY).start().expect("a client");
    let provider = Provider::new(client.clone());
    assert_eq!(provider.status(), ProviderStatus::NotReady);
    soon(client.wait_for_status(|status| status.error.is_some())).await;
    assert_eq!(provider.status(), ProviderStatus::NotReady);
    let error = provider.resolve_bool_value("on", &user("u")).await.expect_err("no flags");
    assert_eq!(error.code, EvaluationErrorCode::ProviderNotReady);
    assert!(error.message.as_ref().is_some_and(|message| message.contains("cannot reach")), "{error:?}");
    client.with_override("on", true);
    assert!(provider.resolve_bool_value("on", &user("u")).await.expect("an override").value);
    client.close().await;
    assert_eq!(provider.status(), ProviderStatus::Error);
}

#[tokio::test]
async fn the_status_is_that_of_the_client() {
    let offline = provider(Snapshot::builder());
    assert_eq!(offline.status(), ProviderStatus::Ready);
    assert_eq!(offline.metadata().name, "togul");
    let error = offline.resolve_bool_value("on", &user("u")).await.expect_err("no flag");
    assert_eq!(error.code, EvaluationErrorCode::FlagNotFound, "an empty snapshot is one");

    let body = Environment::new().body();
    let client =
        Client::builder("http://127.0.0.1:9", KEY).bootstrap(body.as_bytes()).start().expect("a client");
    let bootstrapped = Provider::new(client);
    assert_eq!(bootstrapped.status(), ProviderStatus::STALE, "without contact");
    assert!(bootstrapped.resolve_bool_value("on", &user("u")).await.expect("a boolean").value);

    let mut server = Server::start().await;
    let client = server.builder().start().expect("a client");
    let following = Provider::new(client.clone());
    assert_eq!(following.status(), ProviderStatus::NotReady);
    server.snapshot_request().await.respond_with(&Environment::new());
    let request = server.stream_request().await;
    assert_eq!(following.status(), ProviderStatus::Ready, "while the first stream is opened");
    let stream = request.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    assert_eq!(following.status(), ProviderStatus::Ready);
    drop(stream);
    soon(client.wait_for_status(|status| status.connection != Connection::Streaming)).await;
    assert_eq!(following.status(), ProviderStatus::STALE);
    let details = following.resolve_bool_value("on", &user("u")).await.expect("the last snapshot");
    assert_eq!(details.reason, Some(EvaluationReason::Static), "a stale answer keeps its reason");
}

#[tokio::test]
async fn a_refused_key_is_an_error_until_there_are_flags() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("a client");
    server.snapshot_request().await.respond(StatusCode::UNAUTHORIZED);
    soon(client.wait_for_status(|status| status.connection == Connection::Refused)).await;
    let provider = Provider::new(client);
    assert_eq!(provider.status(), ProviderStatus::Error);
    let error = provider.resolve_bool_value("on", &user("u")).await.expect_err("no flags");
    assert_eq!(error.code, EvaluationErrorCode::ProviderNotReady);
}

#[tokio::test]
async fn the_sdk_evaluates_with_the_provider() {
    let client = Client::offline(Snapshot::empty().with_flag("on", true).with_flag("text", "blue"));
    let mut sdk = OpenFeature::singleton_mut().await;
    sdk.set_named_provider("togul", Provider::new(client.clone())).await;
    drop(sdk);
    let flags = OpenFeature::singleton().await.create_named_client("togul");
    let context = user("u").with_custom_field("country", "TR");
    assert!(flags.get_bool_value("on", Some(&context), None).await.expect("a boolean"));
    client.with_override("on", false);
    assert!(!flags.get_bool_value("on", Some(&context), None).await.expect("a boolean"));
    let details = flags.get_string_details("text", Some(&context), None).await.expect("a string");
    assert_eq!((&*details.value, details.reason), ("blue", Some(EvaluationReason::Static)));
}
