//! How large the head of a request may be. The HTTP parser's own limits lie far beyond: 128 KiB, and 100 headers.

use axum::{
    extract::Request,
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::response::error::ApiError;

/// Names and values of all headers together, in bytes: room for a large token and a few cookies.
const HEADERS: usize = 32 * 1024;
/// Path and query, in bytes.
const TARGET: usize = 8 * 1024;

/// Refuses headers that are too large before anybody reads them. Inside of CORS, so that a page can read this.
pub async fn limit(request: Request, next: Next) -> Response {
    match check_headers(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// # Errors
/// [`ApiError::headers_too_large`].
pub fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > HEADERS { Err(ApiError::headers_too_large(HEADERS)) } else { Ok(()) }
}

/// Outside of everything: further in, the path is without its beginning.
///
/// # Errors
/// [`ApiError::target_too_large`].
pub fn check_target(request: &Request) -> Result<(), ApiError> {
    match request.uri().path_and_query() {
        Some(target) if target.as_str().len() > TARGET => Err(ApiError::target_too_large(TARGET)),
        _ => Ok(()),
    }
}
