//! Data of a newer server, which this version of the client cannot read.

use std::fs;

use axum::http::StatusCode;
use togul_client::{Client, Connection, Context, Snapshot, SnapshotSource, Status};
use tracing::Level;

use crate::log::Log;
use crate::server::{Environment, SOON, Server, flag, soon};

const RULE: &str = "0196f0a0-0000-7000-8000-000000000002";

/// A boolean flag whose default is true. Its rule, of an unknown type, denies.
fn with_unknown_rule(key: &str) -> String {
    let rule = format!(r#"{{"id":"{RULE}","priority":1,"rule_type":"unknown","return_value":false}}"#);
    flag(key, "boolean", "true").replace(r#""rules":[]"#, &format!(r#""rules":[{rule}]"#))
}

/// A flag that needs a newer reader.
fn with_higher_needs(key: &str) -> String {
    flag(key, "boolean", "true").replace(r#""enabled""#, r#""needs":3,"enabled""#)
}

fn unreadable(status: &Status) -> Vec<(&str, Option<&str>)> {
    let unreadable = status.unreadable();
    unreadable.map(|problem| (&*problem.key, problem.rule_id.as_deref())).collect()
}

/// How often this was logged as unreadable.
fn reports(log: &Log, problem: &str) -> usize {
    let text = log.text();
    text.lines().filter(|line| line.contains("cannot be read") && line.contains(problem)).count()
}

#[tokio::test]
async fn an_unreadable_rule_that_is_reached_gives_the_default_and_is_reported() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    environment.put("flag.created", "odd", with_unknown_rule("odd"));
    let (client, stream) = server.following(&environment).await;
    let context = Context::new();
    for default in [true, false] {
        assert_eq!(client.bool("odd", &context, default), default);
    }
    let detail = client.evaluate("odd", &context);
    assert_eq!((detail.reason.as_str(), detail.value), ("unreadable", None));
    assert_eq!(detail.reason.rule_id().map(|id| id.to_string()).as_deref(), Some(RULE));
    assert_eq!(unreadable(&client.status()), [("odd", Some(RULE))]);

    stream.send(environment.put("flag.updated", "odd", flag("odd", "boolean", "true")));
    let status = soon(client.wait_for_status(|status| status.unreadable().next().is_none())).await;
    assert_eq!(status.revision, 3);
    assert!(client.bool("odd", &context, false));
}

#[tokio::test]
async fn a_flag_that_needs_a_newer_reader_gives_the_default_and_is_reported() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    stream.send(environment.put("flag.created", "new", with_higher_needs("new")));
    soon(client.wait_for_revision(2, SOON)).await.expect("in time");
    let context = Context::new();
    for default in [true, false] {
        assert_eq!(client.bool("new", &context, default), default);
    }
    let detail = client.evaluate("new", &context);
    assert_eq!((detail.reason.as_str(), detail.reason.rule_id()), ("unreadable", None));
    assert_eq!(unreadable(&client.status()), [("new", None)]);
    assert!(client.bool("on", &context, false), "other flags are not affected");
}

#[tokio::test]
async fn each_unreadable_flag_and_rule_is_logged_once() {
    let mut environment = Environment::new();
    environment.put("flag.created", "odd", with_unknown_rule("odd"));
    let log = Log::new(Level::WARN);
    let mut server = Server::start().await;
    let client = server.builder().bootstrap(environment.body()).start().expect("good bytes");
    assert_eq!(reports(&log, "`odd`"), 1);
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_until_ready(SOON)).await.expect("caught up");
    assert_eq!(reports(&log, "`odd`"), 1);

    let stream = server.stream_request().await.open();
    stream.send(environment.put("flag.created", "new", with_higher_needs("new")));
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
    assert_eq!((reports(&log, "`odd`"), reports(&log, "`new`")), (1, 1));

    let snapshot = Snapshot::from_json(environment.body().as_bytes()).expect("a snapshot");
    let offline = Client::offline(snapshot);
    assert_eq!((reports(&log, "`odd`"), reports(&log, "`new`")), (2, 2), "another client logs on its own");
    assert_eq!(unreadable(&offline.status()), [("new", None), ("odd", Some(RULE))]);
}

#[tokio::test]
async fn a_prerequisite_that_does_not_exist_is_reported_once() {
    let mut environment = Environment::new();
    let needy = flag("needy", "boolean", "true")
        .replace(r#""enabled""#, r#""prerequisites":[{"flag":"absent","values":[true]}],"enabled""#);
    environment.put("flag.created", "needy", needy);
    let log = Log::new(Level::WARN);
    let mut server = Server::start().await;
    let (client, stream) = server.following(&environment).await;
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_revision(environment.revision, SOON)).await.expect("in time");
    assert_eq!(reports(&log, "its prerequisite `absent` does not exist"), 1);
    assert_eq!(unreadable(&client.status()), [("needy", None)]);
    assert_eq!(client.evaluate("needy", &Context::new()).reason.as_str(), "unreadable");
    stream.send(environment.put("flag.created", "absent", flag("absent", "boolean", "true")));
    let status = soon(client.wait_for_status(|status| status.unreadable().next().is_none())).await;
    assert_eq!(status.revision, environment.revision);
    assert!(client.bool("needy", &Context::new(), false));
}

#[tokio::test]
async fn a_snapshot_of_a_higher_format_is_refused_and_the_old_one_stays() {
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.following(&environment).await;
    let newer = environment.clone().body().replace(r#""format":1"#, r#""format":2"#);
    environment.set("colour", "green");
    stream.send(environment.reset());
    server.snapshot_request().await.respond(newer.clone());
    let reported = |status: &Status| {
        let error = status.error.as_ref();
        error.is_some_and(|error| error.is_unreadable() && format!("{error:?}").contains("format"))
    };
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting && reported(status))).await;
    assert_eq!(client.revision(), 1);
    assert!(client.bool("on", &Context::new(), false), "the old snapshot is in use");

    let error = server.builder().bootstrap(newer.clone()).start().expect_err("a higher format");
    assert!(error.is_unreadable(), "{error:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    fs::write(&path, &newer).expect("written");
    let error = server.builder().file(&path).start().expect_err("a higher format");
    assert!(error.is_unreadable(), "{error:?}");
}

#[tokio::test]
async fn a_file_of_a_higher_format_is_replaced_by_the_servers_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let environment = Environment::new();
    fs::write(&path, environment.body().replace(r#""format":1"#, r#""format":2"#)).expect("written");
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().file(&path).connect(SOON));
    server.snapshot_request().await.respond_with(&environment);
    let client = soon(connecting).await.expect("no panic").expect("the server responds");
    assert_eq!(client.status().source, SnapshotSource::Server);
    server.stream_request().await.respond(StatusCode::SERVICE_UNAVAILABLE);
    client.close().await;
    assert_eq!(fs::read_to_string(&path).expect("text"), environment.body());
}
