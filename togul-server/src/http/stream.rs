//! `GET /stream`: what changed, as it changes.

mod bearer;
mod document;
mod key;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, State},
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use futures_util::{Stream, StreamExt};

use super::{
    request::{
        credentials::{Bearer, StreamKey},
        query::{Parameter, Query, Revision, parameters},
    },
    response::error::ApiError,
};
use crate::{
    app::App,
    auth::secret,
    live::LiveKey,
    metrics::{OpenGuard, StreamKind},
};

/// How often a stream looks whether it may go on: what changed has acted on it 5 s later.
const LOOK: Duration = Duration::from_secs(3);
/// Every so many looks a heartbeat goes out: 15 s.
const LOOKS_PER_HEARTBEAT: u32 = 5;
const HEARTBEAT: Bytes = Bytes::from_static(b": heartbeat\n\n");

/// What to hear.
pub struct Wanted {
    content: bool,
    since: Option<Revision>,
}

parameters! { Wanted {
    "content" content: bool, "Whether events hold the flags' new state: for keys of scope `server`.";
    "since" since: Revision, "Begin after this revision: for API keys, when there is no `Last-Event-ID`.";
    => Wanted { content: content.unwrap_or(false), since }
} }

/// The two who may listen.
pub enum Listener {
    Program(Arc<LiveKey>),
    Person(Bearer),
}

impl FromRequestParts<App> for Listener {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key("x-api-key") {
            let StreamKey(key) = StreamKey::from_request_parts(parts, app).await?;
            return Ok(Self::Program(key));
        }
        Ok(Self::Person(Bearer::from_request_parts(parts, app).await?))
    }
}

pub async fn open(
    State(app): State<App>,
    Query(Wanted { content, since }): Query<Wanted>,
    LastEventId(last): LastEventId,
    listener: Listener,
) -> Result<EventStream, ApiError> {
    if app.stop.is_cancelled() {
        return Err(stopping());
    }
    match listener {
        Listener::Program(key) if content && !key.scope.reads_rules() => {
            Err(ApiError::out_of_scope("snapshot"))
        }
        Listener::Program(key) => {
            let from = last.unwrap_or(since.map(|Revision(revision)| revision));
            let open = app.metrics.open_stream(StreamKind::Key);
            let events = key::events(app.clone(), key, content, from).await?;
            if app.stop.is_cancelled() { Err(stopping()) } else { Ok(answer(events, open)) }
        }
        Listener::Person(_) if since.is_some() => {
            Err(ApiError::validation("since", "is of one environment: open the stream with its API key"))
        }
        Listener::Person(_) if content => Err(ApiError::out_of_scope("snapshot")),
        Listener::Person(bearer) => {
            let open = app.metrics.open_stream(StreamKind::Person);
            let events = bearer::events(app.clone(), bearer).await?;
            if app.stop.is_cancelled() { Err(stopping()) } else { Ok(answer(events, open)) }
        }
    }
}

/// Instead of a stream that would end at once.
fn stopping() -> ApiError {
    ApiError::unavailable("the server is stopping: try again", Duration::from_secs(1))
}

/// Where a stream that is resumed begins: `None` without the header, `Some(None)` when it is no revision.
pub struct LastEventId(Option<Option<i64>>);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Some(value) = parts.headers.get("last-event-id") else { return Ok(Self(None)) };
        Ok(Self(Some(value.to_str().ok().and_then(Revision::parse).map(|Revision(revision)| revision))))
    }
}

/// Events until the caller, the server or the credential ends.
#[derive(Debug)]
pub struct EventStream(Response);

impl IntoResponse for EventStream {
    fn into_response(self) -> Response {
        self.0
    }
}

/// The stream is `open` for as long as its body is sent.
fn answer(events: impl Stream<Item = Bytes> + Send + 'static, open: OpenGuard) -> EventStream {
    let body = Body::from_stream(events.map(move |bytes| {
        let _ = &open;
        Ok::<_, Infallible>(bytes)
    }));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that buffer would hold events back.
        ("x-accel-buffering".parse().expect("a header name"), HeaderValue::from_static("no")),
    ];
    EventStream((headers, body).into_response())
}

/// When to come back after a loss, spread over 1 to 5 s, and a comment that gets the headers out.
fn preamble() -> Bytes {
    let wait = 1000 + u16::from_be_bytes(secret::random()) % 4001;
    Bytes::from(format!("retry: {wait}\n: connected\n\n"))
}
