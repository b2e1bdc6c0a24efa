//! Responses that are none: wrong statuses, broken connections, damaged bodies.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::time::{Instant, sleep};

use super::server::{
    Checker, End, HELLO, Request, Response, STREAM_HEAD, Server, at, chain, event, eventually, is_healthy,
    reports,
};

const MINUTES: Duration = Duration::from_secs(300);

/// A client that follows the stream survives minutes of this fault, and reports `cause`.
pub async fn survives(
    name: &str,
    cause: &str,
    fault: impl Fn(&Request, u64) -> Option<Response> + Send + 'static,
) {
    let server = Server::start().await;
    let client = server.following().await;
    let checker = Checker::new(&client);
    server.set_fault(fault);
    server.change();
    reports(&client, name, cause).await;
    for _ in 0..10 {
        sleep(MINUTES / 10).await;
        server.change();
    }
    server.clear_fault();
    let end = server.revision();
    eventually(&client, |status| is_healthy(status) && status.revision == end).await;
    server.assert_request_rate(name);
    checker.finish().await;
}

/// A client that starts during this fault cannot connect, and reports `cause`.
async fn cannot_connect(
    name: &str,
    cause: &str,
    fault: impl Fn(&Request, u64) -> Option<Response> + Send + 'static,
) {
    let server = Server::start().await;
    server.set_fault(fault);
    let error = server.builder().connect(MINUTES).await.expect_err(name);
    assert!(chain(&error).contains(cause), "{name} must report {cause:?}: {error:?}");
    server.assert_request_rate(name);
    server.clear_fault();
    server.builder().connect(MINUTES).await.expect("the fault is over");
}

/// Both of these, for the same response to streams and snapshots.
async fn both(name: &str, cause: &str, response: impl Fn() -> Response + Clone + Send + 'static) {
    let again = response.clone();
    survives(name, cause, move |_, _| Some(response())).await;
    cannot_connect(name, cause, move |_, _| Some(again())).await;
}

/// Streams open and send a reset at once; the response to the snapshot request that follows is faulty.
fn no_snapshot(response: impl Fn(u64) -> Response) -> impl Fn(&Request, u64) -> Option<Response> {
    move |request, revision| {
        Some(match request {
            Request::Snapshot => response(revision),
            Request::Stream { .. } => Response::stream(at(revision).reset()),
        })
    }
}

#[tokio::test(start_paused = true)]
async fn error_statuses() {
    for (status, cause) in [
        ("301 Moved Permanently", "the server responded with status 301"),
        ("307 Temporary Redirect", "the server responded with status 307"),
        ("401 Unauthorized", "the server responded with status 401"),
        ("403 Forbidden", "the server responded with status 403"),
        ("404 Not Found", "the server responded with status 404"),
        ("429 Too Many Requests", "the server responded with status 429"),
        ("500 Internal Server Error", "the server responded with status 500: it is <html>"),
        ("503 Service Unavailable", "the server responded with status 503"),
    ] {
        let body = if status.starts_with("500") { r#"{"message":"it is <html>"}"# } else { "<html>" };
        let headers = "location: /elsewhere\r\ncontent-type: text/html\r\n";
        both(status, cause, move || Response::whole(status, headers, body)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn success_statuses_without_the_content() {
    let page = || Response::whole("200 OK", "content-type: text/html\r\n", "<html>Welcome</html>");
    survives("a page", "text/html", move |_, _| Some(page())).await;
    cannot_connect("a page", "<html>Welcome", move |_, _| Some(page())).await;
    let nothing = || Response::new("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n", End::Close);
    both("no content", "204", nothing).await;
    let unchanged = || Response::new("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n", End::Close);
    both("not modified, without a condition", "304", unchanged).await;
    both("an empty stream", "", || Response::new(STREAM_HEAD, End::Close)).await;
}

#[tokio::test(start_paused = true)]
async fn connections_without_a_response() {
    let unreachable = "cannot reach http://127.0.0.1";
    let silent = "nothing complete from http://127.0.0.1";
    for (name, bytes, end, cause) in [
        ("a close at once", "", End::Close, unreachable),
        ("a reset at once", "", End::Reset, unreachable),
        ("a reset after half a head", "HTTP/1.1 200", End::Reset, unreachable),
        ("half a head", "HTTP/1.1 200 OK\r\ncontent-ty", End::Close, unreachable),
        ("no HTTP", "SSH-2.0-OpenSSH_9.9\r\n", End::Hang, unreachable),
        ("no status", "HTTP/1.1 abc OK\r\n\r\n", End::Hang, unreachable),
        (
            "two lengths",
            "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
            End::Hang,
            unreachable,
        ),
        ("silence", "", End::Hang, silent),
        ("half a head and silence", "HTTP/1.1 200 OK\r\ncontent-ty", End::Hang, silent),
        ("a head and silence", STREAM_HEAD, End::Hang, silent),
        ("a reset after a head", STREAM_HEAD, End::Reset, ""),
    ] {
        both(name, cause, move || Response::new(bytes, end)).await;
    }
    let endless = || Response::new(format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(100_000)), End::Hang);
    both("an endless head", unreachable, endless).await;
}

#[tokio::test(start_paused = true)]
async fn streams_that_end_as_soon_as_they_are_open() {
    let opened =
        |bytes: &str, end| Response::new([STREAM_HEAD, "retry: 0\n\n: hello\n\n", bytes].concat(), end);
    for (name, bytes, end, cause) in [
        ("a close", "", End::Close, "the server ended the stream"),
        ("a reset", "", End::Reset, ""),
        ("silence", "", End::Hang, "nothing complete from"),
        ("half an event", "data: {", End::Close, "the server ended the stream"),
    ] {
        survives(name, cause, move |request, _| match request {
            Request::Stream { .. } => Some(opened(bytes, end)),
            Request::Snapshot => Some(Response::whole("503 Service Unavailable", "", "")),
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed_in_seconds_and_as_a_date() {
    let date = || httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(201));
    let seconds = || "200".to_owned();
    for (status, after) in [
        ("429 Too Many Requests", seconds as fn() -> String),
        ("429 Too Many Requests", date),
        ("503 Service Unavailable", seconds),
        ("503 Service Unavailable", date),
    ] {
        let server = Server::start().await;
        let client = server.following().await;
        let before = server.connects().len();
        server.set_fault(move |_, _| {
            Some(Response::whole(status, &format!("retry-after: {}\r\n", after()), ""))
        });
        reports(&client, status, &status[..3]).await;
        sleep(Duration::from_secs(1000)).await;
        let mut connects: Vec<Instant> = server.connects().split_off(before);
        assert!((4..=12).contains(&connects.len()), "{status}: {connects:?}");
        // The stream and a poll may be due together.
        connects.dedup();
        for connects in connects.windows(2) {
            assert!(connects[1] - connects[0] >= Duration::from_secs(199), "{status}: {connects:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn snapshots_that_are_cut() {
    let body = |revision| at(revision).body();
    for (name, length) in [("with a length", true), ("without a length", false)] {
        let whole = body(at(100_001).revision).len();
        // These include a cut before the first byte and one before the last.
        for cut in (0..whole).step_by(37).chain([whole - 1]) {
            let half = move |revision| {
                let body = body(revision);
                let head = if length { format!("content-length: {}\r\n", body.len()) } else { String::new() };
                let head = format!("HTTP/1.1 200 OK\r\n{head}connection: close\r\n\r\n");
                Response::new([head.as_bytes(), &body.as_bytes()[..cut]].concat(), End::Close)
            };
            let cause = if length { "cannot reach" } else { "cannot read the server's snapshot" };
            survives(&format!("a snapshot cut at {cut} {name}"), cause, no_snapshot(half)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn snapshots_that_are_wrong() {
    let unreadable = "cannot read the server's snapshot";
    let other = at(7).fingerprint();
    let of = |change: fn(String, u64) -> String| {
        no_snapshot(move |revision| Response::whole("200 OK", "", change(at(revision).body(), revision)))
    };
    survives(
        "a wrong fingerprint",
        &other.to_string(),
        of(|body, revision| {
            body.replace(&at(revision).fingerprint().to_string(), &at(7).fingerprint().to_string())
        }),
    )
    .await;
    survives("a changed flag", unreadable, of(|body, _| body.replace("grün", "blau"))).await;
    survives("a flag twice", unreadable, of(|body, _| body.replace(r#""odd""#, r#""even""#))).await;
    survives("no flags", unreadable, of(|body, _| body.replace(r#""flags""#, r#""flag""#))).await;
    survives("another type", unreadable, of(|body, _| format!("[{body}]"))).await;
    survives(
        "half a character",
        unreadable,
        no_snapshot(|revision| {
            let body = at(revision).body().into_bytes();
            Response::whole("200 OK", "", body.split(|&byte| byte == 0xbc).collect::<Vec<_>>().concat())
        }),
    )
    .await;
    survives(
        "an older one",
        "older than the current revision",
        no_snapshot(|_| Response::whole("200 OK", "", at(7).body())),
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn compressed_snapshots_that_are_damaged() {
    let gzip = |revision| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(at(revision).body().as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    };
    let length = gzip(100_000).len();
    // The last eight bytes are a checksum and a length. The snapshot is complete without them, and has a fingerprint.
    for cut in (0..length - 8).step_by(31).chain([length - 9]) {
        let half =
            move |revision| Response::whole("200 OK", "content-encoding: gzip\r\n", &gzip(revision)[..cut]);
        survives(&format!("gzip cut at {cut}"), "cannot read the server's", no_snapshot(half)).await;
    }
    let damaged = move |revision| {
        let mut bytes = gzip(revision);
        bytes[length / 2] ^= 4;
        Response::whole("200 OK", "content-encoding: gzip\r\n", bytes)
    };
    survives("damaged gzip", "cannot read the server's", no_snapshot(damaged)).await;
}

#[tokio::test(start_paused = true)]
async fn an_incomplete_body_times_out() {
    let drip = no_snapshot(|_| Response::new("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", End::Hang));
    survives("half a body and silence", "nothing complete from", drip).await;
}

#[tokio::test(start_paused = true)]
async fn bytes_that_complete_nothing_are_silence() {
    let silent = "nothing complete from";
    let drip = |bytes: String| move || Response::new(bytes.clone(), End::Drip);
    both("a head", silent, drip("HTTP/1.1 200 OK\r\na: ".to_owned())).await;
    let body = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{".to_owned();
    survives("a snapshot", silent, no_snapshot(move |_| drip(body.clone())())).await;
    for (name, line) in [("an event", "data: {"), ("a comment", ": "), ("a field", "retry: 1\n\n")] {
        let opened = [STREAM_HEAD, HELLO, line].concat();
        survives(name, silent, move |request, _| match request {
            Request::Stream { .. } => Some(drip(opened.clone())()),
            Request::Snapshot => None,
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn events_before_a_silence_are_applied() {
    let server = Server::start().await;
    let client = server.following().await;
    server.change();
    server.set_fault(|request, revision| match request {
        Request::Stream { since } if *since < revision => Some(Response::stream(event(since + 1))),
        _ => Some(Response::new("", End::Hang)),
    });
    let end = server.revision();
    eventually(&client, |status| status.revision == end).await;
    reports(&client, "silence after an event", "nothing complete from").await;
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_revision_does_not_exceed_the_request_rate() {
    let server = Server::start().await;
    let client = server.following().await;
    server.set_fault(|request, _| match request {
        Request::Snapshot => None,
        Request::Stream { .. } => Some(Response::whole("503 Service Unavailable", "", "")),
    });
    let wanted = server.revision() + 1;
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.wait_for_revision(wanted, MINUTES).await }
    });
    sleep(MINUTES / 10).await;
    server.change();
    waiting.await.expect("no panic").expect("it was polled");
    let polls = server.connects().len();
    assert!(polls > 12, "{polls}");
    server.assert_request_rate("waiting");
}
