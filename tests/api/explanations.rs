//! What an explanation says about the attributes of a context.

use serde_json::{Value, json};

use crate::world::{Shop, on_both};

/// Whether the condition of a flag's only rule held, and why its attribute did not count.
async fn explain(shop: &Shop, key: &str, context: Value) -> (bool, Option<String>) {
    let body = json!({ "flag_key": key, "context": context, "explain": true });
    let answer = shop.server.post("/api/v1/evaluate", body).await.ok();
    let rule = &answer["explanation"]["rules"][0];
    let rollout = rule["rollout"].as_object().map(|_| &rule["rollout"]);
    let part = rollout.unwrap_or(&rule["conditions"][0]);
    let held = part["result"].as_str().map_or(!part["bucket"].is_null(), |result| result == "holds");
    (held, part["problem"].as_str().map(str::to_owned))
}

on_both! {
    async fn an_explanation_says_why_a_value_did_not_count(world) {
        let shop = world.shop().await;
        for (operator, value, counts, others) in [
            ("semver_gte", "\"1.2.0\"", json!("1.2.3"), [
                (json!("v1.2.3"), "`v1.2.3` is not a SemVer 2.0 version"),
                (json!(1.2), "is a number"),
                (json!(["v1", "x"]), "2 of 2 elements do not count"),
            ]),
            ("after", "\"2026-03-01T12:00:00Z\"", json!("2027-01-01T00:00:00+03:00"), [
                (json!("2027-01-01T00:00:00"), "has no UTC offset"),
                (json!("2027-01-01"), "is a date without a time"),
                (json!(1_800_000_000), "is a number"),
            ]),
            ("gt", "5", json!("6"), [
                (json!("six"), "`six` is not a JSON number"),
                (json!(true), "is a boolean"),
                (json!("6,5"), "`6,5` is not a JSON number"),
            ]),
            ("eq", "\"a\"", json!("a"), [
                (json!(null), "neither a string, a number or a boolean"),
                (json!({}), "neither a string, a number or a boolean"),
                (json!([]), "neither a string, a number or a boolean"),
            ]),
        ] {
            let flag = shop.flag(operator, json!({})).await;
            let rule = json!({ "rule_type": "attribute", "attribute": "a", "operator": operator, "value_json": value });
            shop.rule(&flag, rule).await;
            assert_eq!(explain(&shop, operator, json!({ "a": counts })).await, (true, None), "{operator}");
            let absent = (false, Some("the context does not have the attribute".to_owned()));
            assert_eq!(explain(&shop, operator, json!({ "b": counts })).await, absent);
            for (value, expected) in others {
                let (held, problem) = explain(&shop, operator, json!({ "a": value })).await;
                assert!(!held && problem.as_ref().is_some_and(|problem| problem.contains(expected)), "{value}: {problem:?}");
            }
        }
        let flag = shop.flag("share", json!({})).await;
        shop.rule(&flag, json!({ "rule_type": "percentage", "rollout_percentage": 100 })).await;
        assert_eq!(explain(&shop, "share", json!({ "user_id": 7 })).await, (true, None));
        for (context, expected) in [(json!({ "user_id": [7] }), "is a list"), (json!({}), "does not have")] {
            let (has_bucket, problem) = explain(&shop, "share", context).await;
            assert!(!has_bucket && problem.as_ref().is_some_and(|problem| problem.contains(expected)), "{problem:?}");
        }
    }
}
