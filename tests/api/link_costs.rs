//! The cost of flags with the segments and the prerequisites that they reach.

use serde_json::{Value, json};

use crate::world::{Reply, Shop, World, on_both};

/// Costs about 0.7 ms: a flag may have six, and a segment looks at each condition up to two times.
const SUBSTANTIAL: &str = "(x|y)*x(x|y){14}z";

fn expensive(count: usize) -> Value {
    json!(vec![json!({ "attribute": "a", "operator": "matches", "value": SUBSTANTIAL }); count])
}

/// The rules of a segment.
fn rules(count: usize) -> Value {
    json!([{ "conditions": expensive(count) }])
}

async fn add_rule(shop: &Shop, flag: &Value, conditions: Value) -> Reply {
    let body = json!({
        "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true, "conditions": conditions,
    });
    shop.owner.post(&format!("{}/rules", shop.path), body).await
}

/// A flag for members of a segment.
async fn flag_for(shop: &Shop, key: &str, segment: &str, prerequisites: &[&str]) -> Value {
    let required: Vec<_> =
        prerequisites.iter().map(|flag| json!({ "flag": flag, "values": [true] })).collect();
    let flag = shop.flag(key, json!({ "prerequisites": required })).await;
    add_rule(shop, &flag, json!([{ "operator": "in_segment", "value": segment }])).await.ok();
    flag
}

/// The environment's cost, in nanoseconds: of all flags as evaluators compute it, and as it is stored.
async fn assert_cost(world: &World, shop: &Shop) {
    let snapshot = shop.server.get("/api/v1/snapshot").await;
    let computed = togul_core::Snapshot::from_json(&snapshot.body).unwrap().cost().as_nanos();
    let is_stored = format!("update environments set cost = cost where cost = {computed}");
    assert_eq!(world.sql(&is_stored).await, 1, "{computed}");
}

on_both! {
    async fn a_segment_that_grows_costs_the_flags_that_reach_it(world) {
        let shop = world.shop().await;
        let segment = shop.segment("s", json!({})).await;
        shop.segment("outer", json!({ "rules": [{ "conditions": [{ "operator": "in_segment", "value": "s" }] }] })).await;
        let flag = flag_for(&shop, "f", "outer", &[]).await;
        flag_for(&shop, "g", "s", &["f"]).await;
        assert_cost(world, &shop).await;
        add_rule(&shop, &flag, expensive(4)).await.ok();
        assert_cost(world, &shop).await;
        let path = shop.segment_path(&segment);
        shop.owner.patch(&path, json!({ "rules": rules(1) })).await.ok();
        assert_cost(world, &shop).await;
        let revision = shop.revision().await;
        let refused = shop.owner.patch(&path, json!({ "rules": rules(2) })).await.refused(400, "validation_error");
        assert_eq!(refused["details"]["field"], "rules");
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("flag \"f\"") && message.contains("within 5.00 ms"), "{refused}");
        assert_eq!(shop.revision().await, revision);
        shop.owner.patch(&path, json!({ "included": ["u"] })).await.ok();
        assert_cost(world, &shop).await;
        shop.owner.patch(&path, json!({ "rules": [] })).await.ok();
        shop.owner.post(&format!("{path}/included"), json!({ "remove": ["u"] })).await.ok();
        assert_cost(world, &shop).await;
    }

    async fn the_field_that_is_named_leads_to_what_is_expensive(world) {
        let shop = world.shop().await;
        shop.segment("s", json!({ "rules": rules(2) })).await;
        let member = json!({ "operator": "in_segment", "value": "s" });
        let cheap = json!({ "attribute": "country", "operator": "eq", "value": "TR" });
        let heavy = shop.flag("heavy", json!({})).await;
        add_rule(&shop, &heavy, expensive(4)).await.ok();
        let flag = shop.flag("f", json!({ "prerequisites": [{ "flag": "heavy", "values": [true] }] })).await;
        let refused = add_rule(&shop, &flag, json!([cheap, { "any": [member, cheap] }])).await;
        let refused = refused.refused(400, "validation_error");
        assert_eq!(refused["details"]["field"], "conditions[1].any[0].value");
        assert!(refused["message"].as_str().unwrap().contains("segments and prerequisites"), "{refused}");
        let mut body = json!({
            "environment_id": shop.environment_id, "key": "new", "name": "new",
            "prerequisites": [{ "flag": "heavy", "values": [true] }],
            "rules": [{ "priority": 1, "rule_type": "boolean", "return_value": true, "conditions": [cheap, member] }],
        });
        let path = format!("{}/flags", shop.path);
        assert_eq!(shop.owner.post(&path, body.clone()).await.refused_field(), "prerequisites");
        body["prerequisites"] = json!([]);
        shop.segment("t", json!({ "rules": rules(2) })).await;
        body["rules"][0]["conditions"][1]["value"] = json!(["s", "t"]);
        assert_eq!(shop.owner.post(&path, body).await.refused_field(), "rules[0].conditions[1].value[0]");
    }

    async fn a_prerequisite_that_grows_costs_the_flags_that_depend_on_it(world) {
        let shop = world.shop().await;
        let base = shop.flag("base", json!({})).await;
        let mid = shop.flag("mid", json!({ "prerequisites": [{ "flag": "base", "values": [true] }] })).await;
        shop.segment("s", json!({ "included": ["u"] })).await;
        let top = flag_for(&shop, "top", "s", &["mid", "base"]).await;
        add_rule(&shop, &base, expensive(2)).await.ok();
        add_rule(&shop, &top, expensive(3)).await.ok();
        assert_cost(world, &shop).await;
        let refused = add_rule(&shop, &mid, expensive(3)).await.refused(400, "validation_error");
        assert_eq!(refused["details"]["field"], "conditions[2].value");
        assert!(refused["message"].as_str().unwrap().contains("flag \"top\""), "{refused}");
        assert_cost(world, &shop).await;
        let rule = add_rule(&shop, &mid, expensive(1)).await.ok()["rule"].clone();
        assert_cost(world, &shop).await;
        shop.owner.delete(&shop.rule_path(&rule)).await.ok();
        assert_cost(world, &shop).await;
        // A flag that is required costs as well.
        let heavy = shop.flag("heavy", json!({})).await;
        add_rule(&shop, &heavy, expensive(4)).await.ok();
        let with_heavy = json!({ "prerequisites": [{ "flag": "heavy", "values": [true] }] });
        let refused = shop.owner.patch(&shop.flag_path(&base), with_heavy.clone()).await;
        assert_eq!(refused.refused_field(), "prerequisites");
        let body = json!({
            "environment_id": shop.environment_id, "key": "new", "name": "new",
            "prerequisites": [{ "flag": "heavy", "values": [true] }, { "flag": "top", "values": [true] }],
        });
        let refused = shop.owner.post(&format!("{}/flags", shop.path), body).await;
        assert_eq!(refused.refused_field(), "prerequisites");
        for (verb, flag) in [("archive", &top), ("restore", &top)] {
            shop.owner.post(&format!("{}/{verb}", shop.flag_path(flag)), json!({})).await.ok();
            assert_cost(world, &shop).await;
        }
        shop.owner.post(&format!("{}/archive", shop.flag_path(&top)), json!({})).await.ok();
        shop.owner.patch(&shop.flag_path(&mid), with_heavy).await.ok();
        assert_cost(world, &shop).await;
        let refused = shop.owner.post(&format!("{}/restore", shop.flag_path(&top)), json!({})).await;
        assert_eq!(refused.refused_field(), "rules");
        shop.owner.delete(&shop.flag_path(&top)).await.ok();
        assert_cost(world, &shop).await;
        // Environments of earlier versions have no sum.
        world.sql("update environments set cost = null").await;
        shop.flag("last", json!({})).await;
        assert_cost(world, &shop).await;
    }
}
