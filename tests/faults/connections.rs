//! More connections than the limit, and the end of connections when the server stops.

use std::{
    io::{BufRead, BufReader},
    num::NonZeroUsize,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::json;
use togul_server::{limits::Limits, server::Server};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    client::PATIENCE,
    world::{
        Database, Shop, World,
        raw::{HEALTH, RawConnection, header},
        settings,
    },
};

fn stream_of(shop: &Shop) -> String {
    let request = shop.stream.request(reqwest::Method::GET, "/api/v1/stream").build().unwrap();
    let key = request.headers()["x-api-key"].to_str().unwrap();
    format!("GET /api/v1/stream HTTP/1.1\r\nhost: togul\r\nx-api-key: {key}\r\n\r\n")
}

/// A server with a limit on all connections and none for one address or key.
async fn world_for(connections: usize) -> World {
    let database = Database::sqlite();
    let mut settings = settings(&database, "127.0.0.1:0".parse().unwrap());
    settings.max_connections = NonZeroUsize::new(connections);
    settings.limits = unlimited_shares();
    World::start_with(database, settings).await
}

fn unlimited_shares() -> Limits {
    let (connections_per_address, streams_per_key) = (Some(NonZeroUsize::MAX), Some(NonZeroUsize::MAX));
    Limits { connections_per_address, streams_per_key, ..Limits::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_above_the_limit_is_refused_with_retry_after() {
    let world = world_for(5).await;
    let stream = stream_of(&world.shop().await);
    let mut streams = Vec::new();
    let refused = loop {
        let mut connection = RawConnection::to(&world.url).await;
        let response = connection.request(&stream).await;
        if response.status != 200 {
            break (connection, response);
        }
        streams.push(connection);
        assert!(streams.len() <= 5, "the limit is five");
    };
    let (mut connection, response) = refused;
    response.is_retryable_refusal();
    assert_eq!(connection.rest().await, "");
    // Many connections, each with a body that the server does not want to read.
    let upload = |n: usize| {
        format!(
            "POST /api/v1/evaluate HTTP/1.1\r\nhost: togul\r\ncontent-length: {n}\r\n\r\n{}",
            "x".repeat(n)
        )
    };
    for first in (0..200).step_by(25) {
        let excess = (first..first + 25)
            .map(async |n| RawConnection::to(&world.url).await.request(&upload(100_000 + n)).await);
        for response in join_all(excess).await {
            response.is_retryable_refusal();
        }
    }
    // Open connections are not affected, and a place that becomes free is taken again.
    let one = streams.pop().unwrap();
    drop(one);
    let next = async {
        loop {
            let mut connection = RawConnection::to(&world.url).await;
            let response = connection.request(&stream).await;
            if response.status == 200 {
                return connection;
            }
            response.is_retryable_refusal();
        }
    };
    streams.push(tokio::time::timeout(PATIENCE, next).await.expect("there is a free place again"));
    let database = world.stop().await;
    for mut connection in streams {
        assert!(connection.rest().await.ends_with("0\r\n\r\n"), "it ends as a stream does");
    }
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopping_server_finishes_requests_under_way_and_refuses_new_ones() {
    let world = world_for(100).await;
    let url = world.url.clone();
    let stopping = world.app.stop.clone();
    let body = json!({ "username": "x@example.com", "password": "not that one" }).to_string();
    let (mut pending, mut idle) = (RawConnection::to(&url).await, RawConnection::to(&url).await);
    pending.send("POST /api/v1/login HTTP/1.1\r\nhost: togul\r\ncontent-type: application/json\r\n").await;
    pending.send(&format!("content-length: {}\r\n\r\n{}", body.len(), &body[..5])).await;
    assert_eq!(idle.request(HEALTH).await.status, 200);
    let stopped = tokio::spawn(world.stop());
    stopping.cancelled().await;
    idle.request(HEALTH).await.is_retryable_refusal();
    assert_eq!(idle.rest().await, "");
    let mut late = RawConnection::to(&url).await;
    late.request(HEALTH).await.is_retryable_refusal();
    let response = pending.request(&body[5..]).await;
    assert_eq!(response.status, 401, "{response:?}");
    assert_eq!(header(&response.head, "connection"), Some("close"));
    stopped.await.unwrap().drop().await;
}

const SERVE: &str = "TOGUL_TEST_SERVE_UNTIL_SIGTERM";

/// Not a test: a server when it is started by [`Process::start`], which ends as `togul-server` does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn serves_until_sigterm() {
    if let Ok(url) = std::env::var(SERVE) {
        let mut terminate = signal(SignalKind::terminate()).unwrap();
        let mut settings = settings(&Database::External(url), "127.0.0.1:0".parse().unwrap());
        settings.limits = unlimited_shares();
        let server = Server::bind(settings).await.unwrap();
        println!("listening on http://{}", server.address());
        let stop = async move {
            terminate.recv().await;
        };
        server.run(stop).await;
        std::process::exit(0);
    }
}

/// Killed when it is dropped, also when the test panics.
struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// A process with this limit on open files.
    fn start(database: &Database, files: u32) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", r#"ulimit -n "$0" && exec "$@""#, &files.to_string()])
            .arg(std::env::current_exe().unwrap())
            .args(["faults::connections::serves_until_sigterm", "--exact", "--nocapture"])
            .env(SERVE, database.url())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("listening on ")?.1.to_owned()))
            .expect("the process prints its address");
        Self { child, url }
    }

    /// SIGTERM, as supervisors send it.
    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// Waits for its exit.
    async fn ended(mut self) -> ExitStatus {
        let ended = tokio::task::spawn_blocking(move || self.child.wait().unwrap());
        tokio::time::timeout(PATIENCE, ended).await.expect("the process ends").unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_streams_do_not_delay_the_exit() {
    let database = Database::sqlite();
    let process = Process::start(&database, 2000);
    let stream = stream_of(&Shop::open_at(&process.url).await);
    let open = (0..1000).map(async |_| {
        let mut connection = RawConnection::to(&process.url).await;
        let response = connection.request(&stream).await;
        assert_eq!(response.status, 200, "{response:?}");
        connection
    });
    let streams = join_all(open).await;
    let mut idle = RawConnection::to(&process.url).await;
    assert_eq!(idle.request(HEALTH).await.status, 200);
    let since = Instant::now();
    process.terminate();
    assert!(process.ended().await.success());
    // docs/operations.md promises an exit within seconds; the rest is for a loaded machine.
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    for mut connection in streams {
        assert!(connection.rest().await.ends_with("0\r\n\r\n"), "it ends as a stream does");
    }
    assert_eq!(idle.rest().await, "");
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_without_free_file_descriptors_keeps_serving() {
    let database = Database::sqlite();
    let process = Process::start(&database, 96);
    let stream = stream_of(&Shop::open_at(&process.url).await);
    let connect = |_| async {
        let mut connection = RawConnection::to(&process.url).await;
        let response = connection.request(&stream).await;
        if response.status != 200 {
            response.is_retryable_refusal();
        }
        (connection, response.status == 200)
    };
    for _ in 0..3 {
        let excess = join_all((0..300).map(connect)).await;
        let served = excess.iter().filter(|(_, is_served)| *is_served).count();
        assert!((1..=48).contains(&served), "half of the files are for connections: {served}");
    }
    let mut one = RawConnection::to(&process.url).await;
    assert_eq!(one.request(HEALTH).await.status, 200);
    process.terminate();
    assert!(process.ended().await.success());
    database.drop().await;
}
