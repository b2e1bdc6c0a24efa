//! Checks the head of a request: its size, and its framing. The HTTP parser's own limits are far higher: 128 KiB and 100
//! headers.

use axum::{
    extract::Request,
    http::HeaderMap,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::framing::check_framing;
use crate::http::response::error::ApiError;

/// Maximum bytes of all header names and values together: enough for a large token and a few cookies.
const HEADERS: usize = 32 * 1024;
/// Maximum bytes of path and query.
const TARGET: usize = 8 * 1024;

/// Middleware around all routes, because nested routers see the path without its prefix.
pub async fn refuse_heads(request: Request, next: Next) -> Response {
    match check_head(&request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// # Errors
/// The first problem of the head.
pub fn check_head<B>(request: &Request<B>) -> Result<(), ApiError> {
    check_target(request)?;
    check_framing(request)?;
    check_headers(request.headers())
}

fn check_target<B>(request: &Request<B>) -> Result<(), ApiError> {
    match request.uri().path_and_query() {
        Some(target) if target.as_str().len() > TARGET => Err(ApiError::target_too_large(TARGET)),
        _ => Ok(()),
    }
}

fn check_headers(headers: &HeaderMap) -> Result<(), ApiError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > HEADERS { Err(ApiError::headers_too_large(HEADERS)) } else { Ok(()) }
}
