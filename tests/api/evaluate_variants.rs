//! `POST /evaluate` and `POST /evaluate/all` of flags with variants and prerequisites.

use serde_json::{Value, json};

use super::unreadable::shop_with;
use crate::world::on_both;

const ALL: &str = "/api/v1/evaluate/all";

on_both! {
    /// The flags are written into the database.
    async fn the_variant_and_the_prerequisite_that_fails_are_in_the_answer(world) {
        let flag = |key: &str, more: Value| {
            let mut flag = json!({
                "key": key, "enabled": true, "value_type": "string", "default_value": "grey", "off_value": "black",
                "salt": "4f3c9a1be27d0856", "variants": [
                    { "key": "red", "value": "#f00" }, { "key": "blue", "value": "#00f" }, { "key": "night", "value": "black" },
                ],
                "rules": [
                    {
                        "id": "0190a5b8-0000-7000-8000-000000000001", "priority": 1, "rule_type": "boolean", "variant": "blue",
                        "conditions": [{ "attribute": "plan", "operator": "eq", "value": "pro" }],
                    },
                    {
                        "id": "0190a5b8-0000-7000-8000-000000000002", "priority": 2, "rule_type": "boolean",
                        "bucket_by": "user_id", "split": [{ "variant": "red", "ranges": [[0, 100_000]] }],
                    },
                ],
            });
            flag.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            flag.to_string()
        };
        let flags = [
            flag("color", json!({})),
            flag("dependent", json!({ "prerequisites": [{ "flag": "color", "values": ["#00f"] }] })),
            flag("off", json!({ "enabled": false })),
        ];
        let shop = shop_with(world, &flags).await;
        let (blue, red) = ("0190a5b8-0000-7000-8000-000000000001", "0190a5b8-0000-7000-8000-000000000002");
        for (key, context, expected) in [
            ("color", json!({ "plan": "pro" }), json!(["#00f", "rule_match", blue, "blue", null])),
            ("color", json!({ "user_id": "u" }), json!(["#f00", "rule_match", red, "red", null])),
            ("color", json!({}), json!(["grey", "default", null, null, null])),
            ("dependent", json!({ "plan": "pro" }), json!(["#00f", "rule_match", blue, "blue", null])),
            ("dependent", json!({}), json!(["black", "prerequisite_failed", null, "night", "color"])),
            ("off", json!({}), json!(["black", "disabled", null, "night", null])),
        ] {
            // The second request takes the fast path.
            for _ in 0..2 {
                let answer = shop.evaluate(key, context.clone()).await;
                let fields = ["value", "reason", "rule_id", "variant", "prerequisite"].map(|field| answer[field].clone());
                assert_eq!(json!(fields), expected, "{key}: {context}");
                let all = shop.sdk.post(ALL, json!({ "context": context })).await.ok();
                assert_eq!(all["flags"][key], answer, "{key}: {context}");
            }
        }
    }
}
