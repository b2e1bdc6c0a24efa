//! Faults of a database in a file: a second process, a full disk, an older copy.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use reqwest::Method;
use serde_json::json;
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

/// The file belongs to one process: a second one prints the file and the remedy, and a killed one releases it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_file_is_refused_with_a_remedy() {
    let database = Database::sqlite();
    let first = Process::start(&database).await;
    let mut second = Process::attempt(&database);
    let status = second.ended().await;
    assert!(!status.success(), "{status}");
    let mut printed = second.errors();
    while !printed.contains("error: ") {
        tokio::time::sleep(Duration::from_millis(5)).await;
        printed = second.errors();
    }
    assert!(printed.contains(file(&database).to_str().unwrap()), "{printed}");
    assert!(printed.contains("stop that one, or use PostgreSQL"), "{printed}");
    let shop = Shop::open_at(&first.url).await;
    shop.flag("kept", json!({})).await;
    first.kill();
    let next = Process::start(&database).await;
    assert_eq!(shop.at(&next.url).evaluate("kept", json!({})).await["version"], 1);
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
        let ready = anonymous.get("/readyz").await.ok();
        assert_eq!(ready["evaluation"], "ok", "{ready}");
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
