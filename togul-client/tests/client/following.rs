use std::time::Duration;

use togul_client::{Client, Connection, Context, Revision};

use crate::server::{Environment, Request, Server, Stream, advance, flag, soon};

fn value(client: &Client, key: &str) -> String {
    client.string(key, &Context::new(), "none")
}

async fn at(client: &Client, environment: &Environment) {
    soon(client.wait_for_revision(environment.revision, Duration::from_secs(3600))).await.expect("in time");
    let snapshot = client.snapshot();
    assert_eq!(snapshot.revision(), environment.revision);
    assert_eq!(snapshot.fingerprint(), environment.fingerprint());
}

/// The client has reached this state, which may be another one at the same revision.
async fn has_state(client: &Client, environment: &Environment) {
    let mut changes = client.changes();
    while client.snapshot().fingerprint() != environment.fingerprint() {
        soon(changes.next()).await.expect("the client is open");
    }
    assert_eq!(client.revision(), environment.revision);
}

/// A client at revision 2, where `colour` is red.
async fn red() -> (Server, Environment, Client, Stream) {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    environment.set("colour", "red");
    let (client, stream) = server.following(&environment).await;
    (server, environment, client, stream)
}

/// The client requests the snapshot once, and evaluates the old one until it arrives. Returns the `ETag` that it sent.
async fn one_fresh_snapshot(server: &mut Server, client: &Client, environment: &Environment) -> String {
    let request: Request = server.snapshot_request().await;
    assert_eq!(
        (client.revision(), value(client, "colour")),
        (Revision::new(2), "red".to_owned()),
        "the old snapshot is in use"
    );
    let etag = request.header("if-none-match").to_owned();
    request.respond_with(environment);
    at(client, environment).await;
    server.assert_no_snapshot_request().await;
    etag
}

#[tokio::test]
async fn changes_are_applied_as_they_arrive() {
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
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn events_are_read_wherever_their_chunks_break() {
    let (mut server, mut environment, client, stream) = red().await;
    let event = environment.set("colour", "grün \u{1f600}").replace('\n', "\r\n");
    for byte in event.into_bytes() {
        stream.send(vec![byte]);
    }
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "grün \u{1f600}");
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn an_unknown_type_with_content_is_applied_like_any_other() {
    let (mut server, mut environment, client, stream) = red().await;
    let flag =
        flag("colour", "string", "\"green\"").replace("\"rules\"", "\"unknown_field\":[1, 2],\"rules\"");
    stream.send(environment.put("segment.updated", "colour", flag));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "green");
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_repeat_is_ignored() {
    let (mut server, mut environment, client, stream) = red().await;
    let (first, second) = (environment.set("colour", "green"), environment.set("colour", "blue"));
    let events = [&first, &first, &second, &first, &second].map(String::as_str).concat();
    stream.send(events + &environment.set("end", "here"));
    at(&client, &environment).await;
    assert_eq!(value(&client, "colour"), "blue");
    server.assert_no_snapshot_request().await;
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
    assert_eq!(value(&client, "colour"), "white", "the same stream continues");
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
async fn a_flag_with_another_key_than_its_event_leads_to_one_fresh_snapshot() {
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
        advance(Duration::from_secs(5)).await;
        let request = server.stream_request().await;
        assert_eq!(request.query, environment.resume_query());
        let stream = request.open();
        stream.send(environment.set("colour", "white"));
        at(&client, &environment).await;
        server.assert_no_snapshot_request().await;
    }
}

#[tokio::test]
async fn a_reset_leads_to_one_fresh_snapshot_unless_nothing_changed() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.reset());
    let request = server.snapshot_request().await;
    assert_eq!(request.header("if-none-match"), environment.etag());
    request.respond_with(&environment);
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
    assert_eq!(value(&client, "colour"), "green");
}

#[tokio::test]
async fn the_etag_is_sent_after_changes_as_well() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    stream.send(environment.reset());
    let request = server.snapshot_request().await;
    assert_eq!(request.header("if-none-match"), environment.etag());
    request.respond_with(&environment);
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
}

#[tokio::test]
async fn an_older_snapshot_is_accepted_only_after_a_reset_to_a_lower_version() {
    let (mut server, environment, client, stream) = red().await;
    let mut backup = Environment::new();

    // A server that is behind, without a reset.
    stream.send("data: nonsense\n\n");
    server.snapshot_request().await.respond_with(&backup);
    stream.closed().await;
    assert_eq!((client.revision(), value(&client, "colour")), (Revision::new(2), "red".to_owned()));
    advance(Duration::from_secs(5)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    let stream = request.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    stream.send(backup.reset());
    server.snapshot_request().await.respond_with(&backup);
    soon(client.wait_for_status(|status| status.revision == 1)).await;
    assert_eq!(value(&client, "colour"), "none", "the database was restored from a backup");

    stream.send(backup.set("colour", "blue"));
    at(&client, &backup).await;
    assert_eq!(value(&client, "colour"), "blue");
}

#[tokio::test]
async fn a_snapshot_below_the_version_of_a_reset_is_ignored() {
    let (mut server, mut environment, client, stream) = red().await;
    environment.set("colour", "green");
    stream.send(environment.event("flag.updated", "colour"));
    at(&client, &environment).await;
    let backup = Environment { revision: 2, ..environment.clone() };
    stream.send(backup.reset());
    // Another server responds, which is even further behind.
    server.snapshot_request().await.respond_with(&Environment::new());
    stream.closed().await;
    assert_eq!(client.revision(), 3);
    advance(Duration::from_secs(5)).await;
    assert_eq!(server.stream_request().await.query, environment.resume_query());
}

#[tokio::test]
async fn a_reset_to_a_lower_version_is_not_satisfied_by_the_current_snapshot() {
    let (mut server, mut environment, client, stream) = red().await;
    let backup = Environment::new();
    stream.send(backup.reset());
    // Another server responds, which has not reloaded the restored database yet.
    server.snapshot_request().await.respond_with(&environment);
    stream.closed().await;
    advance(Duration::from_secs(5)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    // The next stream starts without a reset.
    let stream = request.open();
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
}

/// After a failover, the new history has reached the client's revision with other content. The server of the stream
/// has loaded it; the one that responds to the request for the snapshot has not, and is as far as the client or further.
#[tokio::test]
async fn a_reset_to_other_content_is_not_satisfied_by_a_snapshot_of_the_old_history() {
    for old_history_is_longer in [false, true] {
        let (mut server, mut environment, client, stream) = red().await;
        let mut failed_over = environment.clone();
        environment.set("colour", "green");
        stream.send(environment.set("colour", "blue"));
        server.snapshot_request().await.respond_with(&environment);
        at(&client, &environment).await;
        (0..2).for_each(|_| drop(failed_over.set("colour", "pink")));
        if old_history_is_longer {
            environment.set("colour", "black");
        }
        stream.send(failed_over.reset());
        server.snapshot_request().await.respond_with(&environment);
        stream.closed().await;
        advance(Duration::from_secs(5)).await;
        let request = server.stream_request().await;
        assert_eq!(request.query, environment.resume_query());
        let stream = request.open();
        stream.send(failed_over.reset());
        server.snapshot_request().await.respond_with(&failed_over);
        has_state(&client, &failed_over).await;
    }
}

#[tokio::test]
async fn a_change_to_the_current_revision_with_other_content_leads_to_a_fresh_snapshot() {
    let (mut server, mut environment, client, stream) = red().await;
    let mut failed_over = environment.clone();
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    stream.send(failed_over.set("colour", "pink"));
    server.snapshot_request().await.respond_with(&failed_over);
    has_state(&client, &failed_over).await;
}

#[tokio::test]
async fn a_snapshot_behind_the_event_that_caused_it_leads_to_a_new_stream() {
    let (mut server, mut environment, client, stream) = red().await;
    let behind = environment.clone();
    let missed = environment.set("colour", "green");
    let received = environment.set("colour", "blue");
    stream.send(received.clone());
    // Another server responds, which is a moment behind.
    server.snapshot_request().await.respond_with(&behind);
    stream.closed().await;
    advance(Duration::from_secs(5)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, behind.resume_query());
    let stream = request.open();
    stream.send(missed + &received);
    at(&client, &environment).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_lost_stream_is_resumed_from_the_current_revision() {
    let (mut server, mut environment, client, stream) = red().await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    drop(stream);
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    assert!(status.error.is_some_and(|error| error.is_unreachable()));
    advance(Duration::from_secs(1)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    let stream = request.open();
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
    assert!(client.status().error.is_none());
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_stream_that_is_cut_inside_an_event_is_resumed_before_that_event() {
    let (mut server, mut environment, client, stream) = red().await;
    let before = environment.resume_query();
    let event = environment.set("colour", "green");
    stream.send(event[..event.len() - 1].to_owned());
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    advance(Duration::from_secs(1)).await;
    let request = server.stream_request().await;
    assert_eq!((request.query.clone(), client.revision()), (before, Revision::new(2)));
    let stream = request.open();
    stream.send(event);
    at(&client, &environment).await;
}

#[tokio::test]
async fn a_stream_without_data_for_three_heartbeats_is_dead() {
    let (mut server, mut environment, client, stream) = red().await;
    advance(Duration::from_secs(44)).await;
    stream.send(environment.set("colour", "green"));
    at(&client, &environment).await;
    advance(Duration::from_secs(44)).await;
    assert!(client.status().age.is_some_and(|age| age >= Duration::from_secs(44)));
    stream.send(": heartbeat\n\n");
    // A heartbeat shows only in the age, so the event behind it is waited for.
    stream.send(environment.set("colour", "blue"));
    at(&client, &environment).await;
    advance(Duration::from_secs(46)).await;
    stream.closed().await;
    // The last data is older than the interval of polls.
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Polling)).await;
    advance(Duration::from_secs(2)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    let _stream = request.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
}

#[tokio::test]
async fn a_reset_because_the_history_is_another_one_leads_to_one_fresh_snapshot() {
    let (mut server, environment, client, stream) = red().await;
    // The database fails over to an older copy, whose new history reaches the same revision.
    let mut other = Environment::new();
    other.set("colour", "blue");
    assert_eq!(environment.revision, other.revision);
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    advance(Duration::from_secs(1)).await;
    let request = server.stream_request().await;
    assert_eq!(request.query, environment.resume_query());
    assert_ne!(request.query, other.resume_query(), "the fingerprint shows the difference");
    let stream = request.open();
    let mut changes = client.changes();
    stream.send(other.reset());
    let request = server.snapshot_request().await;
    assert_eq!(
        (value(&client, "colour"), request.header("if-none-match")),
        ("red".to_owned(), &*environment.etag())
    );
    request.respond_with(&other);
    let changed = soon(changes.next()).await.expect("a change");
    assert_eq!((changed.previous.get(), changed.revision.get()), (2, 2));
    assert_eq!((changed.flags, value(&client, "colour")), (vec!["colour".to_owned()], "blue".to_owned()));

    stream.send(other.set("colour", "black"));
    at(&client, &other).await;
    assert_eq!(value(&client, "colour"), "black");
    server.assert_no_snapshot_request().await;
}
