//! The order of a flag's rules, set as one change.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Shop, fields, on_both};

/// A flag of type number with an inactive rule among four, each of which answers its position.
async fn flag_with_rules(shop: &Shop) -> (Value, Vec<Value>) {
    let flag = shop.flag("f", json!({ "value_type": "number", "default_value": -1 })).await;
    let mut rules = Vec::new();
    for n in 0..4 {
        let conditions = json!([{ "attribute": "n", "operator": "lte", "value": n }]);
        let fields = json!({ "priority": 10 * (n + 1), "return_value": n, "is_active": n != 2, "conditions": conditions });
        rules.push(shop.rule(&flag, fields).await);
    }
    (flag, rules)
}

fn order(rules: &[Value], places: &[usize]) -> Value {
    json!({ "rule_ids": places.iter().map(|place| rules[*place]["id"].clone()).collect::<Vec<_>>() })
}

on_both! {
    async fn an_order_is_one_change_of_the_flag(world) {
        let shop = world.shop().await;
        let (flag, rules) = flag_with_rules(&shop).await;
        let path = format!("{}/rules/order", shop.flag_path(&flag));
        assert_eq!(shop.evaluate("f", json!({ "n": 0 })).await["value"], 0);
        let mut events = shop.server.stream("?content=true").await;
        events.expect("snapshot.reset").await;
        let revision = shop.revision().await;
        let dry = shop.owner.put(&format!("{path}?dry_run=true"), order(&rules, &[3, 1, 2, 0])).await.ok();
        assert_eq!((&dry["dry_run"], shop.revision().await), (&json!(true), revision));
        let reply = shop.owner.put(&path, order(&rules, &[3, 1, 2, 0])).await;
        let ordered = reply.ok();
        assert_eq!((fields(&ordered), reply.header("etag")), (vec!["flag", "rules", "warnings"], "\"2\""));
        assert_eq!((&ordered["flag"]["version"], &ordered["warnings"]), (&json!(2), &json!([])));
        let listed: Vec<_> = ordered["rules"].as_array().unwrap().iter().map(|rule| [&rule["id"], &rule["priority"], &rule["version"]]).collect();
        // Those that stay where they are keep their version.
        let [ten, twenty, thirty, forty] = [10, 20, 30, 40].map(|priority| json!(priority));
        let (one, two) = (json!(1), json!(2));
        assert_eq!(
            listed,
            [
                [&rules[3]["id"], &ten, &two],
                [&rules[1]["id"], &twenty, &one],
                [&rules[2]["id"], &thirty, &one],
                [&rules[0]["id"], &forty, &two],
            ]
        );
        let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        assert_eq!((&shown["rules"], &shown["flag"]), (&ordered["rules"], &ordered["flag"]));
        assert_eq!(shop.evaluate("f", json!({ "n": 0 })).await["value"], 3);
        assert_eq!(shop.revision().await, revision + 1);
        let event = events.expect("flag.updated").await.data;
        assert_eq!(event["flag"]["rules"][0]["id"], rules[3]["id"]);
        let log = shop.owner.get("/api/v1/audit-log?order=desc").await.ok();
        let entry = &log["entries"][0];
        assert_eq!((&entry["action"], &entry["target_id"]), (&json!("flag.updated"), &flag["id"]));
        assert_eq!(entry["before"]["rules"][0], json!({ "id": rules[0]["id"], "priority": 10 }));
        assert_eq!(entry["after"]["rules"][0], json!({ "id": rules[3]["id"], "priority": 10 }));
        assert_eq!((&entry["before"]["version"], &entry["after"]["version"]), (&json!(1), &json!(2)));
        // The same order changes nothing.
        let again = shop.owner.put(&path, order(&rules, &[3, 1, 2, 0])).await.ok();
        assert_eq!((&again, shop.revision().await), (&ordered, revision + 1));
    }

    async fn an_order_has_each_rule_of_the_flag_once(world) {
        let shop = world.shop().await;
        let (flag, rules) = flag_with_rules(&shop).await;
        let other = shop.flag("g", json!({})).await;
        let foreign = shop.rule(&other, json!({})).await;
        let path = format!("{}/rules/order", shop.flag_path(&flag));
        let revision = shop.revision().await;
        let ids = |places: &[usize]| order(&rules, places)["rule_ids"].as_array().unwrap().clone();
        let with = |id: Value| {
            let mut ids = ids(&[0, 1, 2]);
            ids.push(id);
            json!(ids)
        };
        for (rule_ids, field) in [
            (json!(ids(&[0, 1, 3])), "rule_ids"),
            (json!([]), "rule_ids"),
            (json!(ids(&[0, 1, 2, 3, 0])), "rule_ids[4]"),
            (with(foreign["id"].clone()), "rule_ids[3]"),
            (with(json!(Uuid::now_v7())), "rule_ids[3]"),
            (with(json!("x")), "rule_ids[3]"),
            (json!(null), "rule_ids"),
        ] {
            let refused = shop.owner.put(&path, json!({ "rule_ids": rule_ids })).await;
            assert_eq!(refused.refused_field(), field, "{rule_ids}");
        }
        let stale = shop.owner.send_if("\"7\"", Method::PUT, &path, order(&rules, &[3, 2, 1, 0])).await;
        assert_eq!(stale.refused(412, "version_conflict")["details"], json!({ "flag": flag }));
        assert_eq!(shop.revision().await, revision);
        shop.owner.send_if("\"1\"", Method::PUT, &path, order(&rules, &[3, 2, 1, 0])).await.ok();
        shop.owner.post(&format!("{}/archive", shop.flag_path(&flag)), json!({})).await.ok();
        shop.owner.put(&path, order(&rules, &[0, 1, 2, 3])).await.refused(409, "archived");
        let empty = format!("{}/rules/order", shop.flag_path(&shop.flag("h", json!({})).await));
        assert_eq!(shop.owner.put(&empty, json!({ "rule_ids": [] })).await.ok()["rules"], json!([]));
    }

    async fn an_order_warns_of_rules_that_never_decide_and_repairs_priorities(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let narrow = shop.rule(&flag, json!({ "conditions": [{ "attribute": "a", "operator": "exists" }] })).await;
        let all = shop.rule(&flag, json!({ "priority": 20 })).await;
        let path = format!("{}/rules/order", shop.flag_path(&flag));
        assert_eq!(world.sql("update rules set priority = 5000000000 where priority = 10").await, 1);
        let ordered = shop.owner.put(&path, json!({ "rule_ids": [all["id"], narrow["id"]] })).await.ok();
        assert_eq!(ordered["warnings"][0]["code"], "unreachable_rule");
        assert_eq!((&ordered["warnings"][0]["rule_id"], &ordered["rules"][1]["priority"]), (&narrow["id"], &json!(20)));
        let again = shop.owner.put(&path, json!({ "rule_ids": [all["id"], narrow["id"]] })).await.ok();
        assert_eq!(again["warnings"], ordered["warnings"]);
        let better = shop.owner.put(&path, json!({ "rule_ids": [narrow["id"], all["id"]] })).await.ok();
        assert_eq!(better["warnings"], json!([]));
        // What a caller may not read is an id and a version, also in this answer.
        shop.custom_role("blind", &["rules.write"]).await;
        let blind = shop.project_member(world, "blind").await;
        let seen = blind.put(&path, json!({ "rule_ids": [all["id"], narrow["id"]] })).await.ok();
        let reference = |object: &Value| fields(object) == ["id", "version"];
        assert!(reference(&seen["flag"]) && reference(&seen["rules"][0]) && seen["warnings"] == json!([]), "{seen}");
    }
}
