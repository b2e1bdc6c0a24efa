//! Response headers that keep browsers from interpreting, framing or caching a response.
//!
//! One function instead of `tower_http`'s `SetResponseHeaderLayer` for each header: responses that no router produces
//! need the same headers, and frequent responses copy all of theirs at once.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

use super::record::REQUEST_ID;

/// All headers of a frequent response, to be cloned and filled in: cheaper than inserting them one by one.
pub fn header_template(own: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> HeaderMap {
    let mut headers = HeaderMap::from_iter(own);
    add_browser_headers(&mut headers);
    headers.insert(REQUEST_ID, HeaderValue::from_static(""));
    headers
}

/// Adds the headers. A `Content-Security-Policy` or `Cache-Control` that the response already has is kept, as for the
/// documentation page and snapshots.
pub fn add_browser_headers(headers: &mut HeaderMap) {
    if headers.contains_key(X_CONTENT_TYPE_OPTIONS) {
        return;
    }
    headers.reserve(5);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(nothing);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
