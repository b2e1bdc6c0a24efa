use std::time::Duration;

use togul_client::{Client, Connection, Context};

use crate::server::{Asked, Environment, Server, Stream, flag, skip, soon};

fn value(client: &Client, key: &str) -> String {
    client.string(key, &Context::new(), "none")
}

async fn at(client: &Client, environment: &Environment) {
    soon(client.wait_for_revision(environment.revision, Duration::from_secs(3600))).await.expect("in time");
    let snapshot = client.snapshot();
    assert_eq!(snapshot.revision(), environment.revision);
    assert_eq!(snapshot.fingerprint(), environment.fingerprint());
}

/// A client at revision 2, where `colour` is red.
async fn red() -> (Server, Environment, Client, Stream) {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    environment.set("colour", "red");
    let (client, stream) = server.following(&environment).await;
    (server, environment, client, stream)
}

/// The fresh snapshot is asked for, once, and the old state answers until it is there.
async fn one_fresh_snapshot(server: &mut Server, client: &Client, environment: &Environment) -> String {
    let asked: Asked = server.snapshot().await;
    assert_eq!(
        (client.revision().get(), value(client, "colour")),
        (2, "red".to_owned()),
        "the old state answers"
    );
    let named = asked.header("if-none-match").to_owned();
    asked.give(environment);
    at(client, environment).await;
    server.assert_no_snapshot().await;
    named
}

#[tokio::test]
async fn changes_are_applied_as_they_come() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "green");
    stream.send(environment.put("flag.created", "new", flag("new", "string", "\"here\"")));
    at(&client, &environment).await;
    assert_eq!(value(&client, "new"), "here");
    stream.send(environment.delete("colour"));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "none");
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn events_are_read_wherever_their_bytes_break() {
    let (mut server, mut environment, client, stream) = red().await;
    let event = environment.set("colour", "grün \u{1f600}").replace('\n', "\r\n");
    for byte in event.into_bytes() {
        stream.send(vec![byte]);
    }
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "grün \u{1f600}");
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn an_unknown_type_with_content_is_applied_like_any_other() {
    let (mut server, mut environment, client, stream) = red().await;
    let flag =
        flag("colour", "string", "\"green\"").replace("\"rules\"", "\"from_the_future\":[1, 2],\"rules\"");
    stream.send(environment.put("segment.updated", "colour", flag));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "green");
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_repeat_is_ignored() {
    let (mut server, mut environment, client, stream) = red().await;
    let (first, second) = (environment.set("colour", "green"), environment.set("colour", "blue"));
    let events = [&first, &first, &second, &first, &second].map(String::as_str).concat();
    stream.send(events + &environment.set("end", "here"));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "blue");
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_gap_leads_to_one_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = red().await;
    environment.set("colour", "green");
    let (later, last) = (environment.set("colour", "blue"), environment.set("colour", "black"));
    stream.send(later + &last);
    one_fresh_snapshot(&mut server, &client, &environment).await;
    stream.send(environment.set("colour", "white"));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "white", "and the same stream goes on");
}

#[tokio::test]
async fn a_wrong_fingerprint_leads_to_one_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = red().await;
    let right = environment.fingerprint().to_string();
    let event = environment.set("colour", "green").replace(&environment.fingerprint().to_string(), &right);
    stream.send(event);
    one_fresh_snapshot(&mut server, &client, &environment).await;
    assert_eq!(value(&client, "colour"), "green");
}

#[tokio::test]
async fn an_unreadable_event_leads_to_one_fresh_snapshot() {
    for data in [
        "nonsense".to_owned(),
        "{\"type\":".to_owned(),
        "[]".to_owned(),
        r#"{"type":"flag.updated","flag_key":"colour","version":3}"#.to_owned(),
        r#"{"type":"flag.updated"}"#.to_owned(),
        format!(
            r#"{{"type":"flag.updated","version":3,"environment_id":"{}"}}"#,
            "0196f0a0-0000-7000-8000-000000000009"
        ),
    ] {
        let (mut server, mut environment, client, stream) = red().await;
        environment.set("colour", "green");
        stream.send(format!("id: 3\ndata: {data}\n\n"));
        one_fresh_snapshot(&mut server, &client, &environment).await;
        stream.send(environment.set("colour", "white"));
        at(&client, &environment).await;
    }
}

#[tokio::test]
async fn a_flag_of_another_key_than_the_events_leads_to_one_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = red().await;
    let event =
        environment.set("colour", "green").replace("\"flag_key\":\"colour\"", "\"flag_key\":\"color\"");
    stream.send(event);
    one_fresh_snapshot(&mut server, &client, &environment).await;
}

#[tokio::test]
async fn a_broken_stream_leads_to_one_fresh_snapshot_and_a_new_stream() {
    let endless = "data: ".to_owned() + &"x".repeat(2 << 20);
    for bytes in [&b"data: \xff\xfe\n\n"[..], b"unknown: field\n\n", endless.as_bytes()] {
        let (mut server, mut environment, client, stream) = red().await;
        environment.set("colour", "green");
        stream.send(bytes.to_vec());
        one_fresh_snapshot(&mut server, &client, &environment).await;
        skip(Duration::from_secs(5)).await;
        let asked = server.stream().await;
        assert_eq!(asked.query, "content=true&since=3");
        let stream = asked.open();
        stream.send(environment.set("colour", "white"));
        at(&client, &environment).await;
        server.assert_no_snapshot().await;
    }
}

#[tokio::test]
async fn a_reset_leads_to_one_fresh_snapshot_unless_nothing_changed() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.reset());
    let asked = server.snapshot().await;
    assert_eq!(asked.header("if-none-match"), environment.etag());
    asked.give(&environment);
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    server.assert_no_snapshot().await;
    assert_eq!(value(&client, "colour"), "green");
}

#[tokio::test]
async fn what_is_held_is_named_also_after_changes() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    stream.send(environment.reset());
    let asked = server.snapshot().await;
    assert_eq!(asked.header("if-none-match"), environment.etag());
    asked.give(&environment);
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
}

#[tokio::test]
async fn an_older_snapshot_is_taken_only_after_a_reset_to_a_lower_version() {
    let (mut server, environment, client, stream) = red().await;
    let mut backup = Environment::new();

    // A server that is behind, but says nothing of having been set back.
    stream.send("data: nonsense\n\n");
    server.snapshot().await.give(&backup);
    stream.closed().await;
    assert_eq!((client.revision().get(), value(&client, "colour")), (2, "red".to_owned()));
    assert_eq!(environment.revision, 2);

    skip(Duration::from_secs(5)).await;
    let asked = server.stream().await;
    assert_eq!(asked.query, "content=true&since=2");
    let stream = asked.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    stream.send(backup.reset());
    server.snapshot().await.give(&backup);
    soon(client.wait_for_status(|status| status.revision == 1)).await;
    assert_eq!(value(&client, "colour"), "none", "the server went back to a backup");

    stream.send(backup.set("colour", "blue"));
    at(&client, &backup).await;
    assert_eq!(value(&client, "colour"), "blue");
}

#[tokio::test]
async fn not_even_a_reset_leads_below_its_own_version() {
    let (mut server, mut environment, client, stream) = red().await;
    environment.set("colour", "green");
    stream.send(environment.event("flag.updated", "colour"));
    at(&client, &environment).await;
    let backup = Environment { revision: 2, ..environment.clone() };
    stream.send(backup.reset());
    // Another server answers, which is behind even that.
    server.snapshot().await.give(&Environment::new());
    stream.closed().await;
    assert_eq!(client.revision(), 3);
    skip(Duration::from_secs(5)).await;
    assert_eq!(server.stream().await.query, "content=true&since=3");
}

#[tokio::test]
async fn a_reset_to_a_lower_version_is_not_done_with_by_what_is_held() {
    let (mut server, mut environment, client, stream) = red().await;
    let backup = Environment::new();
    stream.send(backup.reset());
    // Another server answers, which was not set back yet.
    server.snapshot().await.give(&environment);
    stream.closed().await;
    skip(Duration::from_secs(5)).await;
    let asked = server.stream().await;
    assert_eq!((&*asked.query, client.revision().get()), ("content=true&since=2", 2));
    // And the next stream does not know of a reset.
    let stream = asked.open();
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
}

#[tokio::test]
async fn a_snapshot_that_does_not_reach_the_events_revision_leads_back_to_the_stream() {
    let (mut server, mut environment, client, stream) = red().await;
    let behind = environment.clone();
    let missed = environment.set("colour", "green");
    let seen = environment.set("colour", "blue");
    stream.send(seen.clone());
    // Another server answers, which is a moment behind.
    server.snapshot().await.give(&behind);
    stream.closed().await;
    skip(Duration::from_secs(5)).await;
    let asked = server.stream().await;
    assert_eq!(asked.query, "content=true&since=2");
    let stream = asked.open();
    stream.send(missed + &seen);
    at(&client, &environment).await;
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_lost_stream_is_resumed_from_the_revision_held() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    drop(stream);
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    assert!(status.error.is_some_and(|error| error.is_unreachable()));
    skip(Duration::from_secs(1)).await;
    let asked = server.stream().await;
    assert_eq!(asked.query, "content=true&since=3");
    let stream = asked.open();
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
    assert!(client.status().error.is_none());
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_stream_that_is_cut_inside_an_event_is_resumed_before_it() {
    let (mut server, mut environment, client, stream) = red().await;
    let event = environment.set("colour", "green");
    stream.send(event[..event.len() - 1].to_owned());
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    skip(Duration::from_secs(1)).await;
    let asked = server.stream().await;
    assert_eq!((&*asked.query, client.revision().get()), ("content=true&since=2", 2));
    let stream = asked.open();
    stream.send(event);
    at(&client, &environment).await;
}

#[tokio::test]
async fn three_heartbeats_of_silence_mean_that_the_stream_is_dead() {
    let (mut server, mut environment, client, stream) = red().await;
    skip(Duration::from_secs(44)).await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    skip(Duration::from_secs(44)).await;
    assert!(client.status().age.is_some_and(|age| age >= Duration::from_secs(44)));
    stream.send(": heartbeat\n\n");
    // Only the age shows it, and the event behind it.
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
    skip(Duration::from_secs(46)).await;
    stream.closed().await;
    // For longer than a poll's interval nothing was heard.
    server.snapshot().await.give(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Polling)).await;
    skip(Duration::from_secs(2)).await;
    let asked = server.stream().await;
    assert_eq!(asked.query, "content=true&since=4");
    let _stream = asked.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
}
