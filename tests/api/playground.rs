//! Evaluation by a person, with explanations.

use serde_json::{Value, json};

use super::unreadable::shop_with;
use crate::world::{Reply, Shop, fields, on_both};

async fn evaluate(shop: &Shop, body: Value) -> Reply {
    shop.owner.post(&format!("{}/evaluate", shop.environment_path()), body).await
}

on_both! {
    async fn flags_and_segments_answer_with_explanations_and_nothing_is_counted(world) {
        let shop = world.shop().await;
        shop.segment("beta", json!({ "included": ["ada"] })).await;
        shop.segment("empty", json!({})).await;
        let base = shop.flag("base", json!({})).await;
        let conditions = json!([{ "operator": "in_segment", "value": "beta" }]);
        let rule = shop.rule(&base, json!({ "conditions": conditions })).await;
        let fields_of_top = json!({ "prerequisites": [{ "flag": "base", "values": [true] }], "default_value": true, "off_value": false });
        shop.flag("top", fields_of_top).await;
        let archived = shop.flag("archived", json!({})).await;
        shop.owner.post(&format!("{}/archive", shop.flag_path(&archived)), json!({})).await.ok();

        let answer = evaluate(&shop, json!({ "context": { "user_id": "ada" } })).await.ok();
        assert_eq!(fields(&answer), ["flags", "segments", "unreadable", "unreadable_because", "version"]);
        assert_eq!((fields(&answer["flags"]), &answer["unreadable"]), (vec!["base", "top"], &json!([])));
        assert_eq!(answer["segments"], json!({ "beta": "holds", "empty": "fails" }));
        assert_eq!(answer["version"], json!(shop.revision().await));
        let mut explained = answer["flags"]["base"].clone();
        let explanation = explained.as_object_mut().unwrap().remove("explanation").unwrap();
        assert_eq!(explained, shop.evaluate("base", json!({ "user_id": "ada" })).await);
        assert_eq!(
            explanation["rules"][0]["conditions"][0]["in_segment"],
            json!([{ "segment": "beta", "result": "holds", "decided_by": "included" }])
        );
        assert_eq!(explanation["rules"][0]["rule_id"], rule["id"]);
        assert_eq!(
            answer["flags"]["top"]["explanation"]["prerequisites"],
            json!([{ "flag": "base", "value": true, "variant": null, "reason": "rule_match", "held": true }])
        );
        // Without the attribute of the lists, it is unknown whether somebody is a beta tester.
        let answer = evaluate(&shop, json!({ "flag_keys": ["top"], "segment_keys": ["beta"] })).await.ok();
        assert_eq!((fields(&answer["flags"]), &answer["segments"]), (vec!["top"], &json!({ "beta": "unknown" })));
        assert_eq!(answer["flags"]["top"]["reason"], "prerequisite_failed");
        let none = evaluate(&shop, json!({ "context": null, "flag_keys": [], "segment_keys": [] })).await.ok();
        assert_eq!((&none["flags"], &none["segments"]), (&json!({}), &json!({})));
        let metrics = reqwest::get(format!("{}/metrics", world.metrics_url)).await.unwrap().text().await.unwrap();
        let counted = metrics.lines().filter(|line| line.starts_with("togul_evaluations") && !line.ends_with(" 0"));
        let counted: Vec<_> = counted.collect();
        assert_eq!(counted.len(), 1, "only the program's own evaluation: {counted:?}");
    }

    async fn unknown_keys_and_fields_are_named(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        shop.segment("s", json!({})).await;
        for (body, field) in [
            (json!({ "flag_keys": ["f", "g"] }), "flag_keys[1]"),
            (json!({ "flag_keys": ["f", "f"] }), "flag_keys[1]"),
            (json!({ "flag_keys": "f" }), "flag_keys"),
            (json!({ "segment_keys": ["f"] }), "segment_keys[0]"),
            (json!({ "segment_keys": ["s", "s"] }), "segment_keys[1]"),
            (json!({ "context": "ada" }), "context"),
            (json!({ "contxt": {} }), "contxt"),
            (json!({ "explain": true }), "explain"),
        ] {
            assert_eq!(evaluate(&shop, body.clone()).await.refused_field(), field, "{body}");
        }
    }

    async fn a_caller_may_see_all_that_is_explained(world) {
        let shop = world.shop().await;
        let path = format!("{}/evaluate", shop.environment_path());
        let permissions = ["flags.read", "rules.read", "segments.read"];
        let role = shop.custom_role("only", &permissions).await;
        let person = shop.project_member(world, "only").await;
        person.post(&path, json!({})).await.ok();
        for lacking in permissions {
            let others: Vec<_> = permissions.iter().filter(|one| **one != lacking).collect();
            let role = format!("/api/v1/roles/{}", role["id"].as_str().unwrap());
            shop.owner.patch(&role, json!({ "permissions": others })).await.ok();
            person.post(&path, json!({})).await.denied(lacking);
        }
        shop.server.post(&path, json!({})).await.refused(401, "unauthorized");
    }

    async fn an_environment_of_another_region_is_not_evaluated_here(world) {
        let shop = world.shop().await;
        let regions = format!("{}/regions", shop.environment_path());
        shop.owner.put(&regions, json!({ "regions": ["eu"] })).await.ok();
        let refused = evaluate(&shop, json!({})).await.refused(403, "evaluate.region_forbidden");
        assert_eq!(refused["details"], json!({ "region": "local" }));
        shop.owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
        evaluate(&shop, json!({})).await.ok();
    }

    async fn explanations_of_unreadable_flags_count_for_the_size_of_the_answer(world) {
        let conditions = vec![json!({ "attribute": "a", "operator": "eq", "value": "b" }); 40];
        let rule = |n: usize, operator: &str| json!({
            "id": uuid::Uuid::from_u128(n as u128), "priority": n, "rule_type": "attribute", "attribute": "a",
            "operator": operator, "value": "b", "conditions": conditions, "return_value": true,
        });
        let rules: Vec<_> = (1..=40).map(|n| rule(n, "eq")).collect();
        let flags = ["f1", "f2", "f3"].map(|key| {
            let unreadable = json!({ "id": uuid::Uuid::nil(), "priority": 50, "rule_type": "new", "conditions": [] });
            let rules: Vec<_> = rules.iter().chain([&unreadable]).collect();
            json!({
                "key": key, "enabled": true, "value_type": "boolean", "default_value": false,
                "salt": "4f3c9a1be27d0856", "rules": rules,
            }).to_string()
        });
        let shop = shop_with(world, &flags).await;
        let context = json!({ "a": "x".repeat(4000) });
        let two = evaluate(&shop, json!({ "context": context, "flag_keys": ["f1", "f2"] })).await.ok();
        assert_eq!(two["unreadable"], json!(["f1", "f2"]));
        assert_eq!(fields(&two["unreadable_because"]), ["f1", "f2"]);
        assert_eq!(evaluate(&shop, json!({ "context": context })).await.refused_field(), "flag_keys");
    }
}
