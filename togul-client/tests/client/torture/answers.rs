//! Answers that are none.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::time::{Instant, sleep};

use super::server::{
    Answer, Asked, End, STREAM_HEAD, Server, Watch, at, chain, complains, event, eventually, is_well,
};

const MINUTES: Duration = Duration::from_secs(300);

/// A client that follows meets a server whose every answer is like that, for minutes, and comes through.
pub async fn survives(
    about: &str,
    cause: &str,
    fault: impl Fn(&Asked, u64) -> Option<Answer> + Send + 'static,
) {
    let server = Server::start().await;
    let client = server.following().await;
    let watch = Watch::new(&client);
    server.turn(fault);
    server.change();
    complains(&client, about, cause).await;
    for _ in 0..10 {
        sleep(MINUTES / 10).await;
        server.change();
    }
    server.heal();
    let end = server.revision();
    eventually(&client, |status| is_well(status) && status.revision == end).await;
    server.assert_pace(about);
    watch.end().await;
}

/// The same for a client that knows nothing else.
async fn cannot_connect(
    about: &str,
    cause: &str,
    fault: impl Fn(&Asked, u64) -> Option<Answer> + Send + 'static,
) {
    let server = Server::start().await;
    server.turn(fault);
    let error = server.builder().connect(MINUTES).await.expect_err(about);
    assert!(chain(&error).contains(cause), "{about} has to name {cause:?}: {error:?}");
    server.assert_pace(about);
    server.heal();
    server.builder().connect(MINUTES).await.expect("it is sane again");
}

/// Both, for a fault of streams and snapshots alike.
async fn both(about: &str, cause: &str, answer: impl Fn() -> Answer + Clone + Send + 'static) {
    let again = answer.clone();
    survives(about, cause, move |_, _| Some(answer())).await;
    cannot_connect(about, cause, move |_, _| Some(again())).await;
}

/// Streams open, and at once send for a snapshot; it is the answer to that which is at fault.
fn no_snapshot(answer: impl Fn(u64) -> Answer) -> impl Fn(&Asked, u64) -> Option<Answer> {
    move |asked, revision| {
        Some(match asked {
            Asked::Snapshot => answer(revision),
            Asked::Stream { .. } => Answer::stream(at(revision).reset()),
        })
    }
}

#[tokio::test(start_paused = true)]
async fn statuses_that_are_no_success() {
    for (status, cause) in [
        ("301 Moved Permanently", "the server answered 301"),
        ("307 Temporary Redirect", "the server answered 307"),
        ("401 Unauthorized", "the server answered 401"),
        ("403 Forbidden", "the server answered 403"),
        ("404 Not Found", "the server answered 404"),
        ("429 Too Many Requests", "the server answered 429"),
        ("500 Internal Server Error", "the server answered 500: it is <html>"),
        ("503 Service Unavailable", "the server answered 503"),
    ] {
        let body = if status.starts_with("500") { r#"{"message":"it is <html>"}"# } else { "<html>" };
        let headers = "location: /elsewhere\r\ncontent-type: text/html\r\n";
        both(status, cause, move || Answer::whole(status, headers, body)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn successes_that_are_none() {
    let page = || Answer::whole("200 OK", "content-type: text/html\r\n", "<html>Welcome</html>");
    survives("a page", "text/html", move |_, _| Some(page())).await;
    cannot_connect("a page", "<html>Welcome", move |_, _| Some(page())).await;
    let nothing = || Answer::new("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n", End::Close);
    both("no content", "204", nothing).await;
    let unchanged = || Answer::new("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n", End::Close);
    both("not modified, and nobody asked", "304", unchanged).await;
    both("an empty stream", "", || Answer::new(STREAM_HEAD, End::Close)).await;
}

#[tokio::test(start_paused = true)]
async fn connections_that_bring_nothing() {
    let unreachable = "cannot reach http://127.0.0.1";
    let silent = "nothing was heard from http://127.0.0.1";
    for (about, bytes, end, cause) in [
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
        both(about, cause, move || Answer::new(bytes, end)).await;
    }
    let endless = || Answer::new(format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(100_000)), End::Hang);
    both("an endless head", unreachable, endless).await;
}

#[tokio::test(start_paused = true)]
async fn streams_that_end_as_soon_as_they_are_open() {
    let opened =
        |bytes: &str, end| Answer::new([STREAM_HEAD, "retry: 0\n\n: hello\n\n", bytes].concat(), end);
    for (about, bytes, end, cause) in [
        ("a close", "", End::Close, "the server ended the stream"),
        ("a reset", "", End::Reset, ""),
        ("silence", "", End::Hang, "nothing was heard from"),
        ("half an event", "data: {", End::Close, "the server ended the stream"),
    ] {
        survives(about, cause, move |asked, _| match asked {
            Asked::Stream { .. } => Some(opened(bytes, end)),
            Asked::Snapshot => Some(Answer::whole("503 Service Unavailable", "", "")),
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_is_obeyed_whichever_way_it_is_written() {
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
        server.turn(move |_, _| Some(Answer::whole(status, &format!("retry-after: {}\r\n", after()), "")));
        complains(&client, status, &status[..3]).await;
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
async fn half_a_snapshot() {
    let body = |revision| at(revision).body();
    for (about, length) in [("with a length", true), ("without a length", false)] {
        let whole = body(at(100_001).revision).len();
        // The first and the last bytes are among them.
        for cut in (0..whole).step_by(37).chain([whole - 1]) {
            let half = move |revision| {
                let body = body(revision);
                let head = if length { format!("content-length: {}\r\n", body.len()) } else { String::new() };
                let head = format!("HTTP/1.1 200 OK\r\n{head}connection: close\r\n\r\n");
                Answer::new([head.as_bytes(), &body.as_bytes()[..cut]].concat(), End::Close)
            };
            let cause = if length { "cannot reach" } else { "cannot read the server's snapshot" };
            survives(&format!("a snapshot cut at {cut} {about}"), cause, no_snapshot(half)).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn snapshots_that_are_wrong() {
    let unreadable = "cannot read the server's snapshot";
    let other = at(7).fingerprint();
    let of = |change: fn(String, u64) -> String| {
        no_snapshot(move |revision| Answer::whole("200 OK", "", change(at(revision).body(), revision)))
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
            Answer::whole("200 OK", "", body.split(|&byte| byte == 0xbc).collect::<Vec<_>>().concat())
        }),
    )
    .await;
    survives(
        "an older one",
        "older than revision",
        no_snapshot(|_| Answer::whole("200 OK", "", at(7).body())),
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
    // The last eight bytes are a checksum and a length: without them the snapshot is whole, as its fingerprint says.
    for cut in (0..length - 8).step_by(31).chain([length - 9]) {
        let half =
            move |revision| Answer::whole("200 OK", "content-encoding: gzip\r\n", &gzip(revision)[..cut]);
        survives(&format!("gzip cut at {cut}"), "cannot read the server's", no_snapshot(half)).await;
    }
    let damaged = move |revision| {
        let mut bytes = gzip(revision);
        bytes[length / 2] ^= 4;
        Answer::whole("200 OK", "content-encoding: gzip\r\n", bytes)
    };
    survives("damaged gzip", "cannot read the server's", no_snapshot(damaged)).await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_byte_by_byte_is_given_up() {
    let drip = no_snapshot(|_| Answer::new("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", End::Hang));
    survives("half a body and silence", "nothing was heard", drip).await;
}

#[tokio::test(start_paused = true)]
async fn events_before_the_silence_count() {
    let server = Server::start().await;
    let client = server.following().await;
    server.change();
    server.turn(|asked, revision| match asked {
        Asked::Stream { since } if *since < revision => Some(Answer::stream(event(since + 1))),
        _ => Some(Answer::new("", End::Hang)),
    });
    let end = server.revision();
    eventually(&client, |status| status.revision == end).await;
    complains(&client, "silence after an event", "nothing was heard").await;
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_a_revision_is_no_reason_to_ask_more_often() {
    let server = Server::start().await;
    let client = server.following().await;
    server.turn(|asked, _| match asked {
        Asked::Snapshot => None,
        Asked::Stream { .. } => Some(Answer::whole("503 Service Unavailable", "", "")),
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
    server.assert_pace("who waits");
}
