//! A server that was asked to stop, during its drain.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::time::{sleep, timeout};

use crate::world::{Database, Person, Reply, World, settings};

/// So that a hanging test fails.
const HANG: Duration = Duration::from_secs(60);

async fn start(database: Database, drain: Duration) -> World {
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    settings.drain = drain;
    World::start_with(database, settings).await
}

async fn first_not_ready(caller: &Person) -> Reply {
    let not_ready = async {
        loop {
            let reply = caller.get("/readyz").await;
            if reply.status != 200 {
                return reply;
            }
        }
    };
    timeout(HANG, not_ready).await.expect("readyz answers that the server drains")
}

/// Everything but `/readyz` works until the drain is over, and streams end before that.
async fn requests_are_served_during_the_drain(database: Database) {
    let world = start(database, Duration::from_secs(5)).await;
    let shop = world.shop().await;
    let flag = shop.flag("f", json!({})).await;
    let anonymous = world.anonymous();
    anonymous.get("/readyz").await.ok();
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(shop.stream.stream("").await);
        streams.push(shop.owner.stream("").await);
    }
    let stopped = tokio::spawn(world.stop());
    let not_ready = first_not_ready(&anonymous).await;
    not_ready.refused(503, "unavailable");
    // A proxy must not send its next request on a connection that is about to be closed.
    assert_eq!(not_ready.header("connection"), "close");
    anonymous.get("/healthz").await.ok();
    shop.evaluate("f", json!({})).await;
    shop.owner.patch(&shop.flag_path(&flag), json!({ "default_value": true })).await.ok();
    assert_eq!(shop.evaluate("f", json!({})).await["value"], true);
    assert_eq!(anonymous.get("/healthz").await.header("connection"), "close");
    streams.push(shop.stream.stream("").await);
    let ended = join_all(streams.into_iter().map(|stream| stream.read_to_end()));
    timeout(HANG, ended).await.expect("streams end");
    let database = timeout(HANG, stopped).await.expect("the server ends").unwrap();
    assert!(anonymous.request(reqwest::Method::GET, "/healthz").send().await.is_err());
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_served_during_the_drain_sqlite() {
    requests_are_served_during_the_drain(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_served_during_the_drain_postgres() {
    if let Some(database) = Database::postgres().await {
        requests_are_served_during_the_drain(database).await;
    }
}

/// Callers behind a proxy that asks `/readyz` before it uses a server, while the servers restart one after the other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_is_refused_while_servers_restart_one_after_the_other() {
    let Some(database) = Database::postgres().await else { return };
    let (url, drain) = (database.url(), Duration::from_secs(5));
    let server = || start(Database::External(url.clone()), drain);
    let (one, other) = (server().await, server().await);
    let shop = one.shop().await;
    shop.flag("f", json!({})).await;
    let (rotation, _) = tokio::sync::watch::channel(vec![one.url.clone(), other.url.clone()]);
    let (over, _) = tokio::sync::watch::channel(false);
    let callers = (0..8).map(|n| {
        let (rotation, over) = (rotation.subscribe(), over.subscribe());
        // Each caller keeps its connections, as a proxy does.
        let caller = one.anonymous().with_key(&shop.server_secret);
        tokio::spawn(async move {
            let mut answered = 0;
            while !*over.borrow() {
                let url = {
                    let servers = rotation.borrow();
                    servers[n % servers.len()].clone()
                };
                caller.at(&url).post("/api/v1/evaluate", json!({ "flag_key": "f" })).await.ok();
                answered += 1;
            }
            answered
        })
    });
    let callers: Vec<_> = callers.collect();
    let mut servers = vec![one, other];
    for _ in 0..2 {
        let leaving = servers.remove(0);
        let left = leaving.anonymous();
        let stopped = tokio::spawn(leaving.stop());
        first_not_ready(&left).await.refused(503, "unavailable");
        rotation.send_modify(|rotation| drop(rotation.remove(0)));
        timeout(HANG, stopped).await.expect("the server ends").unwrap();
        servers.push(server().await);
        rotation.send_modify(|rotation| rotation.push(servers[1].url.clone()));
        sleep(Duration::from_millis(200)).await;
    }
    over.send_replace(true);
    for answered in join_all(callers).await {
        assert!(answered.expect("no request is refused") > 0);
    }
    for server in servers {
        server.stop().await;
    }
    database.drop().await;
}
