//! The record of a request: its id, its log line, and its place in the metrics.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use tracing::{Instrument, Span};
use uuid::{NoContext, Timestamp, Uuid};

use super::{browser_headers::add_browser_headers, panic::panic_response};
use crate::{
    auth::limiter::TooMany,
    http::{ofrep::OFREP, request::client_address::RequestId, router::API},
    log::REQUESTS,
    metrics::Metrics,
};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost middleware. Not `tower_http::SetRequestIdLayer`, which accepts any id that a client sends.
pub async fn record_request(
    State(metrics): State<Arc<Metrics>>,
    mut request: Request,
    next: Next,
) -> Response {
    let record = RequestRecord::start(&request);
    request.extensions_mut().insert(RequestId(record.id.clone()));
    // The route instead of the path: a path is the caller's own text, of unbounded variety, and may hold secrets.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).instrument(record.span());
    record.run(response, route.as_ref().map_or("-", MatchedPath::as_str), &metrics).await
}

/// A request that has no response yet.
#[derive(Debug)]
pub struct RequestRecord {
    id: HeaderValue,
    method: Method,
    started: Instant,
}

impl RequestRecord {
    pub fn start<B>(request: &Request<B>) -> Self {
        let id = request.headers().get(&REQUEST_ID).filter(|id| is_valid_id(id)).cloned();
        let id = id.unwrap_or_else(new_request_id);
        Self { id, method: request.method().clone(), started: Instant::now() }
    }

    /// Adds the request's id to the log lines of handlers.
    fn span(&self) -> Span {
        tracing::info_span!("request", id = self.id())
    }

    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }

    /// Waits for the response, or makes one if its future panics. Then counts the request, writes its log line, and adds
    /// the headers that every response has.
    pub async fn run(
        self,
        response: impl Future<Output = Response>,
        route: &str,
        metrics: &Metrics,
    ) -> Response {
        let response = AssertUnwindSafe(response).catch_unwind().await;
        let response = response.unwrap_or_else(|panic| self.span().in_scope(|| panic_response(panic)));
        self.finish(response, route, metrics)
    }

    fn finish(self, mut response: Response, route: &str, metrics: &Metrics) -> Response {
        let elapsed = self.started.elapsed();
        let (status, method) = (response.status().as_u16(), method_name(&self.method));
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
        if is_routine(route, status, elapsed) {
            tracing::debug!(target: REQUESTS, id = self.id(), method, route, status, micros);
        } else {
            tracing::info!(target: REQUESTS, id = self.id(), method, route, status, micros);
        }
        metrics.record_response(method, route, status, elapsed);
        if let Some(TooMany { attempt, by, .. }) = response.extensions().get() {
            metrics.rate_limited(attempt.as_str(), by.as_str());
        }
        response.headers_mut().insert(REQUEST_ID, self.id);
        add_browser_headers(response.headers_mut());
        response
    }
}

/// An id that no other request has.
pub fn new_request_id() -> HeaderValue {
    let mut text = Uuid::encode_buffer();
    // Without a counter, which all threads would share: random bits keep the ids apart.
    let now = Timestamp::now(NoContext);
    let id = Uuid::new_v7(now).hyphenated().encode_lower(&mut text);
    HeaderValue::from_str(id).expect("a UUID is a header value")
}

/// From here on a request is slow.
const SLOW: Duration = Duration::from_secs(1);

/// Whether it is one of the many successful requests of applications and of health checks, which the metrics count. Logged
/// like the others, their lines would be nearly all of the log, and cost more than the answers.
fn is_routine(route: &str, status: u16, elapsed: Duration) -> bool {
    let below = route.strip_prefix(API).or_else(|| route.strip_prefix(OFREP));
    let reads_flags = || below.is_some_and(|path| path.starts_with("/evaluate") || path == "/snapshot");
    let is_probe = matches!(route, "/healthz" | "/readyz");
    elapsed < SLOW && (status == 304 || status == 200 && (is_probe || reads_flags()))
}

/// The method as a label. Unknown methods share one, because there is no bound on their number.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn is_valid_id(id: &HeaderValue) -> bool {
    let is_allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=128).contains(&id.len()) && id.as_bytes().iter().all(is_allowed)
}
