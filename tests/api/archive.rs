//! Archived flags: they are kept with their rules, and evaluators do not have them.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::Snapshot;

use crate::world::{Reply, Shop, on_both};

async fn archive(shop: &Shop, flag: &Value) -> Reply {
    shop.owner.post(&format!("{}/archive", shop.flag_path(flag)), json!({})).await
}

async fn restore(shop: &Shop, flag: &Value) -> Reply {
    shop.owner.post(&format!("{}/restore", shop.flag_path(flag)), json!({})).await
}

/// The snapshot, whose fingerprint is checked, without its revision.
async fn snapshot(shop: &Shop) -> Value {
    let body = shop.server.get("/api/v1/snapshot").await;
    Snapshot::from_json(&body.body).expect("a snapshot");
    let mut body = body.ok();
    body.as_object_mut().unwrap().remove("revision");
    body
}

async fn evaluate(shop: &Shop, key: &str) -> Reply {
    shop.sdk.post("/api/v1/evaluate", json!({ "flag_key": key, "context": { "user_id": "u" } })).await
}

/// The keys of a list of flags.
async fn keys(shop: &Shop, query: &str) -> Vec<String> {
    let listed = shop.owner.get(&format!("{}/flags{query}", shop.path)).await.ok();
    let flags = listed["flags"].as_array().unwrap().iter();
    flags.map(|flag| flag["key"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn an_archived_flag_is_gone_for_programs_and_comes_back_as_it_was(world) {
        let shop = world.shop().await;
        shop.flag("other", json!({})).await;
        let flag = shop.flag("f", json!({ "description": "kept" })).await;
        let share = json!({ "rule_type": "percentage", "rollout_percentage": 40 });
        shop.rule(&flag, share).await;
        shop.rule(&flag, json!({ "is_active": false, "priority": 20 })).await;
        let path = shop.flag_path(&flag);
        let (shown, held) = (shop.owner.get(&path).await.ok(), snapshot(&shop).await);
        let mut classic = shop.sdk.stream("?since=4").await;
        let mut content = shop.server.stream("?since=4&content=true").await;

        let reply = archive(&shop, &flag).await;
        let archived = reply.ok()["flag"].clone();
        let mut expected = flag.clone();
        expected["version"] = json!(2);
        for time in ["archived_at", "updated_at"] {
            assert!(archived[time].is_string());
            expected[time] = archived[time].clone();
        }
        assert_eq!((&archived, reply.header("etag")), (&expected, "\"2\""));
        assert_eq!(shop.revision().await, 5);
        evaluate(&shop, "f").await.refused(404, "evaluate.flag_not_found");
        let all = shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
        assert_eq!((all["flags"].as_object().unwrap().len(), &all["unreadable"]), (1, &json!([])));
        assert_eq!(snapshot(&shop).await["flags"].as_array().unwrap().len(), 1);
        assert_eq!(classic.expect("flag.deleted").await.data["flag_key"], "f");
        let event = content.expect("flag.deleted").await.data;
        assert_eq!((&event["flag_key"], &event["flag"]), (&json!("f"), &json!(null)));
        let now = shop.owner.get(&path).await.ok();
        assert_eq!((&now["flag"], &now["rules"]), (&archived, &shown["rules"]));

        let restored = restore(&shop, &flag).await.ok()["flag"].clone();
        expected["version"] = json!(3);
        expected["archived_at"] = json!(null);
        expected["updated_at"] = restored["updated_at"].clone();
        assert_eq!(restored, expected);
        assert_eq!(shop.revision().await, 6);
        assert_eq!(snapshot(&shop).await, held, "the same salt, rules and fingerprint");
        evaluate(&shop, "f").await.ok();
        assert_eq!(classic.expect("flag.created").await.data["flag_key"], "f");
        assert_eq!(content.expect("flag.created").await.data["flag"], held["flags"][0]);
        assert_eq!(shop.owner.get(&path).await.ok()["rules"], shown["rules"]);
        // Once it is restored, nothing changes.
        assert_eq!(restore(&shop, &flag).await.ok()["flag"], restored);
        assert_eq!(shop.revision().await, 6);
    }

    async fn lists_show_archived_flags_on_request_and_keys_stay_taken(world) {
        let shop = world.shop().await;
        for key in ["a", "b", "c"] {
            shop.flag(key, json!({})).await;
        }
        let list = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
        archive(&shop, &list["flags"][1]).await.ok();
        assert_eq!(keys(&shop, "").await, ["a", "c"]);
        assert_eq!(keys(&shop, "?archived=false").await, ["a", "c"]);
        assert_eq!(keys(&shop, "?archived=true").await, ["b"]);
        assert_eq!(keys(&shop, "?archived=true&q=a").await, [] as [&str; 0]);
        assert_eq!(shop.owner.get(&format!("{}/flags?archived=1", shop.path)).await.refused_field(), "archived");
        let body = json!({ "environment_id": shop.environment_id, "key": "b", "name": "another" });
        assert_eq!(shop.owner.post(&format!("{}/flags", shop.path), body).await.conflict(), "key_taken");
    }

    async fn an_archived_flag_and_its_rules_cannot_be_changed(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        archive(&shop, &flag).await.ok();
        let (path, rule_path) = (shop.flag_path(&flag), shop.rule_path(&rule));
        let before = shop.owner.get(&path).await.ok();
        let new_rule =
            json!({ "flag_id": flag["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
        for (method, path, body) in [
            (Method::PATCH, path.clone(), json!({ "name": "another" })),
            (Method::PATCH, path.clone(), json!({})),
            (Method::POST, format!("{path}/archive"), json!({})),
            (Method::POST, format!("{}/rules", shop.path), new_rule),
            (Method::PATCH, rule_path.clone(), json!({ "is_active": false })),
            (Method::DELETE, rule_path, json!({})),
            (Method::PUT, format!("{path}/rules/order"), json!({ "rule_ids": [rule["id"]] })),
        ] {
            let refused = Reply::to(shop.owner.request(method, &path).json(&body)).await;
            refused.refused(409, "archived");
        }
        assert_eq!((shop.owner.get(&path).await.ok(), shop.revision().await), (before, 3));
        for verb in ["archive", "restore"] {
            let stale = shop.owner.send_if("\"1\"", Method::POST, &format!("{path}/{verb}"), json!({})).await;
            match verb {
                "archive" => stale.refused(409, "archived"),
                _ => stale.refused(412, "version_conflict"),
            };
        }
        shop.owner.send_if("\"2\"", Method::POST, &format!("{path}/restore"), json!({})).await.ok();
        let stale = shop.owner.send_if("\"2\"", Method::POST, &format!("{path}/archive"), json!({})).await;
        assert_eq!(stale.refused(412, "version_conflict")["details"]["flag"]["version"], 3);
    }

    async fn deleting_an_archived_flag_makes_no_revision_and_frees_its_space(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({})).await;
        archive(&shop, &flag).await.ok();
        let usage = "flag_count = 1 and flag_bytes > 0 and written_bytes > 0 and cost = 0";
        assert_eq!(world.sql(&format!("update environments set cost = cost where {usage}")).await, 1);
        let mut events = shop.sdk.stream("?since=3").await;
        let path = shop.flag_path(&flag);
        shop.owner.send_if("\"1\"", Method::DELETE, &path, json!({})).await.refused(412, "version_conflict");
        shop.owner.delete(&path).await.ok();
        shop.owner.get(&path).await.refused(404, "not_found");
        assert_eq!(shop.revision().await, 3);
        let usage = "flag_count = 0 and flag_bytes = 0 and written_bytes = 0 and cost = 0";
        assert_eq!(world.sql(&format!("update environments set cost = cost where {usage}")).await, 1);
        shop.flag("f", json!({})).await;
        assert_eq!(events.expect("flag.created").await.id, Some(4), "the deletion was no event");
    }

    async fn archived_flags_count_for_the_quota(world with |settings| settings.quotas.flags = 1) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        archive(&shop, &flag).await.ok();
        let body = json!({ "environment_id": shop.environment_id, "key": "g", "name": "g" });
        shop.owner.post(&format!("{}/flags", shop.path), body).await.refused(409, "quota_exceeded");
        restore(&shop, &flag).await.ok();
    }

    async fn restoring_checks_the_cost_of_the_environment(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({ "conditions": [{ "attribute": "a", "operator": "matches", "value": "^a" }] })).await;
        archive(&shop, &flag).await.ok();
        world.sql("update environments set cost = 500000000").await;
        let refused = restore(&shop, &flag).await;
        assert_eq!(refused.refused_field(), "rules");
        evaluate(&shop, "f").await.refused(404, "evaluate.flag_not_found");
        world.sql("update environments set cost = 0").await;
        restore(&shop, &flag).await.ok();
        evaluate(&shop, "f").await.ok();
    }

    async fn a_damaged_flag_can_be_archived_and_comes_back_as_evaluators_had_it(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 1 })).await;
        world.sql("update flags set default_value = '{'").await;
        archive(&shop, &flag).await.ok();
        assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok()["flag"]["default_value"], "{");
        restore(&shop, &flag).await.ok();
        assert_eq!(evaluate(&shop, "f").await.ok()["value"], 1);
        // Without the bytes, it is made from its row again.
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": 2 })).await.ok();
        archive(&shop, &flag).await.ok();
        world.sql("update flags set snapshot = '{'").await;
        restore(&shop, &flag).await.ok();
        assert_eq!(evaluate(&shop, "f").await.ok()["value"], 2);
        let snapshot = snapshot(&shop).await;
        assert_eq!(snapshot["flags"][0]["default_value"], 2);
    }
}
