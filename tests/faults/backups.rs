//! Backups that are made while clients write and evaluate, and what everybody sees once one is restored.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
};

use futures_util::future::join_all;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;
use togul_client::{Client, Snapshot};
use tokio::time::timeout;

use super::{
    cluster::postgres_program,
    ledger::digest,
    process::{Process, Program},
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    cli::{command, failure},
    client::PATIENCE,
    world::{Database, Shop},
};

const WRITERS: usize = 4;

fn back_up(database: &str, to: &Path) -> Command {
    let mut command = command(&["backup", to.to_str().unwrap()]);
    command.env("DATABASE_URL", database);
    command
}

/// Ends with success, and prints nothing on standard error.
async fn succeeds(command: &mut Command) {
    let mut program = Program::spawn(command);
    let status = program.ended().await;
    let errors = program.errors_to_the_end().await;
    assert!(status.success() && errors.is_empty(), "{status}: {errors}");
}

/// Writes until the backup is complete, restores it, and follows a client and the server from there.
async fn is_restored(database: Database, backup: impl AsyncFnOnce(), restore: impl AsyncFnOnce()) {
    let mut random = Random::seeded();
    let mut process = Process::start(&database).await;
    let (address, shop) = (process.address(), Shop::open_at(&process.url).await);
    let mut writers = Writer::several(WRITERS, &shop, &mut random);
    let write = async |writers: &mut [Writer]| {
        for outcome in join_all(writers.iter_mut().map(Writer::write)).await {
            assert_eq!(outcome, Outcome::Acknowledged);
        }
    };
    for _ in 0..20 {
        write(&mut writers).await;
    }
    let client = Client::connect(&process.url, &shop.server_secret, PATIENCE).await.unwrap();
    let before = shop.revision().await;
    let is_over = AtomicBool::new(false);
    tokio::join!(
        async {
            backup().await;
            is_over.store(true, SeqCst);
        },
        async {
            while !is_over.load(SeqCst) {
                write(&mut writers).await;
            }
        }
    );
    shop.flag("after-the-backup", json!({})).await;
    let lost = shop.revision().await;
    client.wait_for_revision(lost.unsigned_abs(), PATIENCE).await.unwrap();
    process.stop().await;
    assert_eq!(client.snapshot().revision().get(), lost.unsigned_abs(), "it answers without a server");
    restore().await;

    let mut process = Process::start_at(&database, address).await;
    let restored = shop.revision().await;
    assert!((before..lost).contains(&restored), "{before} <= {restored} < {lost}");
    let holds_the_backup = async {
        let mut changes = client.changes();
        while client.snapshot().revision().get() != restored.unsigned_abs() {
            changes.next().await;
        }
    };
    timeout(PATIENCE, holds_the_backup).await.expect("the client goes back to the restored state");
    let snapshot = shop.server.get("/api/v1/snapshot").await;
    snapshot.ok();
    assert_eq!(digest(&client.snapshot()), digest(&Snapshot::from_json(&snapshot.body).unwrap()));
    assert!(client.snapshot().flag("after-the-backup").is_none());
    shop.flag("after-the-restoration", json!({})).await;
    client.wait_for_revision(restored.unsigned_abs() + 1, PATIENCE).await.unwrap();
    assert!(client.snapshot().flag("after-the-restoration").is_some());
    process.stop().await;
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_sqlite_under_writes_is_restored() {
    let (database, folder) = (Database::sqlite(), TempDir::new().unwrap());
    let (url, copy) = (database.url(), folder.path().join("backup.db"));
    let file = Path::new(url.strip_prefix("sqlite://").unwrap()).to_owned();
    let backup = async || {
        succeeds(&mut back_up(&url, &copy)).await;
        assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the copy is left");
    };
    let restore = async || {
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", file.display()));
        }
        fs::rename(&copy, &file).unwrap();
    };
    is_restored(database, backup, restore).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_postgres_under_writes_is_restored() {
    let Some(database) = Database::postgres().await else { return };
    let folder = TempDir::new().unwrap();
    let (url, file) = (database.url(), folder.path().join("togul.dump"));
    is_restored(database, async || dump(&url, &file).await, async || restore(&url, &file).await).await;
}

/// As docs/operations.md has it.
async fn dump(database: &str, file: &Path) {
    let mut dump = Command::new(postgres_program("pg_dump"));
    succeeds(dump.arg("--format=custom").arg(format!("--file={}", file.display())).arg(database)).await;
}

/// As docs/operations.md has it.
async fn restore(database: &str, file: &Path) {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let statements = "drop schema public cascade; create schema public";
    sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mut restore = Command::new(postgres_program("pg_restore"));
    restore.args(["--no-owner", "--single-transaction", &format!("--dbname={database}")]).arg(file);
    succeeds(&mut restore).await;
}

/// The backup is of an earlier schema than the database over which it is restored.
#[tokio::test]
async fn an_upgrade_of_postgres_is_undone_by_the_backup_from_before() {
    let Some(database) = Database::empty_postgres().await else { return };
    let folder = TempDir::new().unwrap();
    let (url, file) = (database.url(), folder.path().join("togul.dump"));
    let earlier = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/compatibility/schema-20/postgres.sql"
    ));
    let mut connection = PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(earlier.unwrap())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let last = async || {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        let last: (i64,) = sqlx::query_as("select max(version) from public._sqlx_migrations")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        last.0
    };
    let mut migrate = command(&["migrate"]);
    migrate.env("DATABASE_URL", &url).env("RUST_LOG", "warn");
    dump(&url, &file).await;
    succeeds(&mut migrate).await;
    let upgraded = last().await;
    restore(&url, &file).await;
    assert_eq!(last().await, 20);
    succeeds(&mut migrate).await;
    assert_eq!(last().await, upgraded);
    database.drop().await;
}

#[tokio::test]
async fn a_backup_that_cannot_be_made_says_why_and_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let sqlite = |name: &str| format!("sqlite://{}", path(name).display());
    succeeds(command(&["migrate"]).env("DATABASE_URL", sqlite("togul.db")).env("RUST_LOG", "warn")).await;
    let foreign = SqliteConnectOptions::new().filename(path("foreign.db")).create_if_missing(true);
    sqlx::query("create table shop (id integer)")
        .execute(&mut SqliteConnection::connect_with(&foreign).await.unwrap())
        .await
        .unwrap();
    fs::write(path("text.db"), "no database".repeat(500)).unwrap();
    fs::write(path("taken"), "precious").unwrap();
    fs::write(path("begun.db.unfinished"), "half a copy").unwrap();
    let to = path("backup.db");
    for (database, to, right) in [
        (sqlite("missing.db"), &to, "missing.db: it does not exist: check the path"),
        (sqlite("foreign.db"), &to, "it has no tables of Togul"),
        (sqlite("text.db"), &to, "file is not a database"),
        ("postgres://togul@127.0.0.1/togul".to_owned(), &to, "use `pg_dump` for PostgreSQL"),
        (sqlite("togul.db"), &path("taken"), "taken: it exists already: name a new file"),
        (sqlite("togul.db"), &path("togul.db"), "togul.db: it exists already: name a new file"),
        (
            sqlite("togul.db"),
            &path("begun.db"),
            "begun.db.unfinished: another backup to this file is running",
        ),
        (sqlite("togul.db"), &path("no/folder/backup.db"), "No such file or directory"),
    ] {
        let errors = failure(&mut back_up(&database, to)).await;
        assert!(errors.contains(right), "{database}: {errors}");
    }
    assert_eq!(fs::read_to_string(path("taken")).unwrap(), "precious");
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(fs::read_to_string(path("begun.db.unfinished")).unwrap(), "half a copy");
    assert_eq!(names, ["begun.db.unfinished", "foreign.db", "taken", "text.db", "togul.db"]);
}
