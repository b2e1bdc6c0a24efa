//! The client address of a request, as recorded when an API key is used.

use reqwest::Method;
use serde_json::json;

use super::api_keys::listed;
use crate::world::{Reply, Shop, World};

/// The recorded address of the first use of a new key.
async fn last_used_ip(shop: &Shop, forwarded_for: &[&str]) -> String {
    let (key, program) = shop.key(json!({ "scope": "sdk" })).await;
    let mut request = program.request(Method::POST, "/api/v1/evaluate/all").json(&json!({}));
    for value in forwarded_for {
        request = request.header("x-forwarded-for", *value);
    }
    Reply::to(request).await.ok();
    // The use is recorded in the background.
    loop {
        if let Some(address) = listed(shop, &key).await["last_used_ip"].as_str() {
            return address.to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trusted_proxy_determines_the_client_address() {
    let world = World::behind_proxies(&["127.0.0.1/32", "10.0.0.0/8"]).await;
    let shop = world.shop().await;
    for (forwarded_for, address) in [
        (&[][..], "127.0.0.1"),
        (&["192.0.2.1"], "192.0.2.1"),
        (&["203.0.113.5, 192.0.2.1:4711, 10.0.0.7"], "192.0.2.1"),
        (&["203.0.113.5", "2001:db8::1", "10.0.0.7"], "2001:db8::1"),
        (&["203.0.113.5, garbage, 10.0.0.7"], "10.0.0.7"),
    ] {
        assert_eq!(last_used_ip(&shop, forwarded_for).await, address, "{forwarded_for:?}");
    }
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x_forwarded_for_of_an_untrusted_peer_is_ignored() {
    let world = World::behind_proxies(&["10.0.0.0/8"]).await;
    let shop = world.shop().await;
    for forwarded_for in [&[][..], &["192.0.2.1"], &["192.0.2.1, 10.0.0.7"], &["127.0.0.2", "10.0.0.7"]] {
        assert_eq!(last_used_ip(&shop, forwarded_for).await, "127.0.0.1", "{forwarded_for:?}");
    }
    world.stop().await.drop().await;
}
