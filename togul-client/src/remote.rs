//! Requests to the server: fetching the snapshot, and opening the stream.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use eventsource_client::{BoxStream, Client as _, ClientBuilder, Error as SseError, ReconnectOptions, SSE};
use futures_util::StreamExt;
use launchdarkly_sdk_transport::ByteStream;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use togul_core::{Fingerprint, Revision, Snapshot};
use tokio::time::timeout;
use tracing::{Span, field};

use crate::blocking;
use crate::error::{Error, Kind, Refusal};
use crate::request_limiter::RequestLimiter;
use crate::transport::{API_KEY, EventTooLong, Progress, Redirected, Transport};

/// Three heartbeats of 15 s: a stream without a complete event or comment for longer is dead, whatever bytes arrive.
const STREAM_IDLE_TIMEOUT: Duration = Duration::from_secs(45);
/// How long a response to a fetch may pause.
const FETCH_IDLE_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a fetch may take in all.
const FETCH_TIMEOUT: Duration = Duration::from_secs(120);
/// The largest snapshot, after decompression.
const SNAPSHOT_BYTES: usize = 256 << 20;
/// How much is read of the body of an error response.
const REFUSAL_BYTES: usize = 64 << 10;

/// The server's endpoints, and the API key.
#[derive(Clone)]
pub(crate) struct Remote {
    pub(crate) http: reqwest::Client,
    pub(crate) api_key: HeaderValue,
    pub(crate) base: Url,
    pub(crate) snapshot: Url,
    pub(crate) stream: Url,
    /// The key of the only environment that is accepted.
    pub(crate) environment: Option<String>,
    pub(crate) limiter: Arc<RequestLimiter>,
}

/// The result of fetching the snapshot.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// The snapshot with the given `ETag` is still the current one.
    NotModified,
    Snapshot(Box<Snapshot>),
}

impl Remote {
    /// The span of all that a client does. The environment is recorded once it is known.
    pub(crate) fn span(&self) -> Span {
        tracing::info_span!("togul_client", url = %self.base, environment = field::Empty)
    }

    /// # Errors
    /// The snapshot is of another environment than the only one that is accepted.
    pub(crate) fn check_environment(&self, object: &'static str, snapshot: &Snapshot) -> Result<(), Error> {
        match &self.environment {
            Some(expected) if snapshot.environment_key() != expected => {
                let (found, expected) = (snapshot.environment_key().to_owned(), expected.clone());
                Err(Kind::UnexpectedEnvironment { object, found, expected }.into())
            }
            _ => Ok(()),
        }
    }

    /// Fetches the snapshot, unless it still has the given `ETag`. The caller has acquired a permit of the limiter.
    pub(crate) async fn fetch(&self, etag: Option<String>) -> Result<Fetched, Error> {
        let mut request = self.http.get(self.snapshot.clone()).header(API_KEY, self.api_key.clone());
        let is_conditional = etag.is_some();
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let send = request.timeout(FETCH_TIMEOUT).send();
        let response = timeout(FETCH_IDLE_TIMEOUT, send).await;
        let response = response.map_err(|_| self.idle(FETCH_IDLE_TIMEOUT))?;
        let response = response.map_err(|error| self.unreachable(error))?;
        match response.status() {
            StatusCode::NOT_MODIFIED if is_conditional => Ok(Fetched::NotModified),
            StatusCode::OK => {
                let body = self.read(response).await?;
                let snapshot = blocking::run(move || Snapshot::from_json(&body)).await?;
                let snapshot = snapshot.map_err(|error| Error::unreadable("server's snapshot", error))?;
                Ok(Fetched::Snapshot(Box::new(snapshot)))
            }
            status => {
                let headers = response.headers().clone();
                let body = response.bytes_stream().map(|chunk| chunk.map_err(drop));
                Err(refused(status.as_u16(), &headers, Box::pin(body)).await)
            }
        }
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Bytes, Error> {
        let mut body = BytesMut::new();
        loop {
            let chunk = timeout(FETCH_IDLE_TIMEOUT, response.chunk()).await;
            let chunk = chunk.map_err(|_| self.idle(FETCH_IDLE_TIMEOUT))?;
            match chunk.map_err(|error| self.unreachable(error))? {
                Some(chunk) if body.len() + chunk.len() > SNAPSHOT_BYTES => {
                    let problem = format!("it is longer than {SNAPSHOT_BYTES} bytes");
                    return Err(Error::unreadable("server's snapshot", problem));
                }
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(body.freeze()),
            }
        }
    }

    /// Opens the stream of the changes after `since`, whose snapshot has the given fingerprint. With it the server
    /// detects that its history up to `since` is another one.
    ///
    /// The stream counts as open once data has arrived on it: a proxy may send the head of a response and then hold
    /// back the body.
    pub(crate) async fn open(self, since: Revision, fingerprint: Fingerprint) -> Result<EventStream, Error> {
        self.limiter.acquire().await;
        let mut url = self.stream.clone();
        url.query_pairs_mut()
            .append_pair("content", "true")
            .append_pair("since", &since.to_string())
            .append_pair("fingerprint", &fingerprint.to_string());
        let progress = Arc::new(Progress::new());
        let transport = Transport::new(self.http.clone(), self.api_key.clone(), Arc::clone(&progress));
        let client = ClientBuilder::for_url(url.as_str())
            // Compression may hold back an event.
            .and_then(|client| client.header(ACCEPT_ENCODING.as_str(), "identity"))
            .map_err(|error| Error::config(error.to_string()))?
            // `sync` alone decides when to reconnect, and the API key must not go to another server.
            .reconnect(ReconnectOptions::reconnect(false).retry_initial(false).build())
            .redirect_limit(0)
            .build_with_transport(transport);
        let mut events = EventStream { remote: self, stream: client.stream(), first: None, progress };
        events.first = Some(events.connect().await?);
        Ok(events)
    }

    fn idle(&self, timeout: Duration) -> Error {
        Kind::Idle { url: self.snapshot.to_string(), timeout }.into()
    }

    fn unreachable(&self, error: reqwest::Error) -> Error {
        if error.is_timeout() && !error.is_connect() {
            return self.idle(FETCH_TIMEOUT);
        }
        if error.is_decode() && !is_connection_error(&error) {
            return Error::unreadable("server's response", error.without_url());
        }
        Kind::Unreachable { url: self.snapshot.to_string(), source: Box::new(error.without_url()) }.into()
    }
}

/// Whether a decoding error is due to the connection. The decompressor passes on errors of the connection as its own
/// ones, with reqwest's error inside; its own ones have an I/O error right below reqwest's.
fn is_connection_error(error: &reqwest::Error) -> bool {
    match error.source() {
        Some(cause) => match cause.downcast_ref() {
            Some(inner) => is_connection_error(inner),
            None => !cause.is::<io::Error>(),
        },
        None => false,
    }
}

/// An open stream.
pub(crate) struct EventStream {
    remote: Remote,
    stream: BoxStream<Result<SSE, SseError>>,
    first: Option<SSE>,
    progress: Arc<Progress>,
}

/// One item of a stream.
#[derive(Debug)]
pub(crate) enum Received {
    Comment,
    Event {
        data: String,
        /// The last `id:` of the stream, if it is a revision.
        id: Option<Revision>,
    },
}

impl EventStream {
    /// The next item. After an error the stream is over.
    pub(crate) async fn next(&mut self) -> Result<Received, Error> {
        let next = match self.first.take() {
            Some(first) => first,
            None => self.receive().await?,
        };
        Ok(match next {
            SSE::Event(event) => {
                Received::Event { id: event.id.and_then(|id| id.parse().ok()), data: event.data }
            }
            SSE::Comment(_) | SSE::Connected(_) => Received::Comment,
        })
    }

    /// The server's `retry:`, if it sent one.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.progress.retry()
    }

    /// Waits for the head of the response and the first item after it.
    async fn connect(&mut self) -> Result<SSE, Error> {
        loop {
            let SSE::Connected(details) = self.receive().await? else { continue };
            let response = details.response();
            let kind = response.get_header_value("content-type").ok().flatten().unwrap_or_default();
            if response.status() != 200 || !kind.trim_start().starts_with("text/event-stream") {
                let problem = format!("status {} with content type {kind:?}", response.status());
                return Err(Error::unreadable("server's response as a stream", problem));
            }
            return self.receive().await;
        }
    }

    async fn receive(&mut self) -> Result<SSE, Error> {
        // The head of the response is an item too.
        let item = match timeout(STREAM_IDLE_TIMEOUT, self.stream.next()).await {
            Ok(Some(Ok(item))) => item,
            Ok(Some(Err(error))) => return Err(self.failed(error).await),
            Ok(None) => return Err(Kind::StreamEnded.into()),
            Err(_) => return Err(self.idle()),
        };
        match &item {
            SSE::Event(event) => {
                self.progress.event_returned();
                if let Some(millis) = event.retry {
                    self.progress.set_retry(millis);
                }
            }
            SSE::Comment(text) => self.progress.comment_returned(text),
            SSE::Connected(_) => {}
        }
        Ok(item)
    }

    async fn failed(&self, error: SseError) -> Error {
        if let SseError::Transport(error) = &error
            && let Some(&Redirected(status)) = error.inner().downcast_ref()
        {
            return Kind::Refused(Refusal { status, code: None, message: None, retry_after: None }).into();
        }
        match error {
            SseError::UnexpectedResponse(response, body) => {
                let mut headers = HeaderMap::new();
                if let Ok(Some(value)) = response.get_header_value(RETRY_AFTER.as_str())
                    && let Ok(value) = HeaderValue::from_str(value)
                {
                    headers.insert(RETRY_AFTER, value);
                }
                let body: ByteStream = body.into_stream();
                refused(response.status(), &headers, Box::pin(body.map(|chunk| chunk.map_err(drop)))).await
            }
            SseError::Eof | SseError::UnexpectedEof => Kind::StreamEnded.into(),
            SseError::InvalidLine(_) | SseError::InvalidEvent => Error::unreadable("event", error),
            SseError::Transport(error) if error.inner().is::<EventTooLong>() => {
                Error::unreadable("event", error)
            }
            SseError::TimedOut => self.idle(),
            error => {
                Kind::Unreachable { url: self.remote.stream.to_string(), source: Box::new(error) }.into()
            }
        }
    }

    fn idle(&self) -> Error {
        Kind::Idle { url: self.remote.stream.to_string(), timeout: STREAM_IDLE_TIMEOUT }.into()
    }
}

/// The body of every error response.
#[derive(Default, Deserialize)]
struct RefusalBody {
    code: Option<String>,
    message: Option<String>,
}

type Body<'a> = std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, ()>> + Send + 'a>>;

/// The error for an error response, with the message of its body if that arrives in time.
async fn refused(status: u16, headers: &HeaderMap, mut body: Body<'_>) -> Error {
    let retry_after = headers.get(RETRY_AFTER).and_then(|value| parse_retry_after(value, SystemTime::now()));
    let mut text = Vec::new();
    let read = async {
        while let Some(Ok(chunk)) = body.next().await {
            text.extend_from_slice(&chunk);
            if text.len() > REFUSAL_BYTES {
                break;
            }
        }
    };
    // Without a body, the status is the error.
    let _ = timeout(FETCH_IDLE_TIMEOUT, read).await;
    let RefusalBody { code, message } = serde_json::from_slice(&text).unwrap_or_default();
    Kind::Refused(Refusal { status, code, message, retry_after }).into()
}

/// Parses seconds or a date.
fn parse_retry_after(value: &HeaderValue, now: SystemTime) -> Option<Duration> {
    let value = value.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(httpdate::parse_http_date(value).ok()?.duration_since(now).unwrap_or_default())
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("snapshot", &self.snapshot.as_str()).finish_non_exhaustive()
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let parse = |text| parse_retry_after(&HeaderValue::from_static(text), now);
        assert_eq!(parse("120"), Some(Duration::from_secs(120)));
        assert_eq!(parse("Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(parse("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO), "it has passed");
        assert_eq!(parse("soon"), None);
    }
}
