//! The places of connections and requests when they are scarce.

use std::num::NonZeroUsize;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

use super::shares::{
    HERE, NEIGHBOUR, evaluation_of, ofrep_of, open_streams, request, status, stream_of, world_for, world_with,
};
use crate::{
    client::PATIENCE,
    world::{
        World,
        raw::{HEALTH, RawConnection},
    },
};

/// A login whose body is not complete, so that its request stays in progress.
const UNFINISHED_LOGIN: &str = "POST /api/v1/login HTTP/1.1\r\nhost: togul\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";

/// Connects from a local address and sends this. The server may close the connection at once.
async fn send_from(local: &str, world: &World, text: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{local}:0").parse().unwrap()).unwrap();
    let address = world.url.strip_prefix("http://").unwrap().parse().unwrap();
    let mut socket = socket.connect(address).await.expect("the server listens");
    let _ = socket.write_all(text.as_bytes()).await;
    socket
}

/// Opens the ten streams that one address may have of 40 connections.
async fn open_share(caller: &str, world: &World, stream: &str) -> Vec<RawConnection> {
    let mut streams = Vec::new();
    let opening = async {
        while streams.len() < 10 {
            // Another connection of the caller that has just been opened keeps its place for a moment.
            let mut connection = RawConnection::from(caller, &world.url).await;
            if connection.request(stream).await.status == 200 {
                streams.push(connection);
            }
        }
    };
    tokio::time::timeout(PATIENCE, opening).await.expect("the share of an address");
    streams
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_behind_a_proxy_has_few_requests_beyond_its_share() {
    let world = world_with(|settings| {
        settings.max_connections = NonZeroUsize::new(40);
        settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let shop = world.shop().await;
    let forwarded = |client: &str, request: &str| {
        request.replacen("\r\n", &format!("\r\nx-forwarded-for: {client}\r\n"), 1)
    };
    let streams = open_streams(&world, &stream_of(&shop.server, "x-forwarded-for: 192.0.2.1\r\n"), 11).await;
    assert_eq!(streams.len(), 10);
    for request in [evaluation_of(&shop.sdk), ofrep_of(&shop.sdk, "")] {
        assert_eq!(status(HERE, &world, &forwarded("192.0.2.1", &request)).await, 503);
    }
    // It gets health checks and the management API, but cannot take all connections of the proxy with them.
    assert_eq!(status(HERE, &world, &forwarded("192.0.2.1", HEALTH)).await, 200);
    let mut logins = Vec::new();
    while status(HERE, &world, &forwarded("192.0.2.1", HEALTH)).await == 200 {
        logins.push(send_from(HERE, &world, &forwarded("192.0.2.1", UNFINISHED_LOGIN)).await);
        assert!(logins.len() < 40, "its requests take every connection");
    }
    assert_eq!(status(HERE, &world, &forwarded("192.0.2.1", UNFINISHED_LOGIN)).await, 503);
    assert_eq!(status(HERE, &world, &forwarded("192.0.2.2", &evaluation_of(&shop.sdk))).await, 200);
    drop(logins);
    let served = async { while status(HERE, &world, &forwarded("192.0.2.1", HEALTH)).await != 200 {} };
    tokio::time::timeout(PATIENCE, served).await.expect("there is room again");
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_at_their_share_do_not_delay_the_accepting_of_others() {
    let world = world_for(40).await;
    let shop = world.shop().await;
    let (stream, evaluation) = (stream_of(&shop.server, ""), evaluation_of(&shop.sdk));
    let callers = [HERE, NEIGHBOUR, "127.0.0.3"];
    let mut streams = Vec::new();
    for caller in callers {
        streams.extend(open_share(caller, &world, &stream).await);
    }
    // Two of them take all extra places. The third one gets none, and is not waited for.
    let mut logins = Vec::new();
    let closed = async {
        loop {
            for caller in callers.into_iter().take(2) {
                for _ in 0..32 {
                    logins.push(send_from(caller, &world, UNFINISHED_LOGIN).await);
                }
            }
            let mut refused = send_from(callers[2], &world, HEALTH).await;
            if matches!(refused.read(&mut [0]).await, Ok(0) | Err(_)) {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, closed).await.expect("a connection without a place is closed at once");
    for _ in 0..10 {
        assert_eq!(status("127.0.0.4", &world, &evaluation).await, 200);
        assert_eq!(status("127.0.0.4", &world, HEALTH).await, 200);
    }
    drop((logins, streams));
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle_connections_of_small_networks_make_room_beside_a_large_busy_one() {
    let world = world_for(40).await;
    let shop = world.shop().await;
    let streams = open_share(HERE, &world, &stream_of(&shop.server, "")).await;
    let mut idle = Vec::new();
    for n in 0..30 {
        let mut connection = RawConnection::from(&format!("127.0.1.{n}"), &world.url).await;
        assert_eq!(connection.request(HEALTH).await.status, 200);
        idle.push(connection);
    }
    let evaluation = evaluation_of(&shop.sdk);
    for n in 0..10 {
        assert_eq!(status(&format!("127.0.2.{n}"), &world, &evaluation).await, 200);
    }
    // Requests, unlike idle connections, keep their places.
    let me = request(&shop.owner, reqwest::Method::GET, "/api/v1/me", "", "");
    assert_eq!(status(NEIGHBOUR, &world, &me).await, 200);
    for mut stream in streams {
        shop.flag(&format!("flag-{}", uuid::Uuid::now_v7()), serde_json::json!({})).await;
        stream.until("flag.created").await;
    }
    world.stop().await.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_path_of_applications_is_served_beyond_the_limit() {
    let world = world_for(40).await;
    let shop = world.shop().await;
    let document = shop.owner.get("/api/v1/openapi.json").await.ok();
    let streams = open_share(HERE, &world, &stream_of(&shop.server, "")).await;
    let (mut applications, mut others) = (Vec::new(), 0);
    for (path, operations) in document["paths"].as_object().unwrap() {
        let path = path.replace(['{', '}'], "");
        for (method, operation) in operations.as_object().unwrap() {
            let security = operation["security"].to_string();
            let request = request(&shop.sdk, method.to_uppercase().parse().unwrap(), &path, "", "");
            let is_refused = RawConnection::to(&world.url).await.request(&request).await.status == 503;
            assert_eq!(is_refused, security.contains("api_key"), "{method} {path}");
            if is_refused {
                applications.push(path.clone());
            } else {
                others += 1;
            }
        }
    }
    assert!(applications.len() >= 7 && others > 50, "{others} others, and {applications:?}");
    drop(streams);
    world.stop().await.drop().await;
}
