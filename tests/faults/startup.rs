//! The start on a database that is not ready: it waits, reports what it waits for, and can be interrupted.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::json;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::{
    cluster::Cluster,
    process::{Process, Program, send},
};
use crate::{
    cli::{command, failure},
    client::PATIENCE,
    world::{Database, Person},
};

const SECRET: &str = "b3f1c09e7ad24568be01f7c3a95d2e64";
const COMMANDS: [&[&str]; 3] = [&["serve"], &["migrate"], &["reset-password", "ada@example.com"]];

/// A start that waits for an hour, unless the test ends it.
fn start(arguments: &[&str], database: &str) -> Command {
    let mut command = command(arguments);
    command.env("DATABASE_URL", database).env("TOGUL_JWT_SECRET", SECRET).env("TOGUL_LISTEN", "127.0.0.1:0");
    command.env("TOGUL_DATABASE_WAIT", "3600");
    command
}

/// An address at which nothing listens.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// A database that accepts connections and never answers.
fn mute_database() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://togul@{}/togul", listener.local_addr().unwrap());
    (listener, url)
}

/// Starts the server, waits until it reports the reason, checks that its port is closed, and that the server listens once
/// the database is ready.
async fn listens_once_ready(database: &str, reason: &str, ready: impl AsyncFnOnce()) {
    let address = free_address();
    let mut server = start(&["serve"], database);
    let mut server = Program::spawn(server.env("TOGUL_LISTEN", address.to_string()));
    server.error(reason).await;
    assert!(TcpStream::connect(address).is_err(), "the port opens when the server can answer");
    ready().await;
    let url = server.line("listening on ").await.expect("the server starts");
    let response = Person::anonymous(url).request(Method::GET, "/readyz").send().await.unwrap();
    assert_eq!(response.status(), 200);
    server.terminate().await;
}

#[tokio::test]
async fn a_start_prints_what_it_waits_for_and_ends_with_the_reason() {
    let (_database, url) = mute_database();
    let place = url.split(['@', '/']).nth(3).unwrap();
    for arguments in COMMANDS {
        let errors = failure(start(arguments, &url).env("TOGUL_DATABASE_WAIT", "12")).await;
        assert!(errors.contains(&format!("opening PostgreSQL at {place}, database togul")), "{errors}");
        assert!(errors.contains(&format!("still waiting for PostgreSQL at {place}")), "{errors}");
        assert!(errors.contains("5 s of 12 s") && errors.contains("10 s of 12 s"), "{errors}");
        assert!(errors.contains("is not ready, waiting up to 12 s: it does not answer"), "{errors}");
        let reason = "was not ready within 12 s (TOGUL_DATABASE_WAIT): no connection was complete within 5 s: check whether \
                      PostgreSQL is frozen";
        assert_eq!(errors.matches(reason).count(), 1, "{errors}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_wait_of_the_start_ends_with_a_signal() {
    let folder = TempDir::new().unwrap();
    let (_mute, mute) = mute_database();
    let refused = format!("postgres://togul@{}/togul", free_address());
    // Opening a pipe waits for its reader.
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut databases = vec![mute, refused, format!("sqlite://{}", pipe.display())];
    let cluster = Cluster::start().await;
    let mut lock = None;
    let frozen = Cluster::start().await;
    if let Some(((cluster, locked), (mut frozen_cluster, frozen))) = cluster.zip(frozen) {
        assert!(start(&["migrate"], &locked.url()).stdout(Stdio::null()).status().unwrap().success());
        frozen_cluster.freeze();
        databases.extend([locked.url(), frozen.url()]);
        lock = Some((cluster.lock_migrations().await, cluster, frozen_cluster));
    }
    for database in &databases {
        for arguments in COMMANDS {
            for signal in ["TERM", "INT"] {
                let mut program = Program::spawn(&mut start(arguments, database));
                program.error("opening ").await;
                send(signal, &[program.id()]);
                let status = program.ended().await;
                // A server that is stopped has done nothing wrong; another command has not done its work.
                assert_eq!(status.success(), arguments == ["serve"], "{database} {arguments:?}: {status}");
                let errors = program.errors_to_the_end().await;
                assert!(errors.contains("stopped "), "{errors}");
            }
        }
    }
    drop(lock);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_waits_for_a_database_that_is_not_up_yet() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    cluster.stop();
    listens_once_ready(
        &database.url(),
        "is not ready, waiting up to 3600 s: Connection refused",
        async || {
            cluster.resume().await;
        },
    )
    .await;
    let frozen = cluster.freeze();
    listens_once_ready(&database.url(), "no connection was complete within 5 s", async || {
        cluster.thaw(&frozen);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_waits_for_a_lock_on_the_migrations() {
    let Some((cluster, database)) = Cluster::start().await else { return };
    assert!(start(&["migrate"], &database.url()).stdout(Stdio::null()).status().unwrap().success());
    let lock = cluster.lock_migrations().await;
    // It waits for the table, and has the lock of those that migrate meanwhile.
    let mut other = Program::spawn(&mut start(&["migrate"], &database.url()));
    let reason = "another session holds a lock on its tables";
    other.error(reason).await;
    // The last line says why, although another attempt is in progress when the time is over.
    let errors = failure(start(&["migrate"], &database.url()).env("TOGUL_DATABASE_WAIT", "12")).await;
    let end = errors.lines().rfind(|line| line.starts_with("error: ")).unwrap();
    assert!(end.contains("was not ready within 12 s") && end.contains(reason), "{errors}");
    listens_once_ready(&database.url(), reason, async || lock.close().await.unwrap()).await;
    other.line("the schema is up to date").await.expect("the other one is done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_waits_for_another_program_that_has_the_sqlite_file_locked() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("togul.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql("begin exclusive; create table other (id int)").execute(&mut other).await.unwrap();
    let database = format!("sqlite://{}", file.display());
    listens_once_ready(&database, "is not ready, waiting up to 3600 s: database is locked", async || {
        other.close().await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waiting_cannot_help_ends_the_start_at_once() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("togul.db");
    fs::write(&file, "this is a text and not a database".repeat(40)).unwrap();
    let sqlite = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let [foreign, newer] = ["foreign.db", "newer.db"].map(|name| {
        let path = folder.path().join(name);
        SqliteConnectOptions::new().filename(path).create_if_missing(true)
    });
    sqlx::raw_sql("create table users (id int)")
        .execute(&mut SqliteConnection::connect_with(&foreign).await.unwrap())
        .await
        .unwrap();
    assert!(start(&["migrate"], &sqlite("newer.db")).stdout(Stdio::null()).status().unwrap().success());
    sqlx::raw_sql("insert into _sqlx_migrations values (9999, 'later', current_timestamp, 1, x'', 1)")
        .execute(&mut SqliteConnection::connect_with(&newer).await.unwrap())
        .await
        .unwrap();
    let mut cases = vec![
        (sqlite("togul.db"), "file is not a database", "name a file of SQLite"),
        (sqlite(""), "it is a folder", "use the path of a file in it"),
        (sqlite("foreign.db"), "table users already exists", "use an empty database"),
        (sqlite("newer.db"), "it has the migration 9999", "start that version, or restore the backup"),
    ];
    let cluster = Cluster::start().await;
    if let Some((cluster, database)) = &cluster {
        let url = database.url();
        cluster.sql("create database latin encoding 'LATIN1' template template0").await;
        let other = |name: &str| url.rsplit_once('/').map(|(server, _)| format!("{server}/{name}")).unwrap();
        cases.extend([
            (other("latin"), "its encoding is LATIN1", "encoding 'UTF8' template template0"),
            (other("no_such"), "database \"no_such\" does not exist", "create it with `create database"),
            (url.replace("togul@", "stranger@"), "role \"stranger\" does not exist", "check the user"),
            (format!("{url}?sslmode=require"), "server does not support TLS", "remove sslmode"),
        ]);
    }
    for (database, reason, help) in cases {
        for arguments in COMMANDS {
            // It changes no schema, and so says that there is none.
            if arguments[0] == "reset-password" && database.ends_with("foreign.db") {
                continue;
            }
            let errors = failure(&mut start(arguments, &database)).await;
            assert_eq!(errors.matches(reason).count(), 1, "{errors}");
            assert!(errors.contains(help), "{errors}");
        }
    }
}

/// A certificate for 127.0.0.1 that is signed by itself, and its key.
fn self_signed(folder: &Path, is_authority: bool) -> [std::path::PathBuf; 2] {
    let [certificate, key] = ["certificate.pem", "key.pem"].map(|name| folder.join(name));
    let basic = format!("basicConstraints=critical,CA:{}", if is_authority { "TRUE" } else { "FALSE" });
    let mut openssl = Command::new("openssl");
    openssl.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "30",
    ]);
    openssl.args(["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-addext", &basic]);
    let made =
        openssl.arg("-out").arg(&certificate).arg("-keyout").arg(&key).output().expect("there is `openssl`");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    [certificate, key]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_certificate_of_a_self_signed_database_is_trusted_by_its_file() {
    let Some((mut cluster, database)) = Cluster::start().await else { return };
    let folder = TempDir::new().unwrap();
    let [certificate, key] = self_signed(folder.path(), false);
    cluster.enable_tls(&certificate, &key).await;
    let url = |parameters: &str| format!("{}?{parameters}", database.url());
    let trusted = url(&format!("sslmode=verify-full&sslrootcert={}", certificate.display()));
    let mut server = Program::spawn(&mut start(&["serve"], &trusted));
    let address = server.line("listening on ").await.expect("the server starts");
    let response = Person::anonymous(address).request(Method::GET, "/readyz").send().await.unwrap();
    assert_eq!(response.json::<serde_json::Value>().await.unwrap()["database"], json!("ok"));
    server.terminate().await;

    let other = TempDir::new().unwrap();
    let [authority, authority_key] = self_signed(other.path(), true);
    let unrelated = format!("sslmode=verify-full&sslrootcert={}", authority.display());
    let unused = format!("sslrootcert={}", certificate.display());
    for (parameters, help) in [
        ("sslmode=verify-full", "add sslrootcert=FILE"),
        (&unrelated, "add sslrootcert=FILE"),
        (&unused, "is used only with sslmode=verify-full"),
    ] {
        let errors = failure(&mut start(&["migrate"], &url(parameters))).await;
        assert!(errors.contains(help), "{errors}");
    }
    cluster.enable_tls(&authority, &authority_key).await;
    let errors = failure(&mut start(&["migrate"], &url(&unrelated))).await;
    assert!(errors.contains("-addext basicConstraints=critical,CA:FALSE"), "{errors}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_the_database_is_warned_about_once() {
    let Some((mut cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let server = Process::start(&database).await;
    let readiness = async |expected: &str| {
        let anonymous = Person::anonymous(server.url.clone());
        let reaching = async {
            loop {
                let response = anonymous.request(Method::GET, "/readyz").send().await.unwrap();
                if response.json::<serde_json::Value>().await.unwrap()["database"] == json!(expected) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, reaching).await.expect(expected);
    };
    for outages in 1..=2 {
        let begun = Instant::now();
        cluster.stop();
        readiness("unavailable").await;
        let attempts = proxy.connections();
        let repeating = async {
            while proxy.connections() < attempts + 6 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, repeating).await.expect("the server tries again");
        // Requests that fail are no further warnings.
        for n in 0..20 {
            let unknown = Person::anonymous(server.url.clone()).with_key(&format!("tgl_sdk_{n:0>43}"));
            unknown.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.refused(503, "unavailable");
        }
        let log = server.program.errors();
        let count = log.matches("the database is not available: evaluation continues from memory").count();
        let most = outages + usize::try_from(begun.elapsed().as_secs() / 60).unwrap();
        assert!((outages..=most).contains(&count), "{log}");
        // One may fail before the outage is known.
        assert!(log.matches("could not compare with the database").count() <= outages, "{log}");
        assert!(log.matches("could not be served").count() <= outages, "{log}");
        cluster.resume().await;
        readiness("ok").await;
    }
    Database::drop(database).await;
}
