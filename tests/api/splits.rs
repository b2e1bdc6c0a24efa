//! Splits: who keeps their variant when weights change.

use serde_json::{Value, json};

use super::rule_answers::{create, flag_with_variants, split};
use crate::world::{Shop, on_both};

/// The ranges of the first rule in the snapshot, by variant.
async fn ranges(shop: &Shop) -> Value {
    let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
    let parts = snapshot["flags"][0]["rules"][0]["split"].as_array().unwrap().iter();
    parts.map(|part| (part["variant"].as_str().unwrap().to_owned(), part["ranges"].clone())).collect()
}

fn moves(body: &Value) -> Vec<Value> {
    let warnings = body["warnings"].as_array().unwrap().iter();
    let mut moves = warnings.filter(|warning| warning["code"] == "moves_users").map(|warning| {
        assert!(warning["message"].as_str().unwrap().contains("variant"), "{warning}");
        warning["moves"].as_array().unwrap().clone()
    });
    let found = moves.next().unwrap_or_default();
    assert_eq!(moves.count(), 0);
    found
}

on_both! {
    async fn an_edit_of_weights_moves_as_few_users_as_possible(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let weights = split(&[("a", 33.3), ("b", 66.7), ("c", 0.0)]);
        let created = create(&shop, &flag, json!({ "split": weights })).await.ok();
        assert_eq!((&created["rule"]["split"], moves(&created)), (&weights, vec![]));
        assert_eq!(ranges(&shop).await, json!({ "a": [[0, 33_300]], "b": [[33_300, 100_000]] }));
        let path = shop.rule_path(&created["rule"]);

        let weights = split(&[("d", 5.5), ("a", 40.0), ("b", 54.5)]);
        let dry = shop.owner.patch(&format!("{path}?dry_run=true"), json!({ "split": weights })).await.ok();
        let patched = shop.owner.patch(&path, json!({ "split": weights })).await.ok();
        let expected = [json!({ "from": "b", "to": "d", "share": 5.5 }), json!({ "from": "b", "to": "a", "share": 6.7 })];
        assert_eq!((moves(&dry), moves(&patched)), (expected.to_vec(), expected.to_vec()));
        let after = json!({
            "d": [[87_800, 93_300]], "a": [[0, 33_300], [93_300, 100_000]], "b": [[33_300, 87_800]],
        });
        assert_eq!((ranges(&shop).await, &patched["rule"]["split"]), (after.clone(), &weights));
        // Other edits, the same weights in another order, and activity keep the ranges.
        for patch in [
            json!({ "priority": 7 }),
            json!({ "split": split(&[("b", 54.5), ("d", 5.5), ("a", 40.0)]) }),
            json!({ "is_active": false }),
            json!({ "is_active": true, "rebalance": false }),
        ] {
            assert_eq!(moves(&shop.owner.patch(&path, patch).await.ok()), [] as [Value; 0]);
        }
        assert_eq!(ranges(&shop).await, after);
        let flag_patch = json!({ "name": "renamed" });
        shop.owner.patch(&shop.flag_path(&flag), flag_patch).await.ok();
        assert_eq!(ranges(&shop).await, after);

        // A seed, or another attribute, gives all users other buckets.
        for patch in [json!({ "seed": "s" }), json!({ "bucket_by": "account" })] {
            let drawn = moves(&shop.owner.patch(&path, patch).await.ok());
            let share = |from: &str, to: &str| {
                let one = drawn.iter().find(|one| one["from"] == from && one["to"] == to).expect("a move");
                one["share"].as_f64().unwrap()
            };
            assert_eq!((drawn.len(), share("a", "b"), share("d", "a")), (6, 21.8, 2.2));
        }
        assert_eq!(ranges(&shop).await, after);

        // Alone, or with new weights.
        let rebalanced = shop.owner.patch(&path, json!({ "rebalance": true })).await.ok();
        let entries = shop.owner.get("/api/v1/audit-log?action=rule.updated&order=desc&limit=1").await.ok();
        let entry = &entries["entries"][0];
        assert_eq!(entry["before"]["split_ranges"][0], json!({ "variant": "b", "ranges": [[33_300, 87_800]] }));
        assert_eq!(entry["after"]["split_ranges"][0], json!({ "variant": "b", "ranges": [[0, 54_500]] }));
        assert_eq!(ranges(&shop).await, json!({ "b": [[0, 54_500]], "d": [[54_500, 60_000]], "a": [[60_000, 100_000]] }));
        let total: f64 = moves(&rebalanced).iter().map(|one| one["share"].as_f64().unwrap()).sum();
        assert!(total > 50.0, "{rebalanced}");
        let revision = shop.revision().await;
        assert_eq!(moves(&shop.owner.patch(&path, json!({ "rebalance": true })).await.ok()), [] as [Value; 0]);
        assert_eq!(shop.revision().await, revision, "it was balanced already");
        let weights = split(&[("c", 20.0), ("b", 80.0)]);
        shop.owner.patch(&path, json!({ "split": weights, "rebalance": true })).await.ok();
        assert_eq!(ranges(&shop).await, json!({ "c": [[0, 20_000]], "b": [[20_000, 100_000]] }));
        // A rule that gets a split again begins at 0.
        shop.owner.patch(&path, json!({ "variant": "a" })).await.ok();
        shop.owner.patch(&path, json!({ "split": split(&[("b", 80.0), ("c", 20.0)]) })).await.ok();
        assert_eq!(ranges(&shop).await, json!({ "b": [[0, 80_000]], "c": [[80_000, 100_000]] }));
    }

    async fn a_split_in_too_many_pieces_is_refused_until_it_is_rebalanced(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let weights = |n: u32| {
            let percent = |thousandths: u32| f64::from(thousandths) / 1000.0;
            split(&[("a", percent(50_000 - n)), ("b", percent(50_000 + n / 2)), ("c", percent(n.div_ceil(2)))])
        };
        let rule = create(&shop, &flag, json!({ "split": weights(0) })).await.ok()["rule"].clone();
        let path = shop.rule_path(&rule);
        for n in 1..=254 {
            shop.owner.patch(&path, json!({ "split": weights(n) })).await.ok();
        }
        let refused = shop.owner.patch(&path, json!({ "split": weights(255) })).await.refused(400, "validation_error");
        assert_eq!(refused["details"], json!({ "field": "split", "reason": "too_many_ranges" }));
        assert!(refused["message"].as_str().unwrap().contains("rebalance"), "{refused}");
        shop.owner.patch(&path, json!({ "split": weights(255), "rebalance": true })).await.ok();
        shop.owner.patch(&path, json!({ "split": weights(256) })).await.ok();
    }

    async fn one_variant_may_have_all_of_a_split(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let rule = create(&shop, &flag, json!({ "split": split(&[("a", 0.0), ("b", 100.0)]) })).await.ok();
        assert_eq!(ranges(&shop).await, json!({ "b": [[0, 100_000]] }));
        let answer = shop.evaluate("f", json!({ "user_id": "u" })).await;
        assert_eq!((&answer["value"], &answer["rule_id"]), (&json!("B"), &rule["rule"]["id"]));
    }

    async fn a_split_of_a_share_leaves_the_others_to_the_next_rule(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let experiment = json!({
            "rule_type": "percentage", "rollout_percentage": 50, "split": split(&[("a", 50.0), ("b", 50.0)]),
        });
        create(&shop, &flag, experiment).await.ok();
        create(&shop, &flag, json!({ "priority": 20, "variant": "c" })).await.ok();
        let mut counts = [0; 3];
        for user in 0..200 {
            let value = shop.evaluate("f", json!({ "user_id": format!("user-{user}") })).await["value"].clone();
            counts[["A", "B", "C"].iter().position(|known| value == *known).unwrap()] += 1;
        }
        assert!((20..80).contains(&counts[0]) && (20..80).contains(&counts[1]) && (60..140).contains(&counts[2]), "{counts:?}");
    }

    async fn a_damaged_answer_is_shown_and_its_repair_moves_no_user(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let rule = create(&shop, &flag, json!({ "split": split(&[("a", 50.0), ("b", 50.0)]) })).await.ok()["rule"].clone();
        let (path, weights) = (shop.rule_path(&rule), split(&[("b", 60.0), ("a", 40.0)]));
        shop.owner.patch(&path, json!({ "split": weights })).await.ok();
        let before = ranges(&shop).await;
        assert_eq!(before, json!({ "b": [[40_000, 100_000]], "a": [[0, 40_000]] }));
        let overlapping = json!([
            { "variant": "b", "weight": 60, "ranges": [[40_000, 100_000]] },
            { "variant": "a", "weight": 40, "ranges": [[1, 40_001]] },
        ]);
        for damage in ["{".to_owned(), String::new(), overlapping.to_string()] {
            assert_eq!(world.sql(&format!("update rules set split = '{damage}'")).await, 1);
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["rules"][0]["split"], damage);
            shop.owner.patch(&shop.flag_path(&flag), json!({ "name": damage.len().to_string() })).await.ok();
            assert_eq!(ranges(&shop).await, before, "evaluators keep the rule as it was");
            for patch in [json!({ "priority": 3 }), json!({ "rebalance": true })] {
                assert_eq!(shop.owner.patch(&path, patch).await.refused_field(), "split");
            }
            let repaired = shop.owner.patch(&path, json!({ "split": weights })).await.ok();
            assert_eq!((&repaired["rule"]["split"], moves(&repaired)), (&weights, vec![]));
            assert_eq!(ranges(&shop).await, before);
        }
        for (column, damage) in [("variant", ""), ("variant", "no such")] {
            shop.owner.patch(&path, json!({ "variant": "a" })).await.ok();
            assert_eq!(world.sql(&format!("update rules set {column} = '{damage}'")).await, 1);
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["rules"][0]["variant"], damage);
            shop.owner.patch(&shop.flag_path(&flag), json!({ "name": format!("n{damage}") })).await.ok();
            assert_eq!(shop.evaluate("f", json!({})).await["value"], "A");
            assert_eq!(shop.owner.patch(&path, json!({ "priority": 3 })).await.refused_field(), "variant");
        }
        shop.owner.delete(&path).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], "none");
    }
}
