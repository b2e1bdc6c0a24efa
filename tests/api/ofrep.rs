//! OFREP: evaluation of one flag and of all flags.

use futures_util::FutureExt;
use reqwest::Method;
use serde_json::{Value, json};

use super::unreadable::{shop_with, with_unknown_operator};
use crate::world::{Person, Reply, Shop, World, on_both};

const ALL: &str = "/ofrep/v1/evaluate/flags";

fn one(key: &str) -> String {
    format!("{ALL}/{key}")
}

/// The answer of a flag for the same context in both forms, which must agree.
async fn resolve(shop: &Shop, key: &str, context: Value) -> Value {
    let body = json!({ "context": context });
    let answer = shop.sdk.post(&one(key), body.clone()).await.ok();
    let all = shop.server.post(ALL, body).await.ok();
    let listed = all["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == key).unwrap();
    for field in ["value", "reason", "variant"] {
        assert_eq!(answer[field], listed[field], "{key}");
    }
    assert_eq!(listed["metadata"], json!({ "flagSetId": "production" }));
    assert_eq!(answer["metadata"]["version"], json!(shop.revision().await.to_string()));
    answer
}

/// The error in the form of the protocol, for the status.
#[track_caller]
fn error(reply: &Reply, status: u16, code: &str) -> Value {
    let body = reply.json();
    assert_eq!((reply.status.as_u16(), &body["errorCode"]), (status, &json!(code)), "{reply:?}");
    assert!(body["errorDetails"].as_str().is_some_and(|details| !details.is_empty()), "{body}");
    body
}

async fn post_if(person: &Person, etag: &str, body: Value) -> Reply {
    Reply::to(person.request(Method::POST, ALL).header("if-none-match", etag).json(&body)).await
}

async fn metrics(world: &World) -> String {
    let request = Person::anonymous(world.metrics_url.clone()).request(Method::GET, "/metrics");
    request.send().await.unwrap().text().await.unwrap()
}

on_both! {
    async fn each_reason_has_the_name_that_openfeature_gives_it(world) {
        let shop = world.shop().await;
        shop.flag("static", json!({})).await;
        shop.flag("off", json!({ "enabled": false, "default_value": true, "off_value": false })).await;
        shop.flag("off-default", json!({ "enabled": false, "default_value": true })).await;
        let flag = shop.flag("targeted", json!({ "value_type": "string", "default_value": "none" })).await;
        let rule = shop.rule(&flag, json!({
            "rule_type": "attribute", "attribute": "plan", "operator": "eq", "value_json": "\"pro\"", "return_value": "pro",
        })).await;
        let split = shop.rule(&flag, json!({
            "priority": 20, "rule_type": "percentage", "rollout_percentage": 100, "return_value": "some",
        })).await;
        let inactive = shop.flag("inactive", json!({})).await;
        shop.rule(&inactive, json!({ "is_active": false })).await;
        for (key, context, value, reason, variant) in [
            ("static", json!({}), json!(false), "STATIC", json!("default")),
            ("inactive", json!({}), json!(false), "STATIC", json!("default")),
            ("off", json!({}), json!(false), "DISABLED", json!("off")),
            ("off-default", json!({}), json!(true), "DISABLED", json!("default")),
            ("targeted", json!({}), json!("none"), "DEFAULT", json!("default")),
            ("targeted", json!({ "plan": "pro" }), json!("pro"), "TARGETING_MATCH", rule["id"].clone()),
            ("targeted", json!({ "targetingKey": "u" }), json!("some"), "SPLIT", split["id"].clone()),
        ] {
            let answer = resolve(&shop, key, context).await;
            assert_eq!(
                answer,
                json!({
                    "key": key, "value": value, "reason": reason, "variant": variant,
                    "metadata": { "flagSetId": "production", "version": shop.revision().await.to_string() },
                })
            );
        }
    }

    async fn values_are_the_bytes_that_were_written(world) {
        let shop = world.shop().await;
        let create = async |key: &str, value_type: &str, value: &str| {
            let body = format!(
                r#"{{"environment_id":"{}","key":"{key}","name":"n","value_type":"{value_type}","default_value":{value}}}"#,
                shop.environment_id
            );
            shop.owner.send(Method::POST, &format!("{}/flags", shop.path), body).await.ok();
        };
        for (key, value_type, value) in [
            ("int", "number", "5"),
            ("float", "number", "5.0"),
            ("large", "number", "9007199254740993"),
            ("list", "json", "[1,2.50,null]"),
            ("null", "json", "null"),
        ] {
            create(key, value_type, value).await;
            let expected = format!(r#""value":{value},"#);
            for _ in 0..2 {
                for path in [one(key), ALL.to_owned()] {
                    let reply = shop.sdk.post(&path, json!({})).await;
                    reply.ok();
                    let text = String::from_utf8(reply.body).unwrap();
                    assert!(text.contains(&expected), "{text}");
                }
            }
        }
    }

    async fn the_targeting_key_is_the_user_unless_the_context_has_one(world) {
        let shop = world.shop().await;
        for (key, attribute) in [("by-user", "user_id"), ("by-key", "targetingKey")] {
            let flag = shop.flag(key, json!({})).await;
            shop.rule(&flag, json!({
                "rule_type": "attribute", "attribute": attribute, "operator": "eq", "value_json": "\"u-1\"",
            })).await;
        }
        let matches = async |key: &str, context: Value| resolve(&shop, key, context).await["value"] == true;
        assert!(matches("by-user", json!({ "targetingKey": "u-1" })).await);
        assert!(matches("by-user", json!({ "targetingKey": "u-1", "user_id": null })).await);
        assert!(matches("by-key", json!({ "targetingKey": "u-1", "user_id": "u-2" })).await);
        assert!(!matches("by-user", json!({ "targetingKey": "u-1", "user_id": "u-2" })).await);
        assert!(!matches("by-user", json!({})).await);
    }

    async fn an_empty_context_may_be_written_in_five_ways(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let expected = shop.sdk.post(&one("f"), json!({ "context": {} })).await.ok();
        let expected_all = shop.sdk.post(ALL, json!({ "context": {} })).await.ok();
        for _ in 0..2 {
            for body in ["", "{}", r#"{"context":null}"#, r#"{"context":{}}"#, r#"{"context":{},"more":1}"#] {
                assert_eq!(shop.sdk.send(Method::POST, &one("f"), body).await.ok(), expected, "{body}");
                assert_eq!(shop.sdk.send(Method::POST, ALL, body).await.ok(), expected_all, "{body}");
                let slash = shop.sdk.request(Method::POST, &format!("{ALL}/")).body(body);
                let slash = slash.header("content-type", "application/json").send().await.unwrap();
                assert_eq!(slash.json::<Value>().await.unwrap(), expected_all, "{body}");
            }
        }
        let bodyless = Reply::to(shop.sdk.request(Method::POST, &one("f"))).await;
        assert_eq!(bodyless.ok(), expected, "without a content type");
    }

    async fn a_key_may_be_a_bearer_token_here_and_nowhere_else(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let bearer = world.anonymous().with_bearer(&shop.server_secret);
        for _ in 0..2 {
            bearer.post(&one("f"), json!({})).await.ok();
            bearer.post(ALL, json!({})).await.ok();
            bearer.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.refused(401, "unauthorized");
        }
        let both = |key: &str, bearer: &str| {
            let request = world.anonymous().with_key(key).request(Method::POST, ALL);
            request.header("authorization", format!("Bearer {bearer}")).json(&json!({}))
        };
        Reply::to(both(&shop.server_secret, "nonsense")).await.ok();
        error(&Reply::to(both("nonsense", &shop.server_secret)).await, 401, "GENERAL");
        let token = shop.owner.authorization().strip_prefix("Bearer ").unwrap().to_owned();
        error(&world.anonymous().with_bearer(&token).post(ALL, json!({})).await, 401, "GENERAL");
    }

    async fn every_refusal_has_both_envelopes(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let unknown = shop.sdk.with_key(&format!("tgl_sdk_{}", "A".repeat(43)));
        for path in [one("f"), ALL.to_owned()] {
            for (reply, status, code) in [
                (world.anonymous().post(&path, json!({})).await, 401, "unauthorized"),
                (unknown.post(&path, json!({})).await, 401, "unauthorized"),
                (shop.stream.post(&path, json!({})).await, 403, "forbidden"),
                (shop.sdk.send(Method::POST, &path, "x".repeat(2 << 20)).await, 413, "payload_too_large"),
                (Reply::to(shop.sdk.request(Method::POST, &path).body("{}")).await, 415, "unsupported_media_type"),
            ] {
                let body = error(&reply, status, "GENERAL");
                assert_eq!((&body["code"], &body["message"]), (&json!(code), &body["errorDetails"]), "{body}");
                assert_eq!(body["key"], if path == ALL { Value::Null } else { json!("f") }, "{body}");
                assert!(body.as_object().unwrap().contains_key("details"), "{body}");
            }
        }
        error(&shop.sdk.get(ALL).await, 405, "GENERAL");
        for path in [format!("{ALL}/a/b"), "/ofrep/v1/nothing".to_owned(), "/ofrep/v1/".to_owned()] {
            let body = error(&shop.sdk.post(&path, json!({})).await, 404, "GENERAL");
            assert_eq!(body["code"], "not_found", "{path}");
        }
        let invalid = error(&shop.sdk.post(&one("%ff"), json!({})).await, 400, "GENERAL");
        assert_eq!((&invalid["code"], &invalid["key"]), (&json!("validation_error"), &Value::Null));
    }

    async fn errors_of_the_protocol_name_the_flag_and_say_what_is_wrong(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        for _ in 0..2 {
            let absent = error(&shop.sdk.post(&one("absent"), json!({})).await, 404, "FLAG_NOT_FOUND");
            assert_eq!(absent["key"], "absent");
            let details = absent["errorDetails"].as_str().unwrap();
            assert!(details.starts_with("production, the environment of the API key,"), "{details}");
            let encoded = error(&shop.sdk.post(&one("a%20b%2Fc"), json!({})).await, 404, "FLAG_NOT_FOUND");
            assert_eq!(encoded["key"], "a b/c");
            for body in ["{", "[]", "5", "\"a\"", r#"{"context":{}} x"#] {
                let refused = error(&shop.sdk.send(Method::POST, &one("f"), body).await, 400, "PARSE_ERROR");
                assert_eq!(refused["key"], "f", "{body}");
                let refused = error(&shop.sdk.send(Method::POST, ALL, body).await, 400, "PARSE_ERROR");
                assert_eq!(refused["key"], Value::Null, "{body}");
            }
            let many: serde_json::Map<_, _> = (0..257).map(|n| (format!("a{n}"), json!(n))).collect();
            for context in [json!([]), json!("a"), json!(5), json!(many), json!({ "a": "x".repeat(4097) })] {
                let body = json!({ "context": context });
                let refused = error(&shop.sdk.post(&one("f"), body.clone()).await, 400, "INVALID_CONTEXT");
                assert!(refused["errorDetails"].as_str().unwrap().starts_with("context must "), "{refused}");
                error(&shop.sdk.post(ALL, body).await, 400, "INVALID_CONTEXT");
            }
        }
    }

    async fn an_unreadable_flag_is_a_parse_error_and_the_others_are_answered(world) {
        let shop = shop_with(world, &[with_unknown_operator()]).await;
        shop.flag("z", json!({})).await;
        let body = json!({ "context": { "country": "TR" } });
        for _ in 0..2 {
            let refused = error(&shop.sdk.post(&one("unknown-operator"), body.clone()).await, 400, "PARSE_ERROR");
            assert_eq!(refused["key"], "unknown-operator");
            let all = shop.sdk.post(ALL, body.clone()).await.ok();
            assert_eq!(
                (&all["flags"][0]["key"], &all["flags"][0]["errorCode"], &all["flags"][1]["reason"]),
                (&json!("unknown-operator"), &json!("PARSE_ERROR"), &json!("STATIC"))
            );
            let other = json!({ "context": { "country": "DE" } });
            let answer = shop.sdk.post(&one("unknown-operator"), other).await.ok();
            assert_eq!((&answer["value"], &answer["reason"]), (&json!(true), &json!("TARGETING_MATCH")));
        }
    }

    async fn the_entity_tag_covers_the_context_and_not_the_revision(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({
            "rule_type": "attribute", "attribute": "plan", "operator": "eq", "value_json": "\"pro\"",
        })).await;
        let (free, pro) = (json!({ "context": { "plan": "free" } }), json!({ "context": { "plan": "pro" } }));
        let first = shop.sdk.post(ALL, free.clone()).await;
        let etag = first.header("etag").to_owned();
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() == 34, "{etag}");
        for header in [etag.clone(), format!("W/{etag}"), format!("\"a\", {etag}"), "*".to_owned()] {
            let unchanged = post_if(&shop.sdk, &header, free.clone()).await;
            assert_eq!((unchanged.status.as_u16(), unchanged.header("etag")), (304, &*etag), "{header}");
            assert!(unchanged.body.is_empty());
        }
        let other = post_if(&shop.sdk, &etag, pro.clone()).await;
        assert_eq!(other.ok()["flags"][0]["value"], true, "the plan has changed");
        // A change without influence on the answers.
        shop.owner.patch(&shop.flag_path(&flag), json!({ "description": "new" })).await.ok();
        assert_eq!(post_if(&shop.sdk, &etag, free.clone()).await.status, 304);
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": true })).await.ok();
        assert_eq!(post_if(&shop.sdk, &etag, free).await.ok()["flags"][0]["value"], true);
    }

    async fn a_refetch_waits_for_the_announced_revision_and_ignores_other_hints(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let expected = shop.sdk.post(ALL, json!({})).await.ok();
        for query in [
            "flagConfigEtag=%221%22",
            "flagConfigEtag=1",
            "flagConfigEtag=W%2F%22x%22",
            "flagConfigEtag=%FF",
            "flagConfigLastModified=1771622898",
            "other=1",
        ] {
            assert_eq!(shop.sdk.post(&format!("{ALL}?{query}"), json!({})).await.ok(), expected, "{query}");
        }
        // A revision that does not come: answered after a while with what there is.
        let ahead = shop.sdk.post(&format!("{ALL}?flagConfigEtag=%22999%22"), json!({})).await;
        assert_eq!(ahead.ok(), expected);

        let (sdk, path) = (shop.sdk.clone(), format!("{ALL}?flagConfigEtag=%222%22"));
        let mut waiting = tokio::spawn(async move { sdk.post(&path, json!({})).await.ok() });
        for _ in 0..3 {
            assert_eq!(shop.sdk.post(&format!("{ALL}?flagConfigEtag=1"), json!({})).await.ok(), expected);
            assert!((&mut waiting).now_or_never().is_none(), "revision 2 does not exist yet");
        }
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": true })).await.ok();
        assert_eq!(waiting.await.unwrap()["flags"][0]["value"], true);
    }

    async fn pages_of_allowed_origins_may_read_answers_errors_and_entity_tags(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let origin = ("origin", "https://app.example.com");
        for path in [one("f"), ALL.to_owned(), "/ofrep/v1/events".to_owned()] {
            let request = world.anonymous().request(Method::OPTIONS, &path).header(origin.0, origin.1);
            let preflight = Reply::to(
                request
                    .header("access-control-request-method", "POST")
                    .header("access-control-request-headers", "content-type,authorization,x-api-key,if-none-match"),
            )
            .await;
            assert_eq!(preflight.header("access-control-allow-origin"), origin.1, "{path}");
            let allowed = preflight.header("access-control-allow-headers").to_lowercase();
            for header in ["content-type", "authorization", "x-api-key", "if-none-match"] {
                assert!(allowed.contains(header), "{path}: {allowed}");
            }
        }
        let from_page = |person: &Person| person.request(Method::POST, ALL).header(origin.0, origin.1).json(&json!({}));
        for reply in [Reply::to(from_page(&shop.sdk)).await, Reply::to(from_page(&world.anonymous())).await] {
            assert_eq!(reply.header("access-control-allow-origin"), origin.1);
            let exposed = reply.header("access-control-expose-headers").to_lowercase();
            assert!(exposed.contains("etag") && exposed.contains("retry-after"), "{exposed}");
        }
    }

    async fn evaluations_are_counted_and_the_use_of_a_key_is_recorded(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let (key, program) = shop.key(json!({ "scope": "sdk" })).await;
        program.post(&one("f"), json!({})).await.ok();
        program.post(ALL, json!({})).await.ok();
        program.post(&one("absent"), json!({})).await;
        let metrics = metrics(world).await;
        let count = |reason: &str| {
            let line = metrics.lines().find(|line| line.contains("evaluations") && line.contains(reason));
            line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or_default()
        };
        assert_eq!((count("\"default\""), count("\"flag_not_found\"")), (2, 1), "{metrics}");
        let used = async || {
            let keys = shop.owner.get(&format!("{}/api-keys", shop.path)).await.ok();
            let keys = keys["api_keys"].as_array().unwrap().clone();
            keys.into_iter().find(|one| one["id"] == key["id"]).unwrap()["last_used_at"].is_string()
        };
        while !used().await {
            tokio::task::yield_now().await;
        }
    }
}
