//! Passwords are hashed a few at a time. Networks take turns, so that one cannot delay the others.

use std::{
    net::IpAddr,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
};

use futures_util::future::join_all;
use serde_json::json;
use togul_server::domain::{account::Password, network::Network};

use crate::world::{Reply, World, on_both, person::PASSWORD};

const BUSY: &str = "198.51.100.1";
const QUIET: &str = "192.0.2.1";
/// Passwords that the busy network wants hashed at the same time.
const BURST: usize = 48;

fn network(address: &str) -> Network {
    address.parse::<IpAddr>().unwrap().into()
}

async fn login(world: &World, address: &str, email: &str) -> Reply {
    let body = json!({ "username": email, "password": PASSWORD });
    world.anonymous().from(address).post("/api/v1/login", body).await
}

on_both! {
    async fn many_logins_of_one_network_do_not_delay_another(world) {
        let ada = world.anonymous().from(QUIET).register("Ada").await;
        let passwords = &world.app.accounts.passwords;
        let (finished, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        // Of these, all but those that are hashed wait at any time.
        let attack = join_all((0..BURST).map(|_| async {
            while !is_over.load(SeqCst) {
                let slot = passwords.reserve(network(BUSY)).expect("a place");
                // On a slow machine it waits for too long.
                if slot.hash(Password(PASSWORD.to_owned())).await.is_ok() {
                    finished.fetch_add(1, SeqCst);
                }
            }
        }));
        let victim = async {
            let overtaken_by = async || {
                let before = finished.load(SeqCst);
                login(world, QUIET, &ada.email).await.ok();
                finished.load(SeqCst) - before
            };
            // In one queue, all that waited would come first, each time. Of several logins, the reads of the database of
            // one at least are not slow.
            let mut all = Vec::new();
            while all.len() < 10 && all.iter().all(|&one| one >= BURST / 2) {
                all.push(overtaken_by().await);
            }
            is_over.store(true, SeqCst);
            all
        };
        let (_, overtaken_by) = tokio::join!(attack, victim);
        assert!(overtaken_by.iter().any(|&one| one < BURST / 2), "{overtaken_by:?}");
    }

    async fn a_network_with_too_many_passwords_in_progress_is_refused_alone(world) {
        let mallory = world.anonymous().from(BUSY).register("Mallory").await;
        let ada = world.anonymous().from(QUIET).register("Ada").await;
        let slot = || world.app.accounts.passwords.reserve(network(BUSY));
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
