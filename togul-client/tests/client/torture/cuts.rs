//! Streams that are cut at every byte.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::server::{Checker, End, Request, Response, START, Server, at, event, eventually, is_healthy};
use crate::server::with_more;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";

/// How the end of a body is marked.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Close,
    Length,
    Chunked,
}

/// Whether two events are two transactions or one.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Events {
    Single,
    Group,
}

/// A stream of two events, as bytes on the wire.
struct Script {
    bytes: Vec<u8>,
    /// The numbers of bytes after which a revision is complete.
    complete: Vec<(usize, u64)>,
}

impl Script {
    fn new(since: u64, framing: Framing, end_of_line: &str, events: Events) -> Self {
        let mut text = "\u{feff}retry: 0\n\n: hello\n\n".replace('\n', end_of_line);
        let mut ends = Vec::new();
        for revision in [since + 1, since + 2] {
            let is_collected = events == Events::Group && revision == since + 1;
            let event = if is_collected { with_more(&event(revision)) } else { event(revision) };
            text.push_str(&event.replace('\n', end_of_line));
            if !is_collected {
                // The CR completes a line that ends with CR LF.
                ends.push((text.len() - end_of_line.len() + 1, revision));
            }
        }
        let length = text.len();
        let (head, body) = match framing {
            Framing::Close => (format!("{HEAD}connection: close\r\n\r\n"), text.into_bytes()),
            Framing::Length => (format!("{HEAD}content-length: {length}\r\n\r\n"), text.into_bytes()),
            Framing::Chunked => {
                let mut body = Vec::new();
                for chunk in text.as_bytes().chunks(CHUNK) {
                    body.extend_from_slice(format!("{:02x}\r\n", chunk.len()).as_bytes());
                    body.extend_from_slice(chunk);
                    body.extend_from_slice(b"\r\n");
                }
                body.extend_from_slice(b"0\r\n\r\n");
                (format!("{HEAD}transfer-encoding: chunked\r\n\r\n"), body)
            }
        };
        let on_the_wire = |end: usize| match framing {
            Framing::Chunked => head.len() + end + (end - 1) / CHUNK * 6 + 4,
            Framing::Close | Framing::Length => head.len() + end,
        };
        let complete = ends.into_iter().map(|(end, revision)| (on_the_wire(end), revision)).collect();
        Self { complete, bytes: [head.into_bytes(), body].concat() }
    }

    /// The revision that a client reaches by the first `length` bytes.
    fn revision_at(&self, length: usize) -> Option<u64> {
        self.complete.iter().rev().find(|(bytes, _)| length >= *bytes).map(|(_, revision)| *revision)
    }
}

const CHUNK: usize = 50;

/// One client goes through all cuts. Each request shows whether it applied exactly the complete events.
async fn cut_everywhere(framing: Framing, end_of_line: &'static str, events: Events) {
    let server = Server::start().await;
    let client = server.following().await;
    let checker = Checker::new(&client);
    let (wrong, over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let (mut at_byte, mut expected) = (0, START);
    let length = Script::new(START, framing, end_of_line, events).bytes.len();
    server.set_fault({
        let (wrong, over) = (Arc::clone(&wrong), Arc::clone(&over));
        move |request, _| {
            let Request::Stream { since } = *request else {
                return Some(Response::whole("200 OK", "", at(expected).body()));
            };
            if since != expected {
                wrong.lock().expect("not poisoned").push((at_byte, since, expected));
            }
            if at_byte > length {
                over.store(true, Ordering::Relaxed);
                return None;
            }
            let script = Script::new(expected, framing, end_of_line, events);
            expected = script.revision_at(at_byte).unwrap_or(expected);
            let bytes = &script.bytes[..at_byte];
            at_byte += 1;
            Some(Response::new(bytes, End::Close))
        }
    });
    eventually(&client, |status| is_healthy(status) && over.load(Ordering::Relaxed)).await;
    assert_eq!(*wrong.lock().expect("not poisoned"), [], "cut at, resumed from, expected");
    assert!(server.connects().len() > length);
    server.assert_request_rate("cuts");
    checker.finish().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_ends_with_the_connection_may_be_cut_at_every_byte() {
    cut_everywhere(Framing::Close, "\r\n", Events::Single).await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_with_a_length_may_be_cut_at_every_byte() {
    cut_everywhere(Framing::Length, "\r", Events::Single).await;
}

#[tokio::test(start_paused = true)]
async fn a_chunked_stream_may_be_cut_at_every_byte() {
    cut_everywhere(Framing::Chunked, "\n", Events::Single).await;
}

#[tokio::test(start_paused = true)]
async fn a_group_that_is_cut_at_any_byte_is_applied_as_a_whole_or_not_at_all() {
    cut_everywhere(Framing::Close, "\n", Events::Group).await;
    cut_everywhere(Framing::Chunked, "\r\n", Events::Group).await;
}
