//! What surrounds every request: its id, its line in the log, and an answer even when a handler panics.

use std::{sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::{Instrument, Span};
use uuid::{NoContext, Timestamp, Uuid};

use super::client_address::RequestId;
use crate::http::guards::{browser_headers::protect, drain_body, head_size};
use crate::{auth::limiter::TooMany, log::REQUESTS, metrics::Metrics};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers `X-Request-Id`, writes one line a request, and counts it.
pub async fn log(State(metrics): State<Arc<Metrics>>, mut request: Request, next: Next) -> Response {
    let asked = Asked::of(&request);
    request.extensions_mut().insert(RequestId(asked.id.clone()));
    // The route and not the path: paths are the callers' own, and some carry more than they should.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = answer(request, next).instrument(asked.span()).await;
    asked.answered(response, route.as_ref().map_or("-", MatchedPath::as_str), &metrics)
}

/// A request that waits for its answer.
#[derive(Debug)]
pub struct Asked {
    id: HeaderValue,
    method: Method,
    at: Instant,
}

impl Asked {
    pub fn of<B>(request: &Request<B>) -> Self {
        let id = request.headers().get(&REQUEST_ID).filter(|id| is_sane(id)).cloned();
        let new = || {
            let mut text = Uuid::encode_buffer();
            // Without a count that all threads would share: that they are random tells them apart.
            let now = Timestamp::now(NoContext);
            let id = Uuid::new_v7(now).hyphenated().encode_lower(&mut text);
            HeaderValue::from_str(id).expect("a UUID is a header value")
        };
        Self { id: id.unwrap_or_else(new), method: request.method().clone(), at: Instant::now() }
    }

    /// What else is said of it in the log carries its id.
    pub fn span(&self) -> Span {
        tracing::info_span!("request", id = self.id())
    }

    fn id(&self) -> &str {
        self.id.to_str().unwrap_or_default()
    }

    /// Counts it, writes its line, and gives the answer what every answer has.
    pub fn answered(self, mut response: Response, route: &str, metrics: &Metrics) -> Response {
        let (took, status, method) = (self.at.elapsed(), response.status().as_u16(), word(&self.method));
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(target: REQUESTS, id = self.id(), method, route, status, micros);
        metrics.answered(method, route, status, took);
        if let Some(TooMany { attempt, by, .. }) = response.extensions().get() {
            metrics.rate_limited(attempt.as_str(), by.as_str());
        }
        response.headers_mut().insert(REQUEST_ID, self.id);
        protect(response.headers_mut());
        response
    }
}

async fn answer(request: Request, next: Next) -> Response {
    match head_size::check_target(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            drain_body::drain(request.into_body().into_data_stream()).await;
            refusal.into_response()
        }
    }
}

/// Methods that nobody has heard of are the caller's own words, of which there may be any number.
fn word(method: &Method) -> &'static str {
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

fn is_sane(id: &HeaderValue) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    (1..=128).contains(&id.len()) && id.as_bytes().iter().all(fits)
}
