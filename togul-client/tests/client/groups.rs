//! Several changes that the server committed in one transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use togul_client::{Client, Connection, Context, Revision, Snapshot};

use crate::server::{Environment, SOON, Server, Stream, advance, soon, with_more};

const KEYS: [&str; 3] = ["blue", "green", "red"];

/// A client at revision 4, where three flags have the value `0`.
async fn following() -> (Server, Environment, Client, Stream) {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    group(&mut environment, "0");
    let (client, stream) = server.following(&environment).await;
    (server, environment, client, stream)
}

/// Sets all three flags in one transaction, and returns its events.
fn group(environment: &mut Environment, value: &str) -> Vec<String> {
    let mut events = KEYS.map(|key| environment.set(key, value)).to_vec();
    let (_, all_but_last) = events.split_last_mut().expect("three events");
    all_but_last.iter_mut().for_each(|event| *event = with_more(event));
    events
}

fn values(snapshot: &Snapshot) -> [String; 3] {
    let context = Context::new();
    KEYS.map(|key| snapshot.evaluate(key, &context).as_str().unwrap_or("none").to_owned())
}

async fn at(client: &Client, environment: &Environment) {
    soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
    let snapshot = client.snapshot();
    assert_eq!(snapshot.revision(), environment.revision);
    assert_eq!(snapshot.fingerprint(), environment.fingerprint());
}

/// The client requests the snapshot once, and evaluates revision 4 until it arrives.
async fn one_fresh_snapshot(server: &mut Server, client: &Client, environment: &Environment) {
    let request = server.snapshot_request().await;
    assert_eq!(
        (client.revision(), values(&client.snapshot())),
        (Revision::new(4), [(); 3].map(|()| "0".to_owned()))
    );
    request.respond_with(environment);
    at(client, environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_group_is_one_change_with_all_its_flags() {
    let (mut server, mut environment, client, stream) = following().await;
    let mut changes = client.changes();
    for event in group(&mut environment, "1") {
        stream.send(event);
        tokio::task::yield_now().await;
    }
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (4, 7));
    assert_eq!(changed.flags, KEYS);
    at(&client, &environment).await;
    stream.send(environment.set("red", "2"));
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn no_evaluation_sees_a_part_of_a_group() {
    let (_server, mut environment, client, stream) = following().await;
    let over = Arc::new(AtomicBool::new(false));
    let evaluator = thread::spawn({
        let (client, over) = (client.clone(), Arc::clone(&over));
        move || {
            while !over.load(Ordering::Relaxed) {
                let snapshot = client.snapshot();
                let [first, second, third] = values(&snapshot);
                assert!(first == second && second == third, "{first}, {second}, {third}");
                assert_eq!(snapshot.revision().get() % 3, 1, "a revision inside of a group");
            }
        }
    });
    for round in 1..=200 {
        for event in group(&mut environment, &round.to_string()) {
            stream.send(event);
            tokio::task::yield_now().await;
        }
    }
    at(&client, &environment).await;
    over.store(true, Ordering::Relaxed);
    evaluator.join().expect("all values were equal");
}

#[tokio::test]
async fn a_stream_that_is_cut_inside_a_group_is_resumed_before_the_group() {
    for received in 1..3 {
        let (mut server, mut environment, client, stream) = following().await;
        let before = environment.resume_query();
        let events = group(&mut environment, "1");
        stream.send(events[..received].concat());
        drop(stream);
        soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
        advance(Duration::from_secs(1)).await;
        let request = server.stream_request().await;
        assert_eq!((request.query.clone(), client.revision()), (before, Revision::new(4)));
        let stream = request.open();
        stream.send(events.concat());
        at(&client, &environment).await;
        server.assert_no_snapshot_request().await;
    }
}

#[tokio::test]
async fn a_reset_inside_a_group_leads_to_one_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = following().await;
    let events = group(&mut environment, "1");
    stream.send(events[..2].concat() + &environment.reset());
    one_fresh_snapshot(&mut server, &client, &environment).await;
    // The rest of the group is included in the snapshot.
    stream.send(events[2].clone() + &environment.set("red", "2"));
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn repeats_of_a_group_and_inside_a_group_are_ignored() {
    let (mut server, mut environment, client, stream) = following().await;
    let events = group(&mut environment, "1");
    let [first, second, last] = &events[..] else { panic!("three events") };
    for event in [first, first, second, first, second, last, last, first, second, last] {
        stream.send(event.clone());
    }
    let next = group(&mut environment, "2");
    stream.send(next.concat());
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_group_that_does_not_fit_leads_to_one_fresh_snapshot() {
    let broken: [fn(&mut Vec<String>, &mut Environment); 5] = [
        // A missing first event, a missing one in the middle, and a missing end.
        |events, _| drop(events.remove(0)),
        |events, _| drop(events.remove(1)),
        |events, environment| events[2] = environment.set("red", "2"),
        // A wrong fingerprint in the middle, and an event that claims a far revision.
        |events, environment| {
            let (start, rest) = events[1].split_once(r#""fingerprint":""#).expect("a fingerprint");
            events[1] = format!(r#"{start}"fingerprint":"{}{}"#, environment.fingerprint(), &rest[32..]);
        },
        |events, _| events[0] = events[0].replace(r#""version":5"#, r#""version":18446744073709551614"#),
    ];
    for break_group in broken {
        let (mut server, mut environment, client, stream) = following().await;
        let mut events = group(&mut environment, "1");
        break_group(&mut events, &mut environment);
        stream.send(events.concat());
        one_fresh_snapshot(&mut server, &client, &environment).await;
        stream.send(environment.set("red", "3"));
        at(&client, &environment).await;
    }
}

#[tokio::test]
async fn a_group_that_is_too_large_leads_to_one_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = following().await;
    let large = "x".repeat(1 << 20);
    let mut events: Vec<_> =
        (0..12).map(|number| with_more(&environment.set(&format!("large-{number}"), &large))).collect();
    events.push(environment.set("red", "1"));
    for event in events {
        stream.send(event);
    }
    one_fresh_snapshot(&mut server, &client, &environment).await;
    stream.send(environment.set("red", "2"));
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_heartbeat_inside_a_group_does_not_confirm_the_snapshot() {
    let (mut server, mut environment, client, stream) = following().await;
    let events = group(&mut environment, "1");
    stream.send(events[0].clone());
    advance(Duration::from_secs(40)).await;
    stream.send(": heartbeat\n\n".to_owned() + &events[1]);
    // The client has time to read it.
    server.assert_no_snapshot_request().await;
    assert!(client.status().age.is_some_and(|age| age >= Duration::from_secs(40)));
    stream.send(events[2].clone());
    at(&client, &environment).await;
    assert!(client.status().age.is_some_and(|age| age < Duration::from_secs(40)));
}
