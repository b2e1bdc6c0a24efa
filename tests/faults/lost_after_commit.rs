//! The connection to PostgreSQL is lost right after a commit: the server has the answer to its COMMIT, and nothing more.
//!
//! What the server acknowledges then must be in its own answers while the database is away.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use reqwest::Method;
use serde_json::{Value, json};

use super::{cluster::Cluster, process::Process, proxy::Proxy};
use crate::{
    client::PATIENCE,
    world::{Person, Reply, Shop},
};

/// The message of PostgreSQL that ends a COMMIT.
pub(super) const COMMITTED: &[u8] = b"C\0\0\0\x0bCOMMIT\0";
const TRIES: usize = 10;

struct Setup {
    cluster: Cluster,
    proxy: Proxy,
    _process: Process,
    shop: Shop,
    /// How many first tries were acknowledged. A repetition may be acknowledged without a commit, with the database there.
    acknowledged: Cell<usize>,
}

impl Setup {
    async fn start() -> Option<Self> {
        let (cluster, proxy, database) = Cluster::start_behind_a_proxy().await?;
        let process = Process::start(&database).await;
        let shop = Shop::open_at(&process.url).await;
        // Loads the environment, its keys among it.
        shop.flag("count", json!({ "value_type": "number", "default_value": 0 })).await;
        shop.evaluate("count", json!({})).await;
        Some(Self { cluster, proxy, _process: process, shop, acknowledged: Cell::default() })
    }

    /// An environment that is loaded, and whose key's last use is written: that commit must not take the database away.
    async fn used_environment(&self, key: &str) -> (Value, Person) {
        let (environment, program) = self.shop.environment(key).await;
        program.get("/api/v1/snapshot").await.ok();
        let (begun, list) = (Instant::now(), format!("{}/api-keys", self.shop.path));
        loop {
            let keys = self.shop.owner.get(&list).await.ok();
            let mut keys = keys["api_keys"].as_array().unwrap().iter();
            let own = keys.find(|key| key["environment_id"] == environment["id"]).expect("its key");
            if !own["last_used_at"].is_null() {
                return (environment, program);
            }
            assert!(begun.elapsed() < PATIENCE, "the last use is not written");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends a write whose commit is the last answer of the database, until it is acknowledged; the database is away then.
    async fn last_write(&self, method: Method, path: &str, body: &Value) -> Value {
        let begun = Instant::now();
        let mut is_first = true;
        loop {
            let reply = self.write(method.clone(), path, body).await;
            if is_first && reply.status == 200 {
                self.acknowledged.set(self.acknowledged.get() + 1);
            }
            is_first = false;
            // After a refusal it is unknown whether the write was committed: then a repetition finds its effect.
            if [200, 404, 409].contains(&reply.status.as_u16()) {
                return reply.json();
            }
            // The write of a key's last use can be the commit that takes the database away.
            reply.refused(503, "unavailable");
            assert!(begun.elapsed() < PATIENCE, "no write is acknowledged");
            self.recover().await;
        }
    }

    async fn write(&self, method: Method, path: &str, body: &Value) -> Reply {
        self.proxy.down_after(COMMITTED);
        Reply::to(self.shop.owner.request(method, path).json(body)).await
    }

    fn check_acknowledged(&self) {
        assert!(
            self.acknowledged.get() > 0,
            "no commit was acknowledged at once, with the database gone after it"
        );
    }

    async fn recover(&self) {
        self.proxy.up();
        let begun = Instant::now();
        while self.shop.owner.get(&self.shop.path).await.status != 200 {
            assert!(begun.elapsed() < PATIENCE, "the server does not recover");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn evaluate(program: &Person) -> Reply {
    program.post("/api/v1/evaluate", json!({ "flag_key": "count", "context": {} })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_evaluated_and_streamed_by_the_server_that_acknowledged_it() {
    let Some(setup) = Setup::start().await else { return };
    let shop = &setup.shop;
    let path = format!("{}/flags", shop.path);
    for n in 0..TRIES {
        let key = format!("flag-{n}");
        let body = json!({ "environment_id": shop.environment_id, "key": key, "name": key });
        setup.last_write(Method::POST, &path, &body).await;
        let answer = shop.evaluate(&key, json!({})).await;
        assert_eq!(answer["value"], false, "{answer}");
        let revision = answer["version"].as_i64().unwrap();
        setup.recover().await;
        let flags = shop.owner.get(&path).await.ok();
        let flag = flags["flags"].as_array().unwrap().iter().find(|flag| flag["key"] == *key).unwrap();

        let mut events = shop.stream.stream(&format!("?since={revision}")).await;
        let on = json!({ "default_value": true });
        setup.last_write(Method::PATCH, &shop.flag_path(flag), &on).await;
        assert_eq!(shop.evaluate(&key, json!({})).await["value"], true);
        assert_eq!(events.expect("flag.updated").await.data["flag_key"], key);
        setup.recover().await;
    }
    setup.check_acknowledged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_created_rotated_and_revoked_at_the_server_that_acknowledged_it() {
    let Some(setup) = Setup::start().await else { return };
    let shop = &setup.shop;
    let body = json!({ "environment_id": shop.environment_id, "name": "a key", "scope": "server" });
    for _ in 0..TRIES {
        let created = setup.last_write(Method::POST, &format!("{}/api-keys", shop.path), &body).await;
        let first = shop.sdk.with_key(created["secret"].as_str().unwrap());
        evaluate(&first).await.ok();
        setup.recover().await;

        let path = format!("{}/api-keys/{}", shop.path, created["api_key"]["id"].as_str().unwrap());
        let rotated = setup.last_write(Method::POST, &format!("{path}/rotate"), &json!({})).await;
        let second = shop.sdk.with_key(rotated["secret"].as_str().unwrap());
        evaluate(&second).await.ok();
        assert_ne!(evaluate(&first).await.status, 200, "the secret before the rotation");
        setup.recover().await;

        setup.last_write(Method::DELETE, &path, &json!({})).await;
        assert_ne!(evaluate(&second).await.status, 200, "a revoked key");
        setup.recover().await;
        evaluate(&second).await.refused(401, "unauthorized");
    }
    setup.check_acknowledged();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_environment_without_regions_or_deleted_is_not_evaluated_by_the_server_that_acknowledged_it() {
    let Some(setup) = Setup::start().await else { return };
    let shop = &setup.shop;
    for n in 0..TRIES {
        let (environment, program) = setup.used_environment(&format!("environment-{n}")).await;
        let path = format!("{}/environments/{}", shop.path, environment["id"].as_str().unwrap());
        let regions = json!({ "regions": [] });
        setup.last_write(Method::PUT, &format!("{path}/regions"), &regions).await;
        assert_ne!(program.get("/api/v1/snapshot").await.status, 200, "without regions");
        setup.recover().await;
        program.get("/api/v1/snapshot").await.refused(403, "evaluate.region_forbidden");

        let (environment, program) = setup.used_environment(&format!("deleted-{n}")).await;
        let path = format!("{}/environments/{}", shop.path, environment["id"].as_str().unwrap());
        setup.last_write(Method::DELETE, &path, &json!({})).await;
        assert_ne!(program.get("/api/v1/snapshot").await.status, 200, "deleted");
        setup.recover().await;
        program.get("/api/v1/snapshot").await.refused(401, "unauthorized");
    }
    setup.check_acknowledged();
}

/// The server has missed a change of another one, and cannot read it any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_the_server_cannot_evaluate_yet_is_saved_but_not_acknowledged() {
    let Some(setup) = Setup::start().await else { return };
    let shop = &setup.shop;
    let flag = shop.flag("missed", json!({ "value_type": "number", "default_value": 0 })).await;
    let mut not_acknowledged = 0;
    for n in 1..=TRIES {
        setup.cluster.sql_in_togul("update environments set revision = revision + 1").await;
        let body = json!({ "default_value": n });
        let reply = setup.write(Method::PATCH, &shop.flag_path(&flag), &body).await;
        if reply.status == 200 {
            // A comparison with the database was faster.
            assert_eq!(shop.evaluate("missed", json!({})).await["value"], n);
        } else {
            let refused = reply.refused(503, "unavailable");
            not_acknowledged += usize::from(refused.to_string().contains("is saved"));
        }
        setup.recover().await;
        if shop.owner.get(&shop.flag_path(&flag)).await.ok()["flag"]["default_value"] != n {
            continue;
        }
        let begun = Instant::now();
        while shop.evaluate("missed", json!({})).await["value"] != n {
            assert!(begun.elapsed() < PATIENCE, "it is never evaluated");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    assert!(not_acknowledged > 0);
}
