//! Values whose objects have the keys that serde_json uses internally, and values that cannot be read.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Database, Shop, World, on_both};

const KEYS: [&str; 2] = ["$serde_json::private::RawValue", "$serde_json::private::Number"];

/// Objects with such a key: alone, before others, and deep inside of lists and objects.
fn values() -> Vec<Value> {
    let objects = KEYS.into_iter().flat_map(|key| {
        let contents = [json!("x"), json!("7"), json!("true"), json!("{\"a\":1}"), json!(7), json!({})];
        contents
            .map(|content| json!({ key: content, "a": [content] }))
            .into_iter()
            .chain([json!({ key: "7" })])
    });
    objects
        .flat_map(|object| {
            [json!([null, { "a": [[{ "b": object }]] }]), json!({ "a": { "b": object } }), object]
        })
        .collect()
}

async fn create_flag(shop: &Shop, fields: Value) -> String {
    let mut body = json!({ "environment_id": shop.environment_id, "key": "refused", "name": "n" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/flags", shop.path), body).await.refused_field()
}

async fn create_rule(shop: &Shop, flag: &Value, fields: Value) -> String {
    let mut body =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": false });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/rules", shop.path), body).await.refused_field()
}

on_both! {
    async fn json_values_with_the_keys_of_serde_json_read_back_as_they_were_written(world) {
        let shop = world.shop().await;
        let mut flag = shop.flag("f", json!({ "value_type": "json", "default_value": 0 })).await;
        let rule = shop.rule(&flag, json!({ "return_value": 0 })).await;
        for (n, value) in values().into_iter().enumerate() {
            let created =
                shop.flag(&format!("new-{n}"), json!({ "value_type": "json", "default_value": value })).await;
            assert_eq!(created["default_value"], value);
            flag = shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": value })).await.ok()["flag"].clone();
            let rule =
                shop.owner.patch(&shop.rule_path(&rule), json!({ "return_value": value })).await.ok()["rule"].clone();
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown, json!({ "flag": flag, "rules": [rule] }));
            assert_eq!((&flag["default_value"], &rule["return_value"]), (&value, &value));
            for key in ["f", &format!("new-{n}")] {
                assert_eq!(shop.evaluate(key, json!({})).await["value"], value);
            }
        }
        let list = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!(list["flags"].as_array().unwrap().len(), values().len() + 1);
        let log = shop.owner.get("/api/v1/audit-log?action=rule.updated").await.ok();
        let logged = log["entries"].as_array().unwrap().iter().map(|entry| entry["after"]["return_value"].clone());
        assert!(logged.eq(values()));
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
    }

    async fn an_object_with_a_key_of_serde_json_has_no_other_type(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        for key in KEYS {
            for content in ["true", "7", "\"x\"", "null", "[1]"] {
                let object = json!({ key: content });
                for value_type in ["boolean", "string", "number"] {
                    let fields = json!({ "value_type": value_type, "default_value": object });
                    assert_eq!(create_flag(&shop, fields).await, "default_value", "{value_type}: {object}");
                }
                let patched = shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": object })).await;
                assert_eq!(patched.refused_field(), "default_value", "{object}");
                let refused = create_rule(&shop, &flag, json!({ "return_value": object })).await;
                assert_eq!(refused, "return_value", "{object}");
                for (operator, value) in [("eq", object.clone()), ("in", json!([object])), ("in", object.clone())] {
                    let condition = json!({ "attribute": "a", "operator": operator, "value": value });
                    let refused = create_rule(&shop, &flag, json!({ "conditions": [condition] })).await;
                    assert!(refused.starts_with("conditions[0].value"), "{refused}: {value}");
                    let fields = json!({
                        "rule_type": "attribute", "attribute": "a", "operator": operator,
                        "value_json": value.to_string(),
                    });
                    assert_eq!(create_rule(&shop, &flag, fields).await, "value_json", "{value}");
                }
            }
        }
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!(shown, json!({ "flag": flag, "rules": [] }));
    }

    async fn an_object_with_a_key_of_serde_json_is_missing_in_a_context(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({ "conditions": [{ "attribute": "a", "operator": "exists" }] })).await;
        for value in values().into_iter().chain(KEYS.map(|key| json!({ key: "x" }))) {
            for context in [json!({ "a": value }), json!({ "a": [value, [value]] })] {
                assert_eq!(shop.evaluate("f", context.clone()).await["reason"], "default", "{context}");
                let all = shop.sdk.post("/api/v1/evaluate/all", json!({ "context": context })).await.ok();
                assert_eq!(all["flags"]["f"]["reason"], "default", "{context}");
            }
        }
        for key in KEYS {
            assert_eq!(shop.evaluate("f", json!({ key: "7", "a": 1 })).await["reason"], "rule_match");
        }
    }

    async fn a_flag_that_cannot_be_read_can_be_deleted(world) {
        let shop = world.shop().await;
        let mut changes = vec![
            ("update flags set default_value = '{'", true),
            ("update rules set return_value = 'x'", true),
            ("update rules set conditions = '[1]'", true),
            ("update rules set operator = 'sounds_like'", true),
        ];
        if matches!(world.database, Database::Sqlite(_)) {
            // SQLite has text in a column of truth values.
            changes.push(("update rules set is_active = 'x'", false));
        }
        for (change, shown) in changes {
            let flag = shop.flag("f", json!({})).await;
            shop.rule(&flag, json!({})).await;
            assert_eq!(world.sql(change).await, 1);
            let path = shop.flag_path(&flag);
            let conflict = shop.owner.send_if("\"7\"", Method::DELETE, &path, json!({})).await;
            let conflict = conflict.refused(412, "version_conflict");
            assert_eq!(conflict["details"]["flag"]["key"], "f", "{conflict}");
            shop.owner.delete(&path).await.ok();
            let log = shop.owner.get("/api/v1/audit-log?action=flag.deleted").await.ok();
            let before = &log["entries"].as_array().unwrap().last().unwrap()["before"];
            assert_eq!(before["flag"]["key"], "f", "{before}");
            if shown {
                assert!(before["rules"].is_array(), "{before}");
            } else {
                assert!(before["snapshot"].as_str().unwrap().contains("\"key\":\"f\""), "{before}");
            }
            shop.server.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.refused(404, "evaluate.flag_not_found");
        }
        shop.flag("f", json!({})).await;
    }
}

/// On PostgreSQL only: a trigger of SQLite cannot alter a row before the statement returns it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_that_the_database_alters_is_not_committed() {
    let Some(database) = Database::postgres().await else { return };
    World::with(database, |_| {}, |world| Box::pin(alter_and_write(world))).await;
}

async fn alter_and_write(world: &World) {
    let shop = world.shop().await;
    let flag = shop.flag("f", json!({})).await;
    let rule = shop.rule(&flag, json!({})).await;
    let revision = shop.revision().await;
    for (table, column) in [("flags", "default_value"), ("rules", "return_value")] {
        world
            .sql(&format!(
                "create function alter_{table}() returns trigger language plpgsql as
                 $$ begin new.{column} = '1'; return new; end $$"
            ))
            .await;
        world
            .sql(&format!(
                "create trigger alter_{table} before insert or update on {table}
                 for each row execute function alter_{table}()"
            ))
            .await;
    }
    let (flags, rules) = (format!("{}/flags", shop.path), format!("{}/rules", shop.path));
    let new_flag = json!({ "environment_id": shop.environment_id, "key": "g", "name": "g" });
    let new_rule =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
    for reply in [
        shop.owner.post(&flags, new_flag).await,
        shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "changed" })).await,
        shop.owner.post(&rules, new_rule).await,
        shop.owner.patch(&shop.rule_path(&rule), json!({ "priority": 2 })).await,
    ] {
        reply.refused(500, "internal");
    }
    let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
    assert_eq!(shown, json!({ "flag": flag, "rules": [rule] }));
    assert_eq!(shop.revision().await, revision);
}
