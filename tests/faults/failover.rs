//! A failover to a copy of the database that had lost commits, while a client is away.

use std::{fs, path::PathBuf};

use serde_json::json;
use togul_client::{Client, Connection, Context};
use tokio::time::timeout;

use super::{process::Process, proxy::Proxy};
use crate::{
    client::PATIENCE,
    world::{Database, Shop},
};

/// The new history reaches the client's revision with other content: only the fingerprint shows that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_finds_out_that_its_revision_has_other_content_after_a_failover() {
    let database = Database::sqlite();
    let mut process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag("count", json!({ "value_type": "number", "default_value": 1 })).await;
    process.stop().await;
    let file = PathBuf::from(database.url().strip_prefix("sqlite://").unwrap());
    let copy = file.with_extension("copy");
    fs::copy(&file, &copy).unwrap();

    // A commit that the copy does not have, and a client that has it.
    let process = Process::start_at(&database, process.address()).await;
    let proxy = Proxy::to(process.address()).await;
    let client = Client::connect(&proxy.url, &shop.server_secret, PATIENCE).await.unwrap();
    let patch = async |shop: &Shop, value: i64| {
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": value })).await.ok();
    };
    patch(&shop, 2).await;
    client.wait_for_revision(2, PATIENCE).await.unwrap();
    process.kill();
    let lost = client.wait_for_status(|status| status.connection != Connection::Streaming);
    timeout(PATIENCE, lost).await.unwrap();
    fs::copy(&copy, &file).unwrap();
    for rest in ["-wal", "-shm"] {
        let mut path = file.clone().into_os_string();
        path.push(rest);
        let _ = fs::remove_file(path);
    }

    // Out of the client's reach, the new history gets to the same revision.
    let process = Process::start(&database).await;
    let shop = shop.at(&process.url);
    patch(&shop, 20).await;
    assert_eq!(shop.revision().await, 2);
    proxy.redirect_to(process.address());
    let mut changes = client.changes();
    let follows = async {
        while client.number("count", &Context::new(), 0.0) != 20.0 {
            changes.next().await.unwrap();
        }
    };
    timeout(PATIENCE, follows).await.expect("the client gets the new history");
    patch(&shop, 30).await;
    client.wait_for_revision(3, PATIENCE).await.unwrap();
    assert_eq!(client.number("count", &Context::new(), 0.0), 30.0);
    client.close().await;
}
