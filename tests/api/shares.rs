//! What one address, and one API key, can take of the connections and of the memory for bodies.

use std::num::NonZeroUsize;

use reqwest::Method;
use serde_json::{Value, json};
use togul_server::server::Settings;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::{
    client::PATIENCE,
    world::{
        Database, Person, Reply, Shop, World,
        raw::{HEALTH, RawConnection, Response, header},
        settings,
    },
};

pub(super) const HERE: &str = "127.0.0.1";
pub(super) const NEIGHBOUR: &str = "127.0.0.2";

pub(super) async fn world_with(change: impl FnOnce(&mut Settings)) -> World {
    let database = Database::sqlite();
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    change(&mut settings);
    World::start_with(database, settings).await
}

pub(super) async fn world_for(connections: usize) -> World {
    world_with(|settings| settings.max_connections = NonZeroUsize::new(connections)).await
}

/// The bytes of a request of this caller.
pub(super) fn request(caller: &Person, method: Method, path: &str, headers: &str, body: &str) -> String {
    let built = caller.request(method.clone(), path).build().unwrap();
    let own = built.headers().iter().map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap()));
    let length = if method == Method::GET {
        String::new()
    } else {
        format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len())
    };
    let own: String = own.collect();
    format!("{method} {path} HTTP/1.1\r\nhost: togul\r\n{own}{headers}{length}\r\n{body}")
}

pub(super) fn stream_of(caller: &Person, headers: &str) -> String {
    request(caller, Method::GET, "/api/v1/stream", headers, "")
}

pub(super) fn evaluation_of(caller: &Person) -> String {
    request(caller, Method::POST, "/api/v1/evaluate/all", "", r#"{"context":{}}"#)
}

pub(super) fn ofrep_of(caller: &Person, headers: &str) -> String {
    request(caller, Method::POST, "/ofrep/v1/evaluate/flags", headers, r#"{"context":{}}"#)
}

/// A header of a page that may evaluate.
pub(super) const ORIGIN: &str = "origin: https://app.example.com\r\n";

/// A refusal that a page can read, in the form of its path.
#[track_caller]
pub(super) fn is_readable_refusal(response: &Response, status: u16, path: &str) {
    assert_eq!(response.status, status, "{path}: {response:?}");
    let origin = header(&response.head, "access-control-allow-origin");
    assert_eq!(origin, Some("https://app.example.com"), "{path}: {response:?}");
    has_envelopes(response, path);
}

/// The error has the envelope, and that of OFREP if the path is of OFREP.
#[track_caller]
pub(super) fn has_envelopes(response: &Response, path: &str) {
    let body: Value = serde_json::from_str(&response.body).expect("the envelope is JSON");
    assert!(body["code"].is_string() && body["message"].is_string(), "{path}: {response:?}");
    let general = if path.starts_with("/ofrep/") { json!("GENERAL") } else { Value::Null };
    assert_eq!(body["errorCode"], general, "{path}: {response:?}");
}

/// Opens as many streams as are accepted; others are refused for a while.
pub(super) async fn open_streams(world: &World, request: &str, attempts: usize) -> Vec<RawConnection> {
    let mut streams = Vec::new();
    for _ in 0..attempts {
        let mut connection = RawConnection::to(&world.url).await;
        let response = connection.request(request).await;
        if response.status == 200 {
            streams.push(connection);
            continue;
        }
        assert_eq!(response.status, 503, "{response:?}");
        let wait: u32 = header(&response.head, "retry-after").expect("a time").parse().unwrap();
        assert!((1..=60).contains(&wait));
    }
    streams
}

pub(super) async fn status(from: &str, world: &World, request: &str) -> u16 {
    let mut connection = match from {
        HERE => RawConnection::to(&world.url).await,
        _ => RawConnection::from(from, &world.url).await,
    };
    connection.request(request).await.status
}

/// Evaluations are served again soon after connections of the caller's address have ended.
pub(super) async fn is_served_again(caller: &Person, headers: &[(&str, &str)]) {
    let is_served = async || {
        let request = caller.without_connection_reuse().request(Method::POST, "/api/v1/evaluate/all");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let reply = Reply::try_to(request.json(&json!({ "context": {} }))).await;
        reply.is_some_and(|reply| reply.status == 200)
    };
    let served = async { while !is_served().await {} };
    tokio::time::timeout(PATIENCE, served).await.expect("there is room again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_sdk_key_gets_a_quarter_of_the_connections_for_its_streams() {
    let world = world_with(|settings| {
        settings.max_connections = NonZeroUsize::new(40);
        settings.limits.connections_per_address = NonZeroUsize::new(40);
    })
    .await;
    let shop = world.shop().await;
    for caller in [&shop.sdk, &shop.stream] {
        let mut streams = open_streams(&world, &stream_of(caller, ""), 15).await;
        assert_eq!(streams.len(), 10);
        // Other keys have shares of their own.
        let (_, other) = shop.key(json!({ "scope": "sdk" })).await;
        assert_eq!(status(HERE, &world, &stream_of(&other, "")).await, 200);
        assert_eq!(status(HERE, &world, &evaluation_of(&shop.sdk)).await, 200);
        // A stream that ends makes room for another one.
        streams.truncate(9);
        let next = async { while status(HERE, &world, &stream_of(caller, "")).await != 200 {} };
        tokio::time::timeout(PATIENCE, next).await.expect("there is room again");
        drop(streams);
    }
    let streams = open_streams(&world, &stream_of(&shop.server, ""), 20).await;
    assert_eq!(streams.len(), 20, "keys of scope server have no limit");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_streams_on_its_share_leaves_the_others_to_its_neighbors() {
    let world = world_for(300).await;
    let shop = world.shop().await;
    let (stream, evaluation) = (stream_of(&shop.server, ""), evaluation_of(&shop.sdk));
    let streams = open_streams(&world, &stream, 299).await;
    assert_eq!(streams.len(), 75);
    // The address gets nothing more except health checks and the management API.
    let mut connection = RawConnection::from(HERE, &world.url).await;
    let response = connection.request(&evaluation).await;
    response.is_retryable_refusal();
    assert_eq!(connection.rest().await, "");
    let response = RawConnection::from(HERE, &world.url).await.request(&ofrep_of(&shop.sdk, ORIGIN)).await;
    response.is_retryable_refusal();
    is_readable_refusal(&response, 503, "/ofrep/v1/evaluate/flags");
    assert_eq!(status(HERE, &world, HEALTH).await, 200);
    assert_eq!(status(HERE, &world, &request(&shop.owner, Method::GET, "/api/v1/me", "", "")).await, 200);
    assert_eq!(status(NEIGHBOUR, &world, &evaluation).await, 200);
    assert_eq!(status(NEIGHBOUR, &world, &stream).await, 200);
    // Nor does it delay its neighbors with requests that it never completes.
    let mut unfinished = Vec::new();
    for _ in 0..100 {
        let mut socket = TcpStream::connect(world.url.strip_prefix("http://").unwrap()).await.unwrap();
        let login = "POST /api/v1/login HTTP/1.1\r\nhost: togul\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
        // Some are closed at once.
        let _ = socket.write_all(login.as_bytes()).await;
        unfinished.push(socket);
    }
    for _ in 0..10 {
        assert_eq!(status(NEIGHBOUR, &world, &evaluation).await, 200);
        assert_eq!(status(NEIGHBOUR, &world, HEALTH).await, 200);
    }
    drop(unfinished);
    drop(streams);
    is_served_again(&shop.sdk, &[]).await;
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_make_room_for_requests() {
    let world = world_for(300).await;
    let shop = world.shop().await;
    let evaluation = evaluation_of(&shop.sdk);
    // Without a byte, with half a head, and after a request.
    let mut idle = Vec::new();
    for n in 0..299 {
        let mut connection = RawConnection::to(&world.url).await;
        match n % 3 {
            0 => {}
            1 => connection.send(&HEALTH[..20]).await,
            _ => assert_eq!(connection.request(HEALTH).await.status, 200),
        }
        idle.push(connection);
    }
    for _ in 0..100 {
        assert_eq!(status(NEIGHBOUR, &world, &evaluation).await, 200);
        assert_eq!(status(HERE, &world, HEALTH).await, 200);
    }
    is_served_again(&shop.sdk, &[]).await;
    // The oldest ones were closed for them.
    assert_eq!(idle.remove(0).rest().await, "");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_behind_a_trusted_proxy_have_a_share_each() {
    let world = world_with(|settings| {
        settings.max_connections = NonZeroUsize::new(40);
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let shop = world.shop().await;
    let forwarded = |client: &str| format!("x-forwarded-for: {client}\r\n");
    // The addresses of one IPv6 network are one client.
    for (clients, own) in [(["192.0.2.1"; 2], "192.0.2.1"), (["2001:db8::1", "2001:db8::2"], "2001:db8::3")] {
        let mut streams = Vec::new();
        for client in clients {
            streams.extend(open_streams(&world, &stream_of(&shop.server, &forwarded(client)), 6).await);
        }
        assert_eq!(streams.len(), 10, "{clients:?}");
        let from =
            |client: &str, request: &str| request.replacen("\r\n", &format!("\r\n{}", forwarded(client)), 1);
        let evaluation = evaluation_of(&shop.sdk);
        assert_eq!(status(HERE, &world, &from(own, &evaluation)).await, 503);
        assert_eq!(status(HERE, &world, &from(own, &ofrep_of(&shop.sdk, ""))).await, 503);
        assert_eq!(status(HERE, &world, &from(own, HEALTH)).await, 200);
        assert_eq!(status(HERE, &world, &from("192.0.2.99", &evaluation)).await, 200);
        assert_eq!(status(HERE, &world, &evaluation).await, 200, "of the proxy itself");
        // The proxy's connection can carry requests of its other clients.
        let mut connection = RawConnection::from(HERE, &world.url).await;
        assert_eq!(connection.request(&from(own, &evaluation)).await.status, 503);
        assert_eq!(connection.request(&from("192.0.2.99", &evaluation)).await.status, 200);
        drop(streams);
        is_served_again(&shop.sdk, &[("x-forwarded-for", own)]).await;
    }
    world.stop().await.drop().await;
}

/// A shop whose evaluation of all flags answers with about half a megabyte.
pub(super) async fn large_shop(world: &World) -> Shop {
    let shop = world.shop().await;
    for n in 0..8 {
        let value = json!("x".repeat(60_000));
        shop.flag(&format!("large-{n}"), json!({ "value_type": "string", "default_value": value })).await;
    }
    shop
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn responses_that_are_not_read_take_a_share_of_the_memory() {
    let world = world_with(|settings| settings.limits.body_memory = 1 << 20).await;
    let shop = large_shop(&world).await;
    let (_, other_key) = shop.key(json!({ "scope": "sdk" })).await;
    let (evaluation, other) = (evaluation_of(&shop.sdk), evaluation_of(&other_key));
    let mut unread = RawConnection::from(HERE, &world.url).await;
    unread.send(&evaluation).await;
    assert!(unread.head().await.starts_with("HTTP/1.1 200 "));
    // Neither the address nor the key gets a second one, but others do.
    let refused = RawConnection::from(HERE, &world.url).await.request(&other).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(header(&refused.head, "retry-after").is_some(), "{refused:?}");
    assert_eq!(status(NEIGHBOUR, &world, &evaluation).await, 503);
    // OFREP counts for the same key, also as a bearer token, on the fast path and on the router's, which pages take.
    let as_bearer = |request: &str| request.replace("x-api-key: ", "authorization: Bearer ");
    for headers in ["", ORIGIN] {
        for request in [ofrep_of(&shop.sdk, headers), as_bearer(&ofrep_of(&shop.sdk, headers))] {
            let refused = RawConnection::from(NEIGHBOUR, &world.url).await.request(&request).await;
            assert_eq!(refused.status, 503, "{refused:?}");
            has_envelopes(&refused, "/ofrep/v1/evaluate/flags");
        }
    }
    for path in ["/api/v1/evaluate/all", "/ofrep/v1/evaluate/flags"] {
        let request = request(&shop.sdk, Method::POST, path, ORIGIN, r#"{"context":{}}"#);
        let refused = RawConnection::from(HERE, &world.url).await.request(&request).await;
        is_readable_refusal(&refused, 503, path);
    }
    let mut second = RawConnection::from(NEIGHBOUR, &world.url).await;
    second.send(&other).await;
    assert!(second.head().await.starts_with("HTTP/1.1 200 "));
    // Two of them fill the budget of all. Small responses need none of it.
    let (_, third_key) = shop.key(json!({ "scope": "sdk" })).await;
    assert_eq!(status("127.0.0.3", &world, &evaluation_of(&third_key)).await, 503);
    let one = request(&shop.sdk, Method::POST, "/api/v1/evaluate", "", r#"{"flag_key":"none"}"#);
    assert_eq!(status(HERE, &world, &one).await, 404);
    // A response of the router counts as one of the fast path does.
    let list = request(&shop.owner, Method::GET, &format!("{}/flags", shop.path), "", "");
    assert_eq!(status(HERE, &world, &list).await, 503);
    drop((unread, second));
    is_served_again(&shop.sdk, &[]).await;
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn request_bodies_take_a_share_of_the_memory() {
    let world = world_with(|settings| settings.limits.body_memory = 1 << 20).await;
    let shop = world.shop().await;
    let body = |bytes: usize| json!({ "context": { "name": "x".repeat(bytes) } });
    let evaluate = async |caller: &Person, bytes: usize| {
        let path = if bytes == 900_000 || bytes == 100_000 {
            "/api/v1/evaluate/all"
        } else {
            "/api/v1/evaluate/all?"
        };
        Reply::to(caller.request(Method::POST, path).json(&body(bytes))).await
    };
    // On the fast path and on the router's, a body above a quarter of the budget is refused, and holds nothing afterwards.
    for bytes in [900_000, 900_001] {
        for _ in 0..3 {
            let refused = evaluate(&shop.sdk, bytes).await;
            assert!(refused.headers.contains_key("retry-after"), "{refused:?}");
            refused.refused(503, "unavailable");
            let served = evaluate(&shop.sdk, bytes - 800_000).await;
            assert!(matches!(served.status.as_u16(), 200 | 400), "{served:?}");
        }
    }
    let flag = json!({ "name": "x".repeat(900_000) });
    shop.owner.post(&format!("{}/flags", shop.path), flag).await.refused(503, "unavailable");
    let _: Value = shop.owner.get("/api/v1/me").await.ok();
    world.stop().await.drop().await;
}
