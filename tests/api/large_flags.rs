//! What is stored of a flag is bounded as a whole, and so are the pages that show it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Reply, Shop, on_both};

const LIMIT: &str = "262144";

/// A string whose JSON has this many bytes.
fn text(bytes: usize) -> Value {
    json!("x".repeat(bytes - 2))
}

fn too_large(reply: Reply) {
    let error = reply.refused(400, "validation_error");
    assert_eq!(error["details"]["field"], "rules", "{error}");
    assert!(error["details"]["reason"].as_str().unwrap().contains(LIMIT), "{error}");
}

async fn add_rule(shop: &Shop, flag: &Value, fields: Value) -> Reply {
    let mut body = json!({
        "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": "a", "is_active": false,
    });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/rules", shop.path), body).await
}

async fn string_flag(shop: &Shop, key: &str) -> Value {
    shop.flag(key, json!({ "value_type": "string", "default_value": "a" })).await
}

on_both! {
    async fn inactive_rules_count_towards_the_size_of_a_flag(world) {
        let shop = world.shop().await;
        let flag = string_flag(&shop, "f").await;
        let mut rules = Vec::new();
        for _ in 0..4 {
            rules.push(add_rule(&shop, &flag, json!({ "return_value": text(60_000) })).await.ok()["rule"].clone());
        }
        let revision = shop.revision().await;
        // Every field that may be large, in new rules, patched rules and the flag itself.
        too_large(add_rule(&shop, &flag, json!({ "return_value": text(60_000) })).await);
        let value_json = format!("1{}", " ".repeat(60_000));
        let attribute = json!({
            "rule_type": "attribute", "attribute": "a", "operator": "eq", "value_json": value_json,
        });
        too_large(add_rule(&shop, &flag, attribute).await);
        let values: Vec<_> = (0..60).map(|n| format!("{n}{}", "x".repeat(1000))).collect();
        let conditions = json!([{ "attribute": "a", "operator": "in", "value": values }]);
        too_large(add_rule(&shop, &flag, json!({ "conditions": conditions })).await);
        for value in ["default_value", "off_value"] {
            too_large(shop.owner.patch(&shop.flag_path(&flag), json!({ value: text(60_000) })).await);
        }
        let small = add_rule(&shop, &flag, json!({})).await.ok()["rule"].clone();
        for field in [json!({ "return_value": text(60_000) }), json!({ "conditions": conditions })] {
            too_large(shop.owner.patch(&shop.rule_path(&small), field).await);
        }
        assert_eq!(shop.revision().await, revision + 1);
        // What frees space makes room again.
        shop.owner.delete(&shop.rule_path(&rules[0])).await.ok();
        shop.owner.patch(&shop.rule_path(&small), json!({ "return_value": text(60_000) })).await.ok();
    }

    async fn a_flag_that_is_larger_already_may_only_shrink(world) {
        let shop = world.shop().await;
        let flag = string_flag(&shop, "f").await;
        let (large, small) = (
            add_rule(&shop, &flag, json!({ "priority": 5 })).await.ok()["rule"].clone(),
            add_rule(&shop, &flag, json!({})).await.ok()["rule"].clone(),
        );
        let value = json!([{ "attribute": "a", "operator": "in", "value": vec!["x".repeat(1000); 400] }]);
        // By its priority: the two databases write ids differently.
        let set = format!("update rules set conditions = '{value}' where priority = 5");
        assert_eq!(world.sql(&set).await, 1);
        let (path, large_path, small_path) =
            (shop.flag_path(&flag), shop.rule_path(&large), shop.rule_path(&small));
        // Switches, and anything of the same size.
        shop.owner.patch(&path, json!({ "enabled": false })).await.ok();
        shop.owner.patch(&large_path, json!({ "priority": 7 })).await.ok();
        shop.owner.patch(&small_path, json!({ "return_value": "b" })).await.ok();
        // Growth, by any field and by becoming active.
        too_large(shop.owner.patch(&path, json!({ "description": "longer" })).await);
        too_large(shop.owner.patch(&path, json!({ "name": "a longer name than before" })).await);
        too_large(shop.owner.patch(&path, json!({ "default_value": "longer" })).await);
        too_large(shop.owner.patch(&small_path, json!({ "return_value": "longer" })).await);
        too_large(shop.owner.patch(&large_path, json!({ "is_active": true })).await);
        too_large(add_rule(&shop, &flag, json!({})).await);
        // Smaller, though still too large.
        let fewer = json!([{ "attribute": "a", "operator": "in", "value": vec!["x".repeat(1000); 300] }]);
        shop.owner.patch(&large_path, json!({ "conditions": fewer })).await.ok();
        shop.owner.delete(&large_path).await.ok();
        shop.owner.delete(&small_path).await.ok();
        shop.owner.patch(&path, json!({ "description": "longer" })).await.ok();
    }

    async fn a_page_of_large_flags_is_cut_and_the_cursor_continues(world) {
        let shop = world.shop().await;
        for n in 0..20 {
            shop.flag(&format!("f{n}"), json!({ "value_type": "string", "default_value": text(65_000) })).await;
        }
        let (mut keys, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let reply = shop.owner.get(&format!("{}/flags?limit=1000{cursor}", shop.path)).await;
            assert!(reply.body.len() < 1200 * 1024, "{}", reply.body.len());
            let page = reply.ok();
            keys.extend(page["flags"].as_array().unwrap().iter().map(|flag| flag["key"].as_str().unwrap().to_owned()));
            pages += 1;
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(pages, 2);
        assert!(keys.iter().eq(&(0..20).map(|n| format!("f{n}")).collect::<Vec<_>>()));
    }

    async fn damaged_values_are_shown_and_no_write_accepts_them(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json" , "default_value": [1] })).await;
        let sound = shop.flag("g", json!({})).await;
        let (first, second) = (shop.rule(&flag, json!({ "return_value": 1 })).await, shop.rule(&flag, json!({ "return_value": 2 })).await);
        for change in [
            "update flags set default_value = '{' where key = 'f'",
            "update rules set return_value = 'x', conditions = '[1]'",
        ] {
            assert!(world.sql(change).await > 0);
        }
        let list = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!(list["flags"][0]["default_value"], "{");
        assert_eq!(list["flags"][1], sound);
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!(shown["flag"]["default_value"], "{");
        assert_eq!((&shown["rules"][1]["return_value"], &shown["rules"][1]["conditions"]), (&json!("x"), &json!("[1]")));
        // Nothing else about them changes silently.
        let refused = shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "n2" })).await.refused_field();
        assert!(refused.starts_with(&format!("rules[{}].", first["id"].as_str().unwrap())), "{refused}");
        let refused = shop.owner.patch(&shop.rule_path(&first), json!({ "priority": 7 })).await.refused_field();
        assert_eq!(refused, "conditions");
        // Evaluators keep their bytes, and a rule can be deleted although neither it nor the rest is readable.
        assert_eq!(shop.evaluate("f", json!({})).await["value"], 1);
        shop.owner.send_if("\"7\"", Method::DELETE, &shop.rule_path(&first), json!({})).await.refused(412, "version_conflict");
        shop.owner.delete(&shop.rule_path(&first)).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], 2);
        shop.owner.delete(&shop.rule_path(&second)).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], json!([1]));
        let refused = shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "n2" })).await.refused_field();
        assert_eq!(refused, "default_value");
        let repaired = json!({ "name": "n2", "default_value": { "b": 1, "a": 1.50 } });
        shop.owner.patch(&shop.flag_path(&flag), repaired).await.ok();
    }

    async fn values_keep_the_text_of_their_author(world) {
        let shop = world.shop().await;
        let body = |value: &str| {
            format!(
                r#"{{"environment_id":"{}","key":"f","name":"f","value_type":"json","default_value":{value}}}"#,
                shop.environment_id
            )
        };
        let path = format!("{}/flags", shop.path);
        let value = r#"{ "b": 1.50, "a": [ 12345678901234567890123, "\u00e9 \" x" ] }"#;
        let compact = r#"{"b":1.50,"a":[12345678901234567890123,"\u00e9 \" x"]}"#;
        let created = shop.owner.send(Method::POST, &path, body(value)).await;
        let shows = |reply: &Reply| String::from_utf8_lossy(&reply.body).contains(compact);
        assert!(shows(&created), "{created:?}");
        let flag = created.ok()["flag"].clone();
        for path in [&path, &shop.flag_path(&flag)] {
            assert!(shows(&shop.owner.get(path).await));
        }
        assert!(shows(&shop.sdk.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await));
        assert!(shows(&shop.server.get("/api/v1/snapshot").await));
        let revision = shop.revision().await;
        let patch = |value: &str| format!(r#"{{"default_value":{value}}}"#);
        shop.owner.send(Method::PATCH, &shop.flag_path(&flag), patch(compact)).await.ok();
        assert_eq!(shop.revision().await, revision, "the same text");
        shop.owner.send(Method::PATCH, &shop.flag_path(&flag), patch(r#"{"a":1}"#)).await.ok();
        assert_eq!(shop.revision().await, revision + 1);
        for (value, reason) in [
            (r#"{"a":1,"a":2}"#, "twice"),
            (r#"["\ud800"]"#, "surrogate"),
            ("[1e999]", "out of range"),
        ] {
            let refused = shop.owner.send(Method::PATCH, &shop.flag_path(&flag), patch(value)).await;
            let refused = refused.refused(400, "validation_error");
            assert_eq!(refused["details"]["field"], "default_value", "{refused}");
            assert!(refused["details"]["reason"].as_str().unwrap().contains(reason), "{refused}");
        }
    }
}
