//! The server as this client sees it: a snapshot to fetch, a stream to follow.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::{Bytes, BytesMut};
use eventsource_client::{BoxStream, Client as _, ClientBuilder, Error as SseError, ReconnectOptions, SSE};
use futures_util::StreamExt;
use launchdarkly_sdk_transport::ByteStream;
use reqwest::header::{ACCEPT_ENCODING, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde::Deserialize;
use togul_core::{Revision, Snapshot};
use tokio::time::timeout;
use tracing::{Span, field};

use crate::error::{Error, Kind, Refusal};
use crate::file::{self, Flags};
use crate::request_limiter::RequestLimiter;
use crate::transport::{API_KEY, Redirected, Retry, SILENCE, Silent, TooLong, Transport};

/// A snapshot's next bytes are waited for no longer.
const FETCH_SILENCE: Duration = Duration::from_secs(15);
/// A snapshot takes no longer in all.
const FETCH_LIMIT: Duration = Duration::from_secs(120);
/// No snapshot is longer, once decompressed.
const SNAPSHOT_BYTES: usize = 256 << 20;
/// As much is read of an answer that is an error.
const REFUSAL_BYTES: usize = 64 << 10;

/// Where to ask, and as whom.
#[derive(Clone)]
pub(crate) struct Remote {
    pub(crate) http: reqwest::Client,
    pub(crate) api_key: HeaderValue,
    pub(crate) base: Url,
    pub(crate) snapshot: Url,
    pub(crate) stream: Url,
    pub(crate) limiter: Arc<RequestLimiter>,
}

/// What asking for the snapshot brought.
#[derive(Debug)]
pub(crate) enum Fetched {
    /// The one with the given `ETag` is still the one.
    Same,
    Fresh {
        snapshot: Snapshot,
        etag: Option<String>,
        /// The flags as they came, if they are to be kept.
        flags: Option<Flags>,
    },
}

impl Remote {
    /// The span of all that a client does. Its environment is written in once it is known.
    pub(crate) fn span(&self) -> Span {
        tracing::info_span!("togul_client", url = %self.base, environment = field::Empty)
    }

    /// Asks for the snapshot, unless it is still that of `etag`. With a file its flags are to be kept.
    pub(crate) async fn fetch(&self, etag: Option<&str>, keep: bool) -> Result<Fetched, Error> {
        self.limiter.acquire().await;
        let mut request = self.http.get(self.snapshot.clone()).header(API_KEY, self.api_key.clone());
        if let Some(etag) = etag {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let send = request.timeout(FETCH_LIMIT).send();
        let answer = timeout(FETCH_SILENCE, send).await.map_err(|_| self.silent(FETCH_SILENCE))?;
        let answer = answer.map_err(|error| self.unreachable(error))?;
        match answer.status() {
            StatusCode::NOT_MODIFIED if etag.is_some() => Ok(Fetched::Same),
            StatusCode::OK => {
                let etag = answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
                let body = self.read(answer).await?;
                // A large environment takes a while to compile.
                let read = tokio::task::spawn_blocking(move || {
                    Snapshot::from_json(&body).map(|snapshot| (snapshot, keep.then(|| file::flags(&body))))
                });
                match read.await {
                    Ok(Ok((snapshot, flags))) => Ok(Fetched::Fresh { snapshot, etag, flags }),
                    Ok(Err(error)) => Err(Error::unreadable("server's snapshot", error)),
                    Err(error) => Err(Error::unreadable("server's snapshot", error)),
                }
            }
            status => {
                let headers = answer.headers().clone();
                let body = answer.bytes_stream().map(|chunk| chunk.map_err(drop));
                Err(refused(status.as_u16(), &headers, Box::pin(body)).await)
            }
        }
    }

    async fn read(&self, mut answer: reqwest::Response) -> Result<Bytes, Error> {
        let mut body = BytesMut::new();
        loop {
            let chunk = timeout(FETCH_SILENCE, answer.chunk()).await;
            let chunk = chunk.map_err(|_| self.silent(FETCH_SILENCE))?;
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

    /// Opens the stream of what came after revision `since`. It is open once something was heard on it: what stands
    /// between may answer for the server and then hold everything back.
    pub(crate) async fn open(self, since: Revision) -> Result<Events, Error> {
        self.limiter.acquire().await;
        let mut url = self.stream.clone();
        url.query_pairs_mut().append_pair("content", "true").append_pair("since", &since.to_string());
        let retry = Arc::new(Retry::new());
        let transport = Transport::new(self.http.clone(), self.api_key.clone(), Arc::clone(&retry));
        let client = ClientBuilder::for_url(url.as_str())
            // No compression: what compresses may hold an event back.
            .and_then(|client| client.header(ACCEPT_ENCODING.as_str(), "identity"))
            .map_err(|error| Error::config(error.to_string()))?
            // Reconnecting has its one policy in `sync`, and the key goes nowhere else.
            .reconnect(ReconnectOptions::reconnect(false).retry_initial(false).build())
            .redirect_limit(0)
            .build_with_transport(transport);
        let mut events = Events { remote: self, stream: client.stream(), first: None, retry };
        events.first = Some(events.connect().await?);
        Ok(events)
    }

    fn silent(&self, silence: Duration) -> Error {
        Kind::Silent { url: self.snapshot.to_string(), silence }.into()
    }

    fn unreachable(&self, error: reqwest::Error) -> Error {
        if error.is_timeout() && !error.is_connect() {
            return self.silent(FETCH_LIMIT);
        }
        if error.is_decode() && !broke_off(&error) {
            return Error::unreadable("server's answer", error.without_url());
        }
        Kind::Unreachable { url: self.snapshot.to_string(), source: Box::new(error.without_url()) }.into()
    }
}

/// Whether it is the connection that failed: what decompresses tells of that as if it were its own error. Its own ones
/// are those of I/O right below reqwest's.
fn broke_off(error: &reqwest::Error) -> bool {
    match error.source() {
        Some(cause) => match cause.downcast_ref() {
            Some(inner) => broke_off(inner),
            None => !cause.is::<io::Error>(),
        },
        None => false,
    }
}

/// An open stream.
pub(crate) struct Events {
    remote: Remote,
    stream: BoxStream<Result<SSE, SseError>>,
    first: Option<SSE>,
    retry: Arc<Retry>,
}

/// What comes on a stream.
#[derive(Debug)]
pub(crate) enum Received {
    /// A sign of life.
    Heartbeat,
    Event {
        data: String,
        /// The last `id:` of the stream, where it is a revision.
        id: Option<Revision>,
    },
}

impl Events {
    /// What comes next. A stream that gave an error is over; an unreadable one broke off inside an event, or in place
    /// of one.
    pub(crate) async fn next(&mut self) -> Result<Received, Error> {
        let next = match self.first.take() {
            Some(first) => first,
            None => self.receive().await?,
        };
        Ok(match next {
            SSE::Event(event) => {
                Received::Event { id: event.id.and_then(|id| id.parse().ok()), data: event.data }
            }
            SSE::Comment(_) | SSE::Connected(_) => Received::Heartbeat,
        })
    }

    /// The server's `retry:`, once it has come.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry.get()
    }

    /// Waits for the answer and the first that comes with it.
    async fn connect(&mut self) -> Result<SSE, Error> {
        loop {
            let SSE::Connected(details) = self.receive().await? else { continue };
            let response = details.response();
            let kind = response.get_header_value("content-type").ok().flatten().unwrap_or_default();
            if response.status() != 200 || !kind.trim_start().starts_with("text/event-stream") {
                let problem = format!("status {} with content type {kind:?}", response.status());
                return Err(Error::unreadable("server's answer as a stream", problem));
            }
            return self.receive().await;
        }
    }

    async fn receive(&mut self) -> Result<SSE, Error> {
        match self.stream.next().await {
            Some(Ok(item)) => Ok(item),
            Some(Err(error)) => Err(self.lost(error).await),
            None => Err(Kind::Ended.into()),
        }
    }

    async fn lost(&self, error: SseError) -> Error {
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
            SseError::Eof | SseError::UnexpectedEof => Kind::Ended.into(),
            SseError::InvalidLine(_) | SseError::InvalidEvent => Error::unreadable("event", error),
            SseError::Transport(error) if error.inner().is::<TooLong>() => Error::unreadable("event", error),
            SseError::Transport(error) if error.inner().is::<Silent>() => self.silent(),
            SseError::TimedOut => self.silent(),
            SseError::Transport(error) if let Some(&Redirected(status)) = error.inner().downcast_ref() => {
                Kind::Refused(Refusal { status, code: None, message: None, retry_after: None }).into()
            }
            error => {
                Kind::Unreachable { url: self.remote.stream.to_string(), source: Box::new(error) }.into()
            }
        }
    }

    fn silent(&self) -> Error {
        Kind::Silent { url: self.remote.stream.to_string(), silence: SILENCE }.into()
    }
}

/// The body of every answer that is no success.
#[derive(Default, Deserialize)]
struct RefusalBody {
    code: Option<String>,
    message: Option<String>,
}

type Body<'a> = std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, ()>> + Send + 'a>>;

/// The error that an answer stands for, with the words of its body when they come soon.
async fn refused(status: u16, headers: &HeaderMap, mut body: Body<'_>) -> Error {
    let retry_after = headers.get(RETRY_AFTER).and_then(|value| retry_after(value, SystemTime::now()));
    let mut text = Vec::new();
    let read = async {
        while let Some(Ok(chunk)) = body.next().await {
            text.extend_from_slice(&chunk);
            if text.len() > REFUSAL_BYTES {
                break;
            }
        }
    };
    // The status is what counts.
    let _ = timeout(FETCH_SILENCE, read).await;
    let RefusalBody { code, message } = serde_json::from_slice(&text).unwrap_or_default();
    Kind::Refused(Refusal { status, code, message, retry_after }).into()
}

/// Seconds, or a date.
fn retry_after(value: &HeaderValue, now: SystemTime) -> Option<Duration> {
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

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let read = |text| retry_after(&HeaderValue::from_static(text), now);
        assert_eq!(read("120"), Some(Duration::from_secs(120)));
        assert_eq!(read("Sun, 06 Nov 1994 08:50:37 GMT"), Some(Duration::from_secs(60)));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Duration::ZERO), "it has passed");
        assert_eq!(read("soon"), None);
    }
}
