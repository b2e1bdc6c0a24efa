//! A database that an earlier version wrote starts under this one, and every flag answers as before.
//!
//! The files beside this one were made by the first version of the change log, through its API: a `togul-data` folder of
//! `togul-server dev` (its database as the SQL text of `sqlite3 .dump`), and a PostgreSQL database (as `pg_dump --inserts`
//! wrote it). Both hold the table of applied migrations. Beside each are the answers of that version. They must not
//! be regenerated: a test that fails here means that this version cannot be started on the data of an earlier one.

use std::{fs, net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use serde_json::{
    Map, Value, json,
    value::{RawValue, to_raw_value},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use togul_core::{Context, Snapshot};
use togul_server::{config::Dev, dev};
use tokio::sync::oneshot;

use crate::world::{Database, Person, World};

/// The answers of the earlier version.
#[derive(Deserialize)]
struct Recorded {
    username: String,
    password: String,
    /// A key that was rotated: the new secret counts, the superseded one does not.
    rotated_key: String,
    superseded_key: String,
    revoked_key: String,
    contexts: Vec<Box<RawValue>>,
    environments: Vec<RecordedEnvironment>,
}

#[derive(Deserialize)]
struct RecordedEnvironment {
    environment_key: String,
    project_id: String,
    server_key: String,
    sdk_key: String,
    stream_key: String,
    revision: i64,
    /// The body of `GET /snapshot`.
    snapshot: String,
    /// By flag: value, reason and rule for each of the contexts.
    answers: serde_json::Map<String, Value>,
    /// The data of every event since revision 0, with content.
    events: Vec<Value>,
}

/// What a snapshot's fingerprint is of: the flags' exact bytes.
#[derive(Deserialize)]
struct FlagBytes {
    environment_id: String,
    flags: Vec<Box<RawValue>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_of_an_earlier_version_starts_and_answers_as_before() {
    let folder = TempDir::new().unwrap();
    for name in ["demo.json", "jwt-secret"] {
        let copy = folder.path().join(name);
        fs::copy(file("togul-data").join(name), &copy).unwrap();
        // As `dev` wrote it. Git keeps no such permissions.
        #[cfg(unix)]
        fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    let database = SqliteConnectOptions::new().filename(folder.path().join("togul.db"));
    let mut connection = SqliteConnection::connect_with(&database.create_if_missing(true)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(read("sqlite.sql"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let recorded: Recorded = serde_json::from_str(&read("sqlite.json")).unwrap();
    // Twice: the schema was brought up to date by the first start.
    for start in 0..2 {
        let args = Dev { data: folder.path().to_owned(), listen: any_port().into(), registration: None };
        let (server, lines) = dev::prepare(&args).await.expect("the server starts");
        assert!(lines.contains(&recorded.environments[0].server_key), "the demo is still known: {lines}");
        let url = format!("http://{}", server.address());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(async {
            let _ = stopped.await;
        }));
        check_answers(&url, &recorded, start).await;
        stop.send(()).unwrap();
        serving.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_database_of_an_earlier_version_starts_and_answers_as_before() {
    let Some(database) = Database::empty_postgres().await else { return };
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(read("postgres.sql"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let recorded: Recorded = serde_json::from_str(&read("postgres.json")).unwrap();
    let world = World::start(database, any_port()).await;
    check_answers(&world.url, &recorded, 0).await;
    world.stop().await.drop().await;
}

/// Compares the server with the records; `writes` have been made to each environment since.
async fn check_answers(url: &str, recorded: &Recorded, writes: i64) {
    let anyone = Person::anonymous(url.to_owned());
    anyone.with_key(&recorded.rotated_key).get("/api/v1/snapshot").await.ok();
    for ended in [&recorded.superseded_key, &recorded.revoked_key] {
        anyone.with_key(ended).post("/api/v1/evaluate/all", json!({})).await.refused(401, "unauthorized");
    }
    let body = json!({ "username": recorded.username, "password": recorded.password });
    let owner = anyone.with_session(&anyone.post("/api/v1/login", body).await.ok());
    let contexts: Vec<_> = recorded.contexts.iter().map(|context| without_objects(context)).collect();
    for environment in &recorded.environments {
        check_snapshot(&anyone, environment, &contexts, writes).await;
        check_evaluation(&anyone, environment, &contexts).await;
        check_resuming(&anyone, environment).await;
        check_writing(&anyone, &owner, environment, writes).await;
    }
}

/// An object was a missing attribute when the answers were recorded. Its members are attributes now.
fn without_objects(context: &RawValue) -> Box<RawValue> {
    let mut context: Map<String, Value> = serde_json::from_str(context.get()).unwrap();
    context.values_mut().filter(|value| value.is_object()).for_each(|value| *value = Value::Null);
    to_raw_value(&context).unwrap()
}

/// Same bytes, and so the same fingerprint. An older client's file can still be read, and answers the same.
async fn check_snapshot(
    anyone: &Person,
    environment: &RecordedEnvironment,
    contexts: &[Box<RawValue>],
    writes: i64,
) {
    let before = Snapshot::from_json(environment.snapshot.as_bytes()).expect("a snapshot of before reads");
    for (n, context) in contexts.iter().enumerate() {
        let context = Context::from_json(context.get().as_bytes()).unwrap();
        for (key, answers) in &environment.answers {
            let answer = before.evaluate(key, &context);
            let rule = answer.reason.rule_id().map(|id| id.to_string());
            let answer = json!([answer.value().expect("it exists"), answer.reason.to_string(), rule]);
            assert_eq!(answer, answers[n], "{key} for {context:?}");
        }
    }
    let server = anyone.with_key(&environment.server_key);
    let reply = server.get("/api/v1/snapshot").await;
    let body = reply.ok();
    assert_eq!(body["environment_key"], json!(environment.environment_key));
    assert_eq!(body["revision"], environment.revision + writes);
    if writes == 0 {
        assert_eq!(body["fingerprint"], before.fingerprint().to_string());
        assert_eq!(reply.header("etag"), format!("\"{}-{}\"", environment.revision, before.fingerprint()));
    }
    let after: FlagBytes = serde_json::from_slice(&reply.body).unwrap();
    for flag in flag_bytes(environment).flags {
        assert!(after.flags.iter().any(|after| after.get() == flag.get()), "changed bytes: {flag}");
    }
}

async fn check_evaluation(anyone: &Person, environment: &RecordedEnvironment, contexts: &[Box<RawValue>]) {
    let sdk = anyone.with_key(&environment.sdk_key);
    let keys: Vec<_> = environment.answers.keys().collect();
    let answered = |answer: &Value| json!([answer["value"], answer["reason"], answer["rule_id"]]);
    for (n, context) in contexts.iter().enumerate() {
        let context: Value = serde_json::from_str(context.get()).unwrap();
        let all = sdk.post("/api/v1/evaluate/all", json!({ "context": context })).await.ok();
        for (key, answers) in &environment.answers {
            assert_eq!(answered(&all["flags"][key]), answers[n], "{key} for {context}");
        }
        let Some(key) = keys.get(n % keys.len().max(1)) else { continue };
        let body = json!({
            "flag_key": key, "environment_key": environment.environment_key, "context": context,
        });
        let one = sdk.post("/api/v1/evaluate", body).await.ok();
        assert_eq!(answered(&one), environment.answers[*key][n], "{key} for {context}");
    }
}

/// A reader that was away resumes after any revision of before.
async fn check_resuming(anyone: &Person, environment: &RecordedEnvironment) {
    let server = anyone.with_key(&environment.server_key);
    for since in [0, environment.revision / 2, environment.revision - 1] {
        let Ok(start) = usize::try_from(since) else { continue };
        // A reader of this version also sends the fingerprint, which the log of before has.
        let held = start.checked_sub(1).map(|last| &environment.events[last]["fingerprint"]);
        let fingerprint = held.map(|held| format!("&fingerprint={}", held.as_str().unwrap()));
        let query = format!("?since={since}{}&content=true", fingerprint.unwrap_or_default());
        let mut stream = server.stream(&query).await;
        for recorded in &environment.events[start..] {
            let event = stream.next().await;
            assert_eq!(&event.data, recorded, "resumed after {since}");
            assert_eq!(event.id, recorded["version"].as_i64());
        }
    }
}

/// A write goes on from the revision of before, for readers of both kinds.
async fn check_writing(anyone: &Person, owner: &Person, environment: &RecordedEnvironment, writes: i64) {
    let revision = environment.revision + writes;
    let server = anyone.with_key(&environment.server_key);
    let mut content = server.stream(&format!("?since={revision}&content=true")).await;
    let mut classic = anyone.with_key(&environment.stream_key).stream(&format!("?since={revision}")).await;
    let key = format!("new-{revision}");
    let body = json!({
        "environment_id": flag_bytes(environment).environment_id, "key": key, "name": "New",
        "value_type": "number", "default_value": 0, "off_value": revision, "enabled": false,
    });
    owner.post(&format!("/api/v1/projects/{}/flags", environment.project_id), body).await.ok();
    let body = json!({ "flag_key": key, "environment_key": environment.environment_key, "context": {} });
    let answer = anyone.with_key(&environment.sdk_key).post("/api/v1/evaluate", body).await.ok();
    assert_eq!((&answer["value"], &answer["version"]), (&json!(revision), &json!(revision + 1)));
    let event = content.expect("flag.created").await;
    assert_eq!((&event.data["previous"], event.id), (&json!(revision), Some(revision + 1)));
    let event = classic.expect("flag.created").await;
    assert_eq!((&event.data["flag_key"], event.id), (&json!(key), Some(revision + 1)));
}

fn flag_bytes(environment: &RecordedEnvironment) -> FlagBytes {
    serde_json::from_str(&environment.snapshot).unwrap()
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/compatibility").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap()
}

fn any_port() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}
