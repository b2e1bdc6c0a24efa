use std::time::Duration;

use axum::http::{StatusCode, header};
use togul_client::{Client, Connection, Context, Error, Status};

use crate::server::{Environment, Server, skip, soon};

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Waits until the client has heard a refusal; it has to be another one than before.
async fn refused_with(client: &Client, refusal: StatusCode) {
    let refusal = Some(refusal.as_u16());
    let heard = |status: &Status| status.error.as_ref().and_then(Error::status) == refusal;
    soon(client.wait_for_status(heard)).await;
}

#[tokio::test]
async fn a_revoked_key_is_told_and_tried_again_every_five_minutes_and_the_state_stays() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    skip(secs(1)).await;
    server
        .stream()
        .await
        .answer((StatusCode::UNAUTHORIZED, r#"{"code":"unauthorized","message":"revoked"}"#));
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Refused)).await;
    assert!(
        status.error.is_some_and(|error| error.is_unauthorized() && error.code() == Some("unauthorized"))
    );
    assert!(client.bool("on", &Context::new(), false), "the last state stays");
    assert!(client.wait_until_ready(secs(1)).await.is_ok(), "it was ready once");

    skip(secs(299)).await;
    server.assert_no_snapshot().await;
    skip(secs(2)).await;
    server.snapshot().await.answer(StatusCode::FORBIDDEN);
    soon(
        client
            .wait_for_status(|status| status.error.as_ref().is_some_and(|error| error.status() == Some(403))),
    )
    .await;
    environment.set("colour", "green");
    skip(secs(301)).await;
    server.snapshot().await.give(&environment);
    let _stream = server.stream().await.open();
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    assert_eq!((status.revision.get(), status.error.is_none()), (2, true));
}

#[tokio::test]
async fn polling_takes_over_while_there_are_no_streams() {
    for refusal in
        [StatusCode::NOT_FOUND, StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK, StatusCode::NO_CONTENT]
    {
        let mut server = Server::start().await;
        let mut environment = Environment::new();
        let client = server.builder().start().expect("valid");
        server.snapshot().await.give(&environment);
        server.stream().await.answer((refusal, [(header::CONTENT_TYPE, "text/html")], ""));
        soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;

        for revision in 2..5 {
            environment.set("colour", "green");
            skip(secs(31)).await;
            // Both are due, and neither waits for the other.
            let (stream, snapshot) = (server.stream().await, server.snapshot().await);
            assert!(!snapshot.header("if-none-match").is_empty());
            snapshot.give(&environment);
            let polled =
                |status: &Status| status.connection == Connection::Polling && status.revision == revision;
            soon(client.wait_for_status(polled)).await;
            let refusal =
                StatusCode::from_u16(500 + u16::try_from(revision).expect("small")).expect("a status");
            stream.answer(refusal);
            refused_with(&client, refusal).await;
        }

        skip(secs(31)).await;
        let (asked, polled) = (server.stream().await, server.snapshot().await);
        assert_eq!(asked.query, "content=true&since=4");
        polled.give(&environment);
        let stream = asked.open();
        soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
        stream.send(environment.set("colour", "blue"));
        soon(client.wait_for_revision(5, secs(3600))).await.expect("streamed");
        server.assert_no_snapshot().await;
    }
}

#[tokio::test]
async fn polling_takes_over_while_a_stream_is_held_back() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot().await.give(&environment);
    let held_back = server.stream().await;
    environment.set("colour", "green");
    skip(secs(30)).await;
    server.snapshot().await.give(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Polling && status.revision == 2))
        .await;
    let stream = held_back.open();
    // The stream begins where it was asked to, before what was polled.
    stream.send(environment.event("flag.updated", "colour") + &environment.set("colour", "blue"));
    soon(client.wait_for_revision(3, secs(3600))).await.expect("streamed");
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn who_waits_for_a_revision_hastens_the_polls() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot().await.give(&environment);
    let _held_back = server.stream().await;
    soon(client.wait_until_ready(secs(9))).await.expect("it was given");
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(2, secs(3600)).await }
    });
    tokio::task::yield_now().await;
    skip(secs(2)).await;
    server.snapshot().await.give(&environment);
    environment.set("colour", "green");
    // In real time: that it is asked again is up to the first answer.
    server.snapshot().await.give(&environment);
    soon(waiting).await.expect("no panic").expect("polled");
    skip(secs(24)).await;
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_poll_that_fails_waits_as_long_as_it_is_told() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot().await.give(&environment);
    let _held_back = server.stream().await;
    skip(secs(30)).await;
    server.snapshot().await.answer((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "40")]));
    soon(client.wait_for_status(|status| status.error.is_some())).await;
    skip(secs(14)).await;
    let age = client.status().age.expect("known");
    assert!(age >= secs(44), "the state grows old: {age:?}");
    server.assert_no_snapshot().await;
    assert!(client.bool("on", &Context::new(), false));
}

#[tokio::test]
async fn a_server_that_goes_on_sending_nonsense_is_asked_ever_more_rarely() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send("data: nonsense\n\n".repeat(50));
    server.snapshot().await.give(&environment);
    let mut asked = 0;
    for _ in 0..60 {
        skip(secs(1)).await;
        while let Some(snapshot) = server.snapshot_within(Duration::from_millis(5)).await {
            asked += 1;
            snapshot.give(&environment);
        }
    }
    assert!((3..=8).contains(&asked), "asked {asked} times in a minute");
    assert_eq!(client.revision(), 1);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_had_is_asked_for_again_before_the_stream() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    environment.set("colour", "green");
    stream.send(environment.reset());
    server.snapshot().await.answer(StatusCode::INTERNAL_SERVER_ERROR);
    stream.closed().await;
    skip(secs(5)).await;
    server.snapshot().await.give(&environment);
    assert_eq!(server.stream().await.query, "content=true&since=2");
    assert_eq!(client.revision(), 2);
}

#[tokio::test]
async fn what_a_poll_is_told_to_wait_holds_the_stream_back_too() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot().await.give(&Environment::new());
    let held_back = server.stream().await;
    skip(secs(30)).await;
    server.snapshot().await.answer((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "40")]));
    refused_with(&client, StatusCode::SERVICE_UNAVAILABLE).await;
    held_back.answer(StatusCode::INTERNAL_SERVER_ERROR);
    refused_with(&client, StatusCode::INTERNAL_SERVER_ERROR).await;
    skip(secs(35)).await;
    server.assert_no_stream().await;
    server.assert_no_snapshot().await;
    skip(secs(15)).await;
    server.stream().await;
}

#[tokio::test]
async fn what_a_stream_is_told_to_wait_holds_the_polls_back_too() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot().await.give(&Environment::new());
    server.stream().await.answer((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]));
    refused_with(&client, StatusCode::SERVICE_UNAVAILABLE).await;
    let _waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(2, secs(3600)).await }
    });
    skip(secs(55)).await;
    server.assert_no_snapshot().await;
    skip(secs(10)).await;
    server.stream().await;
}

#[tokio::test]
async fn a_state_that_is_known_to_be_stale_is_told() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let stale = |status: &Status| {
        status.connection == Connection::Waiting && status.error.as_ref().is_some_and(Error::is_unreadable)
    };
    stream.send("data: nonsense\n\n");
    let asked = server.snapshot().await;
    soon(client.wait_for_status(stale)).await;
    asked.give(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    assert!(client.status().error.is_none());
    stream.send("data: nonsense\n\n");
    soon(client.wait_for_status(stale)).await;
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn silence_is_no_health() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send("retry: 10000\n\n");
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    skip(secs(10)).await;
    let stream = server.stream().await.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    skip(secs(20)).await;
    stream.send(": heartbeat\n\n");
    soon(async {
        while client.status().age.is_none_or(|age| age > secs(10)) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    skip(secs(46)).await;
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    server.snapshot().await.give(&environment);
    // The second step is of twenty seconds; the first would be of one by now.
    skip(secs(5)).await;
    server.assert_no_stream().await;
}
