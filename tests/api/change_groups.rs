//! Several changes in one transaction: evaluators see all of them or none.
//!
//! No endpoint writes such a group yet, so these tests use the writer that endpoints use, with the owner's own proof.

use std::{
    collections::BTreeSet,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use serde_json::{Value, json};
use togul_core::{Change, Event, Snapshot};
use togul_server::{
    domain::{
        access::{InProject, Rights},
        change::ChangeKind,
        decoded::Decoded,
        environment::Environment,
        flag::Flag,
        id::Id,
        permission::need,
        request_source::{RequestSource, WriteMode},
    },
    service::change::{ChangeRecord, EnvironmentWriter},
    store::{self, Store},
};

use crate::world::{Database, Shop, World, on_both, sse::Events};

pub fn id<T>(text: &str) -> Id<T> {
    text.parse::<uuid::Uuid>().unwrap().into()
}

/// What the handlers make of the owner's token.
pub async fn proof(world: &World, shop: &Shop) -> InProject<need::FlagsWrite> {
    let token = shop.owner.authorization().strip_prefix("Bearer ").unwrap();
    let session = world.app.accounts.tokens.verify(token).unwrap().sid.into();
    let mut reader = world.app.store.read().await.unwrap();
    let rights = store::access::find_rights(reader.conn(), session, Some(id(&shop.project_id))).await;
    let Rights { caller, project } = rights.unwrap().unwrap();
    let source = RequestSource {
        address: Ipv4Addr::LOCALHOST.into(),
        request_id: "import".to_owned(),
        mode: WriteMode::Commit,
    };
    caller.in_project(project, source).unwrap()
}

/// Gives each of the flags this default value, in one transaction that is not committed yet.
async fn append(world: &World, shop: &Shop, flags: &[&Value], value: i64) -> EnvironmentWriter {
    let proof = proof(world, shop).await;
    append_with(&world.app.store, &proof, id(&shop.environment_id), flags, value).await
}

/// The same with a proof and a store, without any other read.
pub async fn append_with(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    environment: Id<Environment>,
    flags: &[&Value],
    value: i64,
) -> EnvironmentWriter {
    let mut writer = EnvironmentWriter::in_environment(store, proof, environment).await.unwrap();
    for flag in flags {
        let id: Id<Flag> = id(flag["id"].as_str().unwrap());
        let found = store::flags::find(writer.tx.conn(), proof.project(), id).await;
        let before = found.unwrap().expect("the flag exists");
        let after = Flag {
            default_value: Decoded::Value(json!(value).into()),
            version: before.version + 1,
            ..before.clone()
        };
        let record = ChangeRecord::new(proof, ChangeKind::FlagUpdated, id).before(&before).after(&after);
        writer.rewrite_flag(record, &after).await.unwrap();
    }
    writer
}

/// Gives each of the flags a default value of its own of about that size.
async fn append_large(
    world: &World,
    shop: &Shop,
    writer: &mut EnvironmentWriter,
    flags: &[&Value],
    value: &str,
) {
    let proof = proof(world, shop).await;
    for (number, flag) in flags.iter().enumerate() {
        let id: Id<Flag> = id(flag["id"].as_str().unwrap());
        let before = store::flags::find(writer.tx.conn(), proof.project(), id).await;
        let before = before.unwrap().expect("the flag exists");
        let after =
            Flag { default_value: Decoded::Value(json!(format!("{number}{value}")).into()), ..before };
        let record = ChangeRecord::new(&proof, ChangeKind::FlagUpdated, id).after(&flag["key"]);
        writer.rewrite_flag(record, &after).await.unwrap();
    }
}

/// Gives each of the flags this default value in one transaction.
pub async fn write(world: &World, shop: &Shop, flags: &[&Value], value: i64) {
    append(world, shop, flags, value).await.publish().await.unwrap();
}

pub async fn numbers(shop: &Shop, count: usize) -> Vec<Value> {
    let mut flags = Vec::new();
    for n in 0..count {
        let fields = json!({ "value_type": "number", "default_value": 0 });
        flags.push(shop.flag(&format!("f{n}"), fields).await);
    }
    flags
}

/// The values of all flags in one answer.
async fn values(shop: &Shop) -> BTreeSet<i64> {
    let all = shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
    let flags = all["flags"].as_object().unwrap();
    flags.values().map(|answer| answer["value"].as_i64().unwrap()).collect()
}

/// Reads a group of `count` events, and checks that only the last has an id.
async fn group(events: &mut Events, count: usize) -> Vec<(String, Value)> {
    let mut group = Vec::new();
    for position in 1..=count {
        let event = events.expect("flag.updated").await;
        let is_last = position == count;
        assert_eq!(event.id.is_some(), is_last, "{event:?}");
        assert_eq!(event.data.get("more"), (!is_last).then_some(&json!(true)), "{event:?}");
        group.push((event.frame, event.data));
    }
    group
}

/// Applies events with content as a client does: a group as one.
fn apply(held: &Snapshot, frames: &[(String, Value)]) -> Snapshot {
    let data = frames.iter().map(|(frame, _)| frame.split_once("data: ").unwrap().1);
    let events: Vec<Event<'_>> = data.map(|data| serde_json::from_str(data).unwrap()).collect();
    let changes: Vec<Change<'_>> = events.iter().map(|event| event.change().unwrap()).collect();
    held.apply(&changes).expect("the group follows on what is held")
}

async fn snapshot(shop: &Shop) -> Snapshot {
    Snapshot::from_json(&shop.server.get("/api/v1/snapshot").await.body).unwrap()
}

on_both! {
    async fn a_group_takes_consecutive_revisions_and_no_evaluation_sees_half_of_it(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 3).await;
        let flags: Vec<_> = flags.iter().collect();
        let is_over = Arc::new(AtomicBool::new(false));
        let evaluating = (0..3).map(|_| {
            let (sdk, is_over) = (shop.sdk.clone(), Arc::clone(&is_over));
            tokio::spawn(async move {
                let mut seen = BTreeSet::new();
                while !is_over.load(SeqCst) {
                    let all = sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
                    let values: BTreeSet<_> =
                        (0..3).map(|n| all["flags"][format!("f{n}")]["value"].as_i64().unwrap()).collect();
                    assert_eq!(values.len(), 1, "{all}");
                    assert_eq!(all["version"].as_i64().unwrap() % 3, 0, "inside of a group: {all}");
                    seen.extend(values);
                }
                seen
            })
        });
        let evaluating: Vec<_> = evaluating.collect();
        for value in 1..=25 {
            write(world, &shop, &flags, value).await;
            assert_eq!(shop.revision().await, 3 + 3 * value);
            assert_eq!(values(&shop).await, [value].into(), "a committed group is in the next answer");
        }
        is_over.store(true, SeqCst);
        for evaluating in evaluating {
            assert!(!evaluating.await.unwrap().is_empty());
        }
        let log = shop.owner.get("/api/v1/audit-log?action=flag.updated&limit=100").await.ok();
        assert_eq!(log["entries"].as_array().unwrap().len(), 75, "each change has its audit entry");
    }

    async fn only_the_last_event_of_a_group_has_an_id(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 3).await;
        let flags: Vec<_> = flags.iter().collect();
        let held = snapshot(&shop).await;
        let mut content = shop.server.stream("?since=3&content=true").await;
        let mut classic = shop.stream.stream("?since=3").await;
        let mut of_user = shop.owner.stream("").await;
        of_user.expect("snapshot.reset").await;
        write(world, &shop, &flags, 7).await;
        let of_content = group(&mut content, 3).await;
        let of_classic = group(&mut classic, 3).await;
        for (revision, (_, data)) in (4..).zip(&of_content) {
            assert_eq!((&data["version"], &data["previous"]), (&json!(revision), &json!(revision - 1)));
        }
        assert!(of_content[2].0.starts_with("id: 6\n") && of_classic[2].0.starts_with("id: 6\n"));
        for (_, data) in &of_classic {
            let event = of_user.expect("flag.updated").await;
            assert_eq!((event.id, &event.data), (None, data));
        }
        let applied = apply(&held, &of_content);
        let served = snapshot(&shop).await;
        assert_eq!((applied.revision(), applied.fingerprint()), (served.revision(), served.fingerprint()));

        // From the ring, and then from the log, which is read by a server that has no ring yet.
        for from_log in [false, true] {
            if from_log {
                drop((content, classic, of_user));
                (content, classic, of_user) = loop {
                    world.app.live.evict_idle(Duration::ZERO);
                    if world.app.live.loaded().is_empty() {
                        let content = shop.server.stream("?since=3&content=true").await;
                        break (content, shop.stream.stream("?since=3").await, shop.owner.stream("").await);
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                };
            } else {
                content = shop.server.stream("?since=3&content=true").await;
                classic = shop.stream.stream("?since=3").await;
            }
            assert_eq!(group(&mut content, 3).await, of_content, "from the log: {from_log}");
            assert_eq!(group(&mut classic, 3).await, of_classic, "from the log: {from_log}");
        }
        of_user.expect("snapshot.reset").await;
    }

    async fn a_resume_inside_of_a_group_gets_a_reset(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 3).await;
        let flags: Vec<_> = flags.iter().collect();
        // Before the first subscriber: this group is in the log alone. The second one is in the ring too.
        write(world, &shop, &flags, 1).await;
        let mut first = shop.stream.stream("?since=6").await;
        write(world, &shop, &flags, 2).await;
        group(&mut first, 3).await;
        for inside in [4, 5, 7, 8] {
            let mut events = shop.server.stream(&format!("?since={inside}&content=true")).await;
            assert_eq!(events.expect("snapshot.reset").await.id, Some(9), "after {inside}");
        }
        for (between, groups) in [(3, 2), (6, 1), (9, 0)] {
            let mut events = shop.server.stream(&format!("?since={between}&content=true")).await;
            for _ in 0..groups {
                group(&mut events, 3).await;
            }
        }
    }

    async fn a_group_larger_than_a_read_of_the_log_is_whole_and_one_above_the_bound_is_a_reset(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 2).await;
        let held = snapshot(&shop).await;
        let mut events = shop.server.stream("?since=2&content=true").await;
        let forty: Vec<_> = flags.iter().cycle().take(40).collect();
        write(world, &shop, &forty, 1).await;
        let of_live = group(&mut events, 40).await;
        assert_eq!(apply(&held, &of_live).fingerprint(), snapshot(&shop).await.fingerprint());

        let many: Vec<_> = flags.iter().cycle().take(300).collect();
        write(world, &shop, &many, 2).await;
        assert_eq!(values(&shop).await, [2].into());
        let reset = events.expect("snapshot.reset").await;
        assert_eq!((reset.id, &reset.data["version"]), (Some(342), &json!(342)));
        write(world, &shop, &flags.iter().collect::<Vec<_>>(), 3).await;
        group(&mut events, 2).await;

        drop(events);
        // Without the ring: the log has a group of 40, one of 300, and one of 2.
        while !world.app.live.loaded().is_empty() {
            world.app.live.evict_idle(Duration::ZERO);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut events = shop.server.stream("?since=2&content=true").await;
        assert_eq!(group(&mut events, 40).await, of_live);
        assert_eq!(events.expect("snapshot.reset").await.id, Some(344));
        let mut events = shop.server.stream("?since=342&content=true").await;
        group(&mut events, 2).await;
    }

    async fn live_and_resuming_readers_get_a_reset_for_a_group_of_too_many_bytes(world) {
        let shop = world.shop().await;
        let value = "x".repeat(60 << 10);
        let flags = numbers(&shop, 1).await;
        let large = json!({ "value_type": "json", "default_value": value });
        let large = shop.flag("large", large).await;
        let mut events = shop.server.stream("?since=2&content=true").await;
        // About 60 KiB each: far fewer changes than the bound, but more bytes.
        let many: Vec<_> = [&large].into_iter().cycle().take(100).collect();
        let mut writer = append(world, &shop, &[], 0).await;
        append_large(world, &shop, &mut writer, &many, &value).await;
        writer.publish().await.unwrap();
        assert_eq!(events.expect("snapshot.reset").await.id, Some(102));
        let mut events = shop.server.stream("?since=2&content=true").await;
        assert_eq!(events.expect("snapshot.reset").await.id, Some(102));
        write(world, &shop, &[&flags[0]], 1).await;
        group(&mut events, 1).await;
    }

    async fn a_change_that_a_newer_server_logged_is_a_reset_for_readers(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 2).await;
        write(world, &shop, &[&flags[0]], 1).await;
        for (revision, fields) in [(2, "type = 'flag.merged'"), (3, "object_kind = 'galaxy'")] {
            world.sql(&format!("update changes set {fields} where revision = {revision}")).await;
            let mut events = shop.server.stream(&format!("?since={}&content=true", revision - 1)).await;
            assert_eq!(events.expect("snapshot.reset").await.id, Some(3), "{fields}");
        }
        assert_eq!(values(&shop).await, [0, 1].into());
    }

    async fn a_group_that_is_rolled_back_leaves_nothing(world) {
        let shop = world.shop().await;
        let flags = numbers(&shop, 2).await;
        let flags: Vec<_> = flags.iter().collect();
        let mut events = shop.stream.stream("?since=2").await;
        drop(append(world, &shop, &flags, 1).await);
        assert_eq!((shop.revision().await, values(&shop).await), (2, [0].into()));
        append(world, &shop, &[], 1).await.publish().await.unwrap();
        assert_eq!(shop.revision().await, 2, "a transaction without changes makes no revision");
        write(world, &shop, &flags, 2).await;
        assert_eq!(group(&mut events, 2).await[1].1["version"], 4);
    }
}

/// The notice names the last revision only; the other server reads the group from the log, and applies it as one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_server_applies_a_group_as_one() {
    let Some(database) = Database::postgres().await else { return };
    let (url, listen) = (database.url(), "127.0.0.1:0".parse().unwrap());
    let one = World::start(database, listen).await;
    let other = World::start(Database::External(url), listen).await;
    let here = one.shop().await;
    let flags = numbers(&here, 3).await;
    let flags: Vec<_> = flags.iter().collect();
    let there = here.at(&other.url);
    let mut held = snapshot(&there).await;
    let mut events = there.server.stream("?since=3&content=true").await;
    for value in 1..=10 {
        write(&one, &here, &flags, value).await;
        held = apply(&held, &group(&mut events, 3).await);
        assert_eq!(held.revision().to_i64(), 3 + 3 * value);
        assert_eq!(values(&there).await, [value].into());
    }
    assert_eq!(held.fingerprint(), snapshot(&there).await.fingerprint());
    drop(events);
    other.stop().await.drop().await;
    one.stop().await.drop().await;
}
