//! What rules answer: a value, a variant or a split; and their seeds.

use serde_json::{Value, json};

use crate::world::{Reply, Shop, on_both};

/// A flag of type string with the variants a to d, whose values are their keys in upper case.
pub async fn flag_with_variants(shop: &Shop) -> Value {
    let variants = ["a", "b", "c", "d"].map(|key| json!({ "key": key, "value": key.to_uppercase() }));
    shop.flag("f", json!({ "value_type": "string", "default_value": "none", "variants": variants })).await
}

/// Sends a new rule, of type boolean unless `fields` say otherwise.
pub async fn create(shop: &Shop, flag: &Value, fields: Value) -> Reply {
    let mut body = json!({ "flag_id": flag["id"], "priority": 10, "rule_type": "boolean" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/rules", shop.path), body).await
}

/// The key of the variant that the flag `f` answers with, over OFREP.
pub async fn variant(shop: &Shop, context: Value) -> Value {
    shop.sdk.post("/ofrep/v1/evaluate/flags/f", json!({ "context": context })).await.ok()["variant"].clone()
}

/// `[("a", 50.0)]` as the API writes it.
pub fn split(weights: &[(&str, f64)]) -> Value {
    weights
        .iter()
        .map(|(variant, weight)| {
            // Whole numbers as integers, as they are shown.
            let weight = if weight.fract() == 0.0 { json!(*weight as i64) } else { json!(weight) };
            json!({ "variant": variant, "weight": weight })
        })
        .collect()
}

fn halves() -> Value {
    split(&[("a", 50.0), ("b", 50.0)])
}

fn answer(rule: &Value) -> [&Value; 3] {
    ["return_value", "variant", "split"].map(|field| &rule[field])
}

on_both! {
    async fn a_rule_answers_a_value_a_variant_or_a_split(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let null = &Value::Null;
        let rule = create(&shop, &flag, json!({ "variant": "b" })).await.ok()["rule"].clone();
        assert_eq!(answer(&rule), [null, &json!("b"), null]);
        let answered = shop.evaluate("f", json!({})).await;
        assert_eq!((&answered["value"], &answered["rule_id"]), (&json!("B"), &rule["id"]));
        let path = shop.rule_path(&rule);
        let patch = async |body: Value| shop.owner.patch(&path, body).await.ok()["rule"].clone();
        // Naming one replaces the others; null stands for none beside another one.
        let patched = patch(json!({ "return_value": null, "split": halves() })).await;
        assert_eq!(answer(&patched), [null, null, &halves()]);
        assert_eq!(shop.evaluate("f", json!({})).await["value"], "none", "a context without user_id has no bucket");
        let answered = shop.evaluate("f", json!({ "user_id": "u" })).await;
        assert!(["A", "B"].contains(&answered["value"].as_str().unwrap()), "{answered}");
        let patched = patch(json!({ "return_value": "C" })).await;
        assert_eq!(answer(&patched), [&json!("C"), null, null]);
        assert_eq!(variant(&shop, json!({})).await, "c", "the first variant with the value");
        let patched = patch(json!({ "variant": "d", "split": null })).await;
        assert_eq!(answer(&patched), [null, &json!("d"), null]);
        // What is shown can be sent back.
        let revision = shop.revision().await;
        let shown = json!({ "return_value": null, "variant": "d", "split": null, "seed": null, "bucket_by": "user_id" });
        assert_eq!(patch(shown).await["version"], patched["version"]);
        assert_eq!(shop.revision().await, revision);
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        let in_snapshot = &snapshot["flags"][0]["rules"][0];
        assert_eq!((&in_snapshot["variant"], in_snapshot.get("return_value"), in_snapshot.get("split")), (&json!("d"), None, None));
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!(shown["rules"], json!([patched]));
    }

    async fn an_invalid_answer_is_refused_by_field(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let many: Vec<_> = (0..21).map(|n| json!({ "variant": format!("v{n}"), "weight": 1 })).collect();
        let cases = [
            (json!({}), "return_value"),
            (json!({ "return_value": null }), "return_value"),
            (json!({ "variant": null, "split": null }), "return_value"),
            (json!({ "return_value": "x", "variant": "a" }), "return_value"),
            (json!({ "return_value": "x", "split": halves() }), "return_value"),
            (json!({ "variant": "a", "split": halves() }), "split"),
            (json!({ "variant": "e" }), "variant"),
            (json!({ "variant": "" }), "variant"),
            (json!({ "variant": 5 }), "variant"),
            (json!({ "split": [] }), "split"),
            (json!({ "split": "a" }), "split"),
            (json!({ "split": split(&[("a", 100.0)]) }), "split"),
            (json!({ "split": split(&[("a", 50.0), ("e", 50.0)]) }), "split[1].variant"),
            (json!({ "split": split(&[("a", 100.0), ("e", 0.0)]) }), "split[1].variant"),
            (json!({ "split": split(&[("a", 50.0), ("b", 0.0), ("a", 50.0)]) }), "split[2].variant"),
            (json!({ "split": split(&[("a", 33.3), ("b", 33.3), ("c", 33.3)]) }), "split"),
            (json!({ "split": split(&[("a", 60.0), ("b", 60.0)]) }), "split"),
            (json!({ "split": split(&[("a", 33.3333), ("b", 66.6667)]) }), "split[0].weight"),
            (json!({ "split": split(&[("a", 150.0), ("b", -50.0)]) }), "split[0].weight"),
            (json!({ "split": [{ "variant": "a", "weight": "50" }] }), "split[0].weight"),
            (json!({ "split": [{ "variant": "a" }] }), "split[0].weight"),
            (json!({ "split": [{ "weight": 5 }] }), "split[0].variant"),
            (json!({ "split": [["a", 50]] }), "split[0]"),
            (json!({ "split": [{ "variant": "a", "weight": 50, "ranges": [[0, 50_000]] }] }), "split[0].ranges"),
            (json!({ "split": many }), "split"),
            (json!({ "variant": "a", "seed": "" }), "seed"),
            (json!({ "variant": "a", "seed": "s".repeat(65) }), "seed"),
            (json!({ "variant": "a", "seed": "a\0" }), "seed"),
            (json!({ "variant": "a", "rebalance": true }), "rebalance"),
        ];
        for (fields, field) in &cases {
            assert_eq!(&create(&shop, &flag, fields.clone()).await.refused_field(), field, "{fields}");
        }
        let rule = create(&shop, &flag, json!({ "split": halves() })).await.ok()["rule"].clone();
        let path = shop.rule_path(&rule);
        // A rule that has an answer keeps it if the patch names none.
        for (fields, field) in cases.iter().filter(|(fields, _)| !fields.as_object().unwrap().is_empty()) {
            let refused = shop.owner.patch(&path, fields.clone()).await.refused_field();
            assert_eq!(&refused, field, "{fields}");
        }
        let without_split = create(&shop, &flag, json!({ "variant": "a" })).await.ok()["rule"].clone();
        for patch in [json!({ "rebalance": true }), json!({ "rebalance": true, "variant": "b" })] {
            assert_eq!(shop.owner.patch(&shop.rule_path(&without_split), patch).await.refused_field(), "rebalance");
        }
        assert_eq!(shop.owner.patch(&path, json!({ "rebalance": null })).await.refused_field(), "rebalance");
        assert_eq!(shop.revision().await, 3);
    }

    async fn a_variant_that_a_rule_names_cannot_be_dropped(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        let path = shop.flag_path(&flag);
        let rules = [
            create(&shop, &flag, json!({ "variant": "a" })).await.ok()["rule"].clone(),
            create(&shop, &flag, json!({ "variant": "b", "is_active": false })).await.ok()["rule"].clone(),
            create(&shop, &flag, json!({ "split": split(&[("b", 100.0), ("c", 0.0)]) })).await.ok()["rule"].clone(),
        ];
        let all = flag["variants"].as_array().unwrap();
        for (dropped, users) in [(0, vec![0]), (1, vec![1, 2]), (2, vec![2])] {
            let mut variants = all.clone();
            variants.remove(dropped);
            let refused = shop.owner.patch(&path, json!({ "variants": variants })).await.refused(409, "in_use");
            let expected: Vec<_> = users.iter().map(|rule| json!({ "kind": "rule", "id": (rules[*rule]["id"]), "key": "f" })).collect();
            let mut used_by = refused["details"]["used_by"].as_array().unwrap().clone();
            used_by.sort_by_key(|user| user["id"].as_str().unwrap().to_owned());
            assert_eq!(used_by, expected, "{dropped}");
        }
        let three = json!([all[2], all[1], { "key": "a", "value": "another" }]);
        shop.owner.patch(&path, json!({ "variants": three })).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], "another");
        shop.owner.patch(&shop.rule_path(&rules[0]), json!({ "return_value": "x" })).await.ok();
        shop.owner.patch(&path, json!({ "variants": [all[2], all[1]] })).await.ok();
    }

    async fn a_seed_gives_a_rule_other_buckets_and_is_shown_on_every_type(world) {
        let shop = world.shop().await;
        let flag = flag_with_variants(&shop).await;
        for rule_type in [
            json!({}),
            json!({ "rule_type": "attribute", "attribute": "x", "operator": "exists" }),
            json!({ "rule_type": "percentage", "rollout_percentage": 1 }),
        ] {
            let mut fields = rule_type;
            fields["variant"] = json!("d");
            fields["seed"] = json!("ğ".repeat(64));
            fields["conditions"] = json!([{ "attribute": "never", "operator": "exists" }]);
            let rule = create(&shop, &flag, fields.clone()).await.ok()["rule"].clone();
            assert_eq!(rule["seed"], fields["seed"]);
            let patched = shop.owner.patch(&shop.rule_path(&rule), json!({ "seed": null })).await.ok();
            assert_eq!(patched["rule"]["seed"], Value::Null);
        }
        let share = json!({ "rule_type": "percentage", "rollout_percentage": 50, "variant": "a", "priority": 1 });
        let rule = create(&shop, &flag, share).await.ok()["rule"].clone();
        let chosen = async || {
            let mut chosen = Vec::new();
            for user in 0..40 {
                chosen.push(shop.evaluate("f", json!({ "user_id": user })).await["value"] == "A");
            }
            chosen
        };
        let own = chosen().await;
        let path = shop.rule_path(&rule);
        shop.owner.patch(&path, json!({ "seed": "exp-2" })).await.ok();
        assert_ne!(chosen().await, own);
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        let seeds: Vec<_> = snapshot["flags"][0]["rules"].as_array().unwrap().iter().map(|rule| rule.get("seed").cloned()).collect();
        assert_eq!(seeds, [Some(json!("exp-2")), None, None, None]);
        shop.owner.patch(&path, json!({ "seed": null })).await.ok();
        assert_eq!(chosen().await, own);
    }
}
