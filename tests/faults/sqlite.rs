//! Faults of a database in a file: a second process, a file that is gone or damaged, a full disk, an older copy.

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;
use togul_client::{Client, Connection, Context};
use tokio::time::timeout;

use super::{
    ledger::Ledger,
    process::Process,
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    client::PATIENCE,
    world::{Database, PASSWORD, Person, Shop, sse::Events},
};

fn file(database: &Database) -> PathBuf {
    PathBuf::from(database.url().strip_prefix("sqlite://").unwrap())
}

/// The file belongs to one process, by whatever name: a second one prints the file and the remedy, and a killed one
/// releases it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_file_is_refused_with_a_remedy() {
    let database = Database::sqlite();
    let first = Process::start(&database).await;
    let file = file(&database);
    let _ = fs::remove_file(beside(&file, ".lock"));
    refuses_to_start(&file, "stop that one, or use PostgreSQL").await;
    let link = file.with_file_name("symbolic.db");
    symlink(&file, &link).unwrap();
    refuses_to_start(&link, "stop that one, or use PostgreSQL").await;
    let shop = Shop::open_at(&first.url).await;
    shop.flag("kept", json!({})).await;
    first.kill();

    // SQLite would not find the log of the killed process by another name of the file.
    let link = file.with_file_name("hard.db");
    fs::hard_link(&file, &link).unwrap();
    refuses_to_start(&link, "delete the other names").await;
    refuses_to_start(&file, "delete the other names").await;
    fs::remove_file(link).unwrap();

    let next = Process::start(&database).await;
    assert_eq!(shop.at(&next.url).evaluate("kept", json!({})).await["version"], 1);
    // A name that the file gets while it is in use, as by a backup, does not open it a second time either.
    let link = file.with_file_name("hard.db");
    fs::hard_link(&file, &link).unwrap();
    refuses_to_start(&link, "cannot use").await;
    shop.at(&next.url).flag("goes-on", json!({})).await;
}

async fn refuses_to_start(file: &Path, remedy: &str) {
    let mut second = Process::attempt(&Database::External(format!("sqlite://{}", file.display())));
    let status = second.ended().await;
    assert!(!status.success(), "{status}");
    let mut printed = second.errors();
    while !printed.contains("error: ") {
        tokio::time::sleep(Duration::from_millis(5)).await;
        printed = second.errors();
    }
    assert!(printed.contains(file.to_str().unwrap()), "{printed}");
    assert!(printed.contains(remedy), "{printed}");
}

/// How a database file is taken away from its server.
type Removal = fn(&Path);

/// What is written would be lost: no write is acknowledged, and everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_write_is_acknowledged_once_the_file_is_deleted_or_replaced() {
    let removals: [(&str, Removal); 4] = [
        ("deleted", |file| fs::remove_file(file).unwrap()),
        ("replaced", |file| {
            let copy = file.with_extension("copy");
            fs::copy(file, &copy).unwrap();
            fs::rename(copy, file).unwrap();
        }),
        ("without its log", |file| fs::remove_file(beside(file, "-wal")).unwrap()),
        ("deleted with its folder", |file| fs::remove_dir_all(file.parent().unwrap()).unwrap()),
    ];
    for (what, remove) in removals {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("data/togul.db");
        fs::create_dir(file.parent().unwrap()).unwrap();
        let database = Database::External(format!("sqlite://{}", file.display()));
        let mut process = Process::start(&database).await;
        let shop = Shop::open_at(&process.url).await;
        let flag = shop.flag("switch", json!({})).await;
        shop.evaluate("switch", json!({})).await;
        remove(&file);
        for n in 0..20 {
            let body = json!({ "default_value": n % 2 == 0 });
            let refused = shop.owner.patch(&shop.flag_path(&flag), body).await.refused(503, "unavailable");
            // Without its log, the file may not even be readable.
            let is_named = refused.to_string().contains("deleted or replaced");
            assert!(is_named || what == "without its log", "{what}: {refused}");
        }
        assert_eq!(shop.evaluate("switch", json!({})).await["value"], false, "{what}");
        readyz_reports(&process, "read_only").await;
        assert!(process.program.is_running());
    }
}

/// Nothing was written meanwhile, so it goes on where it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_moved_away_and_back_is_used_again() {
    let database = Database::sqlite();
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag("switch", json!({})).await;
    let (file, away) = (file(&database), file(&database).with_extension("away"));
    fs::rename(&file, &away).unwrap();
    readyz_reports(&process, "read_only").await;
    let on = json!({ "default_value": true });
    shop.owner.patch(&shop.flag_path(&flag), on.clone()).await.refused(503, "unavailable");
    fs::rename(&away, &file).unwrap();
    readyz_reports(&process, "ok").await;
    shop.owner.patch(&shop.flag_path(&flag), on).await.ok();
    process.kill();
    let process = Process::start(&database).await;
    assert_eq!(shop.at(&process.url).evaluate("switch", json!({})).await["value"], true);
}

/// A disk that returns other bytes than were written: nothing is a failure of the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_makes_the_database_unavailable_and_leaves_evaluation() {
    let damages: [(&str, Removal); 2] = [
        ("truncated", |file| File::options().write(true).open(file).unwrap().set_len(0).unwrap()),
        ("overwritten", |file| {
            let size = fs::metadata(file).unwrap().len();
            let mut file = File::options().write(true).open(file).unwrap();
            file.write_all(&vec![0xA5; size.try_into().unwrap()]).unwrap();
        }),
    ];
    for (what, damage) in damages {
        let database = Database::sqlite();
        let mut process = Process::start(&database).await;
        let shop = Shop::open_at(&process.url).await;
        let flag = shop.flag("switch", json!({})).await;
        shop.evaluate("switch", json!({})).await;
        // Moves everything from the log into the file.
        process.stop().await;
        let mut process = Process::start_at(&database, process.address()).await;
        shop.evaluate("switch", json!({})).await;
        damage(&file(&database));
        // What a connection has read before is in its memory.
        let (flags, mut refused) = (format!("{}/flags", shop.path), 0);
        for n in 0..40 {
            let on = json!({ "default_value": n % 2 == 0 });
            let replies = [
                shop.owner.patch(&shop.flag_path(&flag), on).await,
                shop.owner.get(&flags).await,
                shop.owner.get("/api/v1/members").await,
                shop.owner.get("/api/v1/audit-log").await,
            ];
            for reply in replies.iter().filter(|reply| reply.status != 200) {
                reply.refused(503, "unavailable");
                refused += 1;
            }
        }
        assert!(refused > 0, "{what}");
        readyz_reports(&process, "unavailable").await;
        shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
        assert!(process.program.is_running());
    }
}

async fn readyz_reports(process: &Process, state: &str) {
    let anonymous = Person::anonymous(process.url.clone());
    let reported = async {
        while anonymous.get("/readyz").await.ok()["database"] != state {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, reported).await.unwrap_or_else(|_| panic!("readyz never reports {state}"));
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// While the disk is full, writes are refused, and everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_until_there_is_room_again() {
    let database = Database::sqlite();
    let mut process = Process::start_with_bounded_files(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let mut random = Random::seeded();
    let mut writers = Writer::several(3, &shop, &mut random);
    let id = process.program.id().to_string();
    let limit_size = |bytes: &str| {
        let limited = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={bytes}:")]).status();
        assert!(limited.expect("the program `prlimit` exists").success());
    };
    let mut stream = shop.stream.stream("?since=0").await;
    // Used keys are in memory; a new one needs the database.
    shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
    shop.server.get("/api/v1/snapshot").await.ok();
    for _ in 0..3 {
        for writer in &mut writers {
            for _ in 0..5 {
                assert_eq!(writer.write().await, Outcome::Acknowledged);
            }
        }
        let before = shop.revision().await;
        limit_size("0");
        for writer in &mut writers {
            // A write without a change needs no space; the revision below shows that no other succeeded.
            let refused = async {
                loop {
                    match writer.write().await {
                        Outcome::Acknowledged => {}
                        other => return other,
                    }
                }
            };
            assert_eq!(timeout(PATIENCE, refused).await, Ok(Outcome::Unavailable));
        }
        let anonymous = Person::anonymous(process.url.clone());
        let body = json!({ "username": shop.owner.email, "password": PASSWORD });
        let refused = anonymous.post("/api/v1/login", body).await;
        refused.refused(503, "unavailable");
        readyz_reports(&process, "read_only").await;
        let ready = anonymous.get("/readyz").await.ok();
        assert_eq!((&ready["status"], &ready["evaluation"]), (&json!("degraded"), &json!("ok")), "{ready}");
        let snapshot = shop.server.get("/api/v1/snapshot").await.ok();
        assert_eq!(snapshot["revision"], before);
        let answers = shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
        assert_eq!(answers["version"], before);
        limit_size("unlimited");
        let recovers = async {
            while writers[0].write().await != Outcome::Acknowledged {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(15), recovers).await.expect("it recovers");
        readyz_reports(&process, "ok").await;
    }
    Ledger::new(&shop).read(&shop, &writers, |_| {}).await;
    for revision in 1..=shop.revision().await {
        assert_eq!(stream.next().await.id, Some(revision));
    }
    assert!(process.program.is_running());
}

/// A client that is ahead of a restored backup gets a reset, goes back once, and follows from there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_takes_clients_back_by_a_reset_only() {
    let database = Database::sqlite();
    let mut process = Process::start(&database).await;
    let address = process.address();
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag("count", json!({ "value_type": "number", "default_value": 1 })).await;
    let count = async |count: i64| {
        let body = json!({ "default_value": count });
        shop.owner.patch(&shop.flag_path(&flag), body).await.ok();
    };
    count(2).await;
    process.stop().await;
    let (file, backup) = (file(&database), file(&database).with_extension("backup"));
    fs::copy(&file, &backup).unwrap();

    let process = Process::start_at(&database, address).await;
    let client = Client::connect(&process.url, &shop.server_secret, PATIENCE).await.unwrap();
    let mut changes = client.changes();
    for n in 3..=9 {
        count(n).await;
    }
    client.wait_for_revision(9, PATIENCE).await.unwrap();
    process.kill();
    let lost = client.wait_for_status(|status| status.connection != Connection::Streaming);
    timeout(PATIENCE, lost).await.unwrap();
    fs::copy(&backup, &file).unwrap();
    for rest in ["-wal", "-shm"] {
        let mut path = file.clone().into_os_string();
        path.push(rest);
        let _ = fs::remove_file(path);
    }

    let _process = Process::start_at(&database, address).await;
    let resumed = shop.server.request(Method::GET, "/api/v1/stream").header("last-event-id", 9);
    let reset = Events::open(resumed).await.next().await;
    assert_eq!((&reset.data["type"], reset.id), (&json!("snapshot.reset"), Some(2)), "{reset:?}");
    let mut received = Vec::new();
    let back = async {
        while received.last() != Some(&2) {
            let change = changes.next().await.unwrap();
            assert_eq!(change.flags, ["count"]);
            received.push(change.revision.get());
        }
    };
    timeout(PATIENCE, back).await.expect("the client goes back");
    assert_eq!(client.number("count", &Context::new(), 0.0), 2.0);
    let (_, way) = received.split_last().unwrap();
    assert!(way.is_sorted(), "it went back once: {received:?}");
    count(10).await;
    let follows = async {
        while client.number("count", &Context::new(), 0.0) != 10.0 {
            changes.next().await.unwrap();
        }
    };
    timeout(PATIENCE, follows).await.expect("the client follows");
    assert_eq!(client.revision(), 3);
    client.close().await;
}
