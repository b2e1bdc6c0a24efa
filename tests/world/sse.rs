//! A stream of events as it arrives, frame by frame.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;

use super::Reply;

/// Only so that a test that would hang fails instead: nothing that passes waits this long.
const HANG: Duration = Duration::from_secs(20);

/// An open stream whose preamble has arrived.
pub struct Events {
    pub headers: HeaderMap,
    /// What came before the first event: `retry:` and a comment.
    pub preamble: String,
    chunks: BoxStream<'static, reqwest::Result<Bytes>>,
    /// What has arrived of the next frames: the network may cut a letter in two.
    arrived: Vec<u8>,
}

/// One event, and the lines that it came in.
#[derive(Debug)]
pub struct Event {
    pub id: Option<i64>,
    pub data: Value,
    pub frame: String,
}

impl Events {
    /// Sends a request that is answered by a stream.
    pub async fn open(request: RequestBuilder) -> Self {
        let response = tokio::time::timeout(HANG, request.send()).await.expect("an answer").unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        if status != 200 {
            panic!("no stream but {status}: {}", response.text().await.unwrap());
        }
        let chunks = response.bytes_stream().boxed();
        let mut events = Self { headers, preamble: String::new(), chunks, arrived: Vec::new() };
        events.preamble = events.frame().await.expect("a preamble");
        events
    }

    /// The next event; heartbeats are passed over.
    pub async fn next(&mut self) -> Event {
        loop {
            let frame = self.frame().await.expect("an event, and not the stream's end");
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

    /// The next event, which has to be of this type.
    #[track_caller]
    pub fn expect<'e>(&'e mut self, kind: &'e str) -> impl Future<Output = Event> + 'e {
        let caller = std::panic::Location::caller();
        async move {
            let event = self.next().await;
            assert_eq!(event.data["type"], kind, "at {caller}: {event:?}");
            event
        }
    }

    /// Reads until the server ends the stream, and gives the events on the way there.
    pub async fn until_the_end(mut self) -> Vec<String> {
        let mut frames = Vec::new();
        while let Some(frame) = self.frame().await {
            if !frame.starts_with(':') {
                frames.push(frame);
            }
        }
        frames
    }

    /// What stands before the next empty line; `None` at the end of the stream.
    async fn frame(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.arrived.windows(2).position(|two| two == b"\n\n") {
                let frame: Vec<u8> = self.arrived.drain(..end + 2).take(end).collect();
                return Some(String::from_utf8(frame).expect("events are text"));
            }
            let chunk = tokio::time::timeout(HANG, self.chunks.next()).await.expect("something, in time");
            let Some(Ok(chunk)) = chunk else {
                assert_eq!(self.arrived, b"", "the stream ended inside a frame");
                return None;
            };
            self.arrived.extend_from_slice(&chunk);
        }
    }
}

/// What a stream that is refused answers.
pub async fn refusal(request: RequestBuilder) -> Reply {
    tokio::time::timeout(HANG, Reply::to(request)).await.expect("a refusal, and not a stream that stays open")
}
