//! The client's process is killed, and its server is frozen.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;
use tempfile::TempDir;
use togul_client::{Client, Connection, Context};

use super::{
    ledger::{Ledger, digest},
    process::{Process, Program},
    random::Random,
    writer::{Outcome, Writer},
};
use crate::{
    client::PATIENCE,
    world::{Database, Shop},
};

const KILLS: usize = 12;

/// The revision in a line of output, and the digest of the state at it.
fn held(line: &str) -> (u64, String) {
    let (revision, digest) = line.split_once(' ').unwrap();
    (revision.parse().unwrap(), digest.to_owned())
}

/// Killed at any moment, it starts from its file with a complete state from before, even without its server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_killed_starts_from_its_file_without_a_server() {
    let (database, folder) = (Database::sqlite(), TempDir::new().unwrap());
    let file = folder.path().join("flags.json");
    let process = Process::start(&database).await;
    let (address, shop) = (process.address(), Shop::open_at(&process.url).await);
    let mut random = Random::seeded();
    let mut writers = Writer::several(2, &shop, &mut random);
    let follow = || Program::follow(&shop_url(address), &shop.server_secret, &file);
    let mut seen = Vec::new();
    for _ in 0..KILLS {
        let mut client = follow();
        // It has reported its first state: from here on it follows changes.
        seen.push(held(&client.line("holds ").await.unwrap()));
        // A single write may change nothing; several do not all.
        for _ in 0..4 + random.below(12) {
            for writer in &mut writers {
                assert_eq!(writer.write().await, Outcome::Acknowledged);
            }
        }
        if !random.one_in(4) {
            seen.push(held(&client.line("holds ").await.unwrap()));
        }
        client.kill();
    }
    let mut states = BTreeMap::new();
    let mut ledger = Ledger::new(&shop);
    ledger
        .read(&shop, &writers, |ledger| {
            states.insert(ledger.replica.revision().get(), digest(&ledger.replica));
        })
        .await;
    assert!(seen.iter().any(|(revision, _)| *revision > 0));
    for (revision, digest) in seen.iter().filter(|(revision, _)| *revision > 0) {
        assert_eq!(states.get(revision), Some(digest), "at {revision}");
    }

    process.kill();
    let mut client = follow();
    let (from_file, what) = held(&client.line("holds ").await.unwrap());
    assert_eq!(states.get(&from_file), Some(&what), "at {from_file}, from the file");
    assert!(from_file > 0);
    let _process = Process::start_at(&database, address).await;
    shop.flag("news", json!({})).await;
    let last = shop.revision().await.unsigned_abs();
    while held(&client.line("holds ").await.expect("it catches up")).0 < last {}
}

fn shop_url(address: std::net::SocketAddr) -> String {
    format!("http://{address}")
}

/// A silent server counts as unreachable: its client goes on answering, reports the error, and catches up.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_whose_server_freezes_keeps_answering_and_reports_a_timeout() {
    let database = Database::sqlite();
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag("switch", json!({ "default_value": true })).await;
    let client = Client::connect(&process.url, &shop.server_secret, PATIENCE).await.unwrap();
    let streaming = client.wait_for_status(|status| status.connection == Connection::Streaming);
    tokio::time::timeout(PATIENCE, streaming).await.unwrap();
    process.freeze();
    // Three heartbeats, and a slow machine.
    let noticed = client.wait_for_status(|status| status.error.is_some());
    let status = tokio::time::timeout(Duration::from_secs(90), noticed).await.expect("silence is noticed");
    let error = status.error.as_ref().unwrap();
    assert!(error.to_string().contains("nothing complete from"), "{error}");
    assert!(error.is_unreachable() && status.connection != Connection::Streaming, "{status:?}");
    assert!(status.age.is_some_and(|age| age >= Duration::from_secs(30)), "{status:?}");
    assert!(client.bool("switch", &Context::new(), false), "the last state answers on");
    process.thaw();
    shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false, "default_value": false })).await.ok();
    client.wait_for_revision(2, 2 * PATIENCE).await.unwrap();
    assert!(!client.bool("switch", &Context::new(), true));
    client.close().await;
}
