//! What can befall a database that is a file: a second process, a full disk, an older copy of it.

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

/// The file belongs to one process: a second one says which file and what to do instead, and a dead one frees it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_on_the_file_is_refused_and_told_what_to_do() {
    let database = Database::sqlite();
    let first = Process::start(&database).await;
    let mut second = Process::attempt(&database);
    let status = second.ended().await;
    assert!(!status.success(), "{status}");
    let mut said = second.errors();
    while !said.contains("error: ") {
        tokio::time::sleep(Duration::from_millis(5)).await;
        said = second.errors();
    }
    assert!(said.contains(file(&database).to_str().unwrap()), "{said}");
    assert!(said.contains("stop that one, or use PostgreSQL"), "{said}");
    let shop = Shop::open_at(&first.url).await;
    shop.flag("kept", json!({})).await;
    first.kill();
    let next = Process::start(&database).await;
    assert_eq!(shop.at(&next.url).evaluate("kept", json!({})).await["version"], 1);
}

/// Without room for one byte more, writes are refused for as long as that lasts, and everything else goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_until_there_is_room_again() {
    let database = Database::sqlite();
    let mut process = Process::start_with_bounded_files(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let mut random = Random::seeded();
    let mut writers = Writer::several(3, &shop, &mut random);
    let id = process.program.id().to_string();
    let bound = |bytes: &str| {
        let bound = Command::new("prlimit").args(["--pid", &id, &format!("--fsize={bytes}:")]).status();
        assert!(bound.expect("there is `prlimit`").success());
    };
    let mut stream = shop.stream.stream("?since=0").await;
    // Keys that were met are in memory; who comes with a new one needs the database.
    shop.sdk.post("/api/v1/evaluate/all", json!({})).await.ok();
    shop.server.get("/api/v1/snapshot").await.ok();
    for _ in 0..3 {
        for writer in &mut writers {
            for _ in 0..5 {
                assert_eq!(writer.write().await, Outcome::Acknowledged);
            }
        }
        let before = shop.revision().await;
        bound("0");
        for writer in &mut writers {
            // What changes nothing needs no room; the revision below shows that nothing else got through.
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
        bound("unlimited");
        let heals = async {
            while writers[0].write().await != Outcome::Acknowledged {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(Duration::from_secs(15), heals).await.expect("it heals");
    }
    Ledger::new(&shop).read(&shop, &writers, |_| {}).await;
    for revision in 1..=shop.revision().await {
        assert_eq!(stream.next().await.id, Some(revision));
    }
    assert!(process.program.is_running());
}

/// Who is ahead of a restored backup is told to start over, goes back once, and follows from there.
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
    let mut heard = Vec::new();
    let back = async {
        while heard.last() != Some(&2) {
            let change = changes.next().await.unwrap();
            assert_eq!(change.flags, ["count"]);
            heard.push(change.revision.get());
        }
    };
    timeout(PATIENCE, back).await.expect("the client goes back");
    assert_eq!(client.number("count", &Context::new(), 0.0), 2.0);
    let (_, way) = heard.split_last().unwrap();
    assert!(way.is_sorted(), "it went back once: {heard:?}");
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
