//! One revision with two contents: after a failover to a replica that had lost commits, or a restored backup, history
//! can reach a revision again with other changes. A reader that sends its fingerprint finds out.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::{Fingerprint, Snapshot};

use crate::world::{
    Shop, on_both,
    sse::{Events, refusal},
};

const STREAM: &str = "/api/v1/stream";

async fn fingerprint(shop: &Shop) -> Fingerprint {
    Snapshot::from_json(&shop.server.get("/api/v1/snapshot").await.body).unwrap().fingerprint()
}

async fn resumed(shop: &Shop, since: u64, fingerprint: Fingerprint) -> Events {
    shop.server.stream(&format!("?since={since}&fingerprint={fingerprint}&content=true")).await
}

on_both! {
    async fn a_resume_with_another_fingerprint_gets_a_reset(world) {
        let shop = world.shop().await;
        let mut fingerprints = vec![fingerprint(&shop).await];
        for n in 1..=3 {
            shop.flag(&format!("f{n}"), json!({})).await;
            fingerprints.push(fingerprint(&shop).await);
        }
        // The first three are in the log alone; those after the first subscriber are in the ring too.
        let mut first = shop.server.stream("?since=3&content=true").await;
        for n in 4..=6 {
            shop.flag(&format!("f{n}"), json!({})).await;
            first.expect("flag.created").await;
            fingerprints.push(fingerprint(&shop).await);
        }
        for (since, known) in (0..).zip(&fingerprints) {
            let mut events = resumed(&shop, since, *known).await;
            for revision in since + 1..=6 {
                assert_eq!(events.expect("flag.created").await.id, Some(revision as i64), "after {since}");
            }
            let mut events = resumed(&shop, since, Fingerprint::of("another history")).await;
            let reset = events.expect("snapshot.reset").await;
            assert_eq!((reset.id, &reset.data["version"]), (Some(6), &json!(6)), "after {since}");
        }
        // It goes on after the reset, and after a resume where nothing was missed.
        let mut differs = resumed(&shop, 6, Fingerprint::default()).await;
        let mut agrees = resumed(&shop, 6, fingerprints[6]).await;
        differs.expect("snapshot.reset").await;
        shop.flag("next", json!({})).await;
        assert_eq!(differs.expect("flag.created").await.id, Some(7));
        assert_eq!(agrees.expect("flag.created").await.id, Some(7));
    }

    async fn a_fingerprint_counts_for_the_revision_that_it_came_with(world) {
        let shop = world.shop().await;
        for n in 1..=3 {
            shop.flag(&format!("f{n}"), json!({})).await;
        }
        let with = |query: &str, last_event_id: &'static str| {
            let request = shop.server.request(Method::GET, &format!("{STREAM}{query}"));
            Events::open(request.header("last-event-id", last_event_id))
        };
        let other = Fingerprint::of("another history");
        // The header names another revision, or the fingerprint comes without one: it is ignored.
        for query in [format!("?since=2&fingerprint={other}"), format!("?fingerprint={other}")] {
            assert_eq!(with(&query, "1").await.expect("flag.created").await.id, Some(2), "{query}");
        }
        with(&format!("?since=1&fingerprint={other}"), "1").await.expect("snapshot.reset").await;
        for wrong in ["", "x", "00", &"0".repeat(33), &"A".repeat(32)] {
            let path = format!("{STREAM}?since=1&fingerprint={wrong}");
            let refused = refusal(shop.server.request(Method::GET, &path)).await;
            assert_eq!(refused.refused_field(), "fingerprint", "{wrong}");
        }
    }

    async fn a_reader_before_the_kept_log_gets_a_reset_whatever_its_fingerprint(world) {
        let shop = world.shop().await;
        let mut fingerprints = Vec::<Fingerprint>::new();
        for n in 1..=4 {
            shop.flag(&format!("f{n}"), json!({})).await;
            fingerprints.push(fingerprint(&shop).await);
        }
        world.sql("delete from changes where revision <= 2").await;
        resumed(&shop, 1, fingerprints[0]).await.expect("snapshot.reset").await;
        // Its own row is gone: whether it agrees cannot be known.
        resumed(&shop, 2, fingerprints[1]).await.expect("snapshot.reset").await;
        assert_eq!(resumed(&shop, 3, fingerprints[2]).await.expect("flag.created").await.id, Some(4));
    }

    async fn a_database_with_another_history_resets_every_open_stream(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let mut streams =
            [shop.server.stream("?since=1&content=true").await, shop.stream.stream("?since=1").await];
        // The same revision with another value, as on a replica that lost the commit and took another one.
        let body = shop.server.get("/api/v1/snapshot").await.ok();
        let other = body["flags"][0].clone();
        let other = json!({
            "key": "f", "enabled": true, "value_type": "boolean", "default_value": true,
            "salt": other["salt"], "rules": [],
        })
        .to_string();
        world.sql(&format!("update flags set snapshot = '{other}', default_value = 'true'")).await;
        world.sql(&format!("update changes set object = '{other}'")).await;
        let fingerprint = Fingerprint::of(&other);
        world.sql(&format!("update changes set fingerprint = '{fingerprint}'")).await;
        world.sql(&format!("update environments set fingerprint = '{fingerprint}'")).await;
        for stream in &mut streams {
            assert_eq!(stream.expect("snapshot.reset").await.id, Some(1));
        }
        assert_eq!(shop.evaluate("f", json!({})).await["value"], Value::Bool(true));
        shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
        for stream in &mut streams {
            assert_eq!(stream.expect("flag.updated").await.id, Some(2), "and follows from there");
        }
    }

    async fn a_write_to_a_database_with_another_history_is_in_the_next_answer(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        for n in 1..=5 {
            let before = fingerprint(&shop).await;
            shop.flag("lost", json!({})).await;
            assert_eq!(shop.evaluate("lost", json!({})).await["version"], n + 1);
            // As on a replica that had not received the last commit.
            world.sql("delete from flags where key = 'lost'").await;
            world.sql(&format!("delete from changes where revision = {}", n + 1)).await;
            world.sql(&format!("update environments set revision = {n}, fingerprint = '{before}'")).await;
            // It takes the revision of the lost commit.
            let on = n % 2 == 1;
            shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": on })).await.ok();
            let answer = shop.evaluate("f", json!({})).await;
            assert_eq!((&answer["value"], &answer["version"]), (&json!(on), &json!(n + 1)));
            let lost = json!({ "flag_key": "lost", "context": {} });
            shop.sdk.post("/api/v1/evaluate", lost).await.refused(404, "evaluate.flag_not_found");
        }
    }

    /// Another server, or this one without an answer, has committed what the repeated write would change.
    async fn a_write_without_an_effect_is_evaluated_once_it_is_acknowledged(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({})).await;
        let rule = shop.rule(&flag, json!({})).await;
        let (flag, rule) = (shop.flag_path(&flag), shop.rule_path(&rule));
        let mut version = shop.evaluate("f", json!({})).await["version"].as_i64().unwrap();
        for n in 0..9 {
            world.sql("update environments set revision = revision + 1").await;
            version += 1;
            match n % 3 {
                0 => drop(shop.owner.patch(&flag, json!({ "default_value": false })).await.ok()),
                1 => drop(shop.owner.patch(&rule, json!({ "return_value": true })).await.ok()),
                _ => {
                    let taken = json!({ "environment_id": shop.environment_id, "key": "f", "name": "f" });
                    let reply = shop.owner.post(&format!("{}/flags", shop.path), taken).await;
                    assert_eq!(reply.conflict(), "key_taken");
                }
            }
            assert_eq!(shop.evaluate("f", json!({})).await["version"], version, "{n}");
        }
    }

    async fn keys_and_regions_without_an_effect_are_followed_once_they_are_acknowledged(world) {
        let shop = world.shop().await;
        for n in 0..3 {
            let (environment, program) = shop.environment(&format!("environment-{n}")).await;
            program.get("/api/v1/snapshot").await.ok();
            world.sql("update environments set regions = '[]', access_version = access_version + 1").await;
            let path = format!("{}/environments/{}/regions", shop.path, environment["id"].as_str().unwrap());
            shop.owner.put(&path, json!({ "regions": [] })).await.ok();
            program.get("/api/v1/snapshot").await.refused(403, "evaluate.region_forbidden");
            shop.owner.put(&path, json!({ "regions": ["local"] })).await.ok();

            let (key, program) = shop.key(json!({ "environment_id": environment["id"] })).await;
            program.get("/api/v1/snapshot").await.ok();
            world.sql("update environments set access_version = access_version + 1").await;
            world.sql("update api_keys set revoked_at = created_at").await;
            shop.owner.delete(&format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap())).await.ok();
            program.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        }
    }

    async fn a_key_revoked_in_a_database_with_another_history_is_refused_at_once(world) {
        let shop = world.shop().await;
        for _ in 0..5 {
            let (key, program) = shop.key(json!({})).await;
            program.get("/api/v1/snapshot").await.ok();
            world.sql("update environments set access_version = access_version - 1").await;
            shop.owner.delete(&format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap())).await.ok();
            program.get("/api/v1/snapshot").await.refused(401, "unauthorized");
        }
    }
}
