//! Each timeout of a connection, met and exceeded, with a paused clock.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension, Json, Router,
    body::{Body, Bytes},
    routing::{get, post},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    task::JoinHandle,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{Accepted, ConnectionServices, serve};
use crate::{
    app::Drain,
    http::{guards::body_budget::RatedStream, request::body, response::error::ApiError},
    server::{
        clients::{Clients, WarningInterval},
        progress::Progress,
    },
};

const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const LARGE: usize = 1024 * 1024;

/// A client at the other end of a connection with a buffer of 1 KiB.
struct Peer {
    socket: DuplexStream,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    since: Instant,
}

#[derive(Debug)]
struct Reply {
    head: String,
    body: String,
}

fn router() -> Router {
    let endless = || stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 512])));
    Router::new()
        .route("/", get(async || "hello"))
        .route("/large", get(async || "x".repeat(LARGE)))
        .route("/echo", post(async |body::Body(body): body::Body<Value>| Json(body)))
        .route("/endless", get(async move || Body::from_stream(endless())))
        .route("/lines", get(async move || (Extension(RatedStream), Body::from_stream(endless()))))
        .route("/quiet", get(async move || Body::from_stream(endless().take(1).chain(stream::pending()))))
}

impl Peer {
    fn connect() -> Self {
        Self::connect_beyond_limit(false)
    }

    fn connect_beyond_limit(is_beyond_limit: bool) -> Self {
        let (socket, theirs) = duplex(1024);
        let stop = CancellationToken::new();
        let refusing = Router::new().fallback(async || ApiError::unavailable("no", Duration::from_secs(1)));
        let clients = Clients {
            trusted_proxies: Vec::new(),
            share: 1,
            requests: Arc::default(),
            untrusted_proxy: WarningInterval::default(),
        };
        let services = Arc::new(ConnectionServices {
            router: router(),
            fast_path: None,
            refusing,
            clients,
            drain: Arc::new(Drain::new(Duration::ZERO)),
            stop: stop.clone(),
        });
        let accepted = Accepted {
            socket: theirs,
            peer: "127.0.0.1:1".parse().expect("an address"),
            progress: Arc::new(Progress::new()),
            is_beyond_limit,
        };
        let serving = tokio::spawn(serve(accepted, services));
        Self { socket, stop, serving, since: Instant::now() }
    }

    async fn send(&mut self, text: &str) {
        self.socket.write_all(text.as_bytes()).await.expect("the connection is open");
    }

    /// Sends a byte a second.
    async fn trickle(&mut self, text: &str) {
        for byte in text.as_bytes() {
            sleep(secs(1)).await;
            self.socket.write_all(&[*byte]).await.expect("the connection is open");
        }
    }

    async fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.socket.read_u8().await.expect("a response"));
        }
        String::from_utf8(head).expect("it is text")
    }

    async fn reply(&mut self) -> Reply {
        let head = self.head().await;
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let mut body = vec![0; length.expect("a length").parse().expect("it is a number")];
        self.socket.read_exact(&mut body).await.expect("the body is whole");
        Reply { head, body: String::from_utf8(body).expect("it is text") }
    }

    async fn request(&mut self) {
        self.send(GET).await;
        self.reply().await.has_status(200);
    }

    /// The server sends nothing more and closes the connection this many seconds after its start.
    async fn expect_close_after(mut self, seconds: u64) {
        let mut rest = String::new();
        self.socket.read_to_string(&mut rest).await.expect("it is closed properly");
        assert_eq!(rest, "");
        let took = self.since.elapsed();
        assert!(took >= secs(seconds) && took < secs(seconds + 1), "{took:?} and not {seconds} s");
        drop(self.socket);
        self.serving.await.expect("serving does not panic");
    }
}

impl Reply {
    #[track_caller]
    fn has_status(&self, status: u16) {
        assert!(self.head.starts_with(&format!("HTTP/1.1 {status} ")), "{self:?}");
    }

    #[track_caller]
    fn closes_with(&self, status: u16, code: &str) {
        self.has_status(status);
        assert!(self.head.contains("connection: close\r\n"), "{self:?}");
        let envelope: Value = serde_json::from_str(&self.body).expect("the error is JSON");
        assert_eq!(envelope["code"], code, "{self:?}");
    }
}

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn a_new_connection_has_10_s_for_its_first_byte() {
    let mut peer = Peer::connect();
    sleep(secs(9)).await;
    peer.request().await;
    Peer::connect().expect_close_after(10).await;
}

#[tokio::test(start_paused = true)]
async fn a_head_that_takes_9_s_is_served() {
    let mut peer = Peer::connect();
    sleep(secs(9)).await;
    // The time limit of the head starts with its first byte.
    peer.send("G").await;
    peer.trickle("ET / HTTP").await;
    peer.send("/1.1\r\nhost: x\r\n\r\n").await;
    peer.reply().await.has_status(200);
    assert_eq!(peer.since.elapsed().as_secs(), 18);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_takes_11_s_is_refused() {
    let mut peer = Peer::connect();
    peer.request().await;
    sleep(secs(20)).await;
    peer.send("G").await;
    peer.trickle("ET / HTTP").await;
    sleep(Duration::from_millis(1500)).await;
    let reply = peer.reply().await;
    reply.closes_with(408, "request_timeout");
    assert!(reply.head.contains("\r\nx-request-id: "), "{reply:?}");
    let written = peer.socket.write_all(b"/1.1\r\nhost: x\r\n\r\n").await;
    assert!(written.is_ok(), "input after the response is still read");
    peer.expect_close_after(30).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_29_s_is_read() {
    let mut peer = Peer::connect();
    peer.send("POST /echo HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 29\r\n\r\n").await;
    peer.trickle(r#"{"a":"bcdefghijklmnopqrstuv"}"#).await;
    let reply = peer.reply().await;
    reply.has_status(200);
    assert_eq!(reply.body, json!({ "a": "bcdefghijklmnopqrstuv" }).to_string());
    peer.request().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_takes_31_s_is_refused() {
    for length in ["content-length: 32", "transfer-encoding: chunked"] {
        let mut peer = Peer::connect();
        peer.send(&format!("POST /echo HTTP/1.1\r\ncontent-type: application/json\r\n{length}\r\n\r\n"))
            .await;
        peer.trickle("20\r\n{\"a\":\"bcdefghijklmnopqrst").await;
        sleep(secs(1)).await;
        let reply = peer.reply().await;
        reply.closes_with(408, "request_timeout");
        peer.expect_close_after(30).await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_idle_connection_is_kept_for_75_s() {
    let mut peer = Peer::connect();
    peer.request().await;
    sleep(secs(74)).await;
    peer.request().await;
    peer.expect_close_after(74 + 75).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_but_steady_reader_is_not_cut_off() {
    let mut peer = Peer::connect();
    peer.send("GET /endless HTTP/1.1\r\n\r\n").await;
    peer.head().await;
    for _ in 0..30 {
        sleep(secs(29)).await;
        peer.socket.read_exact(&mut [0; 1024]).await.expect("the stream goes on");
    }
    // A response in memory is finished by its handler long before it is sent.
    let mut peer = Peer::connect();
    peer.send("GET /large HTTP/1.1\r\n\r\n").await;
    peer.head().await;
    for _ in 0..LARGE / (256 * 1024) {
        sleep(secs(29)).await;
        peer.socket.read_exact(&mut [0; 256 * 1024]).await.expect("the response goes on");
    }
    peer.request().await;
}

#[tokio::test(start_paused = true)]
async fn a_reader_of_a_large_response_that_is_slower_than_8_kib_a_second_is_cut_off() {
    // The response, and others in the same bytes, which must not change the rule.
    let large = "GET /large HTTP/1.1\r\n\r\n";
    let stream = "GET /quiet HTTP/1.1\r\n\r\n";
    for requests in [large.to_owned(), large.repeat(2), [large, stream].concat()] {
        for (bytes, every, seconds) in [(512, 10, 30), (4096, 1, 60), (64 * 1024, 20, 50)] {
            let mut peer = Peer::connect();
            peer.send(&requests).await;
            peer.head().await;
            let mut rest = vec![0; bytes];
            while !peer.serving.is_finished() && peer.socket.read_exact(&mut rest).await.is_ok() {
                sleep(secs(every)).await;
            }
            let took = peer.since.elapsed().as_secs();
            assert!((seconds - 5..=seconds + 15).contains(&took), "{bytes} every {every} s: {took} s");
            peer.serving.await.expect("serving does not panic");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_reader_of_a_stream_that_waits_for_no_events_is_cut_off_if_it_is_slow() {
    let mut peer = Peer::connect();
    peer.send("GET /lines HTTP/1.1\r\n\r\n").await;
    peer.head().await;
    while !peer.serving.is_finished() && peer.socket.read_exact(&mut [0; 512]).await.is_ok() {
        sleep(secs(10)).await;
    }
    let took = peer.since.elapsed().as_secs();
    assert!((25..=45).contains(&took), "{took} s");
    peer.serving.await.expect("serving does not panic");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_accepts_no_byte_for_30_s_is_cut_off() {
    // The average rate of a response in memory counts from its beginning.
    for (path, seconds) in [("/endless", 35), ("/large", 30)] {
        let mut peer = Peer::connect();
        peer.send(&format!("GET {path} HTTP/1.1\r\n\r\n")).await;
        peer.head().await;
        sleep(secs(5)).await;
        peer.socket.read_exact(&mut [0; 1024]).await.expect("bytes to read");
        // This end stays open without reading.
        let Peer { socket, serving, since, .. } = peer;
        serving.await.expect("serving does not panic");
        assert_eq!(since.elapsed().as_secs(), seconds, "{path}");
        drop(socket);
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_events_does_not_time_out() {
    let mut peer = Peer::connect();
    peer.send("GET /quiet HTTP/1.1\r\n\r\n").await;
    peer.head().await;
    sleep(secs(3600)).await;
    assert!(!peer.serving.is_finished());
    // The end of the reader is noticed at once.
    drop(peer.socket);
    peer.serving.await.expect("serving does not panic");
    assert_eq!(peer.since.elapsed().as_secs(), 3600);
}

#[tokio::test(start_paused = true)]
async fn pipelined_requests_are_answered_in_order() {
    let mut peer = Peer::connect();
    let echo = |n: u32| {
        format!(
            "POST /echo HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{{\"n\":{n}}}"
        )
    };
    peer.send(&[GET, &echo(1), &echo(2), GET, "GET / HT"].concat()).await;
    for wanted in ["hello", r#"{"n":1}"#, r#"{"n":2}"#, "hello"] {
        assert_eq!(peer.reply().await.body, wanted);
    }
    sleep(secs(70)).await;
    peer.send("TP/1.1\r\n\r\n").await;
    peer.reply().await.has_status(200);
    peer.send(&[GET, "GET / HT"].concat()).await;
    peer.reply().await.has_status(200);
    peer.expect_close_after(70 + 75).await;
}

#[tokio::test(start_paused = true)]
async fn a_stopping_server_refuses_new_requests_and_closes_idle_connections() {
    let mut peers = [Peer::connect(), Peer::connect()];
    for peer in &mut peers {
        peer.request().await;
        peer.stop.cancel();
    }
    let [idle, mut late] = peers;
    sleep(Duration::from_millis(100)).await;
    late.send(GET).await;
    late.reply().await.closes_with(503, "unavailable");
    late.expect_close_after(0).await;
    idle.expect_close_after(0).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_in_progress_is_answered_while_the_server_stops() {
    let mut peer = Peer::connect();
    peer.send("POST /echo HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n").await;
    sleep(secs(1)).await;
    peer.stop.cancel();
    sleep(secs(1)).await;
    peer.send(r#"{"n":1}"#).await;
    let reply = peer.reply().await;
    reply.has_status(200);
    assert!(reply.head.contains("connection: close\r\n"), "{reply:?}");
    peer.expect_close_after(2).await;
}

#[tokio::test(start_paused = true)]
async fn a_request_without_its_body_is_refused_soon_after_the_server_stops() {
    let mut peer = Peer::connect();
    peer.send("POST /echo HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{").await;
    sleep(secs(1)).await;
    peer.stop.cancel();
    peer.reply().await.closes_with(408, "request_timeout");
    peer.expect_close_after(3).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_beyond_the_limit_is_refused() {
    let mut peer = Peer::connect_beyond_limit(true);
    peer.send("GET /api/v1/stream HTTP/1.1\r\n\r\n").await;
    let reply = peer.reply().await;
    reply.closes_with(503, "unavailable");
    assert!(reply.head.contains("retry-after: 1\r\n"), "{reply:?}");
    peer.expect_close_after(0).await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_beyond_the_limit_serves_one_request_that_is_no_evaluation() {
    let mut peer = Peer::connect_beyond_limit(true);
    peer.send(GET).await;
    let reply = peer.reply().await;
    reply.has_status(200);
    assert!(reply.head.contains("connection: close\r\n"), "{reply:?}");
    peer.expect_close_after(0).await;
}
