//! `GET /stream`: changes as they happen.

mod bearer;
mod document;
pub mod key;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, State},
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use futures_util::{Stream, StreamExt};
use togul_core::{Fingerprint, Revision};

use self::key::{EventForm, ResumePoint};
use super::{
    request::{
        credentials::{API_KEY, Bearer, StreamKey, token_user},
        query::{Query, parameters},
    },
    response::error::ApiError,
};
use crate::{
    app::App,
    auth::secret,
    domain::{api_key::ApiKey, id::Id},
    limits::shares::Share,
    live::{LiveKey, UserStreamGuard},
    metrics::StreamKind,
    service,
};

/// Interval between access checks. A stream ends within 5 s of losing access.
const CHECK_INTERVAL: Duration = Duration::from_secs(3);
/// When to try again, at the limit on streams of a key.
const TOO_MANY_STREAMS_WAIT: Duration = Duration::from_secs(10);
/// A heartbeat every 15 s.
const CHECKS_PER_HEARTBEAT: u32 = 5;
const HEARTBEAT: Bytes = Bytes::from_static(b": heartbeat\n\n");

pub const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks a proxy for no buffer.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub struct StreamQuery {
    content: bool,
    since: Option<Revision>,
    fingerprint: Option<Fingerprint>,
}

parameters! { StreamQuery {
    "content" content: bool, "Whether events hold the new state of the flag or segment: for keys of scope `server`.";
    "since" since: Revision, "Begin after this revision: for API keys, when there is no `Last-Event-ID`.";
    "fingerprint" fingerprint: Fingerprint, "The fingerprint at `since`. Another history gets a `snapshot.reset`.";
    => StreamQuery { content: content.unwrap_or(false), since, fingerprint }
} }

impl StreamQuery {
    /// The point to resume at: `Last-Event-ID` takes precedence over `since`. The fingerprint applies to `since` only.
    fn resume_point(&self, last: Option<Option<Revision>>) -> Option<ResumePoint> {
        let revision = last.unwrap_or(self.since)?;
        let fingerprint = self.fingerprint.filter(|_| self.since == Some(revision));
        Some(ResumePoint { revision, fingerprint })
    }
}

/// The credentials of a stream.
pub enum Subscriber {
    Key(Arc<LiveKey>),
    /// With a place among the user's streams.
    User(Bearer, UserStreamGuard),
}

impl FromRequestParts<App> for Subscriber {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        if parts.headers.contains_key(&API_KEY) {
            let StreamKey(key) = StreamKey::from_request_parts(parts, app).await?;
            return Ok(Self::Key(key));
        }
        let user = token_user(&parts.headers, app)?;
        // Before the look-up of the session, so that a flood of refused streams does not use the database.
        let place = app.live.open_user_stream(user).map_err(service::Error::from)?;
        Ok(Self::User(Bearer::from_request_parts(parts, app).await?, place))
    }
}

pub async fn open(
    State(app): State<App>,
    Query(query): Query<StreamQuery>,
    LastEventId(last): LastEventId,
    subscriber: Subscriber,
) -> Result<EventStream, ApiError> {
    match subscriber {
        Subscriber::Key(key) if query.content && !key.scope.reads_rules() => {
            Err(ApiError::out_of_scope("snapshot"))
        }
        Subscriber::Key(key) => {
            let form = if query.content { EventForm::Content } else { EventForm::Classic };
            open_for_key(app, key, form, query.resume_point(last)).await
        }
        Subscriber::User(..) if query.since.is_some() => Err(ApiError::validation(
            "since",
            "applies to a single environment: open the stream with an API key",
        )),
        Subscriber::User(..) if query.content => Err(ApiError::out_of_scope("snapshot")),
        Subscriber::User(bearer, place) => {
            if app.stop.is_cancelled() {
                return Err(ApiError::stopping());
            }
            let open = app.metrics.open_stream(StreamKind::User);
            let events = bearer::events(app.clone(), bearer, place).await?;
            if app.stop.is_cancelled() { Err(ApiError::stopping()) } else { Ok(answer(events, open)) }
        }
    }
}

/// The stream of a key's environment.
///
/// # Errors
/// When the server stops, the key has too many streams, or the database is needed and unavailable.
pub async fn open_for_key(
    app: App,
    key: Arc<LiveKey>,
    form: EventForm,
    resume: Option<ResumePoint>,
) -> Result<EventStream, ApiError> {
    if app.stop.is_cancelled() {
        return Err(ApiError::stopping());
    }
    let share = key_share(&app, &key)?;
    let open = app.metrics.open_stream(StreamKind::Key);
    let events = key::events(app.clone(), key, form, resume).await?;
    if app.stop.is_cancelled() { Err(ApiError::stopping()) } else { Ok(answer(events, (open, share))) }
}

/// A stream's share of the streams of its key. Keys of scope `server` have no limit, because they are not in the hands of
/// users.
fn key_share(app: &App, key: &LiveKey) -> Result<Option<Share<Id<ApiKey>>>, ApiError> {
    if key.scope.reads_rules() {
        return Ok(None);
    }
    let share = app.key_streams.take(key.id, 1, app.streams_per_key);
    let message = "this API key has as many streams as it may have: try again, or use further keys";
    share.map(Some).ok_or_else(|| ApiError::unavailable(message, TOO_MANY_STREAMS_WAIT))
}

/// `None` without the header, `Some(None)` when it is not a revision.
#[derive(Debug)]
pub struct LastEventId(pub Option<Option<Revision>>);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let Some(value) = parts.headers.get(&LAST_EVENT_ID) else { return Ok(Self(None)) };
        Ok(Self(Some(value.to_str().ok().and_then(|value| value.parse().ok()))))
    }
}

/// Sends events until the client disconnects, the server stops, or the credential becomes invalid.
#[derive(Debug)]
pub struct EventStream(Response);

impl IntoResponse for EventStream {
    fn into_response(self) -> Response {
        self.0
    }
}

/// The stream counts as `open` while its body is sent.
fn answer(events: impl Stream<Item = Bytes> + Send + 'static, open: impl Send + 'static) -> EventStream {
    let body = Body::from_stream(events.map(move |bytes| {
        let _ = &open;
        Ok::<_, Infallible>(bytes)
    }));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that buffer would hold events back.
        (BUFFERING, HeaderValue::from_static("no")),
    ];
    EventStream((headers, body).into_response())
}

/// When to reconnect, spread over 1 to 4 s, and a comment that flushes the headers.
fn preamble() -> Bytes {
    let wait = 1000 + u16::from_be_bytes(secret::random()) % 3001;
    Bytes::from(format!("retry: {wait}\n: connected\n\n"))
}
