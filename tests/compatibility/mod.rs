//! A database that an earlier version wrote starts under this one, and answers as before.
//!
//! Each folder beside this file has what a real version wrote: `schema-20` is from the version whose last migration was
//! 0020. It has a `togul-data` folder of `togul-server dev` (its database as SQL text), a PostgreSQL database (as
//! `pg_dump --inserts` wrote it), and beside each of them the answers of that version. The script `record` made them,
//! except for the first, which is older than the script. In its contexts null stands for objects, which were missing
//! attributes then. The folders must not be regenerated: a test that fails here means that this version cannot be started
//! on the data of an earlier one.

use std::{fmt, fs, net::SocketAddr, path::PathBuf};

use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};
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
    /// A member who may read the project, but not write to it.
    viewer: Option<Value>,
    /// Of a machine that may read flags.
    machine_token: Option<String>,
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
    /// By flag: value, reason, rule and variant for each of the contexts. The first versions had no variants.
    answers: Map<String, Value>,
    /// The data of every event since revision 0, with content.
    events: Vec<Value>,
    /// By path: what the owner reads.
    #[serde(default)]
    reads: Map<String, Value>,
}

/// What a snapshot's fingerprint is of: the exact bytes of flags and segments.
#[derive(Deserialize)]
struct ObjectBytes {
    environment_id: String,
    flags: Vec<Box<RawValue>>,
    #[serde(default)]
    segments: Vec<Box<RawValue>>,
}

/// The folder of one version.
struct Fixture(PathBuf);

impl Fixture {
    /// All of them, each complete.
    fn all() -> Vec<Self> {
        let folders =
            fs::read_dir(repository("tests/compatibility")).unwrap().map(|entry| entry.unwrap().path());
        let fixtures: Vec<_> = folders.filter(|path| path.is_dir()).map(Self).collect();
        assert!(!fixtures.is_empty());
        for fixture in &fixtures {
            for name in FILES {
                assert!(fixture.0.join(name).is_file(), "{} lacks {name}", fixture.0.display());
            }
        }
        fixtures
    }

    fn read(&self, name: &str) -> String {
        // Printed if the test fails.
        println!("{}", self.0.join(name).display());
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn recorded(&self, name: &str) -> Recorded {
        serde_json::from_str(&self.read(name)).unwrap()
    }
}

const FILES: [&str; 6] = [
    "sqlite.sql",
    "sqlite.json",
    "postgres.sql",
    "postgres.json",
    "togul-data/demo.json",
    "togul-data/jwt-secret",
];

#[test]
fn a_release_has_a_fixture_of_its_schema() {
    let changelog = fs::read_to_string(repository("CHANGELOG.md")).unwrap();
    let newest = changelog.lines().find(|line| line.starts_with("## ")).expect("a heading");
    if newest == "## [Unreleased]" {
        return;
    }
    let migrations = fs::read_dir(repository("togul-server/migrations")).unwrap();
    let names = migrations.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let number: u32 = names.map(|name| name[..4].parse().unwrap()).max().expect("a migration");
    let folder = format!("schema-{number}");
    let recorded = Fixture::all().iter().any(|fixture| fixture.0.ends_with(&folder));
    assert!(recorded, "{newest} needs tests/compatibility/{folder}: see docs/contributing.md");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_of_an_earlier_version_starts_and_answers_as_before() {
    for fixture in Fixture::all() {
        start_data_folder(&fixture).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_database_of_an_earlier_version_starts_and_answers_as_before() {
    for fixture in Fixture::all() {
        let Some(database) = Database::empty_postgres().await else { return };
        let mut connection = PgConnection::connect(&database.url()).await.unwrap();
        let dump = AssertSqlSafe(fixture.read("postgres.sql"));
        sqlx::raw_sql(dump).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        let world = World::start(database, any_port()).await;
        check_answers(&world.url, &fixture.recorded("postgres.json"), 0).await;
        world.stop().await.drop().await;
    }
}

async fn start_data_folder(fixture: &Fixture) {
    let folder = TempDir::new().unwrap();
    for name in ["demo.json", "jwt-secret"] {
        let copy = folder.path().join(name);
        fs::copy(fixture.0.join("togul-data").join(name), &copy).unwrap();
        // As `dev` wrote it. Git keeps no such permissions.
        #[cfg(unix)]
        fs::set_permissions(&copy, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    let database = SqliteConnectOptions::new().filename(folder.path().join("togul.db"));
    let mut connection = SqliteConnection::connect_with(&database.create_if_missing(true)).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(fixture.read("sqlite.sql"))).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let recorded = fixture.recorded("sqlite.json");
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

/// Compares the server with the records; `writes` have been made to each environment since.
async fn check_answers(url: &str, recorded: &Recorded, writes: i64) {
    let anyone = Person::anonymous(url.to_owned());
    anyone.with_key(&recorded.rotated_key).get("/api/v1/snapshot").await.ok();
    for ended in [&recorded.superseded_key, &recorded.revoked_key] {
        anyone.with_key(ended).post("/api/v1/evaluate/all", json!({})).await.refused(401, "unauthorized");
    }
    let login = json!({ "username": recorded.username, "password": recorded.password });
    let owner = anyone.with_session(&anyone.post("/api/v1/login", login).await.ok());
    if writes == 0 {
        check_reading(&anyone, &owner, recorded).await;
    }
    for environment in &recorded.environments {
        check_snapshot(&anyone, environment, &recorded.contexts, writes).await;
        check_evaluation(&anyone, environment, &recorded.contexts, writes).await;
        check_resuming(&anyone, environment).await;
        check_writing(&anyone, &owner, environment, writes).await;
    }
}

/// The management API has every recorded field; later versions may have more. People and machines have the same rights.
async fn check_reading(anyone: &Person, owner: &Person, recorded: &Recorded) {
    let machine = recorded.machine_token.as_ref().map(|token| anyone.with_bearer(token));
    let viewer = match &recorded.viewer {
        Some(login) => Some(anyone.with_session(&anyone.post("/api/v1/login", login.clone()).await.ok())),
        None => None,
    };
    for environment in &recorded.environments {
        for (path, before) in &environment.reads {
            for caller in [Some(owner), viewer.as_ref(), machine.as_ref()].into_iter().flatten() {
                check_fields(&caller.get(path).await.ok(), before, path);
            }
        }
        if let Some(viewer) = &viewer {
            let body = new_flag(environment, "denied");
            let path = format!("/api/v1/projects/{}/flags", environment.project_id);
            viewer.post(&path, body).await.denied("flags.write");
        }
    }
}

fn check_fields(now: &Value, before: &Value, path: &str) {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => {
            for (name, before) in before {
                check_fields(&now[name], before, &format!("{path} {name}"));
            }
        }
        (Value::Array(now), Value::Array(before)) if now.len() == before.len() => {
            now.iter().zip(before).for_each(|(now, before)| check_fields(now, before, path));
        }
        _ => assert_eq!(now, before, "{path}"),
    }
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
            let value = answer.value().expect("it exists");
            let fields = json!([value, answer.reason.to_string(), rule, answer.variant()]);
            check_answer(&fields, &answers[n], key, &context);
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
    let (held, after) =
        (object_bytes(environment), serde_json::from_slice::<ObjectBytes>(&reply.body).unwrap());
    for (held, after) in [(held.flags, after.flags), (held.segments, after.segments)] {
        for object in held {
            assert!(after.iter().any(|after| after.get() == object.get()), "changed bytes: {object}");
        }
    }
}

/// An answer of a version without variants is compared without its variant.
fn check_answer(answer: &Value, recorded: &Value, key: &str, context: &impl fmt::Debug) {
    let (answer, recorded) = (answer.as_array().unwrap(), recorded.as_array().unwrap());
    assert_eq!(&answer[..recorded.len()], recorded, "{key} for {context:?}");
}

async fn check_evaluation(
    anyone: &Person,
    environment: &RecordedEnvironment,
    contexts: &[Box<RawValue>],
    writes: i64,
) {
    let sdk = anyone.with_key(&environment.sdk_key);
    let keys: Vec<_> = environment.answers.keys().collect();
    let fields =
        |answer: &Value| json!([answer["value"], answer["reason"], answer["rule_id"], answer["variant"]]);
    for (n, context) in contexts.iter().enumerate() {
        let context: Value = serde_json::from_str(context.get()).unwrap();
        let all = sdk.post("/api/v1/evaluate/all", json!({ "context": context })).await.ok();
        // No archived or deleted flag, and those that this test has created.
        let count = i64::try_from(all["flags"].as_object().unwrap().len()).unwrap();
        assert_eq!(count, i64::try_from(keys.len()).unwrap() + writes, "{all}");
        for (key, answers) in &environment.answers {
            check_answer(&fields(&all["flags"][key]), &answers[n], key, &context);
        }
        let Some(key) = keys.get(n % keys.len().max(1)) else { continue };
        let body = json!({
            "flag_key": key, "environment_key": environment.environment_key, "context": context,
        });
        let one = sdk.post("/api/v1/evaluate", body).await.ok();
        check_answer(&fields(&one), &environment.answers[*key][n], key, &context);
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
    let mut body = new_flag(environment, &key);
    body["off_value"] = json!(revision);
    owner.post(&format!("/api/v1/projects/{}/flags", environment.project_id), body).await.ok();
    let body = json!({ "flag_key": key, "environment_key": environment.environment_key, "context": {} });
    let answer = anyone.with_key(&environment.sdk_key).post("/api/v1/evaluate", body).await.ok();
    assert_eq!((&answer["value"], &answer["version"]), (&json!(revision), &json!(revision + 1)));
    let event = content.expect("flag.created").await;
    assert_eq!((&event.data["previous"], event.id), (&json!(revision), Some(revision + 1)));
    let event = classic.expect("flag.created").await;
    assert_eq!((&event.data["flag_key"], event.id), (&json!(key), Some(revision + 1)));
}

fn new_flag(environment: &RecordedEnvironment, key: &str) -> Value {
    json!({
        "environment_id": object_bytes(environment).environment_id, "key": key, "name": "New",
        "value_type": "number", "default_value": 0, "enabled": false,
    })
}

fn object_bytes(environment: &RecordedEnvironment) -> ObjectBytes {
    serde_json::from_str(&environment.snapshot).unwrap()
}

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn any_port() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}
