//! `GET /snapshot`: a whole environment for evaluators.

use reqwest::Method;
use serde_json::{Value, json, value::RawValue};
use togul_core::{Fingerprint, Snapshot};

use crate::world::{Person, Reply, World, on_both};

const SNAPSHOT: &str = "/api/v1/snapshot";

async fn with_header(program: &Person, name: &'static str, value: &str) -> Reply {
    Reply::to(program.request(Method::GET, SNAPSHOT).header(name, value)).await
}

on_both! {
    async fn a_snapshot_contains_only_fields_that_affect_answers(world) {
        let shop = world.shop().await;
        let empty = shop.server.get(SNAPSHOT).await.ok();
        assert_eq!(
            empty,
            json!({
                "format": 1, "environment_id": shop.environment_id, "environment_key": "production", "revision": 0,
                "fingerprint": "0".repeat(32), "flags": [], "segments": [],
            })
        );
        let last = shop.flag("z", json!({
            "value_type": "json", "default_value": null, "enabled": false, "description": "not for programs",
        })).await;
        let first = shop.flag("a", json!({})).await;
        let conditions = json!([
            { "attribute": "country", "operator": "eq", "value": "TR" },
            { "attribute": "plan", "operator": "exists" },
        ]);
        let percentage = shop.rule(&first, json!({
            "priority": 20, "rule_type": "percentage", "rollout_percentage": 25, "conditions": conditions,
        })).await;
        let attribute = shop
            .rule(
                &first,
                json!({
                    "priority": 10, "rule_type": "attribute", "attribute": "n", "operator": "in",
                    "value_json": " [1, \"b\"] ",
                }),
            )
            .await;
        shop.rule(&first, json!({ "priority": 1, "is_active": false })).await;
        let boolean = shop.rule(&first, json!({ "priority": 30, "bucket_by": "unused" })).await;
        let snapshot = shop.server.get(SNAPSHOT).await.ok();
        assert_eq!(
            snapshot,
            json!({
                "format": 1, "environment_id": shop.environment_id, "environment_key": "production", "revision": 6,
                "fingerprint": snapshot["fingerprint"],
                "flags": [
                    { "key": "a", "enabled": true, "value_type": "boolean", "default_value": false,
                      "salt": first["salt"], "rules": [
                        { "id": attribute["id"], "priority": 10, "rule_type": "attribute", "attribute": "n",
                          "operator": "in", "value": [1, "b"], "conditions": [], "return_value": true },
                        { "id": percentage["id"], "priority": 20, "rule_type": "percentage",
                          "rollout_percentage": 25, "bucket_by": "user_id", "conditions": conditions,
                          "return_value": true },
                        { "id": boolean["id"], "priority": 30, "rule_type": "boolean", "conditions": [],
                          "return_value": true },
                    ] },
                    { "key": "z", "enabled": false, "value_type": "json", "default_value": null,
                      "salt": last["salt"], "rules": [] },
                ],
                "segments": [],
            })
        );
        assert_eq!(snapshot["flags"][0]["rules"][1]["rollout_percentage"].to_string(), "25");
    }

    async fn the_fingerprint_is_of_the_flags_bytes_as_they_are_sent(world) {
        #[derive(serde::Deserialize)]
        struct Body<'a> {
            fingerprint: Fingerprint,
            #[serde(borrow)]
            flags: Vec<&'a RawValue>,
        }
        let shop = world.shop().await;
        for (key, value) in
            [("a", json!("ğ \u{1F600} \"\\\u{7f}")), ("b", json!({ "z": 1.50, "a": [1e21, -0.0] }))]
        {
            let flag = shop.flag(key, json!({ "value_type": "json", "default_value": value })).await;
            shop.rule(&flag, json!({ "rule_type": "percentage", "rollout_percentage": 0.001 })).await;
            let reply = shop.server.get(SNAPSHOT).await;
            let body: Body<'_> = serde_json::from_slice(&reply.body).unwrap();
            let sum = body
                .flags
                .iter()
                .fold(Fingerprint::default(), |sum, flag| sum.add(Fingerprint::of(flag.get())));
            assert_eq!(body.fingerprint, sum);
            assert_eq!(Snapshot::from_json(&reply.body).unwrap().fingerprint(), sum);
        }
    }

    async fn a_loaded_snapshot_equals_the_followed_one_byte_by_byte(world) {
        let shop = world.shop().await;
        let flag =
            shop.flag("f", json!({ "value_type": "json", "default_value": { "b": 1, "a": 0.1 } })).await;
        shop.rule(&flag, json!({ "conditions": [{ "attribute": "a", "operator": "gt", "value": 1e-7 }] }))
            .await;
        shop.flag("g", json!({})).await;
        let followed = shop.server.get(SNAPSHOT).await;
        // An environment that leaves a region and returns is loaded again.
        let regions = format!("{}/regions", shop.environment_path());
        shop.owner.put(&regions, json!({ "regions": [] })).await.ok();
        shop.server.get(SNAPSHOT).await.refused(403, "evaluate.region_forbidden");
        shop.owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
        let read = shop.server.get(SNAPSHOT).await;
        assert_eq!((read.header("etag"), &read.body), (followed.header("etag"), &followed.body));
    }

    async fn the_etag_is_the_revision_and_the_fingerprint(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let reply = shop.server.get(SNAPSHOT).await;
        let body = reply.ok();
        let etag = reply.header("etag");
        assert_eq!(etag, format!("\"1-{}\"", body["fingerprint"].as_str().unwrap()));
        for same in [etag, &format!("W/{etag}"), &format!("\"x\", {etag}"), "*"] {
            let unchanged = with_header(&shop.server, "if-none-match", same).await;
            assert_eq!((unchanged.status.as_u16(), unchanged.body.len()), (304, 0), "{same}");
            assert_eq!(unchanged.header("etag"), etag);
        }
        for other in ["\"1\"", "", "\"1-0\""] {
            assert_eq!(with_header(&shop.server, "if-none-match", other).await.ok(), body, "{other}");
        }
        let before = etag.to_owned();
        shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "renamed" })).await.ok();
        let changed = with_header(&shop.server, "if-none-match", &before).await;
        assert_eq!(changed.ok()["revision"], 2, "a new revision of the same flags");
    }

    async fn it_is_compressed_for_clients_that_accept_it(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({ "value_type": "string", "default_value": "x".repeat(10_000) })).await;
        let plain = shop.server.get(SNAPSHOT).await;
        assert_eq!(plain.header("content-encoding"), "");
        for accepted in ["gzip", "br, GZIP;q=0.5", "deflate, gzip"] {
            let packed = with_header(&shop.server, "accept-encoding", accepted).await;
            assert_eq!(packed.header("content-encoding"), "gzip", "{accepted}");
            assert_eq!(packed.body[..2], [0x1f, 0x8b]);
            assert!(packed.body.len() < plain.body.len() / 10, "{}", packed.body.len());
            assert!(packed.header("vary").to_ascii_lowercase().contains("accept-encoding"), "{packed:?}");
        }
        for not_accepted in ["br", "identity", "gzip;q=0", "gzip; q=0.0"] {
            let reply = with_header(&shop.server, "accept-encoding", not_accepted).await;
            assert_eq!((reply.header("content-encoding"), &reply.body), ("", &plain.body), "{not_accepted}");
        }
        let unpacking = reqwest::Client::new();
        let request =
            unpacking.get(format!("{}{SNAPSHOT}", world.url)).header("x-api-key", &shop.server_secret);
        assert_eq!(Reply::to(request).await.body, plain.body);
    }

    async fn a_snapshot_is_for_server_keys_only(world) {
        let shop = world.shop().await;
        for program in [&shop.sdk, &shop.stream] {
            program.get(SNAPSHOT).await.refused(403, "forbidden");
        }
        for caller in [world.anonymous(), shop.owner.clone(), world.anonymous().with_bearer(&shop.server_secret)] {
            caller.get(SNAPSHOT).await.refused(401, "unauthorized");
        }
        assert!(shop.server.get(SNAPSHOT).await.header("cache-control").contains("private"));
        let unknown = shop.server.get("/api/v1/snapshot?version=1").await;
        assert_eq!(unknown.refused_field(), "version");
        for wrong in ["", "x", "1.5", "99999999999999999999"] {
            let reply = shop.server.get(&format!("{SNAPSHOT}?revision={wrong}")).await;
            assert_eq!(reply.refused_field(), "revision", "{wrong}");
        }
    }

    async fn a_request_for_a_revision_waits_for_it(world) {
        let shop = world.shop().await;
        shop.flag("f1", json!({})).await;
        for known in ["0", "1"] {
            let reply = shop.server.get(&format!("{SNAPSHOT}?revision={known}")).await;
            assert_eq!(reply.ok()["revision"], 1);
        }
        let (server, path) = (shop.server.clone(), format!("{SNAPSHOT}?revision=4"));
        let mut waiting = tokio::spawn(async move { server.get(&path).await.ok()["revision"].clone() });
        for n in 2..=3 {
            shop.flag(&format!("f{n}"), json!({})).await;
            assert_eq!(shop.server.get(SNAPSHOT).await.ok()["revision"], n);
            assert!(futures_util::FutureExt::now_or_never(&mut waiting).is_none(), "{n} is not 4");
        }
        shop.flag("f4", json!({})).await;
        assert_eq!(waiting.await.unwrap(), Value::from(4));
    }
}

/// Nine seconds long, so on one database only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revision_that_does_not_arrive_is_503() {
    World::with(
        crate::world::Database::sqlite(),
        |_| {},
        |world| {
            Box::pin(async move {
                let shop = world.shop().await;
                let reply = shop.server.get(&format!("{SNAPSHOT}?revision=1")).await;
                let refused = reply.refused(503, "unavailable");
                assert_eq!(refused["message"], "this server has not reached the revision yet: try again");
                assert_eq!(reply.header("retry-after"), "1");
            })
        },
    )
    .await;
}
