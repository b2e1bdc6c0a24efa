//! Streams and snapshots that are cut at each of their bytes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use super::server::{Answer, Asked, End, START, Server, Watch, at, event, eventually, is_well};

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n";

/// How the end of a body is told.
#[derive(Clone, Copy, Debug)]
enum Framing {
    Close,
    Length,
    Chunked,
}

/// A stream of two events, as bytes on the wire.
struct Script {
    bytes: Vec<u8>,
    /// With so many bytes each event is whole.
    whole: Vec<usize>,
}

impl Script {
    fn new(since: u64, framing: Framing, end_of_line: &str) -> Self {
        let mut text = "\u{feff}retry: 0\n\n: hello\n\n".replace('\n', end_of_line);
        let mut ends = Vec::new();
        for revision in [since + 1, since + 2] {
            text.push_str(&event(revision).replace('\n', end_of_line));
            // Of a last line that ends with CR LF, the CR is enough.
            ends.push(text.len() - end_of_line.len() + 1);
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
        let whole = ends.into_iter().map(|end| match framing {
            Framing::Chunked => head.len() + end + (end - 1) / CHUNK * 6 + 4,
            Framing::Close | Framing::Length => head.len() + end,
        });
        Self { whole: whole.collect(), bytes: [head.into_bytes(), body].concat() }
    }
}

const CHUNK: usize = 50;

/// One client goes through all the cuts. Each of its requests says whether it took exactly the events that were whole.
async fn cut_everywhere(framing: Framing, end_of_line: &'static str) {
    let server = Server::start().await;
    let client = server.following().await;
    let watch = Watch::new(&client);
    let (wrong, over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let (mut at_byte, mut expected) = (0, START);
    let length = Script::new(START, framing, end_of_line).bytes.len();
    server.turn({
        let (wrong, over) = (Arc::clone(&wrong), Arc::clone(&over));
        move |asked, _| {
            let Asked::Stream { since } = *asked else {
                return Some(Answer::whole("200 OK", "", at(expected).body()));
            };
            if since != expected {
                wrong.lock().expect("nobody panics with it").push((at_byte, since, expected));
            }
            if at_byte > length {
                over.store(true, Ordering::Relaxed);
                return None;
            }
            let script = Script::new(expected, framing, end_of_line);
            expected += script.whole.iter().filter(|&&whole| at_byte >= whole).count() as u64;
            let bytes = &script.bytes[..at_byte];
            at_byte += 1;
            Some(Answer::new(bytes, End::Close))
        }
    });
    eventually(&client, |status| is_well(status) && over.load(Ordering::Relaxed)).await;
    assert_eq!(*wrong.lock().expect("nobody panics with it"), [], "cut at, resumed from, expected");
    assert!(server.connects().len() > length);
    server.assert_pace("cuts");
    watch.end().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_be_cut_at_every_byte_of_what_ends_with_the_connection() {
    cut_everywhere(Framing::Close, "\r\n").await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_be_cut_at_every_byte_of_what_has_a_length() {
    cut_everywhere(Framing::Length, "\r").await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_be_cut_at_every_byte_of_what_comes_in_chunks() {
    cut_everywhere(Framing::Chunked, "\n").await;
}
