//! `GET /stream`: what changed, as it changes.

mod bearer;
mod key;

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::{FromRequestParts, Request, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use futures_util::Stream;

use super::{
    error::ApiError,
    extract::{Bearer, StreamKey},
    query::Params,
};
use crate::{
    app::App,
    auth::secret,
    metrics::{OpenStream, StreamKind},
};

/// How often a stream looks whether it may go on.
const LOOK: Duration = Duration::from_secs(5);
/// Every so many looks a heartbeat goes out: 15 s.
const LOOKS_PER_HEARTBEAT: u32 = 3;
const HEARTBEAT: Bytes = Bytes::from_static(b": heartbeat\n\n");

pub async fn open(State(app): State<App>, request: Request) -> Result<Response, ApiError> {
    let (mut parts, _) = request.into_parts();
    let mut params = Params::from_request_parts(&mut parts, &app).await?;
    let content =
        params.parsed("content", "must be true or false", |text| text.parse().ok())?.unwrap_or(false);
    let since = params.parsed("since", "must be a revision: a whole number", whole_number)?;
    params.finish()?;
    if app.stop.is_cancelled() {
        return Err(ApiError::unavailable("the server is stopping: try again", Duration::from_secs(1)));
    }
    if parts.headers.contains_key("x-api-key") {
        let StreamKey(key) = StreamKey::from_request_parts(&mut parts, &app).await?;
        if content && !key.scope.reads_rules() {
            return Err(ApiError::forbidden("snapshot"));
        }
        let from = last_event_id(&parts.headers).unwrap_or(since);
        let open = app.metrics.open_stream(StreamKind::Key);
        return Ok(answer(key::events(app, key, content, from).await?, open));
    }
    let bearer = Bearer::from_request_parts(&mut parts, &app).await?;
    if since.is_some() {
        return Err(ApiError::validation("since", "is of one environment: open the stream with its API key"));
    }
    if content {
        return Err(ApiError::forbidden("snapshot"));
    }
    let open = app.metrics.open_stream(StreamKind::Person);
    Ok(answer(bearer::events(app, bearer).await?, open))
}

/// `None` without the header, `Some(None)` when it is no revision.
fn last_event_id(headers: &HeaderMap) -> Option<Option<i64>> {
    let value = headers.get("last-event-id")?;
    Some(value.to_str().ok().and_then(whole_number))
}

fn whole_number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number| *number >= 0)
}

/// The stream is `open` for as long as its body is sent.
fn answer(events: impl Stream<Item = Bytes> + Send + 'static, open: OpenStream) -> Response {
    use futures_util::StreamExt;
    let body = Body::from_stream(events.map(move |bytes| {
        let _ = &open;
        Ok::<_, std::convert::Infallible>(bytes)
    }));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Proxies that buffer would hold events back.
        ("x-accel-buffering".parse().expect("a header name"), HeaderValue::from_static("no")),
    ];
    (headers, body).into_response()
}

/// When to come back after a loss, spread over 1 to 5 s, and a comment that gets the headers out.
fn preamble() -> Bytes {
    let wait = 1000 + u16::from_be_bytes(secret::random()) % 4001;
    Bytes::from(format!("retry: {wait}\n: connected\n\n"))
}
