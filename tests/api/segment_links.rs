//! Segments that rules of flags and of other segments name.

use serde_json::{Value, json};

use crate::world::{Shop, on_both};

fn in_segment(keys: &Value) -> Value {
    json!({ "operator": "in_segment", "value": keys })
}

/// The fields of a segment whose rules name these.
fn naming(keys: &[&str]) -> Value {
    let rules: Vec<_> = keys.iter().map(|key| json!({ "conditions": [in_segment(&json!(key))] })).collect();
    json!({ "rules": rules })
}

/// A flag that answers true for members of a segment.
async fn flag_for(shop: &Shop, key: &str, segment: &str) -> (Value, Value) {
    let flag = shop.flag(key, json!({})).await;
    let rule = shop.rule(&flag, json!({ "conditions": [in_segment(&json!(segment))] })).await;
    (flag, rule)
}

async fn is_on(shop: &Shop, flag: &str, user: &str) -> bool {
    shop.evaluate(flag, json!({ "user_id": user })).await["value"] == true
}

on_both! {
    async fn a_change_of_a_segment_changes_answers_and_leaves_flags_as_they_are(world) {
        let shop = world.shop().await;
        let staff = shop.segment("staff", json!({ "included": ["ada"] })).await;
        shop.segment("beta", naming(&["staff"])).await;
        let (flag, _) = flag_for(&shop, "f", "beta").await;
        let before = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert!(is_on(&shop, "f", "ada").await && !is_on(&shop, "f", "grace").await);
        let path = format!("{}/included", shop.segment_path(&staff));
        let added = shop.owner.post(&path, json!({ "add": ["grace"], "remove": ["ada"] })).await.ok();
        assert!(!is_on(&shop, "f", "ada").await && is_on(&shop, "f", "grace").await);
        assert_eq!(added["warnings"][0]["code"], "dependent_flags");
        assert_eq!(added["warnings"][0]["flags"], json!(["f"]));
        assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok(), before);
        let now = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!((&now["flags"], &now["revision"]), (&snapshot["flags"], &json!(5)));
        let renamed = shop.owner.patch(&shop.segment_path(&staff), json!({ "name": "Everyone here" })).await;
        assert_eq!(renamed.ok()["warnings"], json!([]), "a name changes no answer");
    }

    async fn a_rule_names_segments_of_its_environment(world) {
        let shop = world.shop().await;
        let (other, _) = shop.environment("other").await;
        shop.segment("elsewhere", json!({ "environment_id": other["id"] })).await;
        shop.segment("beta", json!({})).await;
        let (flag, rule) = flag_for(&shop, "f", "beta").await;
        let revision = shop.revision().await;
        for (conditions, field) in [
            (json!([in_segment(&json!("absent"))]), "conditions[0].value"),
            (json!([in_segment(&json!("elsewhere"))]), "conditions[0].value"),
            (json!([in_segment(&json!(["beta", "absent"]))]), "conditions[0].value[1]"),
            (json!([{ "any": [{ "not": in_segment(&json!("absent")) }] }]), "conditions[0].any[0].not.value"),
        ] {
            let body = json!({
                "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true,
                "conditions": conditions, "is_active": false,
            });
            let refused = shop.owner.post(&format!("{}/rules", shop.path), body).await;
            assert_eq!(refused.refused_field(), field);
            let refused = shop.owner.patch(&shop.rule_path(&rule), json!({ "conditions": conditions })).await;
            assert_eq!(refused.refused_field(), field);
            let fields = json!({ "rules": [{ "conditions": conditions }] });
            let mut body = json!({ "environment_id": shop.environment_id, "key": "k", "name": "n" });
            body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            let refused = shop.owner.post(&format!("{}/segments", shop.path), body).await;
            assert_eq!(refused.refused_field(), format!("rules[0].{field}"));
        }
        assert_eq!(shop.revision().await, revision);
    }

    async fn a_segment_in_use_is_not_deleted(world) {
        let shop = world.shop().await;
        let used = shop.segment("used", json!({})).await;
        let user = shop.segment("user", naming(&["used"])).await;
        // Its key contains the other one.
        shop.segment("used-too", json!({})).await;
        let (active, active_rule) = flag_for(&shop, "active", "used").await;
        let (inactive, inactive_rule) = flag_for(&shop, "inactive", "used").await;
        flag_for(&shop, "other", "used-too").await;
        shop.owner.patch(&shop.rule_path(&inactive_rule), json!({ "is_active": false })).await.ok();
        let path = shop.segment_path(&used);
        let users = json!([
            { "kind": "flag", "id": active["id"], "key": "active" },
            { "kind": "flag", "id": inactive["id"], "key": "inactive" },
            { "kind": "segment", "id": user["id"], "key": "user" },
        ]);
        let revision = shop.revision().await;
        let refused = shop.owner.delete(&path).await.refused(409, "in_use");
        assert_eq!(refused["details"]["used_by"], users);
        assert_eq!(shop.owner.get(&format!("{path}/used-by")).await.ok(), json!({ "used_by": users }));
        shop.custom_role("cleaner", &["projects.read", "segments.read", "segments.delete"]).await;
        let cleaner = shop.member(world, "cleaner").await;
        shop.add_to_project(&cleaner, &shop.project_id, "cleaner").await;
        let refused = cleaner.delete(&path).await.refused(409, "in_use");
        assert_eq!(refused["details"]["used_by"], json!([users[2]]), "the cleaner may not read flags");
        assert_eq!(shop.revision().await, revision);
        // Each way in which a use ends.
        shop.owner.delete(&shop.rule_path(&active_rule)).await.ok();
        shop.owner.patch(&shop.rule_path(&inactive_rule), json!({ "conditions": [] })).await.ok();
        shop.owner.patch(&shop.segment_path(&user), json!({ "rules": [] })).await.ok();
        assert_eq!(shop.owner.get(&format!("{path}/used-by")).await.ok(), json!({ "used_by": [] }));
        shop.owner.delete(&path).await.ok();
    }

    async fn cycles_and_long_chains_are_refused(world) {
        let shop = world.shop().await;
        let last = shop.segment("s0", json!({})).await;
        for n in 1..=4 {
            shop.segment(&format!("s{n}"), naming(&[&format!("s{}", n - 1)])).await;
        }
        let rename = async |segment: &Value, keys: &[&str]| {
            shop.owner.patch(&shop.segment_path(segment), naming(keys)).await
        };
        let refused = rename(&last, &["s2"]).await.refused(400, "validation_error");
        assert_eq!(refused["details"]["field"], "rules[0].conditions[0].value");
        assert!(refused["message"].as_str().unwrap().ends_with("s0 → s2 → s1 → s0"), "{refused}");
        let refused = rename(&last, &["s0"]).await.refused(400, "validation_error");
        assert!(refused["message"].as_str().unwrap().ends_with("s0 → s0"), "{refused}");
        // Of a segment that is used, its users would exceed the limit.
        shop.segment("more", json!({})).await;
        assert_eq!(rename(&last, &["more"]).await.refused_field(), "rules[0].conditions[0].value");
        let mut body = json!({ "environment_id": shop.environment_id, "key": "s5", "name": "n" });
        body.as_object_mut().unwrap().extend(naming(&["s4"]).as_object().unwrap().clone());
        let refused = shop.owner.post(&format!("{}/segments", shop.path), body).await;
        assert_eq!(refused.refused_field(), "rules[0].conditions[0].value");
        flag_for(&shop, "f", "s4").await;
        assert_eq!(shop.evaluate("f", json!({ "user_id": "u" })).await["reason"], "default");
    }
}
