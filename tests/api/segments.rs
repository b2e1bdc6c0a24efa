//! Segments.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::{Event, Snapshot};

use crate::world::{Database, Reply, Shop, World, fields, on_both};

/// The environment as a client reads it. Its fingerprint is checked.
async fn snapshot(shop: &Shop) -> Value {
    let body = shop.server.get("/api/v1/snapshot").await;
    Snapshot::from_json(&body.body).expect("a snapshot");
    body.ok()
}

async fn create(shop: &Shop, fields: Value) -> Reply {
    let mut body = json!({ "environment_id": shop.environment_id, "key": "k", "name": "n" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.owner.post(&format!("{}/segments", shop.path), body).await
}

async fn edit(shop: &Shop, segment: &Value, list: &str, body: Value) -> Reply {
    shop.owner.post(&format!("{}/{list}", shop.segment_path(segment)), body).await
}

fn numbers(range: std::ops::Range<usize>) -> Value {
    range.map(|n| n.to_string()).collect()
}

fn condition(value: &str) -> Value {
    json!({ "attribute": "plan", "operator": "eq", "value": value })
}

on_both! {
    async fn a_new_segment_has_every_field_and_is_empty(world) {
        let shop = world.shop().await;
        let reply = create(&shop, json!({ "key": "beta", "name": "Beta testers" })).await;
        let segment = reply.ok()["segment"].clone();
        assert_eq!((fields(&reply.ok()), &reply.ok()["warnings"]), (vec!["segment", "warnings"], &json!([])));
        assert_eq!(reply.header("etag"), "\"1\"");
        assert_eq!(
            segment,
            json!({
                "id": segment["id"], "environment_id": shop.environment_id, "key": "beta",
                "name": "Beta testers", "description": "", "attribute": "user_id", "included": [],
                "excluded": [], "rules": [], "version": 1, "created_at": segment["created_at"],
                "updated_at": segment["created_at"],
            })
        );
        let shown = shop.owner.get(&shop.segment_path(&segment)).await;
        assert_eq!((shown.ok(), shown.header("etag")), (json!({ "segment": segment }), "\"1\""));
        let listed = shop.owner.get(&format!("{}/segments", shop.path)).await.ok();
        assert_eq!(listed, json!({ "segments": [segment], "next_cursor": null }));
        let used_by = shop.owner.get(&format!("{}/used-by", shop.segment_path(&segment))).await.ok();
        assert_eq!(used_by, json!({ "used_by": [] }));
        assert_eq!(create(&shop, json!({ "key": "beta" })).await.conflict(), "key_taken");
    }

    async fn each_change_is_one_revision_and_in_the_snapshot_with_a_fingerprint(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let before = shop.owner.get(&shop.flag_path(&flag)).await.ok();
        let fields = json!({
            "attribute": "account", "included": ["a", "ü"], "excluded": [""], "description": "d",
            "rules": [{ "conditions": [condition("pro")] }, { "conditions": [] }],
        });
        let segment = shop.segment("beta", fields.clone()).await;
        for (field, value) in fields.as_object().unwrap() {
            assert_eq!(segment[field], *value);
        }
        assert_eq!(shop.revision().await, 2);
        let of_evaluators = json!({
            "key": "beta", "attribute": "account", "included": ["a", "ü"], "excluded": [""],
            "rules": fields["rules"],
        });
        let held = snapshot(&shop).await;
        assert_eq!((&held["segments"], &held["revision"]), (&json!([of_evaluators]), &json!(2)));

        let path = shop.segment_path(&segment);
        let mut expected = segment.clone();
        for (number, (field, value)) in [
            ("name", json!("Renamed")),
            ("description", json!("")),
            ("attribute", json!("user_id")),
            ("included", json!(["b"])),
            ("excluded", json!([])),
            ("rules", json!([{ "conditions": [condition("free")] }])),
        ]
        .into_iter()
        .enumerate()
        {
            for _ in 0..2 {
                let reply = shop.owner.patch(&path, json!({ field: value })).await;
                let changed = reply.ok()["segment"].clone();
                expected[field] = value.clone();
                expected["version"] = json!(number + 2);
                expected["updated_at"] = changed["updated_at"].clone();
                assert_eq!(changed, expected, "{field}");
                assert_eq!(reply.header("etag"), format!("\"{}\"", number + 2));
            }
            assert_eq!(shop.revision().await, 3 + i64::try_from(number).unwrap());
        }
        let held = snapshot(&shop).await["segments"][0].clone();
        assert_eq!((&held["included"], &held["rules"]), (&expected["included"], &expected["rules"]));
        shop.owner.delete(&path).await.ok();
        let held = snapshot(&shop).await;
        assert_eq!((&held["segments"], &held["revision"]), (&json!([]), &json!(9)));
        shop.owner.get(&path).await.refused(404, "not_found");
        assert_eq!(shop.owner.get(&shop.flag_path(&flag)).await.ok(), before, "flags stay as they are");
    }

    async fn events_of_segments_have_no_flag_key_and_apply_to_a_snapshot(world) {
        let shop = world.shop().await;
        let mut held = Snapshot::from_json(&shop.server.get("/api/v1/snapshot").await.body).unwrap();
        let (mut classic, mut content) =
            (shop.sdk.stream("?since=0").await, shop.server.stream("?since=0&content=true").await);
        let segment = shop.segment("beta", json!({ "included": ["a"] })).await;
        edit(&shop, &segment, "included", json!({ "add": ["b"] })).await.ok();
        shop.owner.delete(&shop.segment_path(&segment)).await.ok();
        for (kind, included) in
            [("created", json!(["a"])), ("updated", json!(["a", "b"])), ("deleted", json!(null))]
        {
            let kind = format!("segment.{kind}");
            let event = classic.expect(&kind).await.data;
            assert_eq!(fields(&event), ["environment_id", "timestamp", "type", "version"]);
            let event = content.expect(&kind).await;
            assert_eq!((&event.data["segment_key"], &event.data["version"]), (&json!("beta"), &json!(event.id)));
            assert_eq!(event.data["segment"]["included"], included);
            assert!(event.data.get("flag").is_none() && event.data.get("flag_key").is_none());
            let json = event.frame.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
            let event: Event = serde_json::from_str(json).unwrap();
            held = held.apply(&[event.change().expect("a change")]).unwrap();
        }
        assert_eq!(held.to_json(), shop.server.get("/api/v1/snapshot").await.body);
        assert_eq!(held.revision().get(), 3);
    }

    async fn values_are_added_and_removed_without_the_whole_list(world) {
        let shop = world.shop().await;
        let segment = shop.segment("beta", json!({ "included": ["c", "a"], "excluded": ["x"] })).await;
        let show = async || shop.owner.get(&shop.segment_path(&segment)).await.ok()["segment"].clone();
        for (list, body, counts, values, version) in [
            ("included", json!({ "add": ["b", "a", "b"], "remove": ["c", "z"] }), [1, 1, 2], json!(["a", "b"]), 2),
            ("included", json!({ "add": ["b", "a", "b"], "remove": ["c", "z"] }), [0, 0, 2], json!(["a", "b"]), 2),
            ("included", json!({}), [0, 0, 2], json!(["a", "b"]), 2),
            ("excluded", json!({ "remove": ["x"] }), [0, 1, 0], json!([]), 3),
            ("excluded", json!({ "add": ["c"] }), [1, 0, 1], json!(["c"]), 4),
        ] {
            let reply = edit(&shop, &segment, list, body).await;
            let [added, removed, total] = counts;
            let counts = json!({ "added": added, "removed": removed, "total": total });
            assert_eq!(reply.ok(), json!({ "counts": counts, "warnings": [] }));
            assert_eq!(reply.header("etag"), format!("\"{version}\""));
            let shown = show().await;
            assert_eq!((&shown[list], &shown["version"]), (&values, &json!(version)));
        }
        assert_eq!(shop.revision().await, 4);
        let before = show().await;
        for (list, body, field) in [
            ("included", json!({ "add": ["d", "c"] }), "add[1]"),
            ("excluded", json!({ "add": ["a"] }), "add[0]"),
            ("excluded", json!({ "add": ["d"], "remove": ["e", "d"] }), "remove[1]"),
        ] {
            assert_eq!(edit(&shop, &segment, list, body).await.refused_field(), field);
        }
        assert_eq!(show().await, before);
        let path = format!("{}/included", shop.segment_path(&segment));
        for (version, status) in [("\"3\"", 412), ("\"4\"", 200)] {
            let request = shop.owner.request(Method::POST, &path).header("if-match", version);
            assert_eq!(Reply::to(request.json(&json!({ "add": ["new"] }))).await.status, status);
        }
    }

    async fn no_value_is_in_both_lists(world) {
        let shop = world.shop().await;
        let both = json!({ "included": ["a", "b"], "excluded": ["c", "b"] });
        assert_eq!(create(&shop, both.clone()).await.refused_field(), "excluded[1]");
        let segment = shop.segment("beta", json!({ "included": ["a", "b"] })).await;
        let path = shop.segment_path(&segment);
        assert_eq!(shop.owner.patch(&path, both).await.refused_field(), "excluded[1]");
        assert_eq!(shop.owner.patch(&path, json!({ "excluded": ["b"] })).await.refused_field(), "excluded[0]");
        shop.owner.patch(&path, json!({ "included": ["a"], "excluded": ["b"] })).await.ok();
    }

    async fn segments_may_use_their_limits_fully_and_not_exceed_them(world) {
        let shop = world.shop().await;
        let long = "é".repeat(128);
        let rules = |count: usize| json!(vec![json!({ "conditions": [condition("pro")] }); count]);
        let full = json!({ "key": "x".repeat(128), "included": [long], "rules": rules(50) });
        create(&shop, full).await.ok();
        let lists = json!({ "included": numbers(0..10_000), "excluded": numbers(10_000..20_000) });
        let segment = create(&shop, lists).await.ok()["segment"].clone();
        for (fields, field) in [
            (json!({ "included": [format!("{long}x")] }), "included[0]"),
            (json!({ "excluded": ["a", "a\0"] }), "excluded[1]"),
            (json!({ "included": numbers(0..10_001) }), "included"),
            (json!({ "rules": rules(51) }), "rules"),
            (json!({ "rules": [{ "conditions": vec![condition("a"); 41] }] }), "rules[0].conditions"),
            (json!({ "rules": [{ "conditions": [{ "attribute": "a", "operator": "is" }] }] }),
             "rules[0].conditions[0].operator"),
            (json!({ "rules": [{ "conditions": [{ "attribute": "a", "operator": "gt", "value": "x" }] }] }),
             "rules[0].conditions[0].value"),
            (json!({ "rules": [{ "conditions": [], "name": "r" }] }), "rules[0].name"),
            (json!({ "rules": [[[]]] }), "rules[0]"),
            (json!({ "rules": [{}] }), "rules[0].conditions"),
            (json!({ "attribute": "" }), "attribute"),
            (json!({ "attribute": null }), "attribute"),
            (json!({ "included": null }), "included"),
            (json!({ "included": [1] }), "included[0]"),
        ] {
            let reply = create(&shop, fields.clone()).await;
            assert_eq!(reply.refused_field(), field, "{fields}");
            let reply = shop.owner.patch(&shop.segment_path(&segment), fields.clone()).await;
            assert_eq!(reply.refused_field(), field, "{fields}");
        }
        for key in ["", "-a", "a b", "ü", &"x".repeat(129)] {
            assert_eq!(create(&shop, json!({ "key": key })).await.refused_field(), "key");
        }
        let reply = edit(&shop, &segment, "included", json!({ "add": ["new"] })).await;
        assert_eq!(reply.refused_field(), "add");
        edit(&shop, &segment, "included", json!({ "add": ["new"], "remove": ["0"] })).await.ok();
        assert_eq!(shop.revision().await, 3);
    }

    async fn a_segment_has_at_most_a_mebibyte(world) {
        let shop = world.shop().await;
        let values = |from: usize| -> Value { (from..from + 2_000).map(|n| format!("{n:0>250}")).collect() };
        let segment = shop.segment("beta", json!({ "included": values(0) })).await;
        edit(&shop, &segment, "included", json!({ "add": values(2_000) })).await.ok();
        let refused = edit(&shop, &segment, "included", json!({ "add": values(4_000) })).await;
        assert_eq!(refused.refused_field(), "included");
        let listed = shop.owner.get(&format!("{}/segments", shop.path)).await.ok();
        assert_eq!(listed["segments"][0]["included"].as_array().unwrap().len(), 4_000);
    }

    async fn lists_are_filtered_and_paged(world) {
        let shop = world.shop().await;
        let (other, _) = shop.environment("other").await;
        for (key, fields) in [
            ("beta", json!({ "name": "Beta 100%" })),
            ("staff", json!({})),
            ("gamma", json!({ "environment_id": other["id"], "name": "Another BETA" })),
        ] {
            shop.segment(key, fields).await;
        }
        let path = format!("{}/segments", shop.path);
        let keys = async |query: &str| -> Vec<String> {
            let listed = shop.owner.pages(&path, "segments", query).await;
            listed.iter().map(|segment| segment["key"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(keys("").await, ["beta", "staff", "gamma"]);
        assert_eq!(keys(&format!("?environment_id={}", shop.environment_id)).await, ["beta", "staff"]);
        assert_eq!(keys("?q=BETA").await, ["beta", "gamma"]);
        assert_eq!(keys("?q=0%25").await, ["beta"]);
        assert_eq!(shop.owner.get(&format!("{path}?enabled=true")).await.refused_field(), "enabled");
    }

    async fn one_of_two_writes_expecting_the_same_version_succeeds(world) {
        let shop = world.shop().await;
        let segment = shop.segment("beta", json!({})).await;
        let path = shop.segment_path(&segment);
        let rename = |name: &str| json!({ "name": name });
        let changed = shop.owner.send_if("\"1\"", Method::PATCH, &path, rename("one")).await.ok();
        for (method, body) in [(Method::PATCH, rename("two")), (Method::DELETE, json!({}))] {
            let refused = shop.owner.send_if("\"1\"", method, &path, body).await.refused(412, "version_conflict");
            assert_eq!(refused["details"]["segment"], changed["segment"]);
        }
        shop.owner.send_if("\"2\"", Method::DELETE, &path, json!({})).await.ok();
    }

    async fn the_audit_log_holds_how_lists_differ(world) {
        let shop = world.shop().await;
        let segment = shop.segment("beta", json!({ "included": numbers(0..9_000) })).await;
        edit(&shop, &segment, "included", json!({ "add": numbers(9_000..9_150), "remove": ["1"] })).await.ok();
        shop.owner.patch(&shop.segment_path(&segment), json!({ "name": "Renamed" })).await.ok();
        shop.owner.delete(&shop.segment_path(&segment)).await.ok();
        let query = format!("/api/v1/audit-log?target_id={}", segment["id"].as_str().unwrap());
        let entries = shop.owner.get(&query).await.ok()["entries"].clone();
        let actions: Vec<_> = entries.as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
        assert_eq!(actions, ["segment.created", "segment.updated", "segment.updated", "segment.deleted"]);
        assert_eq!(entries[0]["after"]["key"], "beta");
        let (before, after) = (&entries[1]["before"], &entries[1]["after"]);
        assert_eq!(fields(before), ["included", "updated_at", "version"]);
        assert_eq!(before["included"], json!({ "count": 9_000, "only_here": 1, "values": ["1"] }));
        assert_eq!(
            after["included"],
            json!({ "count": 9_149, "only_here": 150, "values": numbers(9_000..9_100) })
        );
        assert_eq!(fields(&entries[2]["after"]), ["name", "updated_at", "version"]);
        assert_eq!(entries[3]["before"]["name"], "Renamed");
    }

    async fn a_damaged_segment_is_shown_repaired_and_deleted(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let segment = shop.segment("beta", json!({ "included": ["a"] })).await;
        let path = shop.segment_path(&segment);
        for (column, damage) in [("included", "[1]"), ("excluded", "x"), ("rules", "{}"), ("attribute", "")] {
            world.sql(&format!("update segments set {column} = '{damage}'")).await;
            assert_eq!(shop.owner.get(&path).await.ok()["segment"][column], damage);
            assert_eq!(shop.owner.patch(&path, json!({ "name": "n" })).await.refused_field(), column);
            let repair = json!({ column: segment[column] });
            assert_eq!(shop.owner.patch(&path, repair).await.ok()["segment"][column], segment[column]);
        }
        world.sql("update segments set snapshot = 'damaged', included = 'x'").await;
        shop.owner.delete(&path).await.ok();
        let held = snapshot(&shop).await;
        assert_eq!((&held["segments"], held["flags"].as_array().unwrap().len()), (&json!([]), 1));
    }
}

/// Servers that load the environment get the segments as those that followed the changes do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_starts_loads_the_segments() {
    let world = World::start(Database::sqlite(), "127.0.0.1:0".parse().unwrap()).await;
    let shop = world.shop().await;
    shop.flag("f", json!({})).await;
    shop.segment("beta", json!({ "included": ["a"] })).await;
    shop.segment("alpha", json!({ "excluded": ["a"] })).await;
    let before = shop.server.get("/api/v1/snapshot").await;
    let world = World::start(world.stop().await, "127.0.0.1:0".parse().unwrap()).await;
    let after = shop.at(&world.url).server.get("/api/v1/snapshot").await;
    assert_eq!(before.body, after.body);
    world.stop().await.drop().await;
}
