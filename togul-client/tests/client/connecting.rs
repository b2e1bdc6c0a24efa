use std::time::Duration;

use axum::http::{StatusCode, header};
use serde::Deserialize;
use togul_client::{Client, Connection, Context, Error, Reason, SnapshotSource, Status, ValueType};
use tokio::net::TcpListener;

use crate::server::{Environment, KEY, SOON, Server, flag, skip, soon};

const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_client_connects_and_answers_with_every_type() {
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

    let answer = client.evaluate("string", &context);
    assert_eq!(answer.value, Some("green".into()));
    assert_eq!(answer.value_type, Some(ValueType::String));
    assert_eq!((answer.reason, answer.flag_enabled, answer.revision.get()), (Reason::Default, true, 4));
    assert_eq!(client.evaluate("none", &context).reason, Reason::FlagNotFound);

    let status = client.status();
    assert_eq!(
        (status.connection, status.source, status.revision.get()),
        (Connection::Streaming, SnapshotSource::Server, 4)
    );
    assert!(status.age.is_some_and(|age| age < SOON) && status.error.is_none());
}

#[tokio::test]
async fn what_does_not_fit_answers_the_default() {
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

#[tokio::test]
async fn the_key_goes_into_the_header_and_nowhere_else() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    let asked = server.snapshot().await;
    assert_eq!((asked.header("x-api-key"), &*asked.query), (KEY, ""));
    assert!(asked.header("accept-encoding").contains("gzip"));
    asked.give(&Environment::new());
    let asked = server.stream().await;
    assert_eq!((asked.header("x-api-key"), &*asked.query), (KEY, "content=true&since=1"));
    assert_eq!((asked.header("accept"), asked.header("accept-encoding")), ("text/event-stream", "identity"));
    assert!(!format!("{client:?}{:?}", client.status()).contains(KEY));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    drop(listener);
    let error = Client::connect(url, KEY, SHORT).await.expect_err("nobody is there");
    assert!(error.is_unreachable() && error.is_timeout(), "{error:?}");
    assert!(!error.is_refused() && !error.is_unreadable(), "{error:?}");
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("bound"));
    let error = Client::connect(url, KEY, SHORT).await.expect_err("nobody answers");
    assert!(error.is_unreachable() && error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_key_that_is_not_accepted_is_told_at_once_in_the_servers_words() {
    for (status, code) in [(StatusCode::UNAUTHORIZED, "unauthorized"), (StatusCode::FORBIDDEN, "forbidden")] {
        let mut server = Server::start().await;
        let connecting = tokio::spawn(server.builder().connect(SOON * 100));
        let body = format!(r#"{{"code":"{code}","message":"no such key","details":null}}"#);
        server.snapshot().await.answer((status, body));
        let error = soon(connecting).await.expect("no panic").expect_err("refused");
        assert!(error.is_unauthorized() && error.is_refused() && !error.is_timeout(), "{error:?}");
        assert_eq!((error.status(), error.code()), (Some(status.as_u16()), Some(code)));
        assert!(error.to_string().contains("no such key"), "{error}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_snapshot_is_unreadable() {
    let mut wrong = Environment::new();
    wrong.flags.clear();
    let other_flags = Environment::new()
        .body()
        .replace(&Environment::new().fingerprint().to_string(), &wrong.fingerprint().to_string());
    for body in ["<html>Welcome</html>", "", "{}", "[]", &Environment::new().body()[..100], &other_flags] {
        let mut server = Server::start().await;
        let connecting = tokio::spawn(server.builder().connect(SHORT));
        server.snapshot().await.answer(body.to_owned());
        let error = soon(connecting).await.expect("no panic").expect_err("no snapshot");
        assert!(error.is_unreadable() && error.is_timeout() && !error.is_unreachable(), "{error:?}");
    }
}

#[tokio::test]
async fn any_other_refusal_is_tried_again() {
    let mut server = Server::start().await;
    let client = server.builder().start().expect("valid");
    server.snapshot().await.answer(StatusCode::INTERNAL_SERVER_ERROR);
    soon(client.wait_for_status(|status| status.error.is_some())).await;
    skip(Duration::from_secs(2)).await;
    server.snapshot().await.answer((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "60")]));
    let status =
        |wanted| move |status: &Status| status.error.as_ref().and_then(Error::status) == Some(wanted);
    soon(client.wait_for_status(status(503))).await;
    skip(Duration::from_secs(59)).await;
    server.assert_no_snapshot().await;
    skip(Duration::from_secs(6)).await;
    server.snapshot().await.give(&Environment::new());
    soon(client.wait_until_ready(SOON)).await.expect("the third time");
}

#[tokio::test]
async fn the_last_refusal_is_told_when_the_time_is_over() {
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().connect(SHORT));
    server.snapshot().await.answer((StatusCode::TOO_MANY_REQUESTS, r#"{"code":"rate_limited"}"#));
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
    server.snapshot().await.answer((StatusCode::TEMPORARY_REDIRECT, location));
    let error = soon(connecting).await.expect("no panic").expect_err("redirected");
    assert_eq!(error.status(), Some(307));
    elsewhere.assert_no_snapshot().await;
}

#[tokio::test]
async fn a_connect_that_gave_up_leaves_nothing_behind() {
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().connect(SHORT));
    let asked = server.snapshot().await;
    let error = soon(connecting).await.expect("no panic").expect_err("no answer");
    assert!(error.is_timeout(), "{error:?}");
    asked.give(&Environment::new());
    skip(Duration::from_secs(600)).await;
    server.assert_no_snapshot().await;
}

#[tokio::test]
async fn an_http_client_of_ones_own_is_used_but_without_redirects() {
    let mut server = Server::start().await;
    let own = reqwest::Client::builder().user_agent("shop/1.0");
    let client = server.builder().http(own).start().expect("valid");
    let asked = server.snapshot().await;
    assert_eq!(asked.header("user-agent"), "shop/1.0");
    let location = [(header::LOCATION, format!("{}/elsewhere", server.url))];
    asked.answer((StatusCode::FOUND, location));
    let status = soon(client.wait_for_status(|status| status.error.is_some())).await;
    assert_eq!(status.error.and_then(|error| error.status()), Some(302));
}
