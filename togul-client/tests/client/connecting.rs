use std::time::Duration;

use axum::http::{StatusCode, header};
use serde::Deserialize;
use togul_client::{Client, Connection, Context, Error, Reason, Snapshot, SnapshotSource, Status, ValueType};
use tokio::net::TcpListener;
use tracing::Level;

use crate::log::Log;
use crate::server::{Environment, KEY, SOON, Server, advance, flag, soon};

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_client_connects_and_evaluates_flags_of_every_type() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    for (value_type, value) in [("string", "\"green\""), ("number", "12.5"), ("json", r#"{"retries":3}"#)] {
        environment.put("flag.created", value_type, flag(value_type, value_type, value));
    }
    let (client, _stream) = server.following(&environment).await;
    let context = Context::new().with("user_id", "user-123");

    assert!(client.bool("on", &context, false));
    assert_eq!(client.string("string", &context, "red"), "green");
    assert_eq!(client.number("number", &context, 1.0), 12.5);
    #[derive(Deserialize, Debug, PartialEq)]
    struct Settings {
        retries: u32,
    }
    assert_eq!(client.json("json", &context, Settings { retries: 0 }), Settings { retries: 3 });

    let detail = client.evaluate("string", &context);
    assert_eq!(detail.value.unwrap().as_str(), Some("green"));
    assert_eq!(detail.value_type, Some(ValueType::String));
    assert_eq!((detail.reason, detail.flag_enabled), (Reason::Default, true));
    assert_eq!(detail.revision, 4);
    assert_eq!(client.evaluate("none", &context).reason, Reason::FlagNotFound);

    let status = client.status();
    assert_eq!((status.connection, status.source), (Connection::Streaming, SnapshotSource::Server));
    assert_eq!(status.revision, 4);
    assert!(status.age.is_some_and(|age| age < SOON) && status.error.is_none());
}

#[tokio::test]
async fn a_missing_flag_and_one_of_another_type_give_the_default() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    environment.set("string", "green");
    let (client, _stream) = server.following(&environment).await;
    let context = Context::new();
    assert!(client.bool("string", &context, true));
    assert_eq!(client.number("string", &context, 7.0), 7.0);
    assert_eq!(client.string("on", &context, "red"), "red");
    assert_eq!(client.json("string", &context, 7_u8), 7);
    assert_eq!(client.string("none", &context, "red"), "red");
}

/// A client without a server, with the flags of these keys, types and values.
fn offline(flags: &[(&str, &str, &str)]) -> Client {
    let mut environment = Environment::new();
    for (key, value_type, value) in flags {
        environment.put("flag.created", key, flag(key, value_type, value));
    }
    Client::offline(Snapshot::from_json(environment.body().as_bytes()).expect("a snapshot"))
}

#[test]
fn integral_numbers_read_as_integers() {
    #[derive(Deserialize, Debug, PartialEq)]
    struct Settings {
        retries: u32,
        delays: Vec<u64>,
        ratio: f64,
    }
    let settings = r#"{"retries":3.0,"delays":[1e2,250],"ratio":2.0}"#;
    let client = offline(&[
        ("float", "number", "75.0"),
        ("exponent", "number", "1e2"),
        ("settings", "json", settings),
    ]);
    let context = Context::new();
    assert_eq!((client.int("float", &context, 0), client.int("exponent", &context, 0)), (75, 100));
    assert_eq!(client.json("float", &context, 0_u32), 75);
    assert_eq!(client.json("exponent", &context, 0_i8), 100);
    assert_eq!(client.json("float", &context, 0.5), 75.0);
    let default = Settings { retries: 0, delays: Vec::new(), ratio: 0.0 };
    let expected = Settings { retries: 3, delays: vec![100, 250], ratio: 2.0 };
    assert_eq!(client.json("settings", &context, default), expected);
    assert_eq!(client.status().type_mismatches, 0);
}

#[test]
fn a_type_mismatch_is_counted_and_logged_once_per_flag() {
    let log = Log::new(Level::WARN);
    let client = offline(&[("half", "number", "0.5"), ("name", "string", "\"green\"")]);
    let context = Context::new();
    for _ in 0..3 {
        assert_eq!(client.int("half", &context, 7), 7);
        assert_eq!(client.json("half", &context, 7_u32), 7);
        assert!(client.bool("name", &context, true));
    }
    assert_eq!(client.clone().status().type_mismatches, 9);
    client.int("missing", &context, 7);
    assert_eq!(client.number("half", &context, 7.0), 0.5);
    assert_eq!(client.status().type_mismatches, 9, "neither is a mismatch");

    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("requested type")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains(r#"flag_key="half" requested="int" value_type="number""#), "{text}");
    assert!(lines[1].contains(r#"flag_key="name" requested="bool" value_type="string""#), "{text}");
}

#[tokio::test]
async fn the_api_key_is_sent_in_the_header_and_nowhere_else() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    let request = server.snapshot_request().await;
    assert_eq!((request.header("x-api-key"), &*request.query), (KEY, ""));
    assert_eq!(request.header("accept-encoding").contains("gzip"), cfg!(feature = "gzip"));
    let environment = Environment::new();
    request.respond_with(&environment);
    let request = server.stream_request().await;
    assert_eq!((request.header("x-api-key"), request.query.clone()), (KEY, environment.resume_query()));
    assert_eq!(
        (request.header("accept"), request.header("accept-encoding")),
        ("text/event-stream", "identity")
    );
    assert!(!format!("{client:?}{:?}", client.status()).contains(KEY));
}

#[tokio::test]
async fn a_server_that_does_not_listen_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    drop(listener);
    let error = Client::connect(url, KEY, SHORT).await.expect_err("there is no server");
    assert!(error.is_unreachable() && error.is_timeout(), "{error:?}");
    assert!(!error.is_refused() && !error.is_unreadable(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_does_not_respond_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let error = Client::connect(url, KEY, SHORT).await.expect_err("there is no response");
    assert!(error.is_unreachable() && error.is_timeout(), "{error:?}");
    assert_eq!(error.to_string(), format!("timed out after {SHORT:?}"), "it is the caller's timeout");
}

#[tokio::test]
async fn a_key_that_is_not_accepted_fails_at_once_with_the_servers_message() {
    for (status, code) in [(StatusCode::UNAUTHORIZED, "unauthorized"), (StatusCode::FORBIDDEN, "forbidden")] {
        let mut server = Server::start().await;
        let connecting = tokio::spawn(server.builder().connect(SOON * 100));
        let body = format!(r#"{{"code":"{code}","message":"no such key","details":null}}"#);
        server.snapshot_request().await.respond((status, body));
        let error = soon(connecting).await.expect("no panic").expect_err("refused");
        assert!(error.is_unauthorized() && error.is_refused() && !error.is_timeout(), "{error:?}");
        assert_eq!((error.status(), error.code()), (Some(status.as_u16()), Some(code)));
        assert!(error.to_string().contains("no such key"), "{error}");
    }
}

#[tokio::test]
async fn a_response_that_is_not_a_snapshot_is_unreadable() {
    let mut wrong = Environment::new();
    wrong.flags.clear();
    let other_flags = Environment::new()
        .body()
        .replace(&Environment::new().fingerprint().to_string(), &wrong.fingerprint().to_string());
    for body in ["<html>Welcome</html>", "", "{}", "[]", &Environment::new().body()[..100], &other_flags] {
        let mut server = Server::start().await;
        let connecting = tokio::spawn(server.builder().connect(SHORT));
        server.snapshot_request().await.respond(body.to_owned());
        let error = soon(connecting).await.expect("no panic").expect_err("not a snapshot");
        assert!(error.is_unreadable() && error.is_timeout() && !error.is_unreachable(), "{error:?}");
    }
}

#[tokio::test]
async fn any_other_error_response_is_retried() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond(StatusCode::INTERNAL_SERVER_ERROR);
    soon(client.wait_for_status(|status| status.error.is_some())).await;
    advance(Duration::from_secs(2)).await;
    server.snapshot_request().await.respond((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]));
    let status =
        |wanted| move |status: &Status| status.error.as_ref().and_then(Error::status) == Some(wanted);
    soon(client.wait_for_status(status(503))).await;
    advance(Duration::from_secs(59)).await;
    server.assert_no_snapshot_request().await;
    advance(Duration::from_secs(6)).await;
    server.snapshot_request().await.respond_with(&Environment::new());
    soon(client.wait_until_ready(SOON)).await.expect("the third attempt succeeds");
}

#[tokio::test]
async fn the_last_error_response_is_returned_after_the_timeout() {
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().connect(SHORT));
    server.snapshot_request().await.respond((StatusCode::TOO_MANY_REQUESTS, r#"{"code":"rate_limited"}"#));
    let error = soon(connecting).await.expect("no panic").expect_err("refused");
    assert!(error.is_timeout() && error.is_refused() && !error.is_unauthorized(), "{error:?}");
    assert_eq!((error.status(), error.code()), (Some(429), Some("rate_limited")));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let mut elsewhere = Server::start().await;
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().connect(SHORT));
    let location = [(header::LOCATION, format!("{}/api/v1/snapshot", elsewhere.url))];
    server.snapshot_request().await.respond((StatusCode::TEMPORARY_REDIRECT, location));
    let error = soon(connecting).await.expect("no panic").expect_err("redirected");
    assert_eq!(error.status(), Some(307));
    elsewhere.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_connect_that_timed_out_leaves_no_task_behind() {
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().connect(SHORT));
    let request = server.snapshot_request().await;
    let error = soon(connecting).await.expect("no panic").expect_err("no response");
    assert!(error.is_timeout(), "{error:?}");
    request.respond_with(&Environment::new());
    advance(Duration::from_secs(600)).await;
    server.assert_no_snapshot_request().await;
}

#[tokio::test]
async fn a_custom_http_client_is_used_without_redirects() {
    let mut server = Server::start().await;
    let custom = reqwest::Client::builder().user_agent("shop/1.0");
    let client = server.builder().http(custom).start().expect("valid");
    let request = server.snapshot_request().await;
    assert_eq!(request.header("user-agent"), "shop/1.0");
    let location = [(header::LOCATION, format!("{}/elsewhere", server.url))];
    request.respond((StatusCode::FOUND, location));
    let status = soon(client.wait_for_status(|status| status.error.is_some())).await;
    assert_eq!(status.error.and_then(|error| error.status()), Some(302));
}
