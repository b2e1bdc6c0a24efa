//! Flags that a newer server stored and this one cannot read, or not completely.

use std::{fs, sync::Arc};

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};
use togul_core::{ObjectKind, Revision, Snapshot};
use togul_server::{
    domain::change::ChangeKind,
    service::change::{ChangeRecord, EnvironmentWriter, ObjectChange},
};
use uuid::Uuid;

use super::change_groups::{id, proof};
use crate::world::{Database, Shop, World, fields, on_both};

const ONE: &str = "/api/v1/evaluate";
const ALL: &str = "/api/v1/evaluate/all";

/// A flag whose first rule has an unknown operator, and is limited to TR. Its second rule matches always.
pub fn with_unknown_operator() -> String {
    json!({
        "key": "unknown-operator", "enabled": true, "value_type": "boolean", "default_value": false,
        "salt": "4f3c9a1be27d0856",
        "rules": [
            {
                "id": "0190a5b8-0000-7000-8000-000000000001", "priority": 1, "rule_type": "attribute",
                "attribute": "name", "operator": "sounds_like", "value": "x", "return_value": false,
                "conditions": [{ "attribute": "country", "operator": "eq", "value": "TR" }],
            },
            {
                "id": "0190a5b8-0000-7000-8000-000000000002", "priority": 2, "rule_type": "boolean",
                "conditions": [], "return_value": true,
            },
        ],
    })
    .to_string()
}

/// A flag that needs a newer evaluator.
fn with_higher_needs() -> String {
    json!({
        "needs": 3, "key": "higher-needs", "enabled": true, "value_type": "boolean", "default_value": true,
        "salt": "4f3c9a1be27d0856", "rules": [],
    })
    .to_string()
}

fn readable() -> String {
    json!({
        "key": "readable", "enabled": true, "value_type": "boolean", "default_value": false,
        "salt": "4f3c9a1be27d0856", "rules": [],
    })
    .to_string()
}

/// A shop with these flags, stored as a newer server would store them.
pub async fn shop_with(world: &World, flags: &[String]) -> Shop {
    let shop = world.shop().await;
    for json in flags {
        let flag: Value = serde_json::from_str(json).unwrap();
        let key = flag["key"].as_str().unwrap();
        shop.flag(key, json!({})).await;
        let escaped = json.replace('\'', "''");
        world.sql(&format!("update flags set snapshot = '{escaped}' where key = '{key}'")).await;
    }
    let flags = flags.iter().map(String::as_str);
    let fingerprint = Snapshot::new(Uuid::nil(), "", Revision::ZERO, flags).unwrap().fingerprint();
    world.sql(&format!("update environments set fingerprint = '{fingerprint}'")).await;
    shop
}

#[derive(Deserialize)]
struct Vectors {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    flag: Box<RawValue>,
    contexts: Vec<Expectation>,
}

#[derive(Deserialize)]
struct Expectation {
    context: Value,
    #[serde(default)]
    value: Value,
    reason: String,
    rule: Option<usize>,
}

on_both! {
    async fn a_rule_that_cannot_be_read_stops_evaluation_where_it_is_reached(world) {
        let shop = shop_with(world, &[with_unknown_operator()]).await;
        let question = |country| json!({ "flag_key": "unknown-operator", "context": { "country": country } });
        // The second request of each kind takes the fast path, because its key is in memory.
        for _ in 0..2 {
            shop.sdk.post(ONE, question("TR")).await.refused(404, "evaluate.flag_unreadable");
            let answer = shop.sdk.post(ONE, question("DE")).await.ok();
            assert_eq!((&answer["value"], &answer["reason"]), (&json!(true), &json!("rule_match")));
            shop.sdk.post(ALL, json!({ "context": { "country": "TR" } })).await.ok();
        }
        let explained = json!({ "flag_key": "unknown-operator", "context": { "country": "TR" }, "explain": true });
        let refused = shop.server.post(ONE, explained).await.refused(404, "evaluate.flag_unreadable");
        let explanation = &refused["details"]["explanation"];
        assert!(explanation["rules"][0]["unreadable"].as_str().unwrap().starts_with("operator: "), "{refused}");
        let path = format!("{}/evaluate", shop.environment_path());
        let answers = shop.owner.post(&path, json!({ "context": { "country": "TR" } })).await.ok();
        assert_eq!(answers["unreadable_because"], json!({ "unknown-operator": explanation }));
    }

    async fn a_flag_that_needs_a_newer_evaluator_is_unreadable_and_not_unknown(world) {
        let shop = shop_with(world, &[with_higher_needs()]).await;
        for _ in 0..2 {
            shop.sdk.post(ONE, json!({ "flag_key": "higher-needs" })).await.refused(404, "evaluate.flag_unreadable");
            shop.sdk.post(ONE, json!({ "flag_key": "unknown" })).await.refused(404, "evaluate.flag_not_found");
        }
    }

    async fn unreadable_flags_are_left_out_of_all_answers_and_listed_by_key(world) {
        let shop = shop_with(world, &[with_higher_needs(), readable(), with_unknown_operator()]).await;
        for (country, answered, unreadable) in [
            ("TR", vec!["readable"], json!(["higher-needs", "unknown-operator"])),
            ("DE", vec!["readable", "unknown-operator"], json!(["higher-needs"])),
        ] {
            let all = shop.sdk.post(ALL, json!({ "context": { "country": country } })).await.ok();
            assert_eq!(fields(&all["flags"]), answered, "{country}");
            assert_eq!(all["unreadable"], unreadable, "{country}");
        }
    }

    async fn the_server_answers_as_the_vectors_of_unreadable_flags_do(world) {
        let vectors: Vectors = serde_json::from_str(include_str!("../vectors/unreadable.json")).unwrap();
        let flags: Vec<_> = vectors.cases.iter().map(|case| case.flag.get().to_owned()).collect();
        let shop = shop_with(world, &flags).await;
        for Case { name, flag, contexts } in vectors.cases {
            let flag: Value = serde_json::from_str(flag.get()).unwrap();
            for Expectation { context, value, reason, rule } in contexts {
                let what = format!("{name}: {context}");
                let reply = shop.sdk.post(ONE, json!({ "flag_key": flag["key"], "context": context })).await;
                let all = shop.sdk.post(ALL, json!({ "context": context })).await.ok();
                let listed = all["unreadable"].as_array().unwrap().contains(&flag["key"]);
                assert_eq!(listed, reason == "unreadable", "{what}");
                if listed {
                    reply.refused(404, "evaluate.flag_unreadable");
                    continue;
                }
                let answer = reply.ok();
                let rule_id = rule.map_or(&Value::Null, |index| &flag["rules"][index]["id"]);
                assert_eq!((&answer["value"], &answer["reason"]), (&value, &json!(reason)), "{what}");
                assert_eq!(&answer["rule_id"], rule_id, "{what}");
                assert_eq!(all["flags"][flag["key"].as_str().unwrap()], answer, "{what}");
            }
        }
    }

    async fn the_list_of_unreadable_flags_is_empty_when_all_can_be_read(world) {
        let shop = shop_with(world, &[readable()]).await;
        let all = shop.sdk.post(ALL, json!({})).await.ok();
        assert_eq!(all["unreadable"], json!([]));
    }
}

/// Writes a flag's bytes as a newer server does, in a transaction of its own.
async fn write(world: &World, shop: &Shop, key: &str, before: Option<&str>, after: &str) {
    let proof = proof(world, shop).await;
    let environment = id(&shop.environment_id);
    let mut writer = EnvironmentWriter::in_environment(&world.app.store, &proof, environment).await.unwrap();
    let record = ChangeRecord::new(&proof, ChangeKind::FlagUpdated, key);
    let (before, after) = (before.map(str::to_owned), Some(after.to_owned()));
    writer.append(record, ObjectChange { kind: ObjectKind::Flag, key, before, after }).await.unwrap();
    writer.publish().await.unwrap();
}

/// On one thread, so that the server logs to the test.
#[tokio::test]
async fn the_server_logs_each_unreadable_part_once() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let writer = Arc::new(file.reopen().unwrap());
    let log = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(log);
    // While only one subscriber exists, `tracing` decides whether a log statement is of interest by the thread that
    // reaches it first, which may be that of another test. With a second one it asks all of them.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
    let log = || fs::read_to_string(file.path()).unwrap();
    let reports = || log().matches("evaluation stops there").count();

    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    let shop = world.shop().await;
    shop.sdk.post(ALL, json!({})).await.ok();
    let unreadable = with_unknown_operator();
    write(&world, &shop, "unknown-operator", None, &unreadable).await;
    shop.sdk.post(ONE, json!({ "flag_key": "unknown-operator", "context": { "country": "DE" } })).await.ok();
    assert_eq!(reports(), 1, "a change brought it");

    let disabled = unreadable.replace(r#""enabled":true"#, r#""enabled":false"#);
    assert_ne!(disabled, unreadable);
    write(&world, &shop, "unknown-operator", Some(&unreadable), &disabled).await;
    write(&world, &shop, "readable", None, &readable()).await;
    assert_eq!(reports(), 1, "later changes keep it");

    let linked = json!({
        "key": "linked", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "4f3c9a1be27d0856",
        "prerequisites": [{ "flag": "gone", "values": [true] }], "rules": [],
    });
    write(&world, &shop, "linked", None, &linked.to_string()).await;
    write(&world, &shop, "readable", Some(&readable()), &readable().replace("false", "true")).await;
    let lines = log();
    let line = lines.lines().last().unwrap();
    assert_eq!(reports(), 2, "a link to a flag that does not exist: {lines}");
    assert!(line.contains("flag `linked`") && line.contains("`gone`"), "{line}");
    world.stop().await.drop().await;
}
