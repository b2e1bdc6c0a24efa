use std::time::Duration;

use axum::http::{StatusCode, header};
use togul_client::{Client, Connection, Context, Error, Status};

use crate::server::{Environment, Server, advance, soon};

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// Waits until the client has received an error response; it must differ from the one before.
async fn refused_with(client: &Client, refusal: StatusCode) {
    let refusal = Some(refusal.as_u16());
    let received = |status: &Status| status.error.as_ref().and_then(Error::status) == refusal;
    soon(client.wait_for_status(received)).await;
}

#[tokio::test]
async fn a_revoked_key_is_reported_and_retried_every_five_minutes_and_the_snapshot_stays() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    advance(secs(1)).await;
    server
        .stream_request()
        .await
        .respond((StatusCode::UNAUTHORIZED, r#"{"code":"unauthorized","message":"revoked"}"#));
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Refused)).await;
    assert!(
        status.error.is_some_and(|error| error.is_unauthorized() && error.code() == Some("unauthorized"))
    );
    assert!(client.bool("on", &Context::new(), false), "the last snapshot stays");
    assert!(client.wait_until_ready(secs(1)).await.is_ok(), "it was ready once");

    advance(secs(299)).await;
    server.assert_no_snapshot_request().await;
    advance(secs(32)).await;
    server.snapshot_request().await.respond(StatusCode::FORBIDDEN);
    soon(
        client
            .wait_for_status(|status| status.error.as_ref().is_some_and(|error| error.status() == Some(403))),
    )
    .await;
    environment.set("colour", "green");
    advance(secs(331)).await;
    server.snapshot_request().await.respond_with(&environment);
    let _stream = server.stream_request().await.open();
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    assert_eq!((status.revision.get(), status.error.is_none()), (2, true));
}

/// The refusal of a request for the snapshot, of a request for the stream, and of a poll.
#[tokio::test]
async fn retry_after_of_a_refused_key_is_obeyed() {
    for status in [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
        let refusal = || (status, [(header::RETRY_AFTER, "600")]);
        for refused in ["snapshot", "stream", "poll"] {
            let mut server = Server::start().await;
            let client = server.builder().start().expect("valid");
            let request = server.snapshot_request().await;
            if refused == "snapshot" {
                request.respond(refusal());
            } else {
                request.respond_with(&Environment::new());
                let request = server.stream_request().await;
                if refused == "stream" {
                    request.respond(refusal());
                } else {
                    advance(secs(30)).await;
                    server.snapshot_request().await.respond(refusal());
                }
            }
            soon(client.wait_for_status(|status| status.connection == Connection::Refused)).await;
            advance(secs(590)).await;
            server.assert_no_snapshot_request().await;
            advance(secs(50)).await;
            server.snapshot_request().await.respond_with(&Environment::new());
        }
    }
}

#[tokio::test]
async fn the_client_polls_while_there_are_no_streams() {
    for refusal in
        [StatusCode::NOT_FOUND, StatusCode::SERVICE_UNAVAILABLE, StatusCode::OK, StatusCode::NO_CONTENT]
    {
        let mut server = Server::start().await;
        let mut environment = Environment::new();
        let client = server.builder().start().expect("valid");
        server.snapshot_request().await.respond_with(&environment);
        server.stream_request().await.respond((refusal, [(header::CONTENT_TYPE, "text/html")], ""));
        soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;

        for revision in 2..5 {
            environment.set("colour", "green");
            advance(secs(31)).await;
            // Both are due, and are requested in parallel.
            let (stream, snapshot) = (server.stream_request().await, server.snapshot_request().await);
            assert!(!snapshot.header("if-none-match").is_empty());
            snapshot.respond_with(&environment);
            let polled =
                |status: &Status| status.connection == Connection::Polling && status.revision == revision;
            soon(client.wait_for_status(polled)).await;
            let refusal =
                StatusCode::from_u16(500 + u16::try_from(revision).expect("small")).expect("a status");
            stream.respond(refusal);
            refused_with(&client, refusal).await;
        }

        advance(secs(31)).await;
        let (request, polled) = (server.stream_request().await, server.snapshot_request().await);
        assert_eq!(request.query, environment.resume_query());
        polled.respond_with(&environment);
        let stream = request.open();
        soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
        stream.send(environment.set("colour", "blue"));
        soon(client.wait_for_revision(5, secs(3600))).await.expect("streamed");
        server.assert_no_snapshot_request().await;
    }
}

#[tokio::test]
async fn the_client_polls_while_a_stream_is_held_back() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&environment);
    let held_back = server.stream_request().await;
    environment.set("colour", "green");
    advance(secs(30)).await;
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Polling && status.revision == 2))
        .await;
    let stream = held_back.open();
    // The stream starts at the revision that was requested, before the one that was polled.
    stream.send(environment.event("flag.updated", "colour") + &environment.set("colour", "blue"));
    soon(client.wait_for_revision(3, secs(3600))).await.expect("streamed");
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn waiting_for_a_revision_makes_polls_more_frequent() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&environment);
    let _held_back = server.stream_request().await;
    soon(client.wait_until_ready(secs(9))).await.expect("the server responded");
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(2, secs(3600)).await }
    });
    tokio::task::yield_now().await;
    advance(secs(2)).await;
    server.snapshot_request().await.respond_with(&environment);
    environment.set("colour", "green");
    // In real time, because the next poll depends on the first response.
    server.snapshot_request().await.respond_with(&environment);
    soon(waiting).await.expect("no panic").expect("polled");
    advance(secs(24)).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_failed_poll_obeys_retry_after() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&environment);
    let _held_back = server.stream_request().await;
    advance(secs(30)).await;
    server.snapshot_request().await.respond((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "40")]));
    soon(client.wait_for_status(|status| status.error.is_some())).await;
    advance(secs(14)).await;
    let age = client.status().age.expect("known");
    assert!(age >= secs(44), "the snapshot gets older: {age:?}");
    server.assert_no_snapshot_request().await;
    assert!(client.bool("on", &Context::new(), false));
}

#[tokio::test]
async fn a_server_that_keeps_sending_malformed_data_gets_fewer_requests() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send("data: nonsense\n\n".repeat(50));
    server.snapshot_request().await.respond_with(&environment);
    let mut requests = Vec::new();
    for second in 0..80 {
        advance(secs(1)).await;
        while let Some(snapshot) = server.snapshot_request_within(Duration::from_millis(5)).await {
            requests.push(second);
            snapshot.respond_with(&environment);
        }
    }
    let quick = requests.iter().filter(|&&second| second < 20).count();
    assert!((5..=9).contains(&quick), "quick at first: {requests:?}");
    assert!((2..=7).contains(&(requests.len() - quick)), "then slower: {requests:?}");
    assert_eq!(client.revision(), 1);
}

#[tokio::test]
async fn a_failed_snapshot_is_requested_again_before_the_stream() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    environment.set("colour", "green");
    stream.send(environment.reset());
    server.snapshot_request().await.respond(StatusCode::INTERNAL_SERVER_ERROR);
    stream.closed().await;
    advance(secs(5)).await;
    server.snapshot_request().await.respond_with(&environment);
    assert_eq!(server.stream_request().await.query, environment.resume_query());
    assert_eq!(client.revision(), 2);
}

#[tokio::test]
async fn retry_after_of_a_poll_applies_to_the_stream_as_well() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&Environment::new());
    let held_back = server.stream_request().await;
    advance(secs(30)).await;
    server.snapshot_request().await.respond((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "40")]));
    refused_with(&client, StatusCode::SERVICE_UNAVAILABLE).await;
    held_back.respond(StatusCode::INTERNAL_SERVER_ERROR);
    refused_with(&client, StatusCode::INTERNAL_SERVER_ERROR).await;
    advance(secs(35)).await;
    server.assert_no_stream_request().await;
    server.assert_no_snapshot_request().await;
    advance(secs(15)).await;
    server.stream_request().await;
}

#[tokio::test]
async fn retry_after_of_a_stream_applies_to_polls_as_well() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&Environment::new());
    server.stream_request().await.respond((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]));
    refused_with(&client, StatusCode::SERVICE_UNAVAILABLE).await;
    let _waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(2, secs(3600)).await }
    });
    advance(secs(55)).await;
    server.assert_no_snapshot_request().await;
    advance(secs(10)).await;
    server.stream_request().await;
}

#[tokio::test]
async fn a_snapshot_that_is_known_to_be_stale_is_reported() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let stale = |status: &Status| {
        status.connection == Connection::Waiting && status.error.as_ref().is_some_and(Error::is_unreadable)
    };
    stream.send("data: nonsense\n\n");
    let request = server.snapshot_request().await;
    soon(client.wait_for_status(stale)).await;
    request.respond_with(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    assert!(client.status().error.is_none());
    stream.send("data: nonsense\n\n");
    soon(client.wait_for_status(stale)).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_stream_without_data_is_not_healthy() {
    let mut server = Server::start().await;
    let environment = Environment::new();
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&environment);
    let stream = server.stream_request().await.open_with_retry(secs(10));
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    drop(stream);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    advance(secs(10)).await;
    let stream = server.stream_request().await.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    advance(secs(20)).await;
    stream.send(": heartbeat\n\n");
    soon(async {
        while client.status().age.is_none_or(|age| age > secs(10)) {
            tokio::task::yield_now().await;
        }
    })
    .await;
    advance(secs(46)).await;
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    server.snapshot_request().await.respond_with(&environment);
    // The steps go on at 4 and 8 s. After a reset the second wait would be one of 2 to 3 s.
    advance(secs(4)).await;
    server.stream_request().await.respond(StatusCode::INTERNAL_SERVER_ERROR);
    refused_with(&client, StatusCode::INTERNAL_SERVER_ERROR).await;
    advance(secs(8)).await;
    server.stream_request().await.respond(StatusCode::BAD_GATEWAY);
    refused_with(&client, StatusCode::BAD_GATEWAY).await;
    advance(secs(4)).await;
    server.assert_no_stream_request().await;
}
