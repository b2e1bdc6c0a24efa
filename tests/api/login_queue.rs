//! Passwords are hashed a few at a time. Networks take turns, so that one cannot delay the others.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};

use futures_util::future::join_all;
use serde_json::json;

use crate::world::{Reply, World, on_both, person::PASSWORD};

const BUSY: &str = "198.51.100.1";
const QUIET: &str = "192.0.2.1";

async fn login(world: &World, address: &str, email: &str) -> Reply {
    let body = json!({ "username": email, "password": PASSWORD });
    world.anonymous().from(address).post("/api/v1/login", body).await
}

on_both! {
    async fn many_logins_of_one_network_do_not_delay_another(world) {
        let attacker = &world.anonymous().from(BUSY);
        let accounts = join_all((0..6).map(|n| async move { attacker.register(&format!("Mallory {n}")).await })).await;
        let ada = world.anonymous().from(QUIET).register("Ada").await;
        let finished = AtomicUsize::new(0);
        let attack = join_all((0..48).map(|n| {
            let (email, finished) = (&accounts[n % 6].email, &finished);
            async move {
                let reply = login(world, BUSY, email).await;
                if reply.status == 200 {
                    finished.fetch_add(1, SeqCst);
                } else {
                    // On a slow machine it waited for too long.
                    reply.refused(503, "unavailable");
                }
            }
        }));
        let victim = async {
            while world.app.accounts.passwords.status().waiting < 20 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let before = finished.load(SeqCst);
            login(world, QUIET, &ada.email).await.ok();
            finished.load(SeqCst) - before
        };
        let (_, overtaken_by) = tokio::join!(attack, victim);
        // In one queue, all of the twenty or more that waited would have come first.
        assert!(overtaken_by < 15, "{overtaken_by}");
    }

    async fn a_network_with_too_many_passwords_in_progress_is_refused_alone(world) {
        let mallory = world.anonymous().from(BUSY).register("Mallory").await;
        let ada = world.anonymous().from(QUIET).register("Ada").await;
        let network: IpAddr = BUSY.parse().unwrap();
        let slot = || world.app.accounts.passwords.reserve(network.into());
        let slots: Vec<_> = std::iter::from_fn(|| slot().ok()).collect();
        assert_eq!(slots.len(), 64);
        let new = json!({ "name": "New", "username": "new@example.com", "password": PASSWORD });
        let change = json!({ "current_password": PASSWORD, "new_password": "another horse entirely" });
        let refused = [
            login(world, BUSY, &mallory.email).await,
            world.anonymous().from(BUSY).post("/api/v1/register", new).await,
            mallory.post("/api/v1/me/password", change).await,
        ];
        for reply in refused {
            reply.refused(503, "unavailable");
            assert_ne!(reply.header("retry-after"), "");
        }
        login(world, QUIET, &ada.email).await.ok();
        // Refused requests are not counted as failures.
        assert_eq!(world.sql("update login_failures set network = network").await, 0);
        drop(slots);
        login(world, BUSY, &mallory.email).await.ok();
    }
}
