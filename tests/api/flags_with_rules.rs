//! Flags that are created together with their rules.

use serde_json::{Value, json};

use crate::world::{Person, Reply, Shop, on_both};

async fn create(shop: &Shop, caller: &Person, query: &str, fields: Value) -> Reply {
    let mut body = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    caller.post(&format!("{}/flags{query}", shop.path), body).await
}

fn rule(fields: Value) -> Value {
    let mut rule = json!({ "priority": 10, "rule_type": "boolean", "return_value": true });
    rule.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    rule
}

fn compare(operator: &str, value: Value) -> Value {
    json!([{ "attribute": "a", "operator": operator, "value": value }])
}

on_both! {
    async fn a_flag_and_its_rules_are_one_change(world) {
        let shop = world.shop().await;
        shop.segment("beta", json!({ "included": ["u"] })).await;
        let mut events = shop.server.stream("?content=true").await;
        events.expect("snapshot.reset").await;
        let revision = shop.revision().await;
        let fields = json!({
            "value_type": "string", "default_value": "none",
            "variants": [{ "key": "a", "value": "A" }, { "key": "b", "value": "B" }],
            "rules": [
                {
                    "priority": 20, "rule_type": "boolean", "seed": "s",
                    "split": [{ "variant": "a", "weight": 0.5 }, { "variant": "b", "weight": 99.5 }],
                },
                {
                    "priority": 10, "rule_type": "boolean", "variant": "a",
                    "conditions": [{ "operator": "in_segment", "value": "beta" }],
                },
                { "priority": 30, "rule_type": "percentage", "rollout_percentage": 5, "return_value": "x", "is_active": false },
            ],
        });
        let dry = create(&shop, &shop.owner, "?dry_run=true", fields.clone()).await.ok();
        assert_eq!((&dry["dry_run"], &dry["warnings"], shop.revision().await), (&json!(true), &json!([]), revision));
        let flag = create(&shop, &shop.owner, "", fields).await.ok()["flag"].clone();
        assert_eq!(shop.revision().await, revision + 1);
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!(shown["flag"], flag);
        let rules = shown["rules"].as_array().unwrap();
        let priorities: Vec<_> = rules.iter().map(|rule| rule["priority"].as_i64().unwrap()).collect();
        assert_eq!(priorities, [10, 20, 30]);
        assert!(rules.iter().all(|rule| rule["flag_id"] == flag["id"] && rule["version"] == 1), "{shown}");
        assert_eq!(rules[1]["split"][0], json!({ "variant": "a", "weight": 0.5 }));
        assert_eq!(shop.evaluate("f", json!({ "user_id": "u" })).await["rule_id"], rules[0]["id"]);
        assert_eq!(shop.evaluate("f", json!({ "user_id": "v" })).await["rule_id"], rules[1]["id"]);
        let event = events.expect("flag.created").await.data;
        assert_eq!((&event["version"], event.get("more")), (&json!(revision + 1), None));
        assert_eq!(event["flag"]["rules"].as_array().unwrap().len(), 2, "{event}");
        let log = shop.owner.get("/api/v1/audit-log?order=desc").await.ok();
        let entry = &log["entries"][0];
        assert_eq!((&entry["action"], &entry["target_id"]), (&json!("flag.created"), &flag["id"]));
        assert_eq!((&entry["after"]["key"], entry["after"]["rules"].as_array().unwrap().len()), (&json!("f"), 3));
        // The sizes are those of the parts: whatever changes them, a deletion leaves none behind.
        let named = json!([{ "key": "a", "value": "A", "name": "Ä" }, { "key": "b", "value": "B" }, { "key": "c", "value": "C" }]);
        shop.owner.patch(&shop.flag_path(&flag), json!({ "variants": named })).await.ok();
        let weights = json!([{ "variant": "c", "weight": 33.3 }, { "variant": "b", "weight": 66.7 }]);
        shop.owner.patch(&shop.rule_path(&rules[1]), json!({ "split": weights, "seed": "ğ" })).await.ok();
        shop.owner.patch(&shop.rule_path(&rules[0]), json!({ "return_value": "a value" })).await.ok();
        shop.owner.patch(&shop.rule_path(&rules[2]), json!({ "variant": "c" })).await.ok();
        let ids: Vec<_> = rules.iter().rev().map(|rule| &rule["id"]).collect();
        shop.owner.put(&format!("{}/rules/order", shop.flag_path(&flag)), json!({ "rule_ids": ids })).await.ok();
        shop.owner.delete(&shop.rule_path(&rules[2])).await.ok();
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        assert_eq!(world.sql("update environments set written_bytes = 0 where written_bytes <> 0").await, 0);
    }

    async fn an_invalid_rule_is_refused_with_its_place(world) {
        let shop = world.shop().await;
        let many: Vec<_> = (0..201).map(|_| rule(json!({}))).collect();
        let expensive = rule(json!({
            "conditions": (0..40).map(|n| json!({ "attribute": "a", "operator": "matches", "value": format!("{n}\\w{{1,900}}x") })).collect::<Vec<_>>(),
        }));
        for (rules, field) in [
            (json!(null), "rules"),
            (json!({}), "rules"),
            (json!(many), "rules"),
            (json!([[]]), "rules[0]"),
            (json!([{ "priority": 1, "rule_type": "boolean" }]), "rules[0].return_value"),
            (json!([rule(json!({})), rule(json!({ "return_value": 5 }))]), "rules[1].return_value"),
            (json!([rule(json!({})), rule(json!({})), rule(json!({ "conditions": compare("equals", json!(1)) }))]), "rules[2].conditions[0].operator"),
            (json!([rule(json!({ "conditions": compare("gt", json!("x")) }))]), "rules[0].conditions[0].value"),
            (json!([rule(json!({ "conditions": [{ "operator": "in_segment", "value": "none" }] }))]), "rules[0].conditions[0].value"),
            (json!([rule(json!({ "rule_type": "attribute", "attribute": "a", "operator": "eq", "value_json": "x" }))]), "rules[0].value_json"),
            (json!([rule(json!({ "rule_type": "attribute", "attribute": "a", "operator": "gt", "value_json": "[]" }))]), "rules[0].value_json"),
            (json!([rule(json!({ "rollout_percentage": 5 }))]), "rules[0].rollout_percentage"),
            (json!([rule(json!({ "return_value": null, "variant": "a" }))]), "rules[0].variant"),
            (json!([rule(json!({ "flag_id": shop.environment_id }))]), "rules[0].flag_id"),
            (json!([rule(json!({ "id": shop.environment_id }))]), "rules[0].id"),
            (json!([rule(json!({})), expensive]), "rules[1].conditions[0].value"),
        ] {
            let reply = create(&shop, &shop.owner, "", json!({ "rules": rules })).await;
            let refused = reply.refused_field();
            let is_expensive = field == "rules[1].conditions[0].value";
            assert!(refused == field || is_expensive && refused.starts_with("rules[1].conditions["), "{refused} {rules}");
        }
        let large = rule(json!({ "conditions": compare("in", json!(vec!["x".repeat(1000); 300])) }));
        assert_eq!(create(&shop, &shop.owner, "", json!({ "rules": [large] })).await.refused_field(), "rules");
        assert_eq!(shop.revision().await, 0);
        let many: Vec<_> = (0..200).map(|n| rule(json!({ "priority": n }))).collect();
        let flag = create(&shop, &shop.owner, "", json!({ "rules": many })).await.ok()["flag"].clone();
        assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok()["rules"].as_array().unwrap().len(), 200);
    }

    async fn rules_need_their_own_permission(world) {
        let shop = world.shop().await;
        shop.custom_role("flags-only", &["flags.read", "flags.write"]).await;
        let person = shop.project_member(world, "flags-only").await;
        let with_rules = json!({ "rules": [rule(json!({}))] });
        create(&shop, &person, "", with_rules.clone()).await.denied("rules.write");
        assert_eq!(shop.revision().await, 0);
        create(&shop, &person, "", json!({ "rules": [] })).await.ok();
        shop.custom_role("blind", &["flags.write", "rules.write"]).await;
        let blind = shop.project_member(world, "blind").await;
        let both = json!({ "key": "g", "rules": [rule(json!({})), rule(json!({}))] });
        let created = create(&shop, &blind, "", both.clone()).await.ok();
        assert_eq!(created["warnings"], json!([]), "they are about rules, which this caller may not read");
        assert_eq!(created["flag"].get("name"), None);
        let seen = create(&shop, &shop.owner, "", json!({ "key": "h", "rules": both["rules"] })).await.ok();
        assert_eq!(seen["warnings"][0]["code"], "unreachable_rule");
        world.app.accounts.refusals.flush().await;
        let log = shop.owner.get("/api/v1/audit-log?action=permission.denied").await.ok();
        assert_eq!(log["entries"][0]["target_id"], "rules.write");
    }

    async fn a_flag_is_shown_with_the_rules_of_the_same_moment(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({})).await;
        let path = shop.flag_path(&flag);
        let write = async |version: usize| {
            let change = |table| format!("update {table} set version = {version}");
            world.sql_together(&[&change("flags"), &change("rules")]).await;
        };
        write(2).await;
        let read = async {
            for _ in 0..200 {
                let shown = shop.owner.get(&path).await.ok();
                assert_eq!(shown["flag"]["version"], shown["rules"][0]["version"], "{shown}");
            }
        };
        let write = async {
            for version in 3.. {
                write(version).await;
            }
        };
        tokio::select! {
            () = read => {}
            () = write => {}
        }
    }
}
