//! A server that stops and starts again.

use serde_json::json;
use togul_client::{Client, Connection, Context};

use super::PATIENCE;
use crate::world::{Database, World};

async fn stops_and_starts_again(database: Database) {
    let world = World::start(database, "127.0.0.1:0".parse().unwrap()).await;
    let address = world.url.strip_prefix("http://").unwrap().parse().unwrap();
    let shop = world.shop().await;
    let flag = shop.flag("switch", json!({})).await;
    shop.rule(&flag, json!({ "return_value": true })).await;
    let client = Client::connect(&world.url, &shop.server_secret, PATIENCE).await.unwrap();

    let database = world.stop().await;
    let lost = client.wait_for_status(|status| status.connection != Connection::Streaming);
    tokio::time::timeout(PATIENCE, lost).await.unwrap();
    assert!(client.bool("switch", &Context::new(), false), "the last snapshot is in use");

    let world = World::start(database, address).await;
    shop.owner.patch(&shop.flag_path(&flag), json!({ "enabled": false })).await.ok();
    client.wait_for_revision(3, PATIENCE).await.unwrap();
    assert!(!client.bool("switch", &Context::new(), true));
    let streaming = client.wait_for_status(|status| status.connection == Connection::Streaming);
    tokio::time::timeout(PATIENCE, streaming).await.unwrap();
    client.close().await;
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    stops_and_starts_again(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    if let Some(database) = Database::postgres().await {
        stops_and_starts_again(database).await;
    }
}
