//! A distant PostgreSQL: the round trips of a request are few, so that it ends in time.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use super::{cluster::Cluster, process::Process};
use crate::world::{PASSWORD, Shop};

/// The deadline of a request, and some seconds for a busy machine.
const ANSWERED: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_patch_of_a_flag_takes_at_most_eight_round_trips() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag_path(&shop.flag("f", json!({})).await);
    let mut fewest = usize::MAX;
    // The first on a connection prepare their statements, and the server does other work in between.
    for round in 0..60 {
        let before = proxy.messages();
        shop.owner.patch(&flag, json!({ "name": format!("round {round}") })).await.ok();
        fewest = fewest.min(proxy.messages() - before);
    }
    assert!(fewest <= 8, "{fewest} round trips");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_to_a_distant_postgres_are_answered_before_their_deadline() {
    let Some((_cluster, proxy, database)) = Cluster::start_behind_a_proxy().await else { return };
    let process = Process::start(&database).await;
    let shop = Shop::open_at(&process.url).await;
    let flag = shop.flag_path(&shop.flag("f", json!({})).await);
    // Several at once, so that their connections are open and have prepared the statements.
    for round in 0..20 {
        let rename = |n| shop.owner.patch(&flag, json!({ "name": format!("{round} {n}") }));
        join_all((0..4).map(rename)).await.iter().for_each(|reply| drop(reply.ok()));
    }
    proxy.slow(Duration::from_millis(400));
    let begun = Instant::now();
    shop.owner.patch(&flag, json!({ "name": "slow" })).await.ok();
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());

    let begun = Instant::now();
    let login = json!({ "username": shop.owner.email, "password": PASSWORD });
    let (replies, login) = tokio::join!(
        join_all((0..4).map(|n| shop.owner.patch(&flag, json!({ "name": format!("slow {n}") })))),
        shop.owner.post("/api/v1/login", login)
    );
    for reply in replies.iter().chain([&login]) {
        assert!([200, 503].contains(&reply.status.as_u16()), "{reply:?}");
        assert!(reply.status == 200 || !reply.header("retry-after").is_empty(), "{reply:?}");
    }
    // They wait for each other's lock, not longer than a lock is waited for.
    assert!(replies.iter().any(|reply| reply.status == 200), "{replies:?}");
    assert!(begun.elapsed() < ANSWERED, "{:?}", begun.elapsed());
}
