//! Reads the event stream frame by frame.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;

use super::Reply;

/// Fails a test that would hang. A passing test never waits this long.
const TIMEOUT: Duration = Duration::from_secs(20);

/// An open stream, after its preamble.
pub struct Events {
    pub headers: HeaderMap,
    /// The frame before the first event: `retry:` and a comment.
    pub preamble: String,
    chunks: BoxStream<'static, reqwest::Result<Bytes>>,
    /// The bytes received but not yet returned. A chunk may end inside a frame, or inside a UTF-8 character.
    buffer: Vec<u8>,
}

/// One event, and its frame as received.
#[derive(Debug)]
pub struct Event {
    pub id: Option<i64>,
    pub data: Value,
    pub frame: String,
}

impl Events {
    /// Sends a request that opens a stream.
    pub async fn open(request: RequestBuilder) -> Self {
        let response =
            tokio::time::timeout(TIMEOUT, request.send()).await.expect("a response in time").unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if status != 200 {
            panic!("{status} instead of a stream: {}", response.text().await.unwrap());
        }
        let chunks = response.bytes_stream().boxed();
        let mut events = Self { headers, preamble: String::new(), chunks, buffer: Vec::new() };
        events.preamble = events.frame().await.expect("a preamble");
        events
    }

    /// The next event, skipping heartbeats.
    pub async fn next(&mut self) -> Event {
        loop {
            let frame = self.frame().await.expect("an event before the stream ends");
            let field = |name: &str| {
                frame
                    .lines()
                    .find_map(|line| line.strip_prefix(name))
                    .map(|value| value.trim_start().to_owned())
            };
            let Some(data) = field("data:") else { continue };
            let data = serde_json::from_str(&data).expect("the data is JSON");
            return Event { id: field("id:").map(|id| id.parse().unwrap()), data, frame };
        }
    }

    /// The next event, which must be of this type.
    #[track_caller]
    pub fn expect<'e>(&'e mut self, kind: &'e str) -> impl Future<Output = Event> + 'e {
        let caller = std::panic::Location::caller();
        async move {
            let event = self.next().await;
            assert_eq!(event.data["type"], kind, "at {caller}: {event:?}");
            event
        }
    }

    /// Reads until the server ends the stream, and returns the frames of the remaining events.
    pub async fn read_to_end(mut self) -> Vec<String> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame().await {
            if !frame.starts_with(':') {
                frames.push(frame);
            }
        }
        frames
    }

    /// The text up to the next empty line; `None` at the end of the stream.
    async fn frame(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\n\n") {
                let frame: Vec<u8> = self.buffer.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(frame).expect("events are UTF-8"));
            }
            let chunk = tokio::time::timeout(TIMEOUT, self.chunks.next()).await.expect("data in time");
            let Some(Ok(chunk)) = chunk else {
                assert_eq!(self.buffer, b"", "the stream ended inside a frame");
                return None;
            };
            self.buffer.extend_from_slice(&chunk);
        }
    }
}

/// Sends a request for a stream that must be refused, and returns the error.
pub async fn refusal(request: RequestBuilder) -> Reply {
    tokio::time::timeout(TIMEOUT, Reply::to(request)).await.expect("an error instead of an open stream")
}
