//! Polls whose response takes longer than the client waits between attempts to open the stream.

use std::time::Duration;

use axum::http::StatusCode;
use togul_client::{Client, Connection};

use crate::server::{BRIEF, Environment, Server, Stream, advance, soon};

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// A client that has the snapshot and no stream, because a proxy responds 502 at once.
async fn without_stream(environment: &Environment) -> (Server, Client) {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(environment);
    server.stream_request().await.respond(StatusCode::BAD_GATEWAY);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    (server, client)
}

/// Sends the snapshot so slowly that it takes 42 seconds. Meanwhile attempts to open the stream fail.
async fn send_slowly(server: &mut Server, response: Stream, environment: &Environment) {
    let (body, mut attempts) = (environment.body(), 0);
    for piece in body.as_bytes().chunks(body.len().div_ceil(6)) {
        response.send(piece.to_vec());
        advance(secs(7)).await;
        while let Some(request) = server.stream_request_within(BRIEF).await {
            request.respond(StatusCode::BAD_GATEWAY);
            attempts += 1;
        }
    }
    assert!(attempts >= 2, "{attempts} attempts");
}

#[tokio::test]
async fn a_slow_poll_that_started_while_the_stream_was_opened_completes() {
    let mut environment = Environment::new();
    let (mut server, client) = without_stream(&environment).await;
    environment.set("colour", "green");
    advance(secs(31)).await;
    let (stream, snapshot) = (server.stream_request().await, server.snapshot_request().await);
    let response = snapshot.start("application/json");
    stream.respond(StatusCode::BAD_GATEWAY);
    send_slowly(&mut server, response, &environment).await;
    soon(client.wait_for_status(|status| status.connection == Connection::Polling && status.revision == 2))
        .await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_slow_poll_that_started_between_attempts_completes() {
    let mut environment = Environment::new();
    let (mut server, client) = without_stream(&environment).await;
    advance(secs(31)).await;
    let (stream, snapshot) = (server.stream_request().await, server.snapshot_request().await);
    snapshot.respond_with(&environment);
    soon(client.wait_for_status(|status| status.connection == Connection::Polling)).await;
    stream.respond(StatusCode::SERVICE_UNAVAILABLE);
    soon(
        client.wait_for_status(|status| status.error.as_ref().and_then(|error| error.status()) == Some(503)),
    )
    .await;
    // The next wait is one of 4 to 8 seconds.
    advance(secs(4)).await;
    server.stream_request().await.respond(StatusCode::BAD_GATEWAY);
    soon(
        client.wait_for_status(|status| status.error.as_ref().and_then(|error| error.status()) == Some(502)),
    )
    .await;

    environment.set("colour", "green");
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(2, secs(3600)).await }
    });
    let response = server.snapshot_request().await.start("application/json");
    server.assert_no_stream_request().await;
    send_slowly(&mut server, response, &environment).await;
    soon(waiting).await.expect("no panic").expect("polled");
}

#[tokio::test]
async fn a_poll_in_progress_ends_when_the_stream_opens() {
    let mut environment = Environment::new();
    let (mut server, client) = without_stream(&environment).await;
    advance(secs(31)).await;
    let (stream, snapshot) = (server.stream_request().await, server.snapshot_request().await);
    let response = snapshot.start("application/json");
    response.send("{");
    let stream = stream.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
    response.closed().await;
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(2, secs(3600))).await.expect("streamed");
    server.assert_no_snapshot_request().await;
}
