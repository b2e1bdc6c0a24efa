//! What readers that read nothing keep in memory: snapshots, exports and streams.

use futures_util::FutureExt;
use reqwest::Method;
use serde_json::{Value, json};

use super::shares::{
    HERE, NEIGHBOUR, evaluation_of, is_served_again, large_shop, request, status, world_with,
};
use crate::{
    client::PATIENCE,
    world::{
        Reply, Shop, World, on_both,
        raw::{RawConnection, header},
    },
};

const SNAPSHOT: &str = "/api/v1/snapshot";
const EXPORT: &str = "/api/v1/audit-log/export";
/// Changes whose events are 60 KB each.
const CHANGES: usize = 16;

async fn gzip_of(shop: &Shop) -> Reply {
    Reply::to(shop.server.request(Method::GET, SNAPSHOT).header("accept-encoding", "gzip")).await
}

/// A response of which nothing but the head is read.
async fn unread(from: &str, world: &World, request: &str) -> RawConnection {
    let mut connection = RawConnection::from(from, &world.url).await;
    connection.send(request).await;
    assert!(connection.head().await.starts_with("HTTP/1.1 200 "));
    connection
}

/// Changes a flag this many times, each to another value of 60 KB.
async fn change_often(shop: &Shop) {
    let flag = shop.flag("big", json!({ "value_type": "string", "default_value": "" })).await;
    for change in 0..CHANGES {
        let value = format!("{change:0>60000}");
        shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": value })).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_snapshot_counts_once_for_all_its_readers_and_takes_nothing_from_others() {
    let world = world_with(|settings| settings.limits.body_memory = 1 << 20).await;
    let shop = large_shop(&world).await;
    let (_, other_server) = shop.key(json!({ "scope": "server" })).await;
    let snapshot = request(&shop.server, Method::GET, SNAPSHOT, "", "");
    let mut readers = Vec::new();
    for _ in 0..8 {
        readers.push(unread(HERE, &world, &snapshot).await);
    }
    // The next revision would be a second one in memory: more than the environment's share, for each key and network.
    shop.flag("next", json!({})).await;
    let refused = RawConnection::from(HERE, &world.url).await.request(&snapshot).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(header(&refused.head, "retry-after").is_some(), "{refused:?}");
    let of_other_key = request(&other_server, Method::GET, SNAPSHOT, "", "");
    assert_eq!(status(NEIGHBOUR, &world, &of_other_key).await, 503);
    // The environments and bodies of others are not affected: these two fill the whole budget.
    let other = large_shop(&world).await;
    let of_other = unread(HERE, &world, &request(&other.server, Method::GET, SNAPSHOT, "", "")).await;
    let (_, other_sdk) = shop.key(json!({ "scope": "sdk" })).await;
    let first = unread(NEIGHBOUR, &world, &evaluation_of(&other.sdk)).await;
    let second = unread("127.0.0.3", &world, &evaluation_of(&other_sdk)).await;
    assert_eq!(status("127.0.0.4", &world, &evaluation_of(&shop.sdk)).await, 503);
    drop((readers, of_other, first, second));
    let served = async { while status(HERE, &world, &snapshot).await != 200 {} };
    tokio::time::timeout(PATIENCE, served).await.expect("there is room again");
    is_served_again(&shop.sdk, &[]).await;
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exports_that_are_not_read_take_a_share_of_the_memory() {
    let world = world_with(|settings| settings.limits.body_memory = 2 << 20).await;
    let shop = world.shop().await;
    change_often(&shop).await;
    let export = request(&shop.owner, Method::GET, EXPORT, "", "");
    let readers = [unread(HERE, &world, &export).await, unread(HERE, &world, &export).await];
    let refused = RawConnection::from(HERE, &world.url).await.request(&export).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(header(&refused.head, "retry-after").is_some(), "{refused:?}");
    drop(unread(NEIGHBOUR, &world, &export).await);
    drop(readers);
    let served = async {
        let attempt = async || {
            let mut connection = RawConnection::from(HERE, &world.url).await;
            connection.send(&export).await;
            connection.head().await.starts_with("HTTP/1.1 200 ")
        };
        while !attempt().await {}
    };
    tokio::time::timeout(PATIENCE, served).await.expect("there is room again");
    world.stop().await.drop().await;
}

/// The versions of the events after the first revision, until the stream ends or the last one has come.
async fn replayed(world: &World, stream: &str) -> Vec<u64> {
    let mut connection = unread(HERE, world, stream).await;
    let mut versions = Vec::new();
    while versions.len() < CHANGES {
        let chunk = connection.chunk().await;
        if chunk.is_empty() {
            break;
        }
        let data = chunk.lines().find_map(|line| line.strip_prefix("data: "));
        let event: Option<Value> = data.map(|data| serde_json::from_str(data).unwrap());
        versions.extend(event.map(|event| event["version"].as_u64().unwrap()));
    }
    versions
}

on_both! {
    async fn replays_that_are_not_read_take_a_share_of_the_memory(
        world with |settings| settings.limits.body_memory = 1 << 20
    ) {
        let shop = world.shop().await;
        // No stream is open, so that these events come from the change log.
        change_often(&shop).await;
        let all: Vec<u64> = (2..).take(CHANGES).collect();
        let stream = request(&shop.server, Method::GET, "/api/v1/stream?content=true&since=1", "", "");
        assert_eq!(replayed(world, &stream).await, all, "one event at a time fits into the share");
        let mut readers = Vec::new();
        for _ in 0..10 {
            readers.push(unread(HERE, world, &stream).await);
        }
        let refused = async { while replayed(world, &stream).await == all {} };
        tokio::time::timeout(PATIENCE, refused).await.expect("a stream ends when the share is taken");
        // Streams of other organizations are not affected.
        let other = world.shop().await;
        change_often(&other).await;
        let of_other = request(&other.server, Method::GET, "/api/v1/stream?content=true&since=1", "", "");
        assert_eq!(replayed(world, &of_other).await, all);
        drop(readers);
        let served = async { while replayed(world, &stream).await != all {} };
        tokio::time::timeout(PATIENCE, served).await.expect("there is room again");
    }

    async fn an_export_of_large_entries_is_sent_entry_by_entry(world) {
        let shop = world.shop().await;
        change_often(&shop).await;
        let list = shop.owner.get("/api/v1/audit-log").await.ok()["entries"].as_array().unwrap().len();
        let export = request(&shop.owner, Method::GET, EXPORT, "", "");
        let mut connection = unread(HERE, world, &export).await;
        for _ in 0..list {
            let chunk = connection.chunk().await;
            let entry: Value = serde_json::from_str(&chunk).expect("one entry");
            assert!(entry["id"].is_string());
        }
        assert_eq!(connection.chunk().await, "");
    }

    async fn a_snapshot_is_sent_uncompressed_while_others_are_compressed(world) {
        let shop = large_shop(world).await;
        let other = large_shop(world).await;
        let organization = |shop: &Shop| shop.owner.organization_id.parse::<uuid::Uuid>().unwrap().into();
        let plain = shop.server.get(SNAPSHOT).await;
        let permit = world.app.compressions.permit(organization(&shop)).expect("none runs");
        let uncompressed = gzip_of(&shop).await;
        assert_eq!((uncompressed.header("content-encoding"), &uncompressed.body), ("", &plain.body));
        assert_eq!(gzip_of(&other).await.header("content-encoding"), "gzip", "each organization has its own");
        drop(permit);
        assert_eq!(gzip_of(&shop).await.header("content-encoding"), "gzip");
        // Once it is compressed, it needs no permit.
        let _permit = world.app.compressions.permit(organization(&shop)).expect("none runs");
        assert_eq!(gzip_of(&shop).await.header("content-encoding"), "gzip");
    }

    async fn a_compression_goes_on_without_its_caller(world) {
        let shop = large_shop(world).await;
        let id = shop.environment_id.parse::<uuid::Uuid>().unwrap().into();
        let environment = world.app.live.environment(id).await.unwrap().unwrap();
        let published = environment.published().clone();
        let permit = || world.app.compressions.permit(environment.organization);
        let _cancelled = published.gzip(permit).now_or_never();
        let compressed = published.gzip(|| -> Option<()> { unreachable!("it is being compressed already") }).await;
        assert_eq!(compressed.unwrap()[..2], [0x1f, 0x8b]);
    }
}
