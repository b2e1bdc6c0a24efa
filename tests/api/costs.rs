//! The cost of evaluation: what a flag and an environment may cost, and what earlier versions stored.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Reply, Shop, World, on_both};

/// Costs about half a second to evaluate for 4 KiB.
const EXPENSIVE: &str = "(?:a?){8000}b";
const ALL: &str = "/api/v1/evaluate/all";

/// Costs nearly 1 ms: a flag may have five.
const SUBSTANTIAL: &str = "(x|y)*x(x|y){14}z";

fn matches(pattern: &str) -> Value {
    json!({ "attribute": "a", "operator": "matches", "value": pattern })
}

/// The `value_json` of a pattern without quotes or backslashes.
fn matches_rule(pattern: &str) -> Value {
    json!({ "rule_type": "attribute", "attribute": "a", "operator": "matches", "value_json": format!("\"{pattern}\"") })
}

async fn create(shop: &Shop, flag: &Value, fields: Value) -> Reply {
    let mut body =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/rules", shop.path), body).await
}

async fn patch(shop: &Shop, path: &str, fields: Value) -> Reply {
    shop.owner.send(Method::PATCH, path, fields.to_string()).await
}

/// The field and the reason of a refusal.
fn refused(reply: Reply) -> (String, String) {
    let details = reply.refused(400, "validation_error")["details"].clone();
    (details["field"].as_str().unwrap().to_owned(), details["reason"].as_str().unwrap().to_owned())
}

/// Replaces a pattern in the database, as if an earlier version had stored the other one.
async fn store_pattern(world: &World, from: &str, to: &str) {
    for (table, column) in [("rules", "conditions"), ("flags", "snapshot")] {
        let statement = format!("update {table} set {column} = replace({column}, '{from}', '{to}')");
        assert!(world.sql(&statement).await > 0);
    }
}

on_both! {
    async fn an_expression_that_costs_too_much_is_refused_with_its_field(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let revision = shop.revision().await;
        let cheap = matches("^a");
        for (fields, field) in [
            (matches_rule(EXPENSIVE), "value_json"),
            (json!({ "conditions": [cheap, matches(EXPENSIVE), cheap] }), "conditions[1].value"),
        ] {
            let (at, reason) = refused(create(&shop, &flag, fields).await);
            assert_eq!(at, field);
            assert!(reason.starts_with("must leave the cost of evaluating the flag within 5.00 ms"), "{reason}");
            assert!(reason.contains("it would be ") && reason.contains(r"`(?-u:\w)` instead of `\w`"), "{reason}");
        }
        assert_eq!(shop.revision().await, revision);
        let rule = shop.rule(&flag, json!({ "conditions": [cheap] })).await;
        let (at, _) = refused(patch(&shop, &shop.rule_path(&rule), json!({ "conditions": [matches(EXPENSIVE)] })).await);
        assert_eq!(at, "conditions[0].value");
        assert_eq!(shop.evaluate("f", json!({ "a": "abc" })).await["value"], true);
    }

    async fn the_active_rules_of_a_flag_may_cost_5_ms_together(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let five = json!({ "conditions": vec![matches(SUBSTANTIAL); 5] });
        let first = shop.rule(&flag, five.clone()).await;
        let (field, _) = refused(create(&shop, &flag, five.clone()).await);
        assert_eq!(field, "conditions[4].value");
        // Rules that are not active cost nothing until they are.
        let second = create(&shop, &flag, json!({ "is_active": false, "conditions": five["conditions"] })).await;
        let second = second.ok()["rule"].clone();
        refused(patch(&shop, &shop.rule_path(&second), json!({ "is_active": true })).await);
        patch(&shop, &shop.rule_path(&first), json!({ "is_active": false })).await.ok();
        patch(&shop, &shop.rule_path(&second), json!({ "is_active": true })).await.ok();
        shop.owner.send(Method::DELETE, &shop.rule_path(&second), "").await.ok();
        create(&shop, &flag, five).await.ok();
    }

    async fn ordinary_expressions_fit_by_the_dozen(world) {
        let shop = world.shop().await;
        let patterns = [
            (r"@example\.com$", "a@example.com"),
            (r"^2\.(1[0-9]|[2-9])\.\d+", "2.11.0"),
            (r"^v?\d+\.\d+", "v1.20"),
            (r"^/api/v[12]/users/\d+", "/api/v2/users/77"),
            (r"\d{1,3}(\.\d{1,3}){3}", "at 10.0.0.1"),
            (r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$", "10.0.255.1"),
            (r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", "67e55044-10b1-426f-9247-bb680e5fe0c8"),
            (r"(?i)\bbeta\b", "the BETA program"),
            (r"(?i)^(pro|team)$", "Team"),
            (r"^[\w-]{1,16}$", "tür-7"),
            (r"^\w{3,20}$", "kullanıcı"),
            (r"^\p{L}+$", "用户"),
            (r"\w+@\w+\.com", "mail an@example.com"),
            (r"^[^@]+@example\.com$", "a.b@example.com"),
            (r"^[^\s@]+@[^\s@]+\.[^\s@]+$", "a@example.org"),
        ];
        for (number, (pattern, matching)) in patterns.iter().enumerate() {
            let key = format!("dozen-{number}");
            let flag = shop.flag(&key, json!({})).await;
            shop.rule(&flag, json!({ "conditions": vec![matches(pattern); 12] })).await;
            assert_eq!(shop.evaluate(&key, json!({ "a": matching })).await["value"], true, "{pattern}");
            assert_eq!(shop.evaluate(&key, json!({ "a": "?!" })).await["value"], false, "{pattern}");
        }
        let flag = shop.flag("each", json!({})).await;
        let each: Vec<_> = patterns.iter().map(|(pattern, _)| matches(pattern)).collect();
        shop.rule(&flag, json!({ "conditions": each })).await;
    }

    async fn a_stored_flag_beyond_the_limit_answers_and_may_only_become_cheaper(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let only = json!({ "attribute": "plan", "operator": "eq", "value": "pro" });
        let cheap = json!({ "priority": 1, "conditions": [{ "attribute": "plan", "operator": "eq", "value": "free" }] });
        shop.rule(&flag, cheap).await;
        let rule = shop.rule(&flag, json!({ "priority": 2, "conditions": [only, matches("stored-before")] })).await;
        store_pattern(world, "stored-before", EXPENSIVE).await;
        // A change of the flag itself does not change its cost.
        patch(&shop, &shop.flag_path(&flag), json!({ "description": "changed" })).await.ok();
        assert_eq!(shop.evaluate("f", json!({ "plan": "free" })).await["value"], true);
        assert_eq!(shop.evaluate("f", json!({ "plan": "none" })).await["value"], false);
        let body = json!({ "flag_key": "f", "context": { "plan": "pro", "a": "a".repeat(4_096) } });
        shop.sdk.post("/api/v1/evaluate", body).await.refused(404, "evaluate.flag_unreadable");
        // Its rules may change as long as they do not cost more.
        patch(&shop, &shop.rule_path(&rule), json!({ "priority": 3 })).await.ok();
        let (field, _) = refused(create(&shop, &flag, json!({ "conditions": [matches("x")] })).await);
        assert_eq!(field, "conditions[0].value");
        patch(&shop, &shop.rule_path(&rule), json!({ "conditions": [only, matches("^a+$")] })).await.ok();
        let context = json!({ "plan": "pro", "a": "a".repeat(4_096) });
        assert_eq!(shop.evaluate("f", context).await["value"], true);
        create(&shop, &flag, json!({ "conditions": [matches("x")] })).await.ok();
    }

    async fn the_flags_of_an_environment_may_cost_500_ms_together(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let set = async |cost: &str| {
            // There is no other environment.
            assert_eq!(world.sql(&format!("update environments set cost = {cost}")).await, 1);
        };
        // As if other flags cost so much.
        set("cost + 499000000").await;
        let rule = shop.rule(&flag, json!({ "conditions": [matches(SUBSTANTIAL)] })).await;
        let (field, reason) = refused(create(&shop, &flag, json!({ "conditions": [matches(SUBSTANTIAL)] })).await);
        assert_eq!(field, "conditions[0].value");
        assert!(reason.contains("all flags of the environment within 500.00 ms; it would be 500."), "{reason}");
        // What is deleted is free again.
        shop.owner.send(Method::DELETE, &shop.rule_path(&rule), "").await.ok();
        create(&shop, &flag, json!({ "conditions": [matches(SUBSTANTIAL)] })).await.ok();
        set("500000001").await;
        let body = json!({ "environment_id": shop.environment_id, "key": "g", "name": "g" });
        let (field, _) = refused(shop.owner.post(&format!("{}/flags", shop.path), body.clone()).await);
        assert_eq!(field, "environment_id");
        // Neither disabling nor deleting is ever refused.
        patch(&shop, &shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        shop.owner.send(Method::DELETE, &shop.flag_path(&flag), "").await.ok();
        // Environments of earlier versions have no sum: the next write computes it.
        set("null").await;
        shop.owner.post(&format!("{}/flags", shop.path), body).await.ok();
        assert_eq!(world.sql("update environments set cost = cost where cost between 1 and 10000").await, 1);
    }

    async fn expensive_environments_are_evaluated_on_other_threads(world) {
        let shop = world.shop().await;
        make_expensive(&shop).await;
        for answers in [
            shop.sdk.post(ALL, json!({ "context": { "a": "xz" } })).await,
            // The router's way.
            shop.sdk.post(&format!("{ALL}?"), json!({ "context": { "a": "xz" } })).await,
        ] {
            let answers = answers.ok();
            assert_eq!(answers["flags"].as_object().unwrap().len(), 6);
            assert_eq!((&answers["flags"]["f0"]["value"], &answers["unreadable"]), (&json!(false), &json!([])));
        }
        let explained = json!({ "flag_key": "f0", "explain": true, "context": { "a": "x" } });
        let answer = shop.server.post("/api/v1/evaluate", explained).await.ok();
        assert_eq!(answer["explanation"]["rules"][0]["conditions"].as_array().unwrap().len(), 5);
    }

    async fn an_expensive_evaluation_ends_at_its_deadline(
        world with |settings| settings.evaluation.timeout = Duration::ZERO
    ) {
        let shop = world.shop().await;
        shop.flag("cheap", json!({})).await;
        shop.sdk.post(ALL, json!({})).await.ok();
        make_expensive(&shop).await;
        for path in [ALL.to_owned(), format!("{ALL}?")] {
            let reply = shop.sdk.post(&path, json!({ "context": { "a": "x" } })).await;
            reply.refused(503, "unavailable");
            assert_eq!(reply.header("retry-after"), "2");
        }
        for path in ["/ofrep/v1/evaluate/flags", "/ofrep/v1/evaluate/flags/f0", "/ofrep/v1/evaluate/flags/f0?"] {
            let reply = shop.sdk.post(path, json!({ "context": { "a": "x" } })).await;
            let body = reply.json();
            assert_eq!(
                (reply.status.as_u16(), &body["code"], &body["errorCode"]),
                (503, &json!("unavailable"), &json!("GENERAL")),
                "{path}: {body}"
            );
            // In seconds: some clients read a date wrongly.
            assert_eq!(reply.header("retry-after"), "2", "{path}");
        }
        let expensive = json!({ "flag_key": "f0", "context": { "a": "x" } });
        shop.sdk.post("/api/v1/evaluate", expensive).await.refused(503, "unavailable");
        assert_eq!(shop.evaluate("cheap", json!({ "a": "x" })).await["value"], false);
    }

    async fn the_queue_of_an_organization_is_bounded(
        world with |settings| settings.evaluation.requests_per_organization = 0
    ) {
        let shop = world.shop().await;
        make_expensive(&shop).await;
        shop.sdk.post(ALL, json!({})).await.refused(503, "unavailable");
        // What may be evaluated at once does not wait.
        let (_, other) = shop.environment("other").await;
        other.post(ALL, json!({})).await.ok();
    }
}

/// Six flags of nearly 5 ms.
async fn make_expensive(shop: &Shop) {
    for number in 0..6 {
        let flag = shop.flag(&format!("f{number}"), json!({})).await;
        shop.rule(&flag, json!({ "conditions": vec![matches(SUBSTANTIAL); 5] })).await;
    }
}
