//! Warnings about rules of a flag that never decide, because an earlier rule matches first.

use serde_json::{Value, json};

use crate::world::{Person, Shop, on_both};

/// Creates a rule, and returns it with the warnings.
async fn create(shop: &Shop, caller: &Person, flag: &Value, fields: Value) -> (Value, Vec<Value>) {
    let mut body = json!({ "flag_id": flag["id"], "return_value": true });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let created = caller.post(&format!("{}/rules", shop.path), body).await.ok();
    (created["rule"].clone(), created["warnings"].as_array().unwrap().clone())
}

/// A warning names both rules: in its fields, and in its message for people.
#[track_caller]
fn assert_names(warnings: &[Value], code: &str, rule: &Value, earlier: &Value) {
    let [warning] = warnings else { panic!("one warning: {warnings:?}") };
    let names = (&warning["code"], &warning["rule_id"], &warning["earlier_rule_id"]);
    assert_eq!(names, (&json!(code), &rule["id"], &earlier["id"]), "{warning}");
    for rule in [rule, earlier] {
        let name = format!("rule {} (priority {})", rule["id"].as_str().unwrap(), rule["priority"]);
        assert!(warning["message"].as_str().unwrap().contains(&name), "{warning}");
    }
}

on_both! {
    async fn a_rule_after_one_that_always_matches_is_unreachable(world) {
        let shop = world.shop().await;
        let (owner, flag) = (&shop.owner, shop.flag("f", json!({})).await);
        let tr = json!([{ "attribute": "country", "operator": "eq", "value": "TR" }]);
        let of_tr = json!({ "priority": 20, "rule_type": "boolean", "conditions": tr });
        let (later, warnings) = create(&shop, owner, &flag, of_tr).await;
        assert_eq!(warnings, [] as [Value; 0]);
        // The rule that is written may be the earlier or the later one.
        let everyone = json!({ "priority": 10, "rule_type": "boolean" });
        let (earlier, warnings) = create(&shop, owner, &flag, everyone).await;
        assert_names(&warnings, "unreachable_rule", &later, &earlier);
        let (path, earlier_path) = (shop.rule_path(&later), shop.rule_path(&earlier));
        let warnings_of = async |path: &str, patch: Value| {
            owner.patch(path, patch).await.ok()["warnings"].as_array().unwrap().clone()
        };
        // A patch without an effect, a real one, and a dry run.
        assert_names(&warnings_of(&path, json!({})).await, "unreachable_rule", &later, &earlier);
        let patch = json!({ "return_value": false });
        assert_names(&warnings_of(&path, patch.clone()).await, "unreachable_rule", &later, &earlier);
        let dry = warnings_of(&format!("{earlier_path}?dry_run=true"), patch).await;
        assert_names(&dry, "unreachable_rule", &later, &earlier);
        // Each of these ends it.
        for (path, patch, back) in [
            (&path, json!({ "priority": 5 }), json!({ "priority": 20 })),
            (&path, json!({ "is_active": false }), json!({ "is_active": true })),
            (&earlier_path, json!({ "is_active": false }), json!({ "is_active": true })),
            (&earlier_path, json!({ "conditions": [{ "attribute": "plan", "operator": "exists" }] }), json!({ "conditions": [] })),
        ] {
            assert_eq!(warnings_of(path, patch.clone()).await, [] as [Value; 0], "{patch}");
            assert_eq!(warnings_of(path, back).await.len(), 1, "{patch}");
        }
    }

    async fn a_share_inside_of_an_earlier_one_is_nested(world) {
        let shop = world.shop().await;
        let (owner, flag) = (&shop.owner, shop.flag("f", json!({})).await);
        let share = |priority: i32, percent: f64, bucket_by: &str| {
            json!({ "priority": priority, "rule_type": "percentage", "rollout_percentage": percent, "bucket_by": bucket_by })
        };
        let (earlier, _) = create(&shop, owner, &flag, share(10, 25.0, "user_id")).await;
        for (percent, bucket_by) in [(25.001, "user_id"), (10.0, "account"), (0.0, "user_id")] {
            let (rule, warnings) = create(&shop, owner, &flag, share(20, percent, bucket_by)).await;
            assert_eq!(warnings, [] as [Value; 0], "{percent} {bucket_by}");
            owner.delete(&shop.rule_path(&rule)).await.ok();
        }
        let (later, warnings) = create(&shop, owner, &flag, share(20, 25.0, "user_id")).await;
        assert_names(&warnings, "nested_share", &later, &earlier);
    }

    async fn only_callers_who_may_read_rules_get_warnings_about_them(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({ "priority": 10 })).await;
        shop.custom_role("blind", &["rules.write"]).await;
        let blind = shop.project_member(world, "blind").await;
        let later = json!({ "priority": 20, "rule_type": "boolean" });
        let (_, warnings) = create(&shop, &blind, &flag, later.clone()).await;
        assert_eq!(warnings, [] as [Value; 0]);
        let (_, warnings) = create(&shop, &shop.owner, &flag, later).await;
        assert_eq!(warnings.len(), 1);
    }
}
