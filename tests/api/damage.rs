//! Rows of flags and rules that something else than the server has damaged. Only the damaged flag suffers: lists and
//! other flags work, what is damaged is shown, and it can be repaired or deleted.

use std::{fs, sync::Arc, time::Duration};

use serde_json::{Value, json};
use togul_core::Snapshot;
use togul_server::live::Signal;

use super::change_groups::id;
use crate::world::{Database, Shop, World, on_both};

const ONE: &str = "/api/v1/evaluate";
const ALL: &str = "/api/v1/evaluate/all";

/// A shop with a sound flag `g`, and a flag `f` that is 1 for each of its two rules.
async fn shop_with_rules(world: &World) -> (Shop, [Value; 2], [Value; 2]) {
    let shop = world.shop().await;
    let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
    let sound = shop.flag("g", json!({})).await;
    let attribute = json!({
        "priority": 1, "rule_type": "attribute", "attribute": "a", "operator": "eq", "value_json": "\"x\"",
        "return_value": 1,
    });
    let percentage =
        json!({ "priority": 2, "rule_type": "percentage", "rollout_percentage": 100, "return_value": 1 });
    let rules = [shop.rule(&flag, attribute).await, shop.rule(&flag, percentage).await];
    (shop, [flag, sound], rules)
}

/// The column, its damaged value in SQL and as it is shown, the index of the rule, and the repairing patch, if one can.
fn damaged_rules() -> Vec<(&'static str, &'static str, &'static str, usize, Option<Value>)> {
    let unknown = [
        ("operator", "'sounds_like'", "sounds_like", 0, Some(json!({ "operator": "eq" }))),
        ("operator", "''", "", 0, Some(json!({ "operator": "eq" }))),
        ("rule_type", "'lottery'", "lottery", 0, None),
        ("bucket_by", "''", "", 1, Some(json!({ "bucket_by": "user_id" }))),
        ("priority", "5000000000", "5000000000", 0, Some(json!({ "priority": 1 }))),
        ("priority", "-5000000000", "-5000000000", 0, Some(json!({ "priority": 1 }))),
        ("rollout_thousandths", "100001", "100001", 1, Some(json!({ "rollout_percentage": 100 }))),
        ("rollout_thousandths", "-1", "-1", 1, Some(json!({ "rollout_percentage": 100 }))),
        ("conditions", "'{'", "{", 0, Some(json!({ "conditions": [] }))),
        ("return_value", "'x'", "x", 0, Some(json!({ "return_value": 1 }))),
        ("seed", "''", "", 1, Some(json!({ "seed": null }))),
    ];
    unknown.into()
}

fn field(column: &str) -> &str {
    if column == "rollout_thousandths" { "rollout_percentage" } else { column }
}

async fn damage_rule(world: &World, column: &str, value: &str, rule: usize) {
    let rule_type = ["attribute", "percentage"][rule];
    let change = format!("update rules set {column} = {value} where rule_type = '{rule_type}'");
    assert_eq!(world.sql(&change).await, 1);
}

/// Something else than the server has written to the database: what is in memory is of before.
async fn damage_snapshot(world: &World, value: &str) {
    assert!(world.sql(&format!("update flags set snapshot = {value} where key = 'f'")).await > 0);
    world.app.live.evict_idle(Duration::ZERO);
}

async fn evaluates_to(shop: &Shop, value: Value) {
    assert_eq!(shop.evaluate("f", json!({ "a": "x", "user_id": "u" })).await["value"], value);
}

/// What is no flag with the key `f`.
fn damaged_snapshots(world: &World) -> Vec<&'static str> {
    let mut damaged = vec![
        "'{'",
        "''",
        "'[]'",
        "'null'",
        "'{}'",
        r#"'{"key":1}'"#,
        // Cut short, and another flag's.
        "substr(snapshot, 1, length(snapshot) - 3)",
        "(select min(snapshot) from flags g where g.key = 'g')",
        r#"'{"key":"h","enabled":true,"value_type":"boolean","default_value":true,"salt":"00","rules":[]}'"#,
    ];
    if matches!(world.database, Database::Sqlite(_)) {
        // Not UTF-8, and not text.
        damaged.extend(["cast(x'7bff' as text)", "x'00ff'"]);
    }
    damaged
}

/// The shown rule with this id.
fn shown_rule(flag: &Value, rule: &Value) -> Value {
    let mut rules = flag["rules"].as_array().unwrap().iter();
    rules.find(|shown| shown["id"] == rule["id"]).expect("the rule is shown").clone()
}

on_both! {
    async fn a_damaged_rule_is_shown_and_can_be_repaired(world) {
        let (shop, [flag, sound], rules) = shop_with_rules(world).await;
        for (column, value, text, position, repair) in damaged_rules() {
            let (what, field) = (format!("{column} = {value}"), field(column));
            let (rule, other) = (&rules[position], &rules[1 - position]);
            damage_rule(world, column, value, position).await;
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown_rule(&shown, rule)[field], text, "{what}");
            let list = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
            assert_eq!(list["flags"].as_array().unwrap().len(), 2, "{what}");
            shop.owner.patch(&shop.flag_path(&sound), json!({ "description": what })).await.ok();
            // Everything else about the flag can be changed, and evaluators keep the rule as it was before the damage.
            shop.owner.patch(&shop.flag_path(&flag), json!({ "name": what, "enabled": false })).await.ok();
            evaluates_to(&shop, json!(0)).await;
            shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": true })).await.ok();
            for is_active in [false, true] {
                shop.owner.patch(&shop.rule_path(other), json!({ "is_active": is_active })).await.ok();
                evaluates_to(&shop, json!(1)).await;
            }
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown_rule(&shown, rule)[field], text, "{what}");
            let refused = shop.owner.patch(&shop.rule_path(rule), json!({ "is_active": false })).await;
            assert_eq!(refused.refused_field(), field, "{what}");
            evaluates_to(&shop, json!(1)).await;
            match repair {
                Some(repair) => drop(shop.owner.patch(&shop.rule_path(rule), repair).await.ok()),
                None => assert_eq!(world.sql("update rules set rule_type = 'attribute' where rule_type = 'lottery'").await, 1),
            }
            let repaired = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown_rule(&repaired, rule)[field], rule[field], "{what}");
            shop.owner.patch(&shop.rule_path(other), json!({ "is_active": false })).await.ok();
            evaluates_to(&shop, json!(1)).await;
            shop.owner.patch(&shop.rule_path(other), json!({ "is_active": true })).await.ok();
        }
    }

    async fn a_damaged_value_of_a_flag_is_shown_and_can_be_repaired(world) {
        let (shop, [flag, _], _) = shop_with_rules(world).await;
        for (field, repaired) in [("default_value", json!(0)), ("off_value", json!(null)), ("off_value", json!(2)), ("variants", json!([]))] {
            assert!(world.sql(&format!("update flags set {field} = '{{' where key = 'f'")).await > 0);
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["flag"][field], "{");
            let refused = shop.owner.patch(&shop.flag_path(&flag), json!({ "name": field })).await;
            assert_eq!(refused.refused_field(), field);
            evaluates_to(&shop, json!(1)).await;
            let shown = shop.owner.patch(&shop.flag_path(&flag), json!({ field: repaired })).await.ok();
            assert_eq!(shown["flag"][field], repaired);
        }
    }

    async fn a_damaged_rule_that_evaluators_do_not_have_is_named(world) {
        let (shop, [flag, _], rules) = shop_with_rules(world).await;
        damage_rule(world, "operator", "'sounds_like'", 0).await;
        damage_snapshot(world, "'{'").await;
        let refused = shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await;
        assert_eq!(refused.refused_field(), format!("rules[{}].operator", rules[0]["id"].as_str().unwrap()));
    }

    async fn a_value_of_another_type_in_a_rule_does_not_keep_the_flag_from_changing(world) {
        let (shop, [flag, _], _) = shop_with_rules(world).await;
        damage_rule(world, "return_value", "'\"x\"'", 0).await;
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        evaluates_to(&shop, json!(0)).await;
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": true })).await.ok();
        evaluates_to(&shop, json!(1)).await;
    }

    /// SQLite has columns of text that hold other bytes.
    async fn text_that_is_not_text_is_shown(world) {
        if !matches!(world.database, Database::Sqlite(_)) {
            return;
        }
        let (shop, [flag, _], _) = shop_with_rules(world).await;
        shop.key(json!({})).await;
        let viewer = shop.role("viewer").await;
        let invitation = json!({ "email": "invited@example.com", "role_id": viewer });
        shop.owner.post("/api/v1/invitations", invitation).await.ok();
        shop.owner.post("/api/v1/tokens", json!({ "name": "t", "role_id": viewer })).await.ok();
        shop.evaluate("f", json!({})).await;
        let of_project = |list: &str| format!("{}/{list}", shop.path);
        let pages = [
            ("flags", vec!["name", "description"], vec![of_project("flags"), shop.flag_path(&flag)]),
            ("flags", vec!["key", "salt"], vec![shop.flag_path(&flag)]),
            ("rules", vec!["attribute", "value_json"], vec![shop.flag_path(&flag)]),
            ("environments", vec!["key", "name", "description"], vec![of_project("environments"), shop.environment_path()]),
            ("projects", vec!["slug", "name", "description"], vec!["/api/v1/projects".to_owned(), shop.path.clone()]),
            ("api_keys", vec!["name", "key_prefix"], vec![of_project("api-keys")]),
            ("users", vec!["name"], vec!["/api/v1/me".to_owned(), "/api/v1/members".to_owned()]),
            ("roles", vec!["name"], vec!["/api/v1/roles".to_owned()]),
            ("invitations", vec!["email"], vec!["/api/v1/invitations".to_owned()]),
            ("machine_tokens", vec!["name"], vec!["/api/v1/tokens".to_owned()]),
            ("sessions", vec!["address"], vec!["/api/v1/me/sessions".to_owned()]),
            ("audit_log", vec!["actor_name", "actor_email", "target_type", "target_id", "address", "request_id"], vec!["/api/v1/audit-log".to_owned()]),
        ];
        for (table, columns, paths) in pages {
            for column in columns {
                for damage in ["x'41ff'", "cast(x'41ff' as text)"] {
                    let row = format!("rowid = (select min(rowid) from {table} where {column} is not null)");
                    let change = format!("update {table} set {column} = {damage} where {row}");
                    assert_eq!(world.sql(&change).await, 1, "{change}");
                    for path in &paths {
                        let shown = shop.owner.get(path).await.ok().to_string();
                        assert!(shown.contains("A\u{fffd}"), "{change}: {path}: {shown}");
                    }
                }
            }
        }
    }

    async fn a_damaged_rule_can_be_deleted(world) {
        let (shop, [flag, _], rules) = shop_with_rules(world).await;
        for (column, value, text, position, _) in damaged_rules() {
            let what = format!("{column} = {value}");
            let mut body = rules[position].clone();
            for read_only in ["id", "version", "bucketing", "created_at", "updated_at"] {
                body.as_object_mut().unwrap().remove(read_only);
            }
            body["priority"] = json!(7);
            let rule = shop.owner.post(&format!("{}/rules", shop.path), body).await.ok()["rule"].clone();
            assert_eq!(world.sql(&format!("update rules set {column} = {value} where priority = 7")).await, 1);
            shop.owner.delete(&shop.rule_path(&rule)).await.ok();
            let log = shop.owner.get("/api/v1/audit-log?action=rule.deleted").await.ok();
            let before = &log["entries"].as_array().unwrap().last().unwrap()["before"];
            assert_eq!((&before["id"], &before[field(column)]), (&rule["id"], &json!(text)), "{what}");
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["rules"], json!(rules), "{what}");
            evaluates_to(&shop, json!(1)).await;
        }
    }

    async fn an_unknown_value_type_is_shown_and_its_flag_can_be_deleted(world) {
        for value in ["colour", ""] {
            let (shop, [flag, sound], rules) = shop_with_rules(world).await;
            assert!(world.sql(&format!("update flags set value_type = '{value}' where value_type = 'number'")).await > 0);
            let list = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
            let types: Vec<_> = list["flags"].as_array().unwrap().iter().map(|flag| &flag["value_type"]).collect();
            assert_eq!(types, [value, "boolean"]);
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!((&shown["flag"]["value_type"], &shown["rules"]), (&json!(value), &json!(rules)));
            shop.owner.patch(&shop.flag_path(&sound), json!({ "name": "Sound" })).await.ok();
            for (path, change) in [(shop.flag_path(&flag), json!({ "name": "n" })), (shop.rule_path(&rules[0]), json!({ "priority": 9 }))] {
                assert_eq!(shop.owner.patch(&path, change).await.refused_field(), "value_type");
            }
            evaluates_to(&shop, json!(1)).await;
            shop.owner.delete(&shop.rule_path(&rules[0])).await.ok();
            evaluates_to(&shop, json!(1)).await;
            shop.owner.delete(&shop.flag_path(&flag)).await.ok();
            let log = shop.owner.get("/api/v1/audit-log?action=flag.deleted").await.ok();
            assert_eq!(log["entries"][0]["before"]["flag"]["value_type"], value);
            shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_not_found");
        }
    }

    async fn a_damaged_snapshot_makes_its_flag_unreadable_and_no_other(world) {
        for damage in damaged_snapshots(world) {
            let (shop, [flag, sound], _) = shop_with_rules(world).await;
            damage_snapshot(world, damage).await;
            shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_unreadable");
            assert_eq!(shop.evaluate("g", json!({})).await["value"], false, "{damage}");
            let all = shop.sdk.post(ALL, json!({})).await.ok();
            assert_eq!((&all["flags"]["g"]["value"], &all["unreadable"]), (&json!(false), &json!(["f"])), "{damage}");
            let snapshot = shop.server.get("/api/v1/snapshot").await;
            let snapshot = Snapshot::from_json(&snapshot.body).expect("clients read it");
            assert_eq!((snapshot.len(), snapshot.unreadable().count()), (2, 1), "{damage}");
            // The other flag changes, and the flag itself is shown.
            shop.owner.patch(&shop.flag_path(&sound), json!({ "default_value": true })).await.ok();
            assert_eq!(shop.evaluate("g", json!({})).await["value"], true, "{damage}");
            shop.owner.get(&shop.flag_path(&flag)).await.ok();
            // Any change makes its bytes again, and subscribers need no reset, then or later.
            let live = world.app.live.environment(id(&shop.environment_id)).await.unwrap().expect("it exists");
            let mut subscription = live.subscribe().expect("it is open");
            shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "repaired" })).await.ok();
            evaluates_to(&shop, json!(1)).await;
            shop.owner.patch(&shop.flag_path(&sound), json!({ "default_value": false })).await.ok();
            for change in ["the repair", "the next one"] {
                let signal = subscription.recv().await.expect("a signal");
                assert!(matches!(signal, Signal::Group(_)), "{damage}: {change}");
            }
            world.app.live.evict_idle(Duration::ZERO);
            let all = shop.sdk.post(ALL, json!({ "context": { "a": "x" } })).await.ok();
            assert_eq!((&all["flags"]["f"]["value"], &all["unreadable"]), (&json!(1), &json!([])), "{damage}");
        }
    }

    async fn rules_of_a_flag_with_a_damaged_snapshot_can_be_deleted(world) {
        for damage in damaged_snapshots(world) {
            let (shop, [flag, _], rules) = shop_with_rules(world).await;
            damage_snapshot(world, damage).await;
            shop.owner.delete(&shop.rule_path(&rules[0])).await.ok();
            evaluates_to(&shop, json!(1)).await;
            // The rows as well: it stays unreadable until it is repaired.
            damage_snapshot(world, damage).await;
            assert!(world.sql("update flags set default_value = '{' where key = 'f'").await > 0);
            shop.owner.delete(&shop.rule_path(&rules[1])).await.ok();
            shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_unreadable");
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": 5 })).await.ok();
            evaluates_to(&shop, json!(5)).await;
        }
    }

    async fn a_flag_with_a_damaged_snapshot_can_be_deleted(world) {
        for damage in damaged_snapshots(world) {
            let (shop, [flag, sound], _) = shop_with_rules(world).await;
            damage_snapshot(world, damage).await;
            shop.owner.delete(&shop.flag_path(&flag)).await.ok();
            shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_not_found");
            let live = world.app.live.environment(id(&shop.environment_id)).await.unwrap().expect("it exists");
            let mut subscription = live.subscribe().expect("it is open");
            shop.owner.patch(&shop.flag_path(&sound), json!({ "default_value": true })).await.ok();
            assert!(matches!(subscription.recv().await, Some(Signal::Group(_))), "{damage}");
        }
    }
}

/// On one thread, so that the server logs to the test.
#[tokio::test]
async fn the_server_logs_a_damaged_snapshot_once() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let writer = Arc::new(file.reopen().unwrap());
    let log = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(log);
    // With a second subscriber, `tracing` asks all of them whether a log statement is of interest.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());

    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    let (shop, [_, sound], _) = shop_with_rules(&world).await;
    damage_snapshot(&world, "'{'").await;
    for name in ["one", "two", "three"] {
        shop.owner.patch(&shop.flag_path(&sound), json!({ "name": name })).await.ok();
        shop.sdk.post(ONE, json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_unreadable");
    }
    let log = fs::read_to_string(file.path()).unwrap();
    for line in
        ["`f`: needs: must be a positive integer; it is \"repair", "do not match the stored fingerprint"]
    {
        assert_eq!(log.matches(line).count(), 1, "{line} in {log}");
    }
    world.stop().await.drop().await;
}
