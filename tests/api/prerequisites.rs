//! Flags that require answers of other flags.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::Snapshot;

use crate::world::{Reply, Shop, on_both};

fn requires(flags: &[&str]) -> Value {
    flags.iter().map(|flag| json!({ "flag": flag, "values": [true] })).collect()
}

async fn create(shop: &Shop, key: &str, prerequisites: Value) -> Reply {
    let body = json!({
        "environment_id": shop.environment_id, "key": key, "name": key, "prerequisites": prerequisites,
    });
    shop.owner.post(&format!("{}/flags", shop.path), body).await
}

/// A flag that answers true if these flags do.
async fn flag_after(shop: &Shop, key: &str, prerequisites: &[&str]) -> Value {
    let fields =
        json!({ "default_value": true, "off_value": false, "prerequisites": requires(prerequisites) });
    shop.flag(key, fields).await
}

async fn patch(shop: &Shop, flag: &Value, prerequisites: Value) -> Reply {
    shop.owner.patch(&shop.flag_path(flag), json!({ "prerequisites": prerequisites })).await
}

async fn write(shop: &Shop, flag: &Value, verb: &str) -> Reply {
    shop.owner.post(&format!("{}/{verb}", shop.flag_path(flag)), json!({})).await
}

async fn is_on(shop: &Shop, key: &str) -> (bool, String) {
    let answer = shop.evaluate(key, json!({ "user_id": "u" })).await;
    (answer["value"] == true, answer["reason"].as_str().unwrap().to_owned())
}

/// The flags that the response warns about.
fn dependents(reply: &Reply) -> Value {
    let body = reply.ok();
    let mut warnings = body["warnings"].as_array().unwrap().iter();
    warnings.find(|one| one["code"] == "dependent_flags").map_or(json!([]), |one| one["flags"].clone())
}

fn user(flag: &Value) -> Value {
    json!({ "kind": "flag", "id": flag["id"], "key": flag["key"] })
}

on_both! {
    async fn a_flag_answers_as_if_off_while_a_prerequisite_has_another_answer(world) {
        let shop = world.shop().await;
        let base = shop.flag("base", json!({ "default_value": true, "off_value": false })).await;
        let reply = create(&shop, "mid", requires(&["base"])).await;
        let mid = reply.ok()["flag"].clone();
        assert_eq!(mid["prerequisites"], requires(&["base"]));
        shop.owner.patch(&shop.flag_path(&mid), json!({ "default_value": true, "off_value": false })).await.ok();
        flag_after(&shop, "top", &["mid"]).await;
        assert_eq!(is_on(&shop, "top").await, (true, "default".to_owned()));
        let path = shop.flag_path(&base);
        let disabled = shop.owner.patch(&path, json!({ "enabled": false })).await;
        assert_eq!(dependents(&disabled), json!(["mid", "top"]));
        let off = (false, "prerequisite_failed".to_owned());
        assert_eq!((is_on(&shop, "mid").await, is_on(&shop, "top").await), (off.clone(), off));
        let snapshot = shop.server.get("/api/v1/snapshot").await;
        assert_eq!(Snapshot::from_json(&snapshot.body).unwrap().unreadable().count(), 0);
        assert_eq!(snapshot.ok()["flags"][1]["prerequisites"], requires(&["base"]));
        assert_eq!(snapshot.ok()["flags"][0].get("prerequisites"), None);
        // Each write that can change their answers warns, and others do not.
        assert_eq!(dependents(&shop.owner.patch(&path, json!({ "name": "Base" })).await), json!([]));
        let body = json!({ "flag_id": base["id"], "priority": 1, "rule_type": "boolean", "return_value": true });
        let rule = shop.owner.post(&format!("{}/rules", shop.path), body).await;
        assert_eq!(dependents(&rule), json!(["mid", "top"]));
        let path = shop.rule_path(&rule.ok()["rule"]);
        assert_eq!(dependents(&shop.owner.patch(&path, json!({ "priority": 2 })).await), json!(["mid", "top"]));
        // A segment reaches them through the rule.
        let segment = shop.segment("s", json!({})).await;
        let conditions = json!([{ "operator": "in_segment", "value": "s" }]);
        shop.owner.patch(&path, json!({ "conditions": conditions })).await.ok();
        let edited = shop.owner.patch(&shop.segment_path(&segment), json!({ "included": ["u"] })).await;
        assert_eq!(dependents(&edited), json!(["base", "mid", "top"]));
        // The end of the dependency.
        let free = patch(&shop, &mid, json!([])).await;
        assert_eq!((&free.ok()["flag"]["prerequisites"], dependents(&free)), (&json!([]), json!(["top"])));
        assert_eq!(is_on(&shop, "top").await, (true, "default".to_owned()));
    }

    async fn prerequisites_name_flags_of_the_environment_and_have_values_of_their_types(world) {
        let shop = world.shop().await;
        let (other, _) = shop.environment("other").await;
        shop.flag("elsewhere", json!({ "environment_id": other["id"] })).await;
        let archived = shop.flag("archived", json!({})).await;
        write(&shop, &archived, "archive").await.ok();
        shop.flag("bool", json!({})).await;
        shop.flag("number", json!({ "value_type": "number", "default_value": 1 })).await;
        shop.flag("json", json!({ "value_type": "json", "default_value": null })).await;
        let flag = shop.flag("f", json!({})).await;
        let revision = shop.revision().await;
        let many: Vec<_> = (0..11).map(|n| format!("f{n}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        let one = |flag: &str, values: Value| json!([{ "flag": flag, "values": values }]);
        for (prerequisites, field) in [
            (requires(&["absent"]), "prerequisites[0].flag"),
            (requires(&["elsewhere"]), "prerequisites[0].flag"),
            (requires(&["bool", "archived"]), "prerequisites[1].flag"),
            (requires(&["bool", "bool"]), "prerequisites[1].flag"),
            (requires(&["f"]), "prerequisites[0].flag"),
            (requires(&["-"]), "prerequisites[0].flag"),
            (one("bool", json!([true, "true"])), "prerequisites[0].values[1]"),
            (one("number", json!([true])), "prerequisites[0].values[0]"),
            (one("json", json!([["a\0"]])), "prerequisites[0].values[0]"),
            (one("bool", json!([])), "prerequisites[0].values"),
            (one("bool", json!(true)), "prerequisites[0].values"),
            (json!([{ "flag": "bool" }]), "prerequisites[0].values"),
            (json!([{ "values": [true] }]), "prerequisites[0].flag"),
            (json!([{ "flag": "bool", "values": [true], "value": 1 }]), "prerequisites[0].value"),
            (json!([["bool", [true]]]), "prerequisites[0]"),
            (json!(null), "prerequisites"),
            (json!({}), "prerequisites"),
        ] {
            assert_eq!(create(&shop, "f", prerequisites.clone()).await.refused_field(), field, "{prerequisites}");
            assert_eq!(patch(&shop, &flag, prerequisites.clone()).await.refused_field(), field, "{prerequisites}");
        }
        assert_eq!(create(&shop, "g", requires(&many)).await.refused_field(), "prerequisites");
        assert_eq!(shop.revision().await, revision);
        let right = json!([
            { "flag": "bool", "values": [true, false] },
            { "flag": "number", "values": [1, 2.50, 1e2] },
            { "flag": "json", "values": [null, { "a": [1] }] },
        ]);
        assert_eq!(patch(&shop, &flag, right.clone()).await.ok()["flag"]["prerequisites"], right);
        patch(&shop, &flag, right).await.ok();
        assert_eq!(shop.revision().await, revision + 1, "the second one changed nothing");
    }

    async fn cycles_and_long_chains_are_refused(world) {
        let shop = world.shop().await;
        let first = shop.flag("f0", json!({})).await;
        for n in 1..=8 {
            create(&shop, &format!("f{n}"), requires(&[&format!("f{}", n - 1)])).await.ok();
        }
        let refused = patch(&shop, &first, requires(&["f2"])).await.refused(400, "validation_error");
        assert_eq!(refused["details"]["field"], "prerequisites[0].flag");
        assert!(refused["message"].as_str().unwrap().ends_with("f0 → f2 → f1 → f0"), "{refused}");
        let refused = patch(&shop, &first, requires(&["f0"])).await.refused(400, "validation_error");
        assert!(refused["message"].as_str().unwrap().ends_with("f0 → f0"), "{refused}");
        assert_eq!(create(&shop, "f9", requires(&["f8"])).await.refused_field(), "prerequisites[0].flag");
        // Of a flag that others depend on, these would exceed the limit.
        shop.flag("more", json!({})).await;
        let refused = patch(&shop, &first, requires(&["more"])).await.refused(400, "validation_error");
        assert!(refused["message"].as_str().unwrap().ends_with("begin at \"f8\""), "{refused}");
        assert_eq!(is_on(&shop, "f8").await, (false, "prerequisite_failed".to_owned()));
    }

    async fn a_flag_may_reach_32_others(world) {
        let shop = world.shop().await;
        let keys: Vec<_> = (0..33).map(|n| format!("leaf{n}")).collect();
        for key in &keys {
            shop.flag(key, json!({})).await;
        }
        let keys: Vec<_> = keys.iter().map(String::as_str).collect();
        for (n, keys) in keys[..29].chunks(10).enumerate() {
            create(&shop, &format!("mid{n}"), requires(keys)).await.ok();
        }
        // Three, with the 29 that these require.
        create(&shop, "top", requires(&["mid0", "mid1", "mid2"])).await.ok();
        let refused = create(&shop, "top2", requires(&["mid0", "mid1", "mid2", "leaf29"])).await;
        assert_eq!(refused.refused_field(), "prerequisites[0].flag");
        let mid = shop.owner.get(&format!("{}/flags?q=mid2", shop.path)).await.ok()["flags"][0].clone();
        let refused = patch(&shop, &mid, requires(&keys[20..30])).await.refused(400, "validation_error");
        let message = refused["message"].as_str().unwrap();
        assert!(message.contains("\"top\"") && message.ends_with("they would be 33"), "{refused}");
        assert_eq!(is_on(&shop, "top").await.1, "prerequisite_failed");
    }

    async fn a_flag_in_use_is_neither_deleted_nor_archived(world) {
        let shop = world.shop().await;
        let used = shop.flag("used", json!({})).await;
        // Its key is the value of another one's prerequisite.
        let text = shop.flag("text", json!({ "value_type": "string", "default_value": "used" })).await;
        create(&shop, "other", json!([{ "flag": "text", "values": ["used"] }])).await.ok();
        let active = create(&shop, "active", requires(&["used"])).await.ok()["flag"].clone();
        let archived = create(&shop, "archived", requires(&["used"])).await.ok()["flag"].clone();
        write(&shop, &archived, "archive").await.ok();
        let (path, revision) = (shop.flag_path(&used), shop.revision().await);
        let users = json!([user(&active), user(&archived)]);
        for refused in [shop.owner.delete(&path).await, write(&shop, &used, "archive").await] {
            assert_eq!(refused.refused(409, "in_use")["details"]["used_by"], users);
        }
        let used_by = async || shop.owner.get(&format!("{path}/used-by")).await.ok()["used_by"].clone();
        assert_eq!((used_by().await, shop.revision().await), (users, revision));
        assert_eq!(
            shop.owner.get(&format!("{}/used-by", shop.flag_path(&text))).await.ok()["used_by"][0]["key"],
            "other"
        );
        // Each way in which a use ends.
        patch(&shop, &active, json!([])).await.ok();
        write(&shop, &used, "archive").await.refused(409, "in_use");
        shop.owner.delete(&shop.flag_path(&archived)).await.ok();
        assert_eq!(used_by().await, json!([]));
        write(&shop, &used, "archive").await.ok();
        shop.owner.delete(&path).await.ok();
    }

    async fn restoring_checks_the_prerequisites_again(world) {
        let shop = world.shop().await;
        shop.flag("f0", json!({})).await;
        let mut last = json!({});
        for n in 1..=8 {
            last = create(&shop, &format!("f{n}"), requires(&[&format!("f{}", n - 1)])).await.ok()["flag"].clone();
        }
        write(&shop, &last, "archive").await.ok();
        shop.flag("more", json!({})).await;
        let first = shop.owner.get(&format!("{}/flags?q=f0", shop.path)).await.ok()["flags"][0].clone();
        patch(&shop, &first, requires(&["more"])).await.ok();
        let refused = write(&shop, &last, "restore").await;
        assert_eq!(refused.refused_field(), "prerequisites[0].flag");
        patch(&shop, &first, json!([])).await.ok();
        assert_eq!(write(&shop, &last, "restore").await.ok()["flag"]["prerequisites"], requires(&["f7"]));
        assert_eq!(is_on(&shop, "f8").await.1, "prerequisite_failed");
    }

    async fn a_change_that_others_depend_on_names_no_flag_to_classic_readers(world) {
        let shop = world.shop().await;
        let base = shop.flag("base", json!({})).await;
        let mid = create(&shop, "mid", requires(&["base"])).await.ok()["flag"].clone();
        let top = create(&shop, "top", requires(&["mid"])).await.ok()["flag"].clone();
        let mut live = shop.sdk.stream("?since=3").await;
        let mut content = shop.server.stream("?since=3&content=true").await;
        let mut bearer = shop.owner.stream("").await;
        bearer.expect("snapshot.reset").await;
        let rule = shop.rule(&base, json!({})).await;
        for flag in [&mid, &top] {
            shop.owner.patch(&shop.flag_path(flag), json!({ "default_value": true })).await.ok();
        }
        patch(&shop, &mid, json!([])).await.ok();
        shop.owner.patch(&shop.rule_path(&rule), json!({ "priority": 3 })).await.ok();
        write(&shop, &top, "archive").await.ok();
        write(&shop, &top, "restore").await.ok();
        let expected = [
            ("rule.created", None, "base"),
            ("flag.updated", None, "mid"),
            ("flag.updated", Some("top"), "top"),
            ("flag.updated", None, "mid"),
            ("rule.updated", Some("base"), "base"),
            ("flag.deleted", Some("top"), "top"),
            ("flag.created", Some("top"), "top"),
        ];
        let mut replayed = shop.stream.stream("?since=3").await;
        for (kind, classic_key, key) in expected {
            for events in [&mut live, &mut replayed, &mut bearer] {
                let event = events.expect(kind).await;
                assert_eq!(event.data.get("flag_key").and_then(Value::as_str), classic_key, "{event:?}");
            }
            assert_eq!(content.expect(kind).await.data["flag_key"], key);
        }
        // From the log, once the environment was loaded again.
        world.app.live.evict_idle(std::time::Duration::ZERO);
        let mut logged = shop.sdk.stream("?since=3").await;
        for (kind, classic_key, _) in expected {
            let event = logged.expect(kind).await;
            assert_eq!(event.data.get("flag_key").and_then(Value::as_str), classic_key, "{event:?}");
        }
    }

    async fn flags_are_listed_by_the_segments_that_their_rules_name(world) {
        let shop = world.shop().await;
        for key in ["s", "s-too"] {
            shop.segment(key, json!({})).await;
        }
        let in_segment = |key: &str| json!({ "conditions": [{ "operator": "in_segment", "value": [key] }] });
        for (key, segment, is_active) in [("a", "s", true), ("b", "s", false), ("c", "s-too", true)] {
            let flag = shop.flag(key, json!({})).await;
            let rule = shop.rule(&flag, in_segment(segment)).await;
            shop.owner.patch(&shop.rule_path(&rule), json!({ "is_active": is_active })).await.ok();
        }
        shop.flag("d", json!({})).await;
        for (segment, keys) in [("s", vec!["a", "b"]), ("s-too", vec!["c"]), ("none", vec![]), ("%22", vec![])] {
            let listed = shop.owner.get(&format!("{}/flags?segment={segment}", shop.path)).await.ok();
            let listed: Vec<_> =
                listed["flags"].as_array().unwrap().iter().map(|flag| flag["key"].as_str().unwrap()).collect();
            assert_eq!(listed, keys, "{segment}");
        }
    }

    async fn damaged_prerequisites_are_shown_and_can_be_repaired(world) {
        let shop = world.shop().await;
        let used = shop.flag("used", json!({})).await;
        let flag = create(&shop, "f", requires(&["used"])).await.ok()["flag"].clone();
        for damaged in ["{", r#"[{"flag":"used"}]"#, r#"[{"flag":"-","values":[]}]"#] {
            assert_eq!(world.sql(&format!("update flags set prerequisites = '{damaged}' where key = 'f'")).await, 1);
            let shown = shop.owner.get(&shop.flag_path(&flag)).await.ok();
            assert_eq!(shown["flag"]["prerequisites"], damaged);
            assert_eq!(shop.owner.get(&format!("{}/flags", shop.path)).await.ok()["flags"][1]["key"], "f");
            let refused = shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "g" })).await;
            assert_eq!(refused.refused_field(), "prerequisites");
            assert_eq!(is_on(&shop, "f").await.1, "prerequisite_failed");
            // Other flags are not affected.
            shop.owner.patch(&shop.flag_path(&used), json!({ "description": damaged })).await.ok();
            shop.flag(&format!("new{}", damaged.len()), json!({ "prerequisites": requires(&["used"]) })).await;
            patch(&shop, &flag, requires(&["used"])).await.ok();
        }
        world.sql("update flags set prerequisites = '{' where key = 'f'").await;
        shop.owner.send(Method::DELETE, &shop.flag_path(&flag), "").await.ok();
    }
}
