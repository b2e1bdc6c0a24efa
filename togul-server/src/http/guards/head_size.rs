//! Limits on the size of a request head. The HTTP parser's own limits are far higher: 128 KiB and 100 headers.

use axum::{
    extract::Request,
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::response::error::ApiError;

/// Maximum bytes of all header names and values together: enough for a large token and a few cookies.
const HEADERS: usize = 32 * 1024;
/// Maximum bytes of path and query.
const TARGET: usize = 8 * 1024;

/// Middleware that rejects headers that are too large. It belongs inside of CORS, so that a page can read the error.
pub async fn limit_headers(request: Request, next: Next) -> Response {
    match check_headers(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// # Errors
/// [`ApiError::headers_too_large`].
pub fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > HEADERS { Err(ApiError::headers_too_large(HEADERS)) } else { Ok(()) }
}

/// To be called before routing, because nested routers see the path without its prefix.
///
/// # Errors
/// [`ApiError::target_too_large`].
pub fn check_target(request: &Request) -> Result<(), ApiError> {
    match request.uri().path_and_query() {
        Some(target) if target.as_str().len() > TARGET => Err(ApiError::target_too_large(TARGET)),
        _ => Ok(()),
    }
}
