//! Refused logins after many failures: attackers lock out their own network, not the owner of the account.

use serde_json::json;
use togul_server::{domain::time::now, store::attempts};

use crate::world::{Person, Reply, World, on_both, person::PASSWORD};

const HOME: &str = "192.0.2.1";
const ELSEWHERE: &str = "198.51.100.1";
const HOUR: u64 = 3600;

async fn login(world: &World, address: &str, email: &str, password: &str) -> Reply {
    let body = json!({ "username": email, "password": password });
    world.anonymous().from(address).post("/api/v1/login", body).await
}

async fn fail_ten_times(world: &World, address: &str, email: &str) {
    for _ in 0..10 {
        login(world, address, email, "not the password").await.refused(401, "unauthorized");
    }
}

/// Ten failures from each of ten networks. Those of nine networks are inserted, to save the time of ninety hashes.
async fn fail_a_hundred_times(world: &World, email: &str) {
    let now = chrono::Utc::now().to_rfc3339();
    let failures: Vec<_> = (0..90)
        .map(|n| format!("('{}', '{email}', '203.0.113.{}', '{now}')", uuid::Uuid::now_v7(), n / 10))
        .collect();
    let insert = "insert into login_failures (id, email_folded, network, failed_at) values";
    world.sql(&format!("{insert} {}", failures.join(","))).await;
    fail_ten_times(world, "203.0.113.9", email).await;
}

#[track_caller]
fn limited(reply: &Reply, longest: u64) {
    reply.refused(429, "rate_limited");
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=longest).contains(&wait), "{wait}");
}

async fn change(person: &Person, current: &str, new: &str) -> Reply {
    let body = json!({ "current_password": current, "new_password": new });
    person.post("/api/v1/me/password", body).await
}

on_both! {
    async fn ten_failures_lock_out_an_email_from_one_network(world) {
        let ada = world.anonymous().from(HOME).register("Ada").await;
        let other = world.register("Other").await;
        for email in [&ada.email, "unknown@example.com"] {
            fail_ten_times(world, ELSEWHERE, email).await;
            for password in ["not the password", PASSWORD] {
                limited(&login(world, ELSEWHERE, email, password).await, HOUR / 4);
            }
        }
        // From other networks, and with other e-mails, logins continue.
        login(world, HOME, &ada.email, PASSWORD).await.ok();
        login(world, "198.51.100.2", &ada.email, PASSWORD).await.ok();
        login(world, "198.51.100.2", "unknown@example.com", PASSWORD).await.refused(401, "unauthorized");
        login(world, ELSEWHERE, &other.email, PASSWORD).await.ok();
    }

    async fn an_ipv6_64_is_one_network(world) {
        let ada = world.register("Ada").await;
        for n in 0..10 {
            let address = format!("2001:db8:1:2:{n:x}::1");
            login(world, &address, &ada.email, "not the password").await.refused(401, "unauthorized");
        }
        limited(&login(world, "2001:db8:1:2::ffff", &ada.email, PASSWORD).await, HOUR / 4);
        login(world, "2001:db8:1:3::1", &ada.email, PASSWORD).await.ok();
    }

    async fn a_hundred_failures_lock_out_an_email_from_new_networks_only(world) {
        let ada = world.anonymous().from(HOME).register("Ada").await;
        for email in [&ada.email, "unknown@example.com"] {
            fail_a_hundred_times(world, email).await;
            limited(&login(world, ELSEWHERE, email, PASSWORD).await, 24 * HOUR);
        }
        login(world, HOME, &ada.email, PASSWORD).await.ok();
        // A known network is limited by its own failures.
        fail_ten_times(world, HOME, &ada.email).await;
        limited(&login(world, HOME, &ada.email, PASSWORD).await, HOUR / 4);
    }

    async fn a_network_is_known_for_ninety_days(world) {
        let ada = world.anonymous().from(HOME).register("Ada").await;
        login(world, ELSEWHERE, &ada.email, PASSWORD).await.ok();
        fail_a_hundred_times(world, &ada.email).await;
        let old = (chrono::Utc::now() - chrono::TimeDelta::days(90)).to_rfc3339();
        let known = format!("update login_networks set last_at = '{old}' where network = '{ELSEWHERE}'");
        assert_eq!(world.sql(&known).await, 1);
        limited(&login(world, ELSEWHERE, &ada.email, PASSWORD).await, 24 * HOUR);
        login(world, HOME, &ada.email, PASSWORD).await.ok();
    }

    async fn the_password_can_be_changed_whatever_others_do(world) {
        let ada = world.anonymous().from(HOME).register("Ada").await;
        fail_a_hundred_times(world, &ada.email).await;
        fail_ten_times(world, HOME, &ada.email).await;
        change(&ada.from(ELSEWHERE), PASSWORD, "another horse entirely").await.ok();
    }

    async fn a_session_may_fail_ten_times_to_change_the_password(world) {
        let ada = world.register("Ada").await;
        let other = world.anonymous().login(&ada.email).await;
        for _ in 0..10 {
            let reply = change(&ada, "not the password", "another horse entirely").await;
            assert_eq!(reply.refused_field(), "current_password");
        }
        limited(&change(&ada, PASSWORD, "another horse entirely").await, HOUR / 4);
        ada.get("/api/v1/me").await.ok();
        change(&other, PASSWORD, "another horse entirely").await.ok();
    }

    async fn at_most_a_hundred_networks_of_an_account_are_known(world) {
        let ada = world.register("Ada").await;
        let user = uuid::Uuid::parse_str(&ada.user_id).unwrap().into();
        let mut tx = world.app.store.begin().await.unwrap();
        for n in 0..110 {
            let at = now() - chrono::TimeDelta::seconds(n);
            attempts::upsert_network(tx.last(), user, &format!("10.0.0.{n}"), at, 1000);
        }
        tx.commit().await.unwrap();
        login(world, HOME, &ada.email, PASSWORD).await.ok();
        assert_eq!(world.sql("update login_networks set network = network").await, 100);
    }
}
