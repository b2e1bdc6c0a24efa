//! What a flag answers while it is off, and the warning about it.

use serde_json::{Value, json};

use crate::world::{Reply, Shop, fields, on_both};

async fn create(shop: &Shop, fields: Value) -> Reply {
    let mut body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/flags", shop.path), body).await
}

/// Value and reason of the flag `f`.
async fn answer(shop: &Shop) -> (Value, Value) {
    let answer = shop.evaluate("f", json!({})).await;
    (answer["value"].clone(), answer["reason"].clone())
}

fn off(value: Value) -> (Value, Value) {
    (value, json!("disabled"))
}

fn codes(reply: &Reply) -> Vec<String> {
    let body = reply.ok();
    let warnings = body["warnings"].as_array().expect("a list of warnings").iter();
    let codes = warnings.map(|warning| {
        assert_eq!(fields(warning), ["code", "message"]);
        assert!(warning["message"].as_str().unwrap().contains("off_value"), "{warning}");
        warning["code"].as_str().unwrap().to_owned()
    });
    codes.collect()
}

const WARNED: [&str; 1] = ["off_serves_default"];

on_both! {
    async fn a_flag_answers_its_off_value_only_while_it_is_off(world) {
        let shop = world.shop().await;
        let flag = create(&shop, json!({ "default_value": true, "off_value": false })).await.ok()["flag"].clone();
        assert_eq!((&flag["default_value"], &flag["off_value"]), (&json!(true), &json!(false)));
        assert_eq!(answer(&shop).await, (json!(true), json!("default")));
        let path = shop.flag_path(&flag);
        shop.owner.patch(&path, json!({ "enabled": false })).await.ok();
        assert_eq!(answer(&shop).await, off(json!(false)));
        // A rule that matches changes nothing.
        shop.rule(&flag, json!({ "return_value": true })).await;
        assert_eq!(answer(&shop).await, off(json!(false)));
        let all = shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
        assert_eq!((&all["flags"]["f"]["value"], &all["flags"]["f"]["enabled"]), (&json!(false), &json!(false)));
        let shown = shop.owner.get(&path).await.ok();
        let listed = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!(shown["flag"], listed["flags"][0]);
        assert_eq!(shown["flag"]["off_value"], false);
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(snapshot["flags"][0]["off_value"], false);
        // Without one the default applies.
        let patched = shop.owner.patch(&path, json!({ "off_value": null })).await.ok();
        assert_eq!(patched["flag"]["off_value"], Value::Null);
        assert_eq!(answer(&shop).await, off(json!(true)));
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(snapshot["flags"][0].get("off_value"), None);
        shop.owner.patch(&path, json!({ "enabled": true })).await.ok();
        assert_eq!(answer(&shop).await, (json!(true), json!("rule_match")));
    }

    async fn an_off_value_has_the_type_of_its_flag(world) {
        let shop = world.shop().await;
        let nested = (0..33).fold(json!(1), |inner, _| json!([inner]));
        for (value_type, default, right, wrong) in [
            ("boolean", json!(true), vec![json!(false), json!(true)], vec![json!(0), json!("false"), json!([])]),
            ("string", json!("on"), vec![json!(""), json!("ğ\n")], vec![json!(1), json!(false), json!({}), json!("a\0")]),
            ("number", json!(1), vec![json!(0), json!(-0.5), json!(u64::MAX)], vec![json!("0"), json!(true), json!([0])]),
            (
                "json",
                json!([1]),
                vec![json!({ "b": [null] }), json!("x"), json!(false)],
                vec![nested, json!(["a\0"]), json!("x".repeat(65_535))],
            ),
        ] {
            let fields = json!({ "value_type": value_type, "default_value": default, "enabled": false });
            let with = |value: &Value| {
                let mut fields = fields.clone();
                fields["off_value"] = value.clone();
                fields
            };
            for value in &wrong {
                assert_eq!(create(&shop, with(value)).await.refused_field(), "off_value", "{value}");
            }
            let none = create(&shop, with(&Value::Null)).await.ok()["flag"].clone();
            assert_eq!((&none["off_value"], answer(&shop).await), (&Value::Null, off(default.clone())));
            let path = shop.flag_path(&none);
            for value in &right {
                let patched = shop.owner.patch(&path, json!({ "off_value": value })).await.ok();
                assert_eq!(&patched["flag"]["off_value"], value);
                assert_eq!(answer(&shop).await, off(value.clone()));
            }
            for value in &wrong {
                let refused = shop.owner.patch(&path, json!({ "off_value": value })).await;
                assert_eq!(refused.refused_field(), "off_value", "{value}");
            }
            // Null is none for every type, `json` included.
            shop.owner.patch(&path, json!({ "off_value": null })).await.ok();
            assert_eq!(answer(&shop).await, off(default));
            shop.owner.delete(&path).await.ok();
            let created = create(&shop, with(&right[0])).await.ok()["flag"].clone();
            assert_eq!(answer(&shop).await, off(right[0].clone()));
            shop.owner.delete(&shop.flag_path(&created)).await.ok();
        }
    }

    async fn a_patch_without_the_off_value_keeps_it_and_the_same_one_makes_no_revision(world) {
        let shop = world.shop().await;
        let fields = json!({ "value_type": "number", "default_value": 1, "off_value": 1.5 });
        let flag = create(&shop, fields).await.ok()["flag"].clone();
        let path = shop.flag_path(&flag);
        for same in [json!({}), json!({ "off_value": 1.5 })] {
            assert_eq!(shop.owner.patch(&path, same).await.ok()["flag"], flag);
        }
        assert_eq!(shop.revision().await, 1);
        let renamed = shop.owner.patch(&path, json!({ "name": "n" })).await.ok()["flag"].clone();
        assert_eq!((&renamed["off_value"], &renamed["version"]), (&json!(1.5), &json!(2)));
        // That one which equals the default stays one of its own.
        let equal = json!({ "off_value": 1, "enabled": false });
        assert_eq!(shop.owner.patch(&path, equal).await.ok()["flag"]["version"], 3);
        shop.owner.patch(&path, json!({ "default_value": 2 })).await.ok();
        assert_eq!(answer(&shop).await, off(json!(1)));
        assert_eq!(shop.revision().await, 4);
    }

    async fn a_boolean_flag_that_answers_true_while_it_is_off_is_warned_of(world) {
        let shop = world.shop().await;
        for (flag, warned) in [
            (json!({}), false),
            (json!({ "default_value": true }), true),
            (json!({ "default_value": true, "off_value": null }), true),
            (json!({ "default_value": true, "off_value": false }), false),
            (json!({ "default_value": true, "enabled": false }), true),
            (json!({ "default_value": false, "off_value": true }), true),
            (json!({ "value_type": "json", "default_value": true, "off_value": true }), false),
            (json!({ "value_type": "string", "default_value": "true" }), false),
        ] {
            let created = create(&shop, flag.clone()).await;
            assert_eq!(codes(&created).len(), usize::from(warned), "{flag}");
            shop.owner.delete(&shop.flag_path(&created.ok()["flag"])).await.ok();
        }
        let flag = create(&shop, json!({})).await.ok()["flag"].clone();
        let path = shop.flag_path(&flag);
        for (patch, warned) in [
            (json!({ "default_value": true }), true),
            (json!({ "name": "n" }), true),
            (json!({}), true),
            (json!({ "off_value": false }), false),
            (json!({}), false),
            (json!({ "off_value": true, "default_value": false }), true),
            (json!({ "off_value": null }), false),
        ] {
            let patched = shop.owner.patch(&path, patch.clone()).await;
            assert_eq!(codes(&patched) == WARNED, warned, "{patch}");
            assert_eq!(codes(&patched).is_empty(), !warned, "{patch}");
        }
        // Writes to rules have warnings of their own, none of them about this.
        let body = json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
        let created = shop.owner.post(&format!("{}/rules", shop.path), body).await;
        assert_eq!(fields(&created.ok()), ["rule", "warnings"]);
        let patched = shop.owner.patch(&shop.rule_path(&created.ok()["rule"]), json!({ "priority": 2 })).await;
        assert_eq!((codes(&created), codes(&patched)), (vec![], vec![]));
    }

    async fn a_caller_who_may_not_read_the_flag_gets_no_warning_about_its_values(world) {
        let shop = world.shop().await;
        let flag = create(&shop, json!({ "default_value": true })).await.ok()["flag"].clone();
        shop.custom_role("blind", &["flags.write"]).await;
        let blind = shop.project_member(world, "blind").await;
        let patched = blind.patch(&shop.flag_path(&flag), json!({ "name": "n" })).await;
        assert_eq!(patched.ok(), json!({ "flag": { "id": flag["id"], "version": 2 }, "warnings": [] }));
        let body = json!({ "environment_id": shop.environment_id, "key": "g", "name": "g", "default_value": true });
        let created = blind.post(&format!("{}/flags", shop.path), body).await.ok();
        assert_eq!(created["warnings"], json!([]));
    }

    async fn an_off_value_is_in_the_audit_log_and_the_events(world) {
        let shop = world.shop().await;
        let flag = create(&shop, json!({ "value_type": "string", "default_value": "a" })).await.ok()["flag"].clone();
        let path = shop.flag_path(&flag);
        let mut events = shop.server.stream("?since=1&content=true").await;
        shop.owner.patch(&path, json!({ "off_value": "b" })).await.ok();
        assert_eq!(events.expect("flag.updated").await.data["flag"]["off_value"], "b");
        shop.owner.patch(&path, json!({ "off_value": null })).await.ok();
        assert_eq!(events.expect("flag.updated").await.data["flag"].get("off_value"), None);
        let log = shop.owner.get("/api/v1/audit-log?action=flag.updated").await.ok();
        let changes: Vec<_> = log["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["before"].get("off_value").cloned(), entry["after"].get("off_value").cloned()))
            .collect();
        assert_eq!(changes, [(Some(Value::Null), Some(json!("b"))), (Some(json!("b")), Some(Value::Null))]);
        let log = shop.owner.get("/api/v1/audit-log?action=flag.created").await.ok();
        assert_eq!(log["entries"][0]["after"], flag);
    }

    async fn a_damaged_off_value_is_shown_and_set_again(world) {
        let shop = world.shop().await;
        let flag = create(&shop, json!({ "off_value": false })).await.ok()["flag"].clone();
        let path = shop.flag_path(&flag);
        world.sql("update flags set off_value = '{'").await;
        assert_eq!(shop.owner.get(&path).await.ok()["flag"]["off_value"], "{");
        assert_eq!(shop.owner.patch(&path, json!({ "name": "n" })).await.refused_field(), "off_value");
        shop.owner.patch(&path, json!({ "name": "n", "off_value": true, "enabled": false })).await.ok();
        assert_eq!(answer(&shop).await, off(json!(true)));
    }
}
