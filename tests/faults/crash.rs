//! kill -9 during writes: what was acknowledged is there, and nothing is half there.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use togul_client::Snapshot;
use tokio::sync::Semaphore;

use super::process::Process;
use crate::world::{Database, Person, Shop};

const ROUNDS: usize = 5;
const WRITERS: usize = 8;
/// Acknowledged writes after which the server is killed.
const ENOUGH: u32 = 60;

async fn loses_nothing(database: Database) {
    let mut process = Process::start(&database);
    let mut shop = Shop::open_at(&process.url).await;
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let acks = Arc::new(Mutex::new(Vec::new()));
        let count = Arc::new(Semaphore::new(0));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (owner, acks, count) = (shop.owner.clone(), Arc::clone(&acks), Arc::clone(&count));
                let (path, environment) = (format!("{}/flags", shop.path), shop.environment_id.clone());
                tokio::spawn(async move {
                    for n in 0.. {
                        let key = format!("round-{round}-writer-{writer}-{n}");
                        let body = json!({ "environment_id": environment, "key": key, "name": key });
                        match owner.try_post(&path, body).await {
                            Some(reply) => reply.ok(),
                            None => return,
                        };
                        acks.lock().unwrap().push(key);
                        count.add_permits(1);
                    }
                })
            })
            .collect();
        count.acquire_many(ENOUGH).await.unwrap().forget();
        process.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        acknowledged.append(&mut acks.lock().unwrap());

        process = Process::start(&database);
        shop = shop.at(&process.url);
        is_whole(&shop, &acknowledged).await;
    }
    process.kill();
    database.drop().await;
}

/// Each acknowledged flag is there, and flags, revision, change log and fingerprint agree.
async fn is_whole(shop: &Shop, acknowledged: &[String]) {
    let reply = shop.server.get("/api/v1/snapshot").await;
    reply.ok();
    let snapshot = Snapshot::from_json(&reply.body).expect("flags and fingerprint agree");
    for key in acknowledged {
        assert!(snapshot.flag(key).is_some(), "{key} was acknowledged and is lost");
    }
    // Only creations were made, so each has exactly one revision.
    assert_eq!(snapshot.revision(), snapshot.len() as u64);
    let listed: Value = shop.owner.get(&format!("{}/flags", shop.path)).await.ok();
    assert_eq!(listed["flags"].as_array().map(Vec::len), Some(snapshot.len().min(1000)));
}

impl Person {
    /// None when the connection breaks.
    async fn try_post(&self, path: &str, body: Value) -> Option<crate::world::Reply> {
        crate::world::Reply::try_to(self.request(reqwest::Method::POST, path).json(&body)).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_loses_nothing_that_was_acknowledged() {
    loses_nothing(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_loses_nothing_that_was_acknowledged() {
    if let Some(database) = Database::postgres().await {
        loses_nothing(database).await;
    }
}
