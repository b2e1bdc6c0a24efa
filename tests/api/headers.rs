//! Response headers, and the limits of request headers.

use reqwest::{Method, header::HeaderMap};
use serde_json::json;

use crate::world::{Reply, on_both};

#[track_caller]
fn assert_protected(headers: &HeaderMap, cache_control: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("cache-control", cache_control),
    ] {
        let found: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(found, [value], "{name} of {headers:?}");
    }
}

on_both! {
    async fn every_response_has_the_security_headers(world) {
        let shop = world.shop().await;
        shop.flag("f", json!({})).await;
        let (owner, anonymous) = (&shop.owner, world.anonymous());
        let wrong = anonymous.post("/api/v1/login", json!({ "username": "x", "password": "y" })).await;
        wrong.refused(401, "unauthorized");
        for (reply, status) in [
            (anonymous.get("/healthz").await, 200),
            (anonymous.get("/readyz").await, 200),
            (owner.get("/api/v1/projects").await, 200),
            (shop.sdk.post("/api/v1/evaluate", json!({ "flag_key": "f" })).await, 200),
            (shop.sdk.post("/api/v1/evaluate/all", json!({})).await, 200),
            (wrong, 401),
            (anonymous.get("/nothing").await, 404),
            (anonymous.get("/api/v1/nothing").await, 404),
            (owner.delete("/api/v1/me").await, 405),
            (owner.send(Method::POST, "/api/v1/projects", "{").await, 400),
            (owner.send(Method::POST, "/api/v1/projects", "x".repeat(2 << 20)).await, 413),
            (shop.stream.post("/api/v1/evaluate/all", json!({})).await, 403),
        ] {
            assert_eq!(reply.status, status, "{reply:?}");
            assert_protected(&reply.headers, "no-store");
        }
    }

    async fn cross_origin_responses_have_the_security_headers_too(world) {
        let request = world.anonymous().request(Method::OPTIONS, "/api/v1/evaluate");
        let request = request.header("origin", "https://app.example.com");
        let preflight = Reply::to(request.header("access-control-request-method", "POST")).await;
        assert_eq!(preflight.header("access-control-allow-origin"), "https://app.example.com");
        assert_protected(&preflight.headers, "no-store");
    }

    async fn every_response_has_one_cache_control_header(world) {
        let shop = world.shop().await;
        let snapshot = shop.server.get("/api/v1/snapshot").await;
        assert_protected(&snapshot.headers, "private, no-cache");
        let again = shop.server.request(Method::GET, "/api/v1/snapshot");
        let unchanged = Reply::to(again.header("if-none-match", snapshot.header("etag"))).await;
        assert_eq!(unchanged.status, 304);
        assert_protected(&unchanged.headers, "private, no-cache");
        assert_protected(&shop.stream.stream("").await.headers, "no-store");
    }

    async fn headers_that_are_too_large_are_refused_before_anything_else(world) {
        let anonymous = world.anonymous();
        let large = "x".repeat(9 * 1024);
        let with = |mut request: reqwest::RequestBuilder, count: usize| {
            for n in 0..count {
                request = request.header(format!("x-large-{n}"), &large);
            }
            request
        };
        for path in ["/healthz", "/api/v1/projects", "/nothing"] {
            let refused = Reply::to(with(anonymous.request(Method::GET, path), 4)).await;
            let body = refused.refused(431, "headers_too_large");
            assert!(body["message"].as_str().unwrap().contains("32768 bytes"), "{body}");
            assert!(!refused.header("x-request-id").is_empty(), "{refused:?}");
            assert_protected(&refused.headers, "no-store");
            assert_ne!(Reply::to(with(anonymous.request(Method::GET, path), 3)).await.status, 431);
        }
        // A page of an allowed origin may read the error too.
        let from_page =
            anonymous.request(Method::POST, "/api/v1/evaluate").header("origin", "https://app.example.com");
        let refused = Reply::to(with(from_page, 4)).await;
        refused.refused(431, "headers_too_large");
        assert_eq!(refused.header("access-control-allow-origin"), "https://app.example.com");
        // The response arrives even if a large body is on its way.
        let request = anonymous.request(Method::POST, "/api/v1/login").body(vec![b'x'; 4 << 20]);
        Reply::to(with(request, 4)).await.refused(431, "headers_too_large");
    }

    async fn a_request_line_that_is_too_long_is_refused(world) {
        let anonymous = world.anonymous();
        for start in ["/healthz?", "/api/v1/projects/"] {
            let path = |bytes: usize| format!("{start}{}", "x".repeat(bytes - start.len()));
            let refused = anonymous.get(&path(8193)).await;
            assert_protected(&refused.headers, "no-store");
            let body = refused.refused(431, "headers_too_large");
            assert!(body["message"].as_str().unwrap().contains("8192 bytes"), "{body}");
            assert_ne!(anonymous.get(&path(8192)).await.status, 431);
        }
    }
}
