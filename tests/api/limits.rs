//! How often credentials may be tried: by address, by e-mail and by user.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Reply, World, person::PASSWORD};

/// In which time a hundred attempts of an address are one more.
const ONE_MORE: Duration = Duration::from_secs(9);

/// What the server answers somebody behind the proxy.
async fn ask(world: &World, address: &str, endpoint: &str, body: Value) -> Reply {
    let request = world.anonymous().request(Method::POST, &format!("/api/v1/{endpoint}")).json(&body);
    Reply::to(request.header("x-forwarded-for", address)).await
}

/// Asks until it is too much, which is after a hundred attempts and those that were forgiven meanwhile.
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
    let forgiven = usize::try_from(start.elapsed().as_secs() / ONE_MORE.as_secs()).unwrap();
    assert!((100..=101 + forgiven).contains(&attempts), "{attempts}");
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
async fn an_address_has_a_hundred_refused_logins() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let ada = world.register("Ada").await;
    let (ours, other) = ("192.0.2.1", "192.0.2.2");
    // Those who are let in do not count.
    for _ in 0..5 {
        ask(&world, ours, "login", login(&ada.email, PASSWORD)).await.ok();
    }
    let guess =
        async |n| ask(&world, ours, "login", login(&format!("n{n}@example.com"), "not a password")).await;
    exhaust(guess, 401).await;
    // Now it is anybody's turn to wait who comes from there, and nobody else's.
    too_many(&ask(&world, ours, "login", login(&ada.email, PASSWORD)).await, 9);
    ask(&world, other, "login", login(&ada.email, PASSWORD)).await.ok();
    ask(&world, other, "login", login("n@example.com", "not a password")).await.refused(401, "unauthorized");
    // Other endpoints have allowances of their own.
    let body = json!({ "refresh_token": ada.refresh_token });
    ask(&world, ours, "refresh-token", body).await.ok();
    ask(&world, ours, "register", register("new@example.com")).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_registers_a_hundred_times() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let new = async |n| ask(&world, "192.0.2.1", "register", register(&format!("n{n}@example.com"))).await;
    exhaust(new, 200).await;
    ask(&world, "192.0.2.2", "register", register("other@example.com")).await.ok();
    ask(&world, "192.0.2.1", "login", login("n0@example.com", PASSWORD)).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_email_is_registered_thirty_times_from_wherever() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    for n in 0..30 {
        let email = if n % 2 == 0 { "ada@example.com" } else { "ADA@example.com" };
        let reply = ask(&world, &format!("192.0.2.{n}"), "register", register(email)).await;
        assert_eq!(reply.status, if n == 0 { 200 } else { 409 }, "{reply:?}");
    }
    too_many(&ask(&world, "198.51.100.1", "register", register("ada@example.com")).await, 30);
    ask(&world, "198.51.100.1", "register", register("bob@example.com")).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_a_hundred_refresh_tokens_that_do_not_count() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let ada = world.register("Ada").await;
    let body = json!({ "refresh_token": ada.refresh_token });
    let session = ask(&world, "192.0.2.1", "refresh-token", body).await.ok();
    exhaust(async |n| ask(&world, "192.0.2.1", "refresh-token", unknown(n)).await, 401).await;
    let body = json!({ "refresh_token": session["refresh_token"] });
    too_many(&ask(&world, "192.0.2.1", "refresh-token", body.clone()).await, 9);
    // The token was not used up by that.
    ask(&world, "192.0.2.2", "refresh-token", body).await.ok();
    ask(&world, "192.0.2.2", "refresh-token", unknown(0)).await.refused(401, "unauthorized");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_user_refreshes_thirty_times() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let mut ada = world.register("Ada").await;
    let refresh = async |token: &str, n| {
        ask(&world, &format!("192.0.2.{n}"), "refresh-token", json!({ "refresh_token": token })).await
    };
    for n in 0..30 {
        let session = refresh(&ada.refresh_token, n).await.ok();
        ada = ada.with_session(&session);
    }
    too_many(&refresh(&ada.refresh_token, 31).await, 30);
    ada.get("/api/v1/me").await.ok();
    let bob = world.register("Bob").await;
    refresh(&bob.refresh_token, 31).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_a_hundred_invitations_that_do_not_count() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let shop = world.shop().await;
    let token = shop.invite("new@example.com", "viewer").await;
    let accept = "invitations/accept";
    let body = |token: &Value| json!({ "token": token, "name": "New", "password": PASSWORD });
    let guess = async |n| ask(&world, "192.0.2.1", accept, body(&json!(format!("inv_tok_{n}")))).await;
    exhaust(guess, 401).await;
    too_many(&ask(&world, "192.0.2.1", accept, body(&token)).await, 9);
    ask(&world, "192.0.2.2", accept, body(&token)).await.ok();
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscribers_network_is_one_address() {
    let world = World::behind_proxies(&["127.0.0.1/32"]).await;
    let guess = async |n| ask(&world, &format!("2001:db8:1:2::{n:x}"), "refresh-token", unknown(n)).await;
    exhaust(guess, 401).await;
    let next = ask(&world, "2001:db8:1:3::1", "refresh-token", unknown(0)).await;
    next.refused(401, "unauthorized");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_claims_to_speak_for_others_is_counted_as_one() {
    let world = World::behind_proxies(&["10.0.0.0/8"]).await;
    exhaust(async |n| ask(&world, &format!("192.0.2.{n}"), "refresh-token", unknown(n)).await, 401).await;
    world.stop().await.drop().await;
}
