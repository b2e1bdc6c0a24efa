//! How large the head of a request may be. The HTTP parser's own limits lie far beyond: 400 KB, and 100 headers.

use axum::extract::Request;

use super::error::ApiError;

/// Names and values of all headers together, in bytes: room for a large token and a few cookies.
const HEADERS: usize = 32 * 1024;
/// Path and query, in bytes.
const TARGET: usize = 8 * 1024;

/// # Errors
/// [`ApiError::headers_too_large`] or [`ApiError::target_too_large`].
pub fn check(request: &Request) -> Result<(), ApiError> {
    if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > TARGET) {
        return Err(ApiError::target_too_large(TARGET));
    }
    let bytes: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > HEADERS {
        return Err(ApiError::headers_too_large(HEADERS));
    }
    Ok(())
}
