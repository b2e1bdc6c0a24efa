//! `GET /stream`: changes as they happen.

use reqwest::Method;
use serde_json::{Value, json};
use togul_core::{Event, Snapshot};
use togul_server::store;

use crate::world::{
    Person, fields, on_both,
    sse::{Events, refusal},
};

const STREAM: &str = "/api/v1/stream";

async fn resumed(program: &Person, last_event_id: &str) -> Events {
    Events::open(program.request(Method::GET, STREAM).header("last-event-id", last_event_id)).await
}

fn snapshot_of(value: &[u8]) -> Snapshot {
    Snapshot::from_json(value).unwrap()
}

on_both! {
    async fn a_stream_begins_with_a_retry_time_and_a_comment(world) {
        let shop = world.shop().await;
        let mut waits = std::collections::HashSet::new();
        for program in [&shop.server, &shop.sdk, &shop.stream, &shop.owner].repeat(2) {
            let request = program.request(Method::GET, STREAM).header("accept-encoding", "gzip");
            let events = Events::open(request).await;
            assert_eq!(events.headers["content-type"], "text/event-stream");
            assert_eq!(events.headers["cache-control"], "no-store");
            assert!(!events.headers.contains_key("content-encoding"), "{:?}", events.headers);
            assert!(events.headers.contains_key("x-request-id"), "{:?}", events.headers);
            let (retry, comment) = events.preamble.split_once('\n').unwrap();
            let wait: u32 = retry.strip_prefix("retry: ").unwrap().parse().unwrap();
            assert!((1000..=4000).contains(&wait), "{wait}");
            waits.insert(wait);
            assert!(comment.starts_with(':') && !comment.contains('\n'), "{comment}");
        }
        assert!(waits.len() > 1, "readers of a lost server must not all reconnect at once: {waits:?}");
    }

    async fn a_stream_without_a_revision_begins_with_a_reset(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let mut events = shop.sdk.stream("").await;
        let reset = events.expect("snapshot.reset").await;
        assert_eq!(reset.id, Some(1));
        assert_eq!(reset.data["version"], 1);
        assert_eq!(reset.data["environment_id"], json!(shop.environment_id));
        assert_eq!(fields(&reset.data), ["environment_id", "timestamp", "type", "version"]);
        shop.flag("g", json!({})).await;
        assert_eq!(events.expect("flag.created").await.data["version"], 2);
    }

    async fn an_event_is_an_id_and_one_line_of_data(world) {
        let shop = world.shop().await;
        let mut events = shop.sdk.stream("?since=0").await;
        let flag = shop.flag("new-dashboard", json!({})).await;
        let event = events.next().await;
        let lines: Vec<_> = event.frame.lines().collect();
        assert_eq!(lines.len(), 2, "{lines:?}");
        assert_eq!(lines[0], "id: 1");
        assert!(lines[1].starts_with(r#"data: {"type":"flag.created","#), "{lines:?}");
        let created = chrono::DateTime::parse_from_rfc3339(flag["created_at"].as_str().unwrap()).unwrap();
        assert_eq!(
            event.data,
            json!({
                "type": "flag.created", "flag_key": "new-dashboard", "environment_id": shop.environment_id,
                "version": 1, "timestamp": created.timestamp(),
            })
        );
    }

    async fn each_kind_of_write_is_an_event_of_its_own_type_and_revisions_have_no_gaps(world) {
        let shop = world.shop().await;
        let mut events = shop.stream.stream("?since=0").await;
        let flag = shop.flag("f", json!({})).await;
        let path = shop.flag_path(&flag);
        shop.owner.patch(&path, json!({ "description": "renamed" })).await.ok();
        shop.owner.patch(&path, json!({ "description": "renamed" })).await.ok();
        let rule = shop.rule(&flag, json!({ "is_active": false })).await;
        let other = shop.rule(&flag, json!({})).await;
        shop.owner.patch(&shop.rule_path(&rule), json!({ "priority": 3 })).await.ok();
        shop.owner.patch(&shop.rule_path(&rule), json!({})).await.ok();
        shop.owner.delete(&shop.rule_path(&rule)).await.ok();
        shop.rule(&flag, json!({})).await;
        shop.owner.delete(&path).await.ok();
        shop.owner.patch(&shop.rule_path(&other), json!({ "priority": 3 })).await.refused(404, "not_found");
        let expected = [
            "flag.created",
            "flag.updated",
            "rule.created",
            "rule.created",
            "rule.updated",
            "rule.deleted",
            "rule.created",
            "flag.deleted",
        ];
        for (revision, kind) in (1..).zip(expected) {
            let event = events.expect(kind).await;
            assert_eq!((event.id, &event.data["version"]), (Some(revision), &json!(revision)));
            assert_eq!(event.data["flag_key"], "f");
        }
        assert_eq!(shop.revision().await, 8);
    }

    async fn a_resumed_stream_replays_what_came_after_and_goes_on(world) {
        let shop = world.shop().await;
        for n in 1..=5 {
            shop.flag(&format!("f{n}"), json!({})).await;
        }
        let versions = async |mut events: Events, count: i64| {
            let mut seen = Vec::new();
            for _ in 0..count {
                seen.push(events.expect("flag.created").await.id.unwrap());
            }
            (seen, events)
        };
        let (seen, _) = versions(shop.stream.stream("?since=0").await, 5).await;
        assert_eq!(seen, [1, 2, 3, 4, 5]);
        let (seen, _) = versions(resumed(&shop.sdk, "3").await, 2).await;
        assert_eq!(seen, [4, 5]);
        let (nothing_yet, mut from_now) = versions(resumed(&shop.sdk, "5").await, 0).await;
        assert_eq!(nothing_yet, [] as [i64; 0]);
        // `Last-Event-ID` wins over `since`, which a browser repeats when it reconnects.
        let both = shop.sdk.request(Method::GET, "/api/v1/stream?since=1").header("last-event-id", "4");
        let (seen, _) = versions(Events::open(both).await, 1).await;
        assert_eq!(seen, [5]);
        shop.flag("f6", json!({})).await;
        assert_eq!(from_now.expect("flag.created").await.id, Some(6));
    }

    async fn nothing_is_lost_or_repeated_between_replay_and_live_events(world) {
        const WRITES: i64 = 60;
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
        let (owner, path) = (shop.owner.clone(), shop.flag_path(&flag));
        let writer = tokio::spawn(async move {
            for n in 1..WRITES {
                owner.patch(&path, json!({ "default_value": n })).await.ok();
            }
        });
        // Many short connections, each resuming where the one before was cut: some begin during a write.
        let program = &shop.stream;
        futures_util::future::join_all((0..12).map(|_| async move {
            let mut last = 0;
            while last < WRITES {
                let mut events = resumed(program, &last.to_string()).await;
                for _ in 0..3.min(WRITES - last) {
                    let event = events.next().await;
                    assert_eq!((event.id, &event.data["version"]), (Some(last + 1), &json!(last + 1)));
                    last += 1;
                }
            }
        }))
        .await;
        writer.await.unwrap();
        assert_eq!(shop.revision().await, WRITES);
    }

    async fn streams_resume_while_the_database_is_unavailable(world) {
        let shop = world.shop().await;
        shop.flag("before", json!({})).await;
        // From its first reader on, the server keeps recent events in memory.
        let mut first = shop.server.stream("?since=1&content=true").await;
        for n in 2..=6 {
            shop.flag(&format!("f{n}"), json!({})).await;
        }
        let mut received = Vec::new();
        for n in 2..=6 {
            let event = first.expect("flag.created").await;
            assert_eq!(event.id, Some(n));
            received.push(event.frame);
        }
        drop(first);
        world.app.store.close().await;
        for from in 1..=5 {
            let mut events = shop.server.stream(&format!("?since={from}&content=true")).await;
            for frame in &received[from - 1..] {
                assert_eq!(events.next().await.frame, *frame, "after {from}");
            }
        }
        // Earlier changes are in the change log alone.
        shop.server.stream("?since=0").await.expect("snapshot.reset").await;
    }

    async fn a_reader_that_is_ahead_or_sends_no_number_gets_a_reset(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        for number in ["2", "9223372036854775807", "9223372036854775808", "-1", "1.0", "abc", "", " "] {
            let mut events = resumed(&shop.stream, number).await;
            let reset = events.expect("snapshot.reset").await;
            assert_eq!((reset.id, &reset.data["version"]), (Some(1), &json!(1)), "{number:?}");
        }
        shop.stream.stream("?since=2").await.expect("snapshot.reset").await;
        for query in ["?since=abc", "?since=-1", "?since=", "?since=1&since=1"] {
            assert_eq!(
                refusal(shop.stream.request(Method::GET, &format!("{STREAM}{query}"))).await.refused_field(),
                "since"
            );
        }
        // After the reset it goes on from the current revision, not from the number that was too high.
        let mut events = resumed(&shop.stream, "70").await;
        events.expect("snapshot.reset").await;
        shop.flag("g", json!({})).await;
        assert_eq!(events.expect("flag.created").await.id, Some(2));
    }

    async fn a_resume_before_the_kept_log_gets_a_reset(world) {
        let shop = world.shop().await;
        for n in 1..=6 {
            shop.flag(&format!("f{n}"), json!({})).await;
        }
        let mut tx = world.app.store.begin().await.unwrap();
        let tomorrow = togul_server::domain::time::now() + chrono::TimeDelta::days(1);
        assert_eq!(store::changes::prune(tx.conn(), tomorrow, 3, 1).await.unwrap(), 1, "as many as one transaction may");
        assert_eq!(store::changes::prune(tx.conn(), tomorrow, 4, 100).await.unwrap(), 0, "four, and the one before them");
        tx.commit().await.unwrap();
        let reset = shop.stream.stream("?since=1").await.next().await;
        assert_eq!((&reset.data["type"], &reset.data["version"]), (&json!("snapshot.reset"), &json!(6)));
        let replayed = shop.stream.stream("?since=2").await.next().await;
        assert_eq!((&replayed.data["type"], &replayed.data["version"]), (&json!("flag.created"), &json!(3)));
    }

    async fn content_lets_a_client_follow_change_by_change(world) {
        let shop = world.shop().await;
        let mut held = snapshot_of(&shop.server.get("/api/v1/snapshot").await.body);
        let mut events = shop.server.stream("?since=0&content=true").await;
        let flag =
            shop.flag("kırmızı".replace('ı', "i").as_str(), json!({ "name": "Kırmızı \u{1F600}" })).await;
        let rule = shop
            .rule(
                &flag,
                json!({
                    "rule_type": "percentage", "rollout_percentage": 33.333,
                    "conditions": [{ "attribute": "ad", "operator": "eq", "value": "\"ğ\n\u{1F600}" }],
                }),
            )
            .await;
        shop.flag("other", json!({ "value_type": "json", "default_value": { "b": 1.5, "a": [] } })).await;
        shop.owner.patch(&shop.rule_path(&rule), json!({ "is_active": false })).await.ok();
        shop.owner.patch(&shop.flag_path(&flag), json!({ "name": "another" })).await.ok();
        shop.owner.delete(&shop.flag_path(&flag)).await.ok();
        for revision in 1..=6 {
            let event = events.next().await;
            assert_eq!(event.data["previous"], revision - 1);
            assert_eq!(event.data["flag"].is_null(), revision == 6, "{event:?}");
            let data = event.frame.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
            let read: Event<'_> = serde_json::from_str(data).unwrap();
            held = held.apply(&[read.change().unwrap()]).expect("the change follows on what is held");
        }
        let served = snapshot_of(&shop.server.get("/api/v1/snapshot").await.body);
        assert_eq!((held.revision().get(), held.fingerprint()), (6, served.fingerprint()));
        // The replay has the same bytes.
        let mut again = shop.server.stream("?since=5&content=true").await;
        let last = again.expect("flag.deleted").await;
        assert_eq!(
            fields(&last.data),
            ["environment_id", "fingerprint", "flag", "flag_key", "previous", "timestamp", "type", "version",]
        );
        assert_eq!(last.data["fingerprint"], json!(served.fingerprint().to_string()));
    }

    async fn content_needs_a_server_key(world) {
        let shop = world.shop().await;
        let path = "/api/v1/stream?content=true";
        for caller in [&shop.sdk, &shop.stream, &shop.owner] {
            refusal(caller.request(Method::GET, path)).await.refused(403, "forbidden");
        }
        for wrong in ["yes", "1", ""] {
            let path = format!("{STREAM}?content={wrong}");
            let refused = refusal(shop.server.request(Method::GET, &path)).await;
            assert_eq!(refused.refused_field(), "content");
        }
        let mut plain = shop.server.stream("?since=0&content=false").await;
        shop.flag("f", json!({})).await;
        assert!(plain.next().await.data.get("flag").is_none());
    }

    async fn an_evaluation_after_an_event_returns_the_new_answer(world) {
        let shop = world.shop().await;
        let flag = shop.flag("f", json!({ "value_type": "number", "default_value": 0 })).await;
        let mut events = shop.stream.stream("?since=1").await;
        let (owner, path) = (shop.owner.clone(), shop.flag_path(&flag));
        let writer = tokio::spawn(async move {
            for n in 1..=25 {
                owner.patch(&path, json!({ "default_value": n })).await.ok();
            }
        });
        for n in 1..=25 {
            let version = events.expect("flag.updated").await.data["version"].as_i64().unwrap();
            assert_eq!(version, n + 1);
            let answer = shop.evaluate("f", json!({})).await;
            // It may include later writes.
            assert!(answer["value"].as_i64().unwrap() >= n, "received {n}, answered {answer}");
            assert!(answer["version"].as_i64().unwrap() >= version, "received {version}, answered {answer}");
        }
        writer.await.unwrap();
    }

    async fn all_readers_of_an_environment_receive_the_same_events(world) {
        let shop = world.shop().await;
        let mut readers = Vec::new();
        for _ in 0..20 {
            readers.push(shop.stream.stream("?since=0").await);
        }
        let flag = shop.flag("f", json!({})).await;
        shop.rule(&flag, json!({})).await;
        let mut received = std::collections::HashSet::new();
        for reader in &mut readers {
            received.insert((reader.next().await.frame, reader.next().await.frame));
        }
        assert_eq!(received.len(), 1, "{received:?}");
    }

    async fn a_revoked_key_loses_its_stream_and_the_others_keep_theirs(world) {
        let shop = world.shop().await;
        let (key, program) = shop.key(json!({ "scope": "stream" })).await;
        let revoked = program.stream("?since=0").await;
        let mut kept = shop.stream.stream("?since=0").await;
        let path = format!("{}/api-keys/{}", shop.path, key["id"].as_str().unwrap());
        shop.owner.delete(&path).await.ok();
        assert_eq!(revoked.read_to_end().await, [] as [String; 0]);
        refusal(program.request(Method::GET, STREAM)).await.refused(401, "unauthorized");
        shop.flag("f", json!({})).await;
        kept.expect("flag.created").await;
    }

    async fn a_rotated_secret_loses_its_stream(world) {
        let shop = world.shop().await;
        let (key, program) = shop.key(json!({ "scope": "stream" })).await;
        let old = program.stream("?since=0").await;
        let path = format!("{}/api-keys/{}/rotate", shop.path, key["id"].as_str().unwrap());
        let rotated = shop.owner.post(&path, json!({})).await.ok();
        assert_eq!(old.read_to_end().await, [] as [String; 0]);
        program.with_key(rotated["secret"].as_str().unwrap()).stream("?since=0").await;
    }

    async fn deleting_an_environment_or_its_project_ends_its_streams(world) {
        let shop = world.shop().await;
        let (staging, program) = shop.environment("staging").await;
        let (_, third) = shop.environment("third").await;
        let streams = (program.stream("?since=0").await, shop.sdk.stream("?since=0").await);
        let third = third.stream("?since=0").await;
        let path = format!("{}/environments/{}", shop.path, staging["id"].as_str().unwrap());
        shop.owner.delete(&path).await.ok();
        assert_eq!(streams.0.read_to_end().await, [] as [String; 0]);
        refusal(program.request(Method::GET, STREAM)).await.refused(401, "unauthorized");
        shop.owner.delete(&shop.path).await.ok();
        assert_eq!(streams.1.read_to_end().await, [] as [String; 0]);
        assert_eq!(third.read_to_end().await, [] as [String; 0]);
        refusal(shop.sdk.request(Method::GET, STREAM)).await.refused(401, "unauthorized");
    }

    async fn an_environment_that_leaves_this_region_ends_its_streams(world) {
        let shop = world.shop().await;
        let events = shop.stream.stream("?since=0").await;
        let regions = format!("{}/regions", shop.environment_path());
        shop.owner.put(&regions, json!({ "regions": ["eu"] })).await.ok();
        assert_eq!(events.read_to_end().await, [] as [String; 0]);
        shop.owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
        let mut back = shop.stream.stream("?since=0").await;
        shop.flag("f", json!({})).await;
        back.expect("flag.created").await;
    }

    async fn a_users_stream_spans_environments_and_has_no_ids(world) {
        let shop = world.shop().await;
        let (staging, _) = shop.environment("staging").await;
        let mut events = shop.owner.stream("").await;
        let reset = events.expect("snapshot.reset").await;
        assert_eq!((reset.id, fields(&reset.data)), (None, vec!["timestamp", "type"]));
        for environment in [json!(shop.environment_id), staging["id"].clone()] {
            shop.flag("f", json!({ "environment_id": environment })).await;
            let event = events.expect("flag.created").await;
            assert_eq!((event.id, &event.data["environment_id"]), (None, &environment));
            assert_eq!(event.data["version"], 1);
            assert_eq!(event.frame.lines().count(), 1, "{event:?}");
        }
        let refused = refusal(shop.owner.request(Method::GET, "/api/v1/stream?since=1")).await;
        assert_eq!(refused.refused_field(), "since");
    }

    async fn a_users_stream_follows_an_environment_that_leaves_and_returns(world) {
        let shop = world.shop().await;
        let mut events = shop.owner.stream("").await;
        events.expect("snapshot.reset").await;
        let regions = format!("{}/regions", shop.environment_path());
        shop.owner.put(&regions, json!({ "regions": [] })).await.ok();
        shop.flag("meanwhile", json!({})).await;
        shop.owner.put(&regions, json!({ "regions": ["local"] })).await.ok();
        events.expect("snapshot.reset").await;
        for key in ["a", "b", "c"] {
            shop.flag(key, json!({})).await;
            assert_eq!(events.expect("flag.created").await.data["flag_key"], key, "each event once");
        }
    }

    async fn a_users_stream_has_no_events_of_other_organizations(world) {
        let (ours, theirs) = (world.shop().await, world.shop().await);
        let mut events = ours.owner.stream("").await;
        events.expect("snapshot.reset").await;
        theirs.flag("secret", json!({})).await;
        ours.flag("ours", json!({})).await;
        assert_eq!(events.expect("flag.created").await.data["flag_key"], "ours");
    }

    async fn a_users_stream_ends_with_the_session(world) {
        let shop = world.shop().await;
        let events = shop.owner.stream("").await;
        shop.owner.post("/api/v1/logout", json!({ "refresh_token": shop.owner.refresh_token })).await.ok();
        let frames = events.read_to_end().await;
        assert_eq!(frames.len(), 1, "the reset alone: {frames:?}");
    }

    async fn a_stream_is_refused_by_a_status(world) {
        let shop = world.shop().await;
        let anonymous = world.anonymous();
        for caller in [anonymous.clone(), anonymous.with_key("tgl_str_no"), anonymous.with_bearer("no")] {
            refusal(caller.request(Method::GET, STREAM)).await.refused(401, "unauthorized");
        }
        let in_query = format!("{STREAM}?api_key={}", shop.server_secret);
        let refused = refusal(anonymous.request(Method::GET, &in_query)).await;
        assert_ne!(refused.status, 200);
        let unknown = refusal(shop.stream.request(Method::GET, "/api/v1/stream?from=1")).await;
        assert_eq!(unknown.refused_field(), "from");
        shop.stream.post(STREAM, Value::Null).await.refused(405, "method_not_allowed");
    }
}
