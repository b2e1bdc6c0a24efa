//! Rate limits of requests with credentials: by address, by e-mail and by user.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Reply, World, person::PASSWORD};

/// The time in which an address regains one of its hundred attempts.
const REFILL: Duration = Duration::from_secs(9);

/// Sends a request through the proxy, from this client address.
async fn post_from(world: &World, address: &str, endpoint: &str, body: Value) -> Reply {
    let request = world.anonymous().request(Method::POST, &format!("/api/v1/{endpoint}")).json(&body);
    Reply::to(request.header("x-forwarded-for", address)).await
}

/// Repeats the request until it is limited, which is after a hundred attempts plus those regained in the meantime.
async fn exhaust(attempt: impl AsyncFn(usize) -> Reply, status: u16) {
    let start = Instant::now();
    let mut attempts = 0;
    loop {
        let reply = attempt(attempts).await;
        if reply.status == 429 {
            too_many(&reply, 9);
            break;
        }
        assert_eq!(reply.status.as_u16(), status, "{reply:?}");
        attempts += 1;
    }
    let regained = usize::try_from(start.elapsed().as_secs() / REFILL.as_secs()).unwrap();
    assert!((100..=101 + regained).contains(&attempts), "{attempts}");
}

#[track_caller]
fn too_many(reply: &Reply, longest: u64) {
    reply.refused(429, "rate_limited");
    let wait: u64 = reply.header("retry-after").parse().unwrap();
    assert!((1..=longest).contains(&wait), "{wait}");
}

fn login(email: &str, password: &str) -> Value {
    json!({ "username": email, "password": password })
}

fn register(email: &str) -> Value {
    json!({ "name": "New", "username": email, "password": PASSWORD })
}

fn unknown(n: usize) -> Value {
    json!({ "refresh_token": format!("togul_rt_{n}") })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_may_fail_a_hundred_logins() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let ada = world.register("Ada").await;
    let (ours, other) = ("192.0.2.1", "192.0.2.2");
    // Successful logins do not count.
    for _ in 0..5 {
        post_from(&world, ours, "login", login(&ada.email, PASSWORD)).await.ok();
    }
    let guess = async |n| {
        post_from(&world, ours, "login", login(&format!("n{n}@example.com"), "not a password")).await
    };
    exhaust(guess, 401).await;
    // The limit applies to this address only, and not to accounts that have logged in from it: it may be that of a proxy.
    let new_here = async |name: &str| {
        let email = world.register(name).await.email;
        post_from(&world, ours, "login", login(&email, PASSWORD)).await
    };
    let mut limited = new_here("New").await;
    if limited.status == 200 {
        // An attempt was just regained. A failure takes it, and the next one is regained after nine seconds.
        guess(0).await;
        limited = new_here("Newer").await;
    }
    too_many(&limited, 9);
    post_from(&world, ours, "login", login(&ada.email, PASSWORD)).await.ok();
    post_from(&world, other, "login", login(&ada.email, PASSWORD)).await.ok();
    post_from(&world, other, "login", login("n@example.com", "not a password"))
        .await
        .refused(401, "unauthorized");
    // Other endpoints have their own limits.
    let body = json!({ "refresh_token": ada.refresh_token });
    post_from(&world, ours, "refresh-token", body).await.ok();
    post_from(&world, ours, "register", register("new@example.com")).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_may_register_a_hundred_times() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let new =
        async |n| post_from(&world, "192.0.2.1", "register", register(&format!("n{n}@example.com"))).await;
    exhaust(new, 200).await;
    post_from(&world, "192.0.2.2", "register", register("other@example.com")).await.ok();
    post_from(&world, "192.0.2.1", "login", login("n0@example.com", PASSWORD)).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn registering_and_accepting_invitations_have_one_limit() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let shop = world.shop().await;
    let mut tokens = Vec::new();
    for n in 0..200 {
        tokens.push(shop.invite(&format!("invited{n}@example.com"), "viewer").await);
    }
    let new = async |n: usize| {
        if n.is_multiple_of(2) {
            post_from(&world, "192.0.2.1", "register", register(&format!("n{n}@example.com"))).await
        } else {
            let body = json!({ "token": tokens[n], "name": "New", "password": PASSWORD });
            post_from(&world, "192.0.2.1", "invitations/accept", body).await
        }
    };
    exhaust(new, 200).await;
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_email_may_be_registered_thirty_times_from_any_address() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let (start, mut attempts) = (Instant::now(), 0);
    loop {
        let email = if attempts % 2 == 0 { "ada@example.com" } else { "ADA@example.com" };
        let reply = post_from(&world, &format!("192.0.2.{attempts}"), "register", register(email)).await;
        if reply.status == 429 {
            too_many(&reply, 30);
            break;
        }
        assert_eq!(reply.status, if attempts == 0 { 200 } else { 409 }, "{reply:?}");
        attempts += 1;
    }
    // One attempt is regained in thirty seconds.
    let regained = start.elapsed().as_secs() / 30;
    assert!((30..=31 + regained).contains(&attempts), "{attempts}");
    post_from(&world, "198.51.100.1", "register", register("bob@example.com")).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_may_send_a_hundred_invalid_refresh_tokens() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let ada = world.register("Ada").await;
    let body = json!({ "refresh_token": ada.refresh_token });
    let session = post_from(&world, "192.0.2.1", "refresh-token", body).await.ok();
    exhaust(async |n| post_from(&world, "192.0.2.1", "refresh-token", unknown(n)).await, 401).await;
    let body = json!({ "refresh_token": session["refresh_token"] });
    // Valid tokens of this address are not limited: others may share it.
    post_from(&world, "192.0.2.1", "refresh-token", body).await.ok();
    post_from(&world, "192.0.2.2", "refresh-token", unknown(0)).await.refused(401, "unauthorized");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_may_refresh_thirty_times() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let mut ada = world.register("Ada").await;
    let refresh = async |token: &str, n| {
        post_from(&world, &format!("192.0.2.{n}"), "refresh-token", json!({ "refresh_token": token })).await
    };
    let (start, mut times) = (Instant::now(), 0);
    let limited = loop {
        let reply = refresh(&ada.refresh_token, times).await;
        if reply.status == 429 {
            break reply;
        }
        ada = ada.with_session(&reply.ok());
        times += 1;
    };
    too_many(&limited, 30);
    // One is regained in thirty seconds.
    let regained = start.elapsed().as_secs() / 30;
    assert!((30..=31 + regained).contains(&times), "{times}");
    ada.get("/api/v1/me").await.ok();
    let bob = world.register("Bob").await;
    refresh(&bob.refresh_token, 0).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_may_send_a_hundred_invalid_invitation_tokens() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let shop = world.shop().await;
    let token = shop.invite("new@example.com", "viewer").await;
    let accept = "invitations/accept";
    let body = |token: &Value| json!({ "token": token, "name": "New", "password": PASSWORD });
    let guess = async |n| post_from(&world, "192.0.2.1", accept, body(&json!(format!("inv_tok_{n}")))).await;
    exhaust(guess, 401).await;
    // Valid tokens of this address are not limited: others may share it.
    post_from(&world, "192.0.2.1", accept, body(&token)).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ipv6_64_network_counts_as_one_address() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let guess =
        async |n| post_from(&world, &format!("2001:db8:1:2::{n:x}"), "refresh-token", unknown(n)).await;
    exhaust(guess, 401).await;
    let next = post_from(&world, "2001:db8:1:3::1", "refresh-token", unknown(0)).await;
    next.refused(401, "unauthorized");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_x_forwarded_for_does_not_avoid_the_limit() {
    let world = World::behind_proxies(&["10.0.0.0/8"]).await;
    exhaust(async |n| post_from(&world, &format!("192.0.2.{n}"), "refresh-token", unknown(n)).await, 401)
        .await;
    world.stop().await.drop().await;
}
