//! The HTTP transport of `eventsource-client`: the HTTP client that fetches the snapshots, too.
//!
//! The parser of `eventsource-client` is the only reader of a stream. It lacks two features, which are implemented here
//! because they need no parsing:
//!
//! - It buffers a line and an event without bound, so the bytes are counted that it has not returned yet.
//! - It reports a `retry:` only together with data. The server sends one alone, as the first line of each stream, so
//!   that line is read as it passes.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use launchdarkly_sdk_transport::{
    ByteStream, HttpTransport, Request, Response, ResponseFuture, TransportError,
};
use reqwest::header::HeaderValue;
use togul_core::limits;

/// The header that carries the key.
pub(crate) const API_KEY: &str = "x-api-key";

/// The longest event: the largest object, which is a segment, and 256 KiB for the other fields, those of later versions
/// included.
pub(crate) const EVENT_BYTES: usize = limits::SEGMENT_BYTES + (256 << 10);

/// The transport of one stream.
#[derive(Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    api_key: HeaderValue,
    progress: Arc<Progress>,
}

/// State that a stream's transport shares with its reader.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Bytes that were passed to the parser since it returned the last event, without the comments that it returned.
    buffered: AtomicUsize,
    /// The last `retry:` in milliseconds, or [`NO_RETRY`].
    retry: AtomicU64,
}

const NO_RETRY: u64 = u64::MAX;

impl Progress {
    pub(crate) fn new() -> Self {
        Self { buffered: AtomicUsize::new(0), retry: AtomicU64::new(NO_RETRY) }
    }

    /// The parser returned an event. What follows it in the same chunk counts as returned as well, so the bound is
    /// one of [`EVENT_BYTES`] and a chunk.
    pub(crate) fn event_returned(&self) {
        self.buffered.store(0, Relaxed);
    }

    /// The parser returned a comment with this text, so it does not buffer it any more. A comment does not end an
    /// event, so the other bytes still count. The empty line after each heartbeat does too: a stream without a change
    /// reaches the bound after half a year, and is opened again.
    pub(crate) fn comment_returned(&self, text: &str) {
        let bytes = ":\n".len() + text.len();
        let buffered = self.buffered.load(Relaxed);
        self.buffered.store(buffered.saturating_sub(bytes), Relaxed);
    }

    /// The server's last `retry:`.
    pub(crate) fn retry(&self) -> Option<Duration> {
        match self.retry.load(Relaxed) {
            NO_RETRY => None,
            millis => Some(Duration::from_millis(millis)),
        }
    }

    pub(crate) fn set_retry(&self, millis: u64) {
        self.retry.store(millis, Relaxed);
    }

    /// Counts a chunk that is about to be passed to the parser.
    fn pass(&self, chunk: &[u8]) -> Result<(), EventTooLong> {
        if self.buffered.fetch_add(chunk.len(), Relaxed) > EVENT_BYTES { Err(EventTooLong) } else { Ok(()) }
    }
}

impl Transport {
    pub(crate) fn new(http: reqwest::Client, api_key: HeaderValue, progress: Arc<Progress>) -> Self {
        Self { http, api_key, progress }
    }
}

impl HttpTransport for Transport {
    fn request(&self, request: Request<Option<Bytes>>) -> ResponseFuture {
        let (parts, _) = request.into_parts();
        let request = self
            .http
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .header(API_KEY, self.api_key.clone());
        let progress = Arc::clone(&self.progress);
        Box::pin(async move {
            let response = request.send().await.map_err(TransportError::new)?;
            if response.status().is_redirection() {
                return Err(TransportError::new(Redirected(response.status().as_u16())));
            }
            let mut passed = Response::builder().status(response.status());
            if let Some(headers) = passed.headers_mut() {
                *headers = response.headers().clone();
            }
            passed.body(body(response, progress)).map_err(TransportError::new)
        })
    }
}

/// Passes a body to the parser, chunk by chunk.
fn body(response: reqwest::Response, progress: Arc<Progress>) -> ByteStream {
    let state = (response, progress, Beginning::default());
    Box::pin(stream::try_unfold(state, async |(mut response, progress, mut beginning)| {
        let Some(chunk) = response.chunk().await.map_err(TransportError::new)? else { return Ok(None) };
        progress.pass(&chunk).map_err(TransportError::new)?;
        if let Some(millis) = beginning.read_retry(&chunk) {
            progress.set_retry(millis);
        }
        Ok(Some((chunk, (response, progress, beginning))))
    }))
}

/// The first bytes of a stream, as many as a `retry:` takes.
#[derive(Default)]
struct Beginning(Vec<u8>);

impl Beginning {
    /// The `retry:` in the first line, once that is complete.
    fn read_retry(&mut self, chunk: &[u8]) -> Option<u64> {
        let room = RETRY_LINE - self.0.len();
        if room == 0 {
            return None;
        }
        self.0.extend_from_slice(&chunk[..chunk.len().min(room)]);
        parse_retry(&self.0)
    }
}

/// A byte order mark, `retry:`, a space, the digits of a `u64`, and the end of the line.
const RETRY_LINE: usize = 3 + 6 + 1 + 20 + 1;

/// The number in a stream's first line, if that is complete and a `retry:`.
fn parse_retry(stream: &[u8]) -> Option<u64> {
    let end = stream.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = std::str::from_utf8(&stream[..end]).ok()?;
    let value = line.trim_start_matches('\u{feff}').strip_prefix("retry:")?;
    value.strip_prefix(' ').unwrap_or(value).parse().ok()
}

/// The response points to another URL, which must not get the key.
#[derive(Debug, thiserror::Error)]
#[error("status {0}, and redirects are not followed")]
pub(crate) struct Redirected(pub(crate) u16);

/// An event, or a line, is longer than [`EVENT_BYTES`].
#[derive(Debug, thiserror::Error)]
#[error("an event is longer than {EVENT_BYTES} bytes")]
pub(crate) struct EventTooLong;

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_in_the_first_line_is_read_wherever_the_chunks_break() {
        for text in ["retry: 3500\n\n: hello\n\n", "\u{feff}retry:3500\r\n\r\n", "retry: 3500\r: hello\r"] {
            for at in 0..text.len() {
                let mut beginning = Beginning::default();
                let (head, tail) = text.as_bytes().split_at(at);
                let retry = beginning.read_retry(head).or(beginning.read_retry(tail));
                assert_eq!(retry, Some(3500), "{text:?} cut at {at}");
            }
        }
    }

    #[test]
    fn another_first_line_is_no_retry() {
        for text in [
            "retry: soon\n",
            "retry: -1\n",
            "retry\n",
            "retry: 99999999999999999999999\n",
            "data: retry: 1\n",
            ": hello\n\nretry: 1\n\n",
            "a line that is longer than any retry\n",
        ] {
            assert_eq!(Beginning::default().read_retry(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn an_endless_event_reaches_the_bound_but_many_events_and_comments_do_not() {
        let chunk = "x".repeat(1000);
        let progress = Progress::new();
        let passed = (0..).take_while(|_| progress.pass(chunk.as_bytes()).is_ok()).count();
        assert_eq!(passed, EVENT_BYTES / chunk.len() + 1);

        let progress = Progress::new();
        for _ in 0..EVENT_BYTES {
            progress.pass(b": heartbeat\n").expect("the parser does not buffer comments");
            progress.comment_returned(" heartbeat");
        }
        for _ in 0..2 * EVENT_BYTES / chunk.len() {
            progress.pass(chunk.as_bytes()).expect("each event is short");
            progress.event_returned();
        }
    }
}
