//! What `eventsource-client` asks for: HTTP, by the one client that fetches the snapshots as well.
//!
//! Its parser buffers a line without bound and does not tell of a `retry:` that comes alone, so both are taken care
//! of here, on the bytes as they pass.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use launchdarkly_sdk_transport::{
    ByteStream, HttpTransport, Request, Response, ResponseFuture, TransportError,
};
use reqwest::header::HeaderValue;
use tokio::time::timeout;

/// The header that carries the key.
pub(crate) const API_KEY: &str = "x-api-key";

/// Three heartbeats of 15 s: a stream that is silent for longer is dead.
pub(crate) const SILENCE: Duration = Duration::from_secs(45);

/// The longest event: the 256 KiB that a flag may have, and 1 MiB for what later versions may add.
pub(crate) const EVENT_BYTES: usize = (256 << 10) + (1 << 20);

/// The transport of one stream.
#[derive(Clone)]
pub(crate) struct Transport {
    http: reqwest::Client,
    api_key: HeaderValue,
    retry: Arc<Retry>,
}

/// The last `retry:` of a stream, in milliseconds; `NO_RETRY` without one.
pub(crate) struct Retry(AtomicU64);

const NO_RETRY: u64 = u64::MAX;

impl Retry {
    pub(crate) fn new() -> Self {
        Self(AtomicU64::new(NO_RETRY))
    }

    pub(crate) fn get(&self) -> Option<Duration> {
        match self.0.load(Ordering::Relaxed) {
            NO_RETRY => None,
            millis => Some(Duration::from_millis(millis)),
        }
    }
}

impl Transport {
    pub(crate) fn new(http: reqwest::Client, api_key: HeaderValue, retry: Arc<Retry>) -> Self {
        Self { http, api_key, retry }
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
        let scanner = Scanner::new(Arc::clone(&self.retry));
        Box::pin(async move {
            let answer = timeout(SILENCE, request.send()).await.map_err(|_| TransportError::new(Silent))?;
            let answer = answer.map_err(TransportError::new)?;
            if answer.status().is_redirection() {
                return Err(TransportError::new(Redirected(answer.status().as_u16())));
            }
            let mut response = Response::builder().status(answer.status());
            if let Some(headers) = response.headers_mut() {
                *headers = answer.headers().clone();
            }
            response.body(body(answer, scanner)).map_err(TransportError::new)
        })
    }
}

fn body(answer: reqwest::Response, scanner: Scanner) -> ByteStream {
    Box::pin(stream::try_unfold((answer, scanner), async |(mut answer, mut scanner)| {
        let chunk = timeout(SILENCE, answer.chunk()).await.map_err(|_| TransportError::new(Silent))?;
        let Some(chunk) = chunk.map_err(TransportError::new)? else { return Ok(None) };
        scanner.scan(&chunk).map_err(TransportError::new)?;
        Ok(Some((chunk, (answer, scanner))))
    }))
}

/// Nothing was received for [`SILENCE`].
#[derive(Debug, thiserror::Error)]
#[error("silence for {SILENCE:?}")]
pub(crate) struct Silent;

/// The answer points elsewhere, where the key does not go.
#[derive(Debug, thiserror::Error)]
#[error("status {0}, and redirects are not followed")]
pub(crate) struct Redirected(pub(crate) u16);

/// An event or a line was longer than [`EVENT_BYTES`].
#[derive(Debug, thiserror::Error)]
#[error("an event is longer than {EVENT_BYTES} bytes")]
pub(crate) struct TooLong;

/// Follows the lines of a stream without keeping them.
struct Scanner {
    retry: Arc<Retry>,
    /// The beginning of the present line, as much as it takes to know a `retry:`.
    line: Vec<u8>,
    /// The length of the present line.
    line_bytes: usize,
    /// The length of the present event's complete lines, comments aside.
    event_bytes: usize,
    /// The byte before was a CR: an LF now belongs to the same end of line.
    after_cr: bool,
}

/// `retry:`, a space, the digits of a u64.
const RETRY_LINE: usize = 27;

impl Scanner {
    fn new(retry: Arc<Retry>) -> Self {
        Self { retry, line: Vec::with_capacity(RETRY_LINE), line_bytes: 0, event_bytes: 0, after_cr: false }
    }

    fn scan(&mut self, chunk: &[u8]) -> Result<(), TooLong> {
        for part in chunk.split_inclusive(|&byte| byte == b'\n' || byte == b'\r') {
            let (text, end) = match part.split_last() {
                Some((end @ (b'\n' | b'\r'), text)) => (text, Some(*end)),
                _ => (part, None),
            };
            let belongs_to_cr = self.after_cr && text.is_empty() && end == Some(b'\n');
            self.after_cr = end == Some(b'\r');
            if belongs_to_cr {
                continue;
            }
            let room = RETRY_LINE.saturating_sub(self.line.len());
            self.line.extend_from_slice(&text[..text.len().min(room)]);
            self.line_bytes += text.len();
            if self.event_bytes + self.line_bytes > EVENT_BYTES {
                return Err(TooLong);
            }
            if end.is_some() {
                self.end_line();
            }
        }
        Ok(())
    }

    fn end_line(&mut self) {
        match self.line.first() {
            None => self.event_bytes = 0,
            Some(b':') => {}
            Some(_) => self.event_bytes += self.line_bytes,
        }
        // The byte order mark that may open a stream stands before its first line, which is where `retry:` is.
        let line = self.line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&self.line);
        if self.line_bytes <= RETRY_LINE
            && let Some(value) = line.strip_prefix(b"retry:")
            && let Ok(value) = std::str::from_utf8(value.strip_prefix(b" ").unwrap_or(value))
            && let Ok(millis) = value.parse()
        {
            self.retry.0.store(millis, Ordering::Relaxed);
        }
        self.line.clear();
        self.line_bytes = 0;
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanner() -> Scanner {
        Scanner::new(Arc::new(Retry::new()))
    }

    #[test]
    fn retry_is_heard_wherever_the_chunks_break() {
        for text in ["retry: 3500\n\n: hello\n\n", "\u{feff}retry:3500\r\n\r\n", ": hello\r\rretry: 3500\r"] {
            for at in 0..text.len() {
                let mut scanner = scanner();
                let (head, tail) = text.as_bytes().split_at(at);
                scanner.scan(head).expect("short");
                scanner.scan(tail).expect("short");
                assert_eq!(scanner.retry.get(), Some(Duration::from_millis(3500)), "{text:?} cut at {at}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_no_retry() {
        for text in [
            "retry: soon\n",
            "retry: -1\n",
            "retry\n",
            "retry: 99999999999999999999999\n",
            "data: retry: 1\n",
        ] {
            let mut scanner = scanner();
            scanner.scan(text.as_bytes()).expect("short");
            assert_eq!(scanner.retry.get(), None, "{text:?}");
        }
    }

    #[test]
    fn an_endless_line_and_an_endless_event_are_cut() {
        for piece in ["x".repeat(1000), format!("data: {}\n", "x".repeat(1000)), "data: x\r\n".repeat(100)] {
            let mut scanner = scanner();
            let pieces = 2 * EVENT_BYTES / piece.len();
            let cut = (0..pieces).any(|_| scanner.scan(piece.as_bytes()).is_err());
            assert!(cut, "{:?}…", &piece[..9]);
        }
    }

    #[test]
    fn events_and_heartbeats_may_go_on_for_ever() {
        let mut scanner = scanner();
        for _ in 0..EVENT_BYTES / 100 {
            scanner
                .scan(format!("id: 1\r\ndata: {}\r\n\r\n", "x".repeat(200)).as_bytes())
                .expect("short events");
        }
        for _ in 0..EVENT_BYTES {
            scanner.scan(b": heartbeat\n").expect("comments are not kept");
        }
    }
}
