//! Correct passwords are not failures, whatever happens to their requests. Wrong ones are, even if their clients disconnect.

use std::time::{Duration, Instant};

use serde_json::json;
use togul_server::auth::limiter::{Attempt, Subject};
use tokio::time::sleep;

use crate::{
    client::PATIENCE,
    world::{Person, Reply, World, on_both, person::PASSWORD},
};

const NEW_PASSWORD: &str = "another horse entirely";

async fn login(person: &Person, email: &str, password: &str) -> Reply {
    person.post("/api/v1/login", json!({ "username": email, "password": password })).await
}

async fn change(person: &Person, current: &str) -> Reply {
    let body = json!({ "current_password": current, "new_password": NEW_PASSWORD });
    person.post("/api/v1/me/password", body).await
}

/// The audit log disappears and comes back: writes with an audit entry fail when they are committed.
async fn hide_audit_log(world: &World) {
    world.sql("alter table audit_log rename to hidden").await;
}

async fn show_audit_log(world: &World) {
    world.sql("alter table hidden rename to audit_log").await;
}

async fn wait_for_failures(world: &World, count: u64) {
    let begun = Instant::now();
    while world.sql("update login_failures set network = network").await != count {
        assert!(begun.elapsed() < PATIENCE, "not {count} failures");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Disconnects while the password of the request is hashed, and waits until the hash is ready.
async fn hang_up(world: &World, request: impl Future<Output = Reply>) {
    let running = || world.app.accounts.passwords.status().running;
    let hashing = async {
        while running() == 0 {
            sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        _ = request => {}
        () = hashing => {}
    }
    let begun = Instant::now();
    while running() > 0 {
        assert!(begun.elapsed() < PATIENCE, "hashing does not end");
        sleep(Duration::from_millis(1)).await;
    }
}

on_both! {
    async fn a_correct_password_is_no_failure_if_the_session_cannot_be_stored(world) {
        let (ada, anonymous) = (world.register("Ada").await, world.anonymous());
        hide_audit_log(world).await;
        for _ in 0..10 {
            let reply = login(&anonymous, &ada.email, PASSWORD).await;
            assert!(reply.status.is_server_error(), "{reply:?}");
        }
        show_audit_log(world).await;
        wait_for_failures(world, 0).await;
        login(&anonymous, &ada.email, PASSWORD).await.ok();
    }

    async fn a_correct_password_is_no_failure_if_the_new_one_cannot_be_stored(world) {
        let ada = world.register("Ada").await;
        hide_audit_log(world).await;
        for _ in 0..10 {
            let reply = change(&ada, PASSWORD).await;
            assert!(reply.status.is_server_error(), "{reply:?}");
        }
        show_audit_log(world).await;
        wait_for_failures(world, 0).await;
        change(&ada, PASSWORD).await.ok();
    }

    async fn a_correct_password_is_no_failure_if_the_client_disconnects(world) {
        let (ada, anonymous) = (world.register("Ada").await, world.anonymous());
        for _ in 0..10 {
            hang_up(world, login(&anonymous, &ada.email, PASSWORD)).await;
        }
        wait_for_failures(world, 0).await;
        login(&anonymous, &ada.email, PASSWORD).await.ok();
    }

    async fn a_correct_login_that_disconnects_does_not_count_for_a_new_network(world) {
        let (ada, elsewhere) = (world.register("Ada").await, world.anonymous().from("198.51.100.1"));
        let network = Subject::Network("198.51.100.1".parse::<std::net::IpAddr>().unwrap().into());
        for _ in 0..99 {
            world.app.accounts.limiter.take(Attempt::Login, network.clone(), Instant::now()).unwrap();
        }
        hang_up(world, login(&elsewhere, &ada.email, PASSWORD)).await;
        wait_for_failures(world, 0).await;
        login(&elsewhere, &ada.email, PASSWORD).await.ok();
    }

    async fn a_wrong_password_is_a_failure_also_if_the_client_disconnects(world) {
        let (ada, anonymous) = (world.register("Ada").await, world.anonymous());
        for _ in 0..10 {
            hang_up(world, login(&anonymous, &ada.email, "not the password")).await;
        }
        wait_for_failures(world, 10).await;
        login(&anonymous, &ada.email, PASSWORD).await.refused(429, "rate_limited");
        for _ in 0..10 {
            hang_up(world, change(&ada, "not the password")).await;
        }
        wait_for_failures(world, 20).await;
        change(&ada, PASSWORD).await.refused(429, "rate_limited");
    }
}
