//! Writes at the same time, each of which is allowed alone: of two that exclude each other, one is accepted.

use serde_json::{Value, json};

use crate::world::{Reply, Shop, on_both};

const ATTEMPTS: usize = 12;

fn requires(flag: &str) -> Value {
    json!({ "prerequisites": [{ "flag": flag, "values": [true] }] })
}

fn in_segment(key: &str) -> Value {
    json!([{ "operator": "in_segment", "value": key }])
}

/// Checks that one succeeded, and that the other was refused with one of the codes for a link.
fn one_of(first: &Reply, second: &Reply) {
    let refused = match (first.status.as_u16(), second.status.as_u16()) {
        (200, _) => second,
        (_, 200) => first,
        _ => panic!("both are refused: {:?} {:?}", first.json(), second.json()),
    };
    let code = refused.json()["code"].clone();
    let is_refusal = [(400, "validation_error"), (409, "in_use"), (409, "archived")]
        .iter()
        .any(|(status, text)| refused.status == *status && code == *text);
    assert!(is_refusal, "{} {code}", refused.status);
}

/// Nothing refers to what is not there: evaluators can read all of it.
async fn all_is_readable(shop: &Shop) {
    let all = shop.server.post("/api/v1/evaluate/all", json!({ "context": { "user_id": "u" } })).await.ok();
    assert_eq!(all["unreadable"], json!([]));
}

on_both! {
    async fn two_prerequisites_that_make_a_cycle_are_not_both_accepted(world) {
        let shop = world.shop().await;
        for n in 0..ATTEMPTS {
            let (a, b) = (format!("a-{n}"), format!("b-{n}"));
            let (of_a, of_b) = (shop.flag(&a, json!({})).await, shop.flag(&b, json!({})).await);
            let (path_a, path_b) = (shop.flag_path(&of_a), shop.flag_path(&of_b));
            let (first, second) =
                tokio::join!(shop.owner.patch(&path_a, requires(&b)), shop.owner.patch(&path_b, requires(&a)));
            one_of(&first, &second);
        }
        all_is_readable(&shop).await;
    }

    async fn a_flag_that_becomes_a_prerequisite_is_not_archived_or_deleted_meanwhile(world) {
        let shop = world.shop().await;
        for n in 0..ATTEMPTS {
            let base = format!("base-{n}");
            let (of_base, user) = (shop.flag(&base, json!({})).await, shop.flag(&format!("user-{n}"), json!({})).await);
            let (path, requiring) = (shop.flag_path(&of_base), shop.flag_path(&user));
            let archive = format!("{path}/archive");
            let requiring = shop.owner.patch(&requiring, requires(&base));
            let removing = async {
                if n % 2 == 0 { shop.owner.post(&archive, json!({})).await } else { shop.owner.delete(&path).await }
            };
            let (first, second) = tokio::join!(requiring, removing);
            one_of(&first, &second);
        }
        all_is_readable(&shop).await;
    }

    async fn a_segment_that_a_rule_begins_to_use_is_not_deleted_meanwhile(world) {
        let shop = world.shop().await;
        let flag = shop.flag("flag", json!({})).await;
        for n in 0..ATTEMPTS {
            let key = format!("segment-{n}");
            let segment = shop.segment(&key, json!({ "included": ["u"] })).await;
            let rule = json!({
                "flag_id": flag["id"], "priority": n, "rule_type": "boolean", "return_value": true,
                "conditions": in_segment(&key),
            });
            let (rules, path) = (format!("{}/rules", shop.path), shop.segment_path(&segment));
            let (first, second) = tokio::join!(shop.owner.post(&rules, rule), shop.owner.delete(&path));
            one_of(&first, &second);
        }
        all_is_readable(&shop).await;
    }

    async fn two_segments_that_make_a_cycle_are_not_both_accepted(world) {
        let shop = world.shop().await;
        for n in 0..ATTEMPTS {
            let (a, b) = (format!("a-{n}"), format!("b-{n}"));
            let (of_a, of_b) = (shop.segment(&a, json!({})).await, shop.segment(&b, json!({})).await);
            let (path_a, path_b) = (shop.segment_path(&of_a), shop.segment_path(&of_b));
            let uses = |key: &str| json!({ "rules": [{ "conditions": in_segment(key) }] });
            let (first, second) =
                tokio::join!(shop.owner.patch(&path_a, uses(&b)), shop.owner.patch(&path_b, uses(&a)));
            one_of(&first, &second);
        }
        all_is_readable(&shop).await;
    }
}
