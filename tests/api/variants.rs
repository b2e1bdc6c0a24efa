//! Variants of flags: values with a key, which rules answer with.

use serde_json::{Value, json};

use super::rule_answers::variant;
use crate::world::{Reply, Shop, on_both};

fn colors() -> Value {
    json!([{ "key": "red", "value": "#f00", "name": "Red" }, { "key": "green", "value": "#0f0" }])
}

async fn create(shop: &Shop, variants: Value) -> Reply {
    let body = json!({
        "environment_id": shop.environment_id, "key": "f", "name": "f", "value_type": "string",
        "default_value": "#0f0", "variants": variants,
    });
    shop.owner.post(&format!("{}/flags", shop.path), body).await
}

/// Lists of variants that no flag of type string can have, each with the field that is wrong.
fn refused() -> Vec<(Value, &'static str)> {
    let variant = |key: &str| json!({ "key": key, "value": "a" });
    let many: Vec<_> = (0..51).map(|n| variant(&format!("v{n}"))).collect();
    vec![
        (json!(null), "variants"),
        (json!({}), "variants"),
        (json!(many), "variants"),
        (json!([["red", "#f00"]]), "variants[0]"),
        (json!([{ "key": "red" }]), "variants[0].value"),
        (json!([{ "value": "#f00" }]), "variants[0].key"),
        (json!([variant("red"), { "key": "green", "value": 5 }]), "variants[1].value"),
        (json!([{ "key": "red", "value": null }]), "variants[0].value"),
        (json!([variant("red"), variant("red")]), "variants[1].key"),
        (json!([variant("")]), "variants[0].key"),
        (json!([variant("-red")]), "variants[0].key"),
        (json!([variant("rot grün")]), "variants[0].key"),
        (json!([variant(&"k".repeat(65))]), "variants[0].key"),
        (json!([{ "key": 5, "value": "a" }]), "variants[0].key"),
        (json!([{ "key": "red", "value": "a", "name": "" }]), "variants[0].name"),
        (json!([{ "key": "red", "value": "a", "name": "n".repeat(201) }]), "variants[0].name"),
        (json!([{ "key": "red", "value": "a", "weight": 5 }]), "variants[0].weight"),
        (json!([{ "key": "red", "value": "x".repeat(70_000) }]), "variants[0].value"),
    ]
}

on_both! {
    async fn variants_are_shown_and_label_answers(world) {
        let shop = world.shop().await;
        let flag = create(&shop, colors()).await.ok()["flag"].clone();
        assert_eq!(flag["variants"], colors());
        let path = shop.flag_path(&flag);
        let listed = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        assert_eq!((&shop.owner.get(&path).await.ok()["flag"], &listed["flags"][0]), (&flag, &flag));
        // Names decide nothing.
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        let decisive = json!([{ "key": "red", "value": "#f00" }, { "key": "green", "value": "#0f0" }]);
        assert_eq!(snapshot["flags"][0]["variants"], decisive);
        assert_eq!(variant(&shop, json!({})).await, "green");

        let revision = shop.revision().await;
        shop.owner.patch(&path, json!({ "variants": colors() })).await.ok();
        assert_eq!(shop.revision().await, revision, "the patch changes nothing");
        let renamed = json!([{ "key": "red", "value": "#f00" }, { "key": "green", "value": "#0f0", "name": "Green" }]);
        let dry = shop.owner.patch(&format!("{path}?dry_run=true"), json!({ "variants": renamed })).await.ok();
        assert_eq!((&dry["flag"]["variants"][1]["name"], shop.revision().await), (&json!("Green"), revision));
        let patched = shop.owner.patch(&path, json!({ "variants": renamed })).await.ok()["flag"].clone();
        assert_eq!((&patched["variants"], &patched["version"]), (&renamed, &json!(2)));
        assert_eq!(shop.revision().await, revision + 1, "a name is a field of the flag");
        let log = shop.owner.get("/api/v1/audit-log?action=flag.updated").await.ok();
        let entry = &log["entries"][0];
        assert_eq!((&entry["before"]["variants"], &entry["after"]["variants"]), (&flag["variants"], &patched["variants"]));

        shop.owner.patch(&path, json!({ "variants": [] })).await.ok();
        assert_ne!(variant(&shop, json!({})).await, "green");
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(snapshot["flags"][0].get("variants"), None);
    }

    async fn a_flag_without_variants_shows_an_empty_list(world) {
        let shop = world.shop().await;
        assert_eq!(shop.flag("f", json!({})).await["variants"], json!([]));
        shop.flag("g", json!({ "variants": [{ "key": "on", "value": true }] })).await;
    }

    async fn invalid_variants_are_refused_by_field(world) {
        let shop = world.shop().await;
        for (variants, field) in refused() {
            assert_eq!(create(&shop, variants.clone()).await.refused_field(), field, "{variants}");
        }
        let flag = create(&shop, colors()).await.ok()["flag"].clone();
        for (variants, field) in refused() {
            let reply = shop.owner.patch(&shop.flag_path(&flag), json!({ "variants": variants })).await;
            assert_eq!(reply.refused_field(), field, "{variants}");
        }
        assert_eq!(shop.revision().await, 1);
    }

    async fn a_flag_has_up_to_50_variants_with_keys_of_up_to_64_characters(world) {
        let shop = world.shop().await;
        let variants: Vec<_> = (0..50).map(|n| json!({ "key": format!("{n:0>64}"), "value": "a" })).collect();
        let flag = create(&shop, json!(variants)).await.ok()["flag"].clone();
        assert_eq!(flag["variants"].as_array().unwrap().len(), 50);
    }

    async fn a_variant_of_a_json_flag_may_be_null(world) {
        let shop = world.shop().await;
        let variants = json!([{ "key": "nothing", "value": null }]);
        let fields = json!({ "value_type": "json", "default_value": null, "variants": variants });
        assert_eq!(shop.flag("f", fields).await["variants"], variants);
        assert_eq!(variant(&shop, json!({})).await, "nothing");
    }

    async fn variants_count_towards_the_size_of_a_flag(world) {
        let shop = world.shop().await;
        let large = |count: usize| -> Value {
            (0..count).map(|n| json!({ "key": format!("v{n}"), "value": "x".repeat(60_000) })).collect()
        };
        let flag = create(&shop, large(4)).await.ok()["flag"].clone();
        for reply in [
            create(&shop, large(5)).await,
            shop.owner.patch(&shop.flag_path(&flag), json!({ "variants": large(5) })).await,
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": "x".repeat(60_000) })).await,
        ] {
            assert_eq!(reply.refused_field(), "rules");
        }
        shop.owner.patch(&shop.flag_path(&flag), json!({ "variants": large(3) })).await.ok();
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": "x".repeat(60_000) })).await.ok();
    }
}
