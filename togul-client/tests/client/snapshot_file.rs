use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use axum::http::StatusCode;
use togul_client::{Client, Connection, Context, Revision, Snapshot, SnapshotSource};

use crate::server::{Environment, KEY, SOON, Server, advance, soon};

/// The URL of a server that does not listen.
const NOWHERE: &str = "http://127.0.0.1:9";

fn stored(path: &Path) -> Snapshot {
    Snapshot::from_json(&fs::read(path).expect("the file exists")).expect("a whole snapshot")
}

async fn file_at(client: &Client, path: &Path, environment: &Environment) {
    // Closing writes the last snapshot.
    client.close().await;
    let stored = stored(path);
    assert_eq!(stored.revision(), environment.revision);
    assert_eq!(stored.fingerprint(), environment.fingerprint());
}

#[tokio::test]
async fn each_revision_is_written_to_the_file_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.follow(server.builder().file(&path), &environment).await;
    stream.send(environment.set("colour", "green"));
    // Unusual but valid: another order, white space, an unknown field.
    let odd = r#"{ "salt":"00", "key":"odd","enabled" : true,"value_type":"number","default_value":1.50,"new":{"a":[]},"rules":[ ]}"#;
    stream.send(environment.put("flag.created", "odd", odd.to_owned()));
    stream.send(environment.delete("on"));
    soon(client.wait_for_revision(4, Duration::from_secs(9))).await.expect("in time");
    file_at(&client, &path, &environment).await;
    assert_eq!(fs::read_to_string(&path).expect("text"), environment.body());
    let names = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(names, 1, "no temporary file is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "rules may be confidential");
    }
}

#[tokio::test]
async fn a_client_starts_from_the_file_and_catches_up_later() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let mut environment = Environment::new();
    environment.set("colour", "red");
    fs::write(&path, environment.body()).expect("written");

    let mut server = Server::start().await;
    let client = server.builder().file(&path).start().expect("the file is good");
    assert_eq!(client.string("colour", &Context::new(), "none"), "red");
    let status = client.status();
    assert_eq!((status.source, status.revision.get()), (SnapshotSource::File, 2));
    assert!(status.age.is_some_and(|age| age < Duration::from_secs(3600)), "{status:?}");
    client.wait_until_ready(Duration::ZERO).await.expect_err("there was no response yet");

    environment.set("colour", "green");
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_until_ready(Duration::from_secs(9))).await.expect("caught up");
    assert_eq!(client.string("colour", &Context::new(), "none"), "green");
    assert_eq!(client.status().source, SnapshotSource::Server);
    file_at(&client, &path, &environment).await;
}

#[tokio::test]
async fn a_file_that_is_ahead_of_the_server_is_replaced_only_after_a_reset() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let mut ahead = Environment::new();
    ahead.set("colour", "red");
    fs::write(&path, ahead.body()).expect("written");

    let mut server = Server::start().await;
    let environment = Environment::new();
    let client = server.builder().file(&path).start().expect("the file is good");
    server.snapshot_request().await.respond_with(&environment);
    let request = server.stream_request().await;
    assert_eq!((request.query.clone(), client.revision()), (ahead.resume_query(), Revision::new(2)));
    let stream = request.open();
    stream.send(environment.reset());
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_for_status(|status| status.revision == 1)).await;
    file_at(&client, &path, &environment).await;
}

/// Its revision is higher, but revisions of two environments cannot be compared.
fn another_environment() -> Environment {
    let mut other = Environment::new();
    other.id = "0196f0a0-0000-7000-8000-000000000009".to_owned();
    other.revision = 99;
    other
}

#[tokio::test]
async fn a_file_of_another_environment_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let other = another_environment();
    fs::write(&path, other.body()).expect("written");
    let mut server = Server::start().await;
    let client = server.builder().file(&path).start().expect("the file is good");
    server.snapshot_request().await.respond_with(&Environment::new());
    stays_in_its_environment(&client, &other).await;
    file_at(&client, &path, &other).await;
    let connecting = tokio::spawn(server.builder().file(&path).connect(SOON));
    server.snapshot_request().await.respond_with(&Environment::new());
    let error = soon(connecting).await.expect("no panic").expect_err("the file is of another environment");
    assert!(error.is_other_environment() && !error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_file_of_another_environment_is_not_answered_from_while_the_server_is_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let of_staging = Environment::new().body().replace("\"test\"", "\"staging\"");
    fs::write(&path, &of_staging).expect("written");
    let client = Client::builder(NOWHERE, KEY).environment("test").file(&path).start().expect("it starts");
    assert!(!client.bool("on", &Context::new(), false));
    let status = client.status();
    let error = status.file_error.expect("the reason");
    assert!(error.is_other_environment(), "{error:?}");
    let message = "the file is of the environment staging, and this client is only for test";
    assert_eq!((error.to_string().as_str(), status.source), (message, SnapshotSource::Nothing));

    // The server's snapshot replaces it.
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().environment("test").file(&path).connect(SOON));
    server.snapshot_request().await.respond_with(&Environment::new());
    let client = soon(connecting).await.expect("no panic").expect("the environment is the right one");
    file_at(&client, &path, &Environment::new()).await;
    assert!(client.bool("on", &Context::new(), false));
}

#[tokio::test]
async fn only_the_environment_that_was_named_is_accepted() {
    let bootstrap = Environment::new().body();
    let error = Client::builder(NOWHERE, KEY).environment("staging").bootstrap(bootstrap).start();
    let error = error.expect_err("the bytes are of another environment");
    assert!(
        error.is_other_environment() && error.to_string().starts_with("the bootstrap snapshot is"),
        "{error}"
    );

    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().environment("staging").connect(SOON));
    server.snapshot_request().await.respond_with(&Environment::new());
    let error = soon(connecting).await.expect("no panic").expect_err("the key is of another environment");
    assert!(error.is_other_environment() && !error.is_timeout(), "{error:?}");
}

#[tokio::test]
async fn a_bootstrap_snapshot_of_another_environment_is_not_replaced() {
    let mut server = Server::start().await;
    let other = another_environment();
    let client = server.builder().bootstrap(other.body()).start().expect("the snapshot is good");
    server.snapshot_request().await.respond_with(&Environment::new());
    stays_in_its_environment(&client, &other).await;
}

#[tokio::test]
async fn another_environment_under_the_same_key_is_refused() {
    let mut server = Server::start().await;
    let (environment, other) = (Environment::new(), another_environment());
    let (client, stream) = server.following(&environment).await;
    stream.send(other.reset());
    server.snapshot_request().await.respond_with(&other);
    stays_in_its_environment(&client, &environment).await;
    advance(Duration::from_secs(301)).await;
    server.snapshot_request().await.respond_with(&environment);
    let _stream = server.stream_request().await.open();
    soon(client.wait_for_status(|status| status.connection == Connection::Streaming)).await;
}

#[tokio::test]
async fn another_environment_is_refused_while_polling() {
    let mut server = Server::start().await;
    let (environment, other) = (Environment::new(), another_environment());
    let client = server.builder().start().expect("valid");
    server.snapshot_request().await.respond_with(&environment);
    server.stream_request().await.respond(StatusCode::NOT_FOUND);
    soon(client.wait_for_status(|status| status.connection == Connection::Waiting)).await;
    advance(Duration::from_secs(31)).await;
    let (_stream, snapshot) = (server.stream_request().await, server.snapshot_request().await);
    snapshot.respond_with(&other);
    stays_in_its_environment(&client, &environment).await;
}

/// The client reports the other environment, and keeps its snapshot.
async fn stays_in_its_environment(client: &Client, environment: &Environment) {
    let status = soon(client.wait_for_status(|status| status.connection == Connection::Refused)).await;
    let error = status.error.expect("the reason");
    assert!(error.is_other_environment(), "{error:?}");
    assert!(error.to_string().contains(&environment.id), "{error}");
    assert_eq!(client.snapshot().environment_id().to_string(), environment.id);
    assert_eq!(client.revision(), environment.revision);
}

#[tokio::test]
async fn a_damaged_file_is_refused_as_unreadable() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let whole = Environment::new().body();
    let wrong = whole.replace("true", "false");
    for damaged in ["", "{", &whole[..whole.len() / 2], &wrong, "\0\0\0\0"] {
        fs::write(&path, damaged).expect("written");
        let error = Client::builder(NOWHERE, KEY).file(&path).start().expect_err("damaged");
        assert!(error.is_unreadable(), "{error:?}");
    }
}

#[tokio::test]
async fn connect_continues_without_a_damaged_file_and_replaces_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    fs::write(&path, "{").expect("written");
    let mut server = Server::start().await;
    let connecting = tokio::spawn(server.builder().file(&path).connect(Duration::from_secs(20)));
    let request = server.snapshot_request().await;
    request.respond_with(&Environment::new());
    let client = soon(connecting).await.expect("no panic").expect("the server responds");
    file_at(&client, &path, &Environment::new()).await;
    assert!(client.status().file_error.is_none(), "the file is written again");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_reported_and_changes_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("no-such-folder").join("flags.json");
    let mut server = Server::start().await;
    let mut environment = Environment::new();
    let (client, stream) = server.follow(server.builder().file(&path), &environment).await;
    let status = soon(client.wait_for_status(|status| status.file_error.is_some())).await;
    assert!(status.file_error.is_some_and(|error| error.is_file()));
    assert!(status.error.is_none());
    fs::create_dir(folder.path().join("no-such-folder")).expect("created");
    stream.send(environment.set("colour", "green"));
    soon(client.wait_for_status(|status| status.revision == 2 && status.file_error.is_none())).await;
    file_at(&client, &path, &environment).await;
}

#[tokio::test]
async fn a_client_starts_from_bootstrap_bytes() {
    let client =
        Client::builder(NOWHERE, KEY).bootstrap(Environment::new().body()).start().expect("good bytes");
    assert!(client.bool("on", &Context::new(), false));
    let status = client.status();
    assert_eq!((status.source, status.revision.get(), status.age), (SnapshotSource::Bootstrap, 1, None));
    let error = Client::builder(NOWHERE, KEY).bootstrap("{}").start().expect_err("not a snapshot");
    assert!(error.is_unreadable(), "{error:?}");
}

#[tokio::test]
async fn the_higher_revision_of_file_and_bootstrap_is_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let (older, mut newer) = (Environment::new(), Environment::new());
    newer.set("colour", "green");
    for (file, bootstrap, source) in [
        (&*newer.body(), older.body(), SnapshotSource::File),
        (&*older.body(), newer.body(), SnapshotSource::Bootstrap),
        ("damaged", newer.body(), SnapshotSource::Bootstrap),
    ] {
        fs::write(&path, file).expect("written");
        let client =
            Client::builder(NOWHERE, KEY).file(&path).bootstrap(bootstrap).start().expect("one is good");
        let status = client.status();
        assert_eq!((status.source, status.revision.get()), (source, 2));
        client.close().await;
    }
}

#[tokio::test]
async fn evaluation_gives_defaults_without_a_snapshot() {
    let folder = tempfile::tempdir().expect("a folder");
    let client =
        Client::builder(NOWHERE, KEY).file(folder.path().join("not-yet")).start().expect("none yet is fine");
    assert!(!client.bool("on", &Context::new(), false));
    let status = client.status();
    assert_eq!((status.source, status.revision.get(), status.age), (SnapshotSource::Nothing, 0, None));
    assert_eq!(status.connection, Connection::Connecting);
    assert!(status.file_error.is_none());
}

#[tokio::test]
async fn a_file_of_another_environment_is_ignored_beside_a_bootstrap() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let other = another_environment();
    fs::write(&path, other.body()).expect("written");
    let bootstrap = Environment::new();
    let client =
        Client::builder(NOWHERE, KEY).file(&path).bootstrap(bootstrap.body()).start().expect("one is good");
    assert_eq!((client.status().source, client.revision().get()), (SnapshotSource::Bootstrap, 1));
    file_at(&client, &path, &bootstrap).await;
}

#[tokio::test]
async fn temporary_files_of_killed_processes_are_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    let old = SystemTime::now() - Duration::from_secs(7200);
    for (name, modified) in [
        (".flags.json.0123456789abcdef.tmp", old),
        (".flags.json.fedcba9876543210.tmp", SystemTime::now()),
        (".flags.json.notes.tmp", old),
        (".other.json.0123456789abcdef.tmp", old),
    ] {
        let file = File::create(folder.path().join(name)).expect("created");
        file.set_modified(modified).expect("aged");
    }
    Client::builder(NOWHERE, KEY).file(&path).start().expect("none yet is fine").close().await;
    let names =
        fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let names: BTreeSet<_> = names.map(|name| name.into_string().expect("text")).collect();
    let kept =
        [".flags.json.fedcba9876543210.tmp", ".flags.json.notes.tmp", ".other.json.0123456789abcdef.tmp"];
    assert_eq!(names, kept.map(str::to_owned).into());
}

#[cfg(unix)]
#[tokio::test]
async fn connect_times_out_when_the_file_hangs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo runs");
    assert!(made.success());
    let server = Server::start().await;
    let connecting = server.builder().file(&path).connect(Duration::from_millis(50));
    let error = soon(connecting).await.expect_err("the pipe has no writer");
    assert!(error.is_timeout() && !error.is_unreachable(), "{error:?}");
    // Closing the writer ends the reader.
    drop(File::options().write(true).open(&path).expect("the pipe has a reader"));
}

/// Written by togul-client 0.1, before snapshots had a `format`.
const FILE_WITHOUT_FORMAT: &str = r#"{"environment_id":"0196f0a0-0000-7000-8000-000000000001","environment_key":"test","revision":7,"fingerprint":"56ea2f9d81bf13b94116d4d8790bb1b3","flags":[{"key":"colour","enabled":true,"value_type":"string","default_value":"red","salt":"4f3c9a1be27d0856","rules":[{"id":"0196f0a0-0000-7000-8000-0000000000ff","priority":1,"rule_type":"boolean","conditions":[{"attribute":"country","operator":"eq","value":"TR"}],"return_value":"green"}]},{"key":"on","enabled":true,"value_type":"boolean","default_value":true,"salt":"4f3c9a1be27d0856","rules":[]}]}"#;

#[tokio::test]
async fn a_file_of_the_version_before_formats_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flags.json");
    fs::write(&path, FILE_WITHOUT_FORMAT).expect("written");
    let mut server = Server::start().await;
    let client = server.builder().file(&path).start().expect("the file is good");
    assert_eq!((client.status().source, client.revision().get()), (SnapshotSource::File, 7));
    let context = Context::new().with("country", "TR");
    assert_eq!(client.string("colour", &context, "none"), "green");
    assert_eq!(client.string("colour", &Context::new(), "none"), "red");
    assert!(client.bool("on", &context, false));

    let mut environment = Environment { revision: 7, ..Environment::new() };
    environment.set("colour", "blue");
    server.snapshot_request().await.respond_with(&environment);
    soon(client.wait_for_revision(8, SOON)).await.expect("in time");
    file_at(&client, &path, &environment).await;
    assert_eq!(fs::read_to_string(&path).expect("text"), environment.body(), "it is written with a format");
}
