//! Targeting rules.

use std::fmt::Write;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Reply, Shop, on_both};

/// Creates a boolean rule, with additional or different `fields`.
async fn create(shop: &Shop, flag: &Value, fields: Value) -> Reply {
    let mut body =
        json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/rules", shop.path), body).await
}

/// The ids of a flag's rules in the order of the response.
async fn order(shop: &Shop, flag: &Value) -> Vec<Value> {
    let shown = shop.owner.get(&shop.flag_path(flag)).await.ok();
    shown["rules"].as_array().unwrap().iter().map(|rule| rule["id"].clone()).collect()
}

fn attribute(operator: &str, value_json: Value) -> Value {
    json!({ "rule_type": "attribute", "attribute": "a", "operator": operator, "value_json": value_json })
}

on_both! {
    async fn a_new_rule_has_every_field(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let conditions = json!([
            { "attribute": "c", "operator": "gt", "value": 5 },
            { "attribute": "d", "operator": "exists" },
        ]);
        let groups = json!([
            { "any": [conditions[0], { "not": { "all": [conditions[1], conditions[0]] } }] },
            { "not": { "attribute": "ip", "operator": "ip_in", "value": ["10.0.0.0/8", "::1"] } },
        ]);
        for (fields, expected) in [
            (json!({}), json!({})),
            (json!({ "attribute": null, "operator": null, "value_json": null }), json!({})),
            (
                json!({ "bucket_by": "team", "is_active": false }),
                json!({ "bucket_by": "team", "is_active": false }),
            ),
            (attribute("eq", json!("\"TR\"")), attribute("eq", json!("\"TR\""))),
            (attribute("in", json!(" [1, \"2\"] ")), attribute("in", json!(" [1, \"2\"] "))),
            (attribute("exists", json!(null)), attribute("exists", json!(null))),
            (
                json!({ "rule_type": "percentage", "rollout_percentage": 12.5 }),
                json!({ "rule_type": "percentage", "rollout_percentage": 12.5 }),
            ),
            (json!({ "conditions": conditions }), json!({ "conditions": conditions })),
            (json!({ "conditions": groups }), json!({ "conditions": groups })),
        ] {
            let reply = create(&shop, &flag, fields).await;
            let rule = reply.ok()["rule"].clone();
            let mut whole = json!({
                "id": rule["id"], "flag_id": flag["id"], "priority": 1, "rule_type": "boolean",
                "attribute": null, "operator": null, "value_json": null, "rollout_percentage": null,
                "bucket_by": "user_id", "seed": null, "conditions": [], "return_value": true, "variant": null, "split": null,
                "bucketing": null, "is_active": true,
                "version": 1, "created_at": rule["created_at"], "updated_at": rule["created_at"],
            });
            whole.as_object_mut().unwrap().extend(expected.as_object().unwrap().clone());
            assert_eq!((&rule, reply.header("etag")), (&whole, "\"1\""));
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert!(shown["rules"].as_array().unwrap().contains(&rule), "{shown}");
        }
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!(shown["flag"]["version"], 1, "a new rule does not raise the flag's version");
    }

    async fn each_rule_type_needs_its_own_fields_and_refuses_others(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let eq = || attribute("eq", json!("1"));
        let with = |mut body: Value, field: &str, value: Value| {
            body[field] = value;
            body
        };
        let percentage = || json!({ "rule_type": "percentage", "rollout_percentage": 5 });
        for (fields, field) in [
            (json!({ "attribute": "a" }), "attribute"),
            (json!({ "operator": "eq" }), "operator"),
            (json!({ "value_json": "1" }), "value_json"),
            (json!({ "rollout_percentage": 5 }), "rollout_percentage"),
            (with(eq(), "attribute", json!(null)), "attribute"),
            (with(eq(), "operator", json!(null)), "operator"),
            (with(eq(), "value_json", json!(null)), "value_json"),
            (with(eq(), "rollout_percentage", json!(5)), "rollout_percentage"),
            (attribute("exists", json!("1")), "value_json"),
            (attribute("not_exists", json!("null")), "value_json"),
            (json!({ "rule_type": "percentage" }), "rollout_percentage"),
            (with(percentage(), "attribute", json!("a")), "attribute"),
            (with(percentage(), "operator", json!("eq")), "operator"),
            (with(percentage(), "value_json", json!("1")), "value_json"),
            (with(percentage(), "bucket_by", json!("")), "bucket_by"),
            (json!({ "rule_type": "segment" }), "rule_type"),
            (json!({ "return_value": "true" }), "return_value"),
            (json!({ "return_value": null }), "return_value"),
            (json!({ "priority": 2_147_483_648_i64 }), "priority"),
            (json!({ "priority": 1.5 }), "priority"),
            (json!({ "priority": null }), "priority"),
            (json!({ "is_active": null }), "is_active"),
            (json!({ "salt": "0" }), "salt"),
        ] {
            let reply = create(&shop, &flag, fields.clone()).await;
            assert_eq!(reply.refused_field(), field, "{fields}");
        }
        for missing in ["flag_id", "priority", "rule_type", "return_value"] {
            let mut body =
                json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
            body.as_object_mut().unwrap().remove(missing);
            let reply = shop.owner.post(&format!("{}/rules", shop.path), body).await;
            assert_eq!(reply.refused_field(), missing);
        }
        assert_eq!(shop.revision().await, 1);
    }

    async fn a_value_must_fit_its_operator(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        for (operator, good, wrong) in [
            ("eq", vec!["\"\"", "5", "true"], vec!["[1]", "null", "{}", "TR", "", "1e999", "1 2"]),
            ("in", vec!["[1]", "[\"a\", true]"], vec!["[]", "1", "[[1]]", "[null]", "{}"]),
            ("contains", vec!["\"a\"", "5", "[\"a\", 5]"], vec!["[]", "[[1]]", "null"]),
            ("ip_in", vec!["[\"10.0.0.0/8\"]"], vec!["[\"10.0.0.1/8\"]", "[\"10.0.0\"]", "[]"]),
            ("gt", vec!["5", "-0.5e3"], vec!["\"5\"", "true", "[5]"]),
            (
                "before",
                vec!["\"2030-01-31T12:00:00+03:00\""],
                vec!["\"2030-01-31\"", "\"2030-01-31T12:00:00\"", "5"],
            ),
            ("semver_gte", vec!["\"1.2.3-rc.1+5\""], vec!["\"1.2\"", "\"v1.2.3\"", "\"01.2.3\"", "1"]),
            ("matches", vec!["\"^a.*z$\"", "\"\""], vec!["\"(\"", "\"(?=a)\"", "5"]),
        ] {
            for value in good {
                create(&shop, &flag, attribute(operator, json!(value))).await.ok();
            }
            for value in wrong {
                let reply = create(&shop, &flag, attribute(operator, json!(value))).await;
                assert_eq!(reply.refused_field(), "value_json", "{operator} {value}");
            }
        }
        assert_eq!(create(&shop, &flag, attribute("equals", json!("1"))).await.refused_field(), "operator");
        assert_eq!(create(&shop, &flag, attribute("EQ", json!("1"))).await.refused_field(), "operator");
        let unquoted = create(&shop, &flag, attribute("eq", json!(5))).await;
        assert_eq!(unquoted.refused_field(), "value_json", "a string that contains JSON is needed");
    }

    async fn an_error_names_the_place_in_a_condition(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let good = json!({ "attribute": "a", "operator": "exists" });
        for (second, field) in [
            (json!({ "attribute": "a", "operator": "eq" }), "conditions[1].value"),
            (json!({ "attribute": "a", "operator": "exists", "value": 1 }), "conditions[1].value"),
            (json!({ "attribute": "", "operator": "exists" }), "conditions[1].attribute"),
            (json!({ "attribute": "a\0", "operator": "exists" }), "conditions[1].attribute"),
            (json!({ "operator": "exists" }), "conditions[1].attribute"),
            (json!({ "attribute": "a", "operator": "is" }), "conditions[1].operator"),
            (json!({ "attribute": "a", "operator": "in", "value": [1, null] }), "conditions[1].value[1]"),
            (json!({ "attribute": "a", "operator": "eq", "value": "\0" }), "conditions[1].value"),
            (json!({ "attribute": "a", "operator": "eq", "value": 1, "values": [] }), "conditions[1].values"),
            (json!(["a", "exists"]), "conditions[1]"),
            (json!({}), "conditions[1].operator"),
            (json!({ "any": [] }), "conditions[1].any"),
            (json!({ "all": [] }), "conditions[1].all"),
            (json!({ "any": good }), "conditions[1].any"),
            (json!({ "not": [good] }), "conditions[1].not"),
            (json!({ "any": [good], "all": [good] }), "conditions[1]"),
            (json!({ "not": good, "value": 1 }), "conditions[1]"),
            (json!({ "any": [good], "attribute": "a" }), "conditions[1]"),
            (json!({ "any": [good], "one": [good] }), "conditions[1].one"),
            (json!({ "any": [good, { "not": { "attribute": "a", "operator": "is" } }] }), "conditions[1].any[1].not.operator"),
            (json!({ "any": [good, { "attribute": "a", "operator": "gt", "value": "5" }] }), "conditions[1].any[1].value"),
            (json!({ "not": { "attribute": "a", "operator": "ip_in", "value": ["::1/64"] } }), "conditions[1].not.value[0]"),
            (json!({ "not": { "operator": "exists" } }), "conditions[1].not.attribute"),
            (json!({ "not": { "all": [{ "any": [{ "not": good }] }] } }), "conditions[1].not.all[0].any[0].not"),
            (json!({ "any": vec![good.clone(); 40] }), "conditions"),
            (json!({ "attribute": "a", "operator": "contains", "value": vec!["x"; 101] }), "conditions[1].value"),
            (json!({ "attribute": "a", "operator": "in_segment", "value": "beta" }), "conditions[1]"),
            (json!({ "operator": "in_segment", "value": 5 }), "conditions[1]"),
        ] {
            let reply = create(&shop, &flag, json!({ "conditions": [good, second] })).await;
            let found = reply.refused_field();
            assert!(found == field || field.starts_with(&format!("{found}[")), "{second}: {found}");
        }
        assert_eq!(create(&shop, &flag, json!({ "conditions": good })).await.refused_field(), "conditions");
        assert_eq!(create(&shop, &flag, json!({ "conditions": null })).await.refused_field(), "conditions");
    }

    async fn a_rollout_has_at_most_three_decimals(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rollout =
            |percentage: Value| json!({ "rule_type": "percentage", "rollout_percentage": percentage });
        for percentage in
            [json!(0), json!(100), json!(0.001), json!(99.999), json!(33.333), json!(25.0), json!(0.1)]
        {
            let rule = create(&shop, &flag, rollout(percentage.clone())).await.ok()["rule"].clone();
            assert_eq!(rule["rollout_percentage"].as_f64(), percentage.as_f64());
        }
        for percentage in [
            json!(-0.001),
            json!(100.001),
            json!(0.0005),
            json!(33.3333),
            json!("25"),
            json!([25]),
            json!(true),
        ] {
            let reply = create(&shop, &flag, rollout(percentage.clone())).await;
            assert_eq!(reply.refused_field(), "rollout_percentage", "{percentage}");
        }
    }

    async fn a_patch_is_checked_on_the_merged_rule(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let mut fields = attribute("eq", json!("\"TR\""));
        fields["priority"] = json!(5);
        let rule = create(&shop, &flag, fields).await.ok()["rule"].clone();
        let path = shop.rule_path(&rule);
        for (patch, field) in [
            (json!({ "operator": "in" }), "value_json"),
            (json!({ "operator": "exists" }), "value_json"),
            (json!({ "value_json": null }), "value_json"),
            (json!({ "value_json": "[1]" }), "value_json"),
            (json!({ "attribute": null }), "attribute"),
            (json!({ "operator": null }), "operator"),
            (json!({ "rollout_percentage": 5 }), "rollout_percentage"),
            (json!({ "return_value": 5 }), "return_value"),
            (json!({ "return_value": null }), "return_value"),
            (json!({ "priority": null }), "priority"),
            (json!({ "is_active": null }), "is_active"),
            (json!({ "conditions": null }), "conditions"),
            (json!({ "flag_id": flag["id"] }), "flag_id"),
            (json!({ "rule_type": "attribute" }), "rule_type"),
            (json!({ "id": rule["id"] }), "id"),
            (json!({ "version": 7 }), "version"),
        ] {
            assert_eq!(shop.owner.patch(&path, patch.clone()).await.refused_field(), field, "{patch}");
        }
        assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok()["rules"], json!([rule]));

        let mut expected = rule.clone();
        for (version, patch) in (2..).zip([
            json!({ "operator": "in", "value_json": "[\"TR\", \"DE\"]" }),
            json!({ "operator": "exists", "value_json": null }),
            json!({ "attribute": "country", "priority": -2_147_483_648_i64 }),
            json!({ "return_value": false, "is_active": false, "bucket_by": "team" }),
            json!({ "conditions": [{ "attribute": "b", "operator": "lt", "value": 1.5 }] }),
            json!({ "conditions": [] }),
        ]) {
            let reply = shop.owner.patch(&path, patch.clone()).await;
            let patched = reply.ok()["rule"].clone();
            expected.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            expected["version"] = json!(version);
            expected["updated_at"] = patched["updated_at"].clone();
            assert_eq!((&patched, reply.header("etag")), (&expected, &*format!("\"{version}\"")));
            assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok()["rules"], json!([expected]));
        }
        assert_eq!(shop.revision().await, 8);
        shop.owner.patch(&path, json!({ "priority": -2_147_483_648_i64 })).await.ok();
        assert_eq!(shop.revision().await, 8, "the patch changes nothing");
    }

    async fn a_rule_of_a_json_flag_may_return_null(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json", "default_value": 1 })).await;
        let rule = create(&shop, &flag, json!({ "return_value": null })).await.ok()["rule"].clone();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], Value::Null);
        shop.owner.patch(&shop.rule_path(&rule), json!({ "return_value": [null] })).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["value"], json!([null]));
        shop.owner.patch(&shop.rule_path(&rule), json!({ "return_value": null })).await.ok();
        let answer = shop.evaluate("f", json!({})).await;
        assert_eq!((&answer["value"], &answer["rule_id"]), (&Value::Null, &rule["id"]));
    }

    async fn rules_are_evaluated_by_priority_then_by_id(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
        let mut rules = Vec::new();
        for (n, priority) in [10, 5, i32::MAX, i32::MIN, 5].into_iter().enumerate() {
            rules.push(shop.rule(&flag, json!({ "priority": priority, "return_value": n })).await);
        }
        let id = |n: usize| rules[n]["id"].clone();
        assert_eq!(order(&shop, &flag).await, [id(3), id(1), id(4), id(0), id(2)]);
        assert_eq!(shop.evaluate("f", json!({})).await["rule_id"], id(3));
        // An inactive rule keeps its position in the list, and is not evaluated.
        shop.owner.patch(&shop.rule_path(&rules[3]), json!({ "is_active": false })).await.ok();
        assert_eq!(order(&shop, &flag).await[0], id(3));
        assert_eq!(shop.evaluate("f", json!({})).await["rule_id"], id(1));
        shop.owner.patch(&shop.rule_path(&rules[1]), json!({ "priority": 20 })).await.ok();
        assert_eq!(shop.evaluate("f", json!({})).await["rule_id"], id(4));
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        let in_snapshot: Vec<_> =
            snapshot["flags"][0]["rules"].as_array().unwrap().iter().map(|rule| rule["id"].clone()).collect();
        assert_eq!(in_snapshot, [id(4), id(0), id(1), id(2)]);
    }

    async fn every_condition_must_hold(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(
            &flag,
            json!({
                "rule_type": "percentage", "rollout_percentage": 100,
                "conditions": [
                    { "attribute": "country", "operator": "eq", "value": "TR" },
                    { "attribute": "plan", "operator": "in", "value": ["pro", "team"] },
                ],
            }),
        )
        .await;
        for (context, holds) in [
            (json!({ "user_id": "u", "country": "TR", "plan": "pro" }), true),
            (json!({ "user_id": "u", "country": "DE", "plan": "pro" }), false),
            (json!({ "user_id": "u", "country": "TR" }), false),
            (json!({ "country": "TR", "plan": "pro" }), false),
        ] {
            assert_eq!(shop.evaluate("f", context.clone()).await["value"], holds, "{context}");
        }
    }

    async fn a_write_with_an_old_version_gets_the_current_rule(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let path = shop.rule_path(&shop.rule(&flag, json!({})).await);
        let owner = &shop.owner;
        let patched = owner.send_if("\"1\"", Method::PATCH, &path, json!({ "priority": 7 })).await.ok();
        let present = json!({ "rule": patched["rule"] });
        for method in [Method::PATCH, Method::DELETE] {
            let refused = owner.send_if("\"1\"", method, &path, json!({ "priority": 8 })).await;
            assert_eq!(refused.refused(412, "version_conflict")["details"], present);
        }
        assert_eq!(shop.revision().await, 3);
        let deleted = owner.send_if("\"2\"", Method::DELETE, &path, json!({})).await.ok();
        assert_eq!(deleted, json!({ "deleted": true }));
        owner.delete(&path).await.refused(404, "not_found");
        assert_eq!(order(&shop, &flag).await, [] as [Value; 0]);
    }

    async fn a_flag_has_at_most_200_rules(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let (shop_ref, flag_ref) = (&shop, &flag);
        for _ in 0..18 {
            join_all((0..11).map(|_| create(shop_ref, flag_ref, json!({}))))
                .await
                .iter()
                .for_each(|one| drop(one.ok()));
        }
        // There are 198 rules. Inactive rules count as well, so two of four concurrent requests are refused.
        let last = join_all((0..4).map(|_| create(shop_ref, flag_ref, json!({ "is_active": false })))).await;
        let (fit, too_many): (Vec<_>, Vec<_>) = last.iter().partition(|reply| reply.status == 200);
        assert_eq!((fit.len(), too_many.len()), (2, 2));
        too_many.iter().for_each(|reply| assert_eq!(reply.refused_field(), "flag_id"));
        assert_eq!(order(&shop, &flag).await.len(), 200);
        assert_eq!(shop.revision().await, 201);
        shop.owner.delete(&shop.rule_path(&fit[0].json()["rule"])).await.ok();
        create(&shop, &flag, json!({})).await.ok();
    }

    async fn rules_may_use_their_limits_fully_and_not_exceed_them(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "json", "default_value": 1 })).await;
        let one = json!({ "attribute": "a", "operator": "exists" });
        let conditions = |count: usize| json!({ "conditions": vec![one.clone(); count] });
        let list = |count: usize| {
            let mut text = "[1".to_owned();
            (1..count).for_each(|_| write!(text, ",1").unwrap());
            attribute("in", json!(text + "]"))
        };
        let text = |bytes: usize| attribute("eq", json!(format!("\"{}\"", "x".repeat(bytes))));
        let pattern = |bytes: usize| attribute("matches", json!(format!("\"^{}\"", "x".repeat(bytes - 1))));
        let returned = |bytes: usize| json!({ "return_value": "x".repeat(bytes - 2) });
        let name = |chars: usize| {
            let name = "ğ".repeat(chars);
            json!({ "rule_type": "attribute", "attribute": name, "operator": "exists" })
        };
        for (accepted, refused, field) in [
            (conditions(40), conditions(41), "conditions"),
            (list(5000), list(5001), "value_json"),
            (text(1024), text(1025), "value_json"),
            (pattern(1024), pattern(1025), "value_json"),
            (returned(64 * 1024), returned(64 * 1024 + 1), "return_value"),
            (name(200), name(201), "attribute"),
        ] {
            let rule = create(&shop, &flag, accepted).await.ok()["rule"].clone();
            shop.owner.delete(&shop.rule_path(&rule)).await.ok();
            let field_refused = create(&shop, &flag, refused).await.refused_field();
            assert_eq!(field_refused, field);
        }
    }

    async fn bucket_by_is_checked_for_every_rule_type(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        for kind in [
            json!({}),
            attribute("exists", json!(null)),
            json!({ "rule_type": "percentage", "rollout_percentage": 5 }),
        ] {
            for wrong in ["a\0b".to_owned(), "k".repeat(6000), String::new()] {
                let mut fields = kind.clone();
                fields["bucket_by"] = json!(wrong);
                let reply = create(&shop, &flag, fields.clone()).await;
                assert_eq!(reply.refused_field(), "bucket_by", "{fields}");
            }
        }
    }

    async fn a_flag_with_its_rules_stays_within_256_kib(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "string", "default_value": "" })).await;
        let big = |active: bool| json!({ "return_value": "x".repeat(60 * 1024), "is_active": active });
        for _ in 0..4 {
            create(&shop, &flag, big(true)).await.ok();
        }
        create(&shop, &flag, big(true)).await.refused(400, "validation_error");
        // As tests/api/large_flags.rs tests for each field, an inactive rule counts as well.
        create(&shop, &flag, big(false)).await.refused(400, "validation_error");
        let default = json!({ "default_value": "x".repeat(60 * 1024) });
        shop.owner.patch(&shop.flag_path(&flag), default).await.refused(400, "validation_error");
        assert_eq!(shop.revision().await, 5);
    }
}
