//! A correct password whose login the database delays or loses is not a failure.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{cluster::Cluster, lost_after_commit::COMMITTED, process::Process, proxy::Proxy};
use crate::{
    client::PATIENCE,
    world::{PASSWORD, Person, Reply},
};

/// A server whose database is behind a proxy, and an account that may fail once more.
struct Setup {
    cluster: Cluster,
    proxy: Proxy,
    _process: Process,
    anonymous: Person,
    ada: Person,
}

impl Setup {
    async fn start() -> Option<Self> {
        let (cluster, proxy, database) = Cluster::start_behind_a_proxy().await?;
        let process = Process::start(&database).await;
        let anonymous = Person::anonymous(process.url.clone());
        let ada = anonymous.register("Ada").await;
        let setup = Self { cluster, proxy, _process: process, anonymous, ada };
        for _ in 0..9 {
            setup.login("not the password").await.refused(401, "unauthorized");
        }
        Some(setup)
    }

    async fn login(&self, password: &str) -> Reply {
        let body = json!({ "username": self.ada.email, "password": password });
        self.anonymous.post("/api/v1/login", body).await
    }

    /// Waits until the correct attempt is deleted, and logs in.
    async fn recovers(&self) {
        let begun = Instant::now();
        while self.cluster.number_in_togul("select count(*) from login_failures").await != 9
            || self.ada.get("/api/v1/me").await.status != 200
        {
            assert!(begun.elapsed() < PATIENCE, "the attempt stays a failure");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.login(PASSWORD).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correct_login_beyond_its_deadline_is_not_a_failure() {
    let Some(setup) = Setup::start().await else { return };
    setup.proxy.slow(Duration::from_millis(700));
    setup.login(PASSWORD).await.refused(503, "unavailable");
    setup.proxy.slow(Duration::ZERO);
    setup.recovers().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correct_login_that_loses_the_database_is_not_a_failure() {
    let Some(setup) = Setup::start().await else { return };
    // The commit of the attempt. Afterwards no session can be stored.
    setup.proxy.down_after(COMMITTED);
    setup.login(PASSWORD).await.refused(503, "unavailable");
    setup.proxy.up();
    setup.recovers().await;
}
