//! Headers of every answer that keep browsers from doing with it what it is not for.

use axum::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};

use crate::http::request::record::REQUEST_ID;

/// Every header of an answer that is given often, to be copied and filled in: that costs less than to put them in one
/// by one.
pub fn template(own: impl IntoIterator<Item = (HeaderName, HeaderValue)>) -> HeaderMap {
    let mut headers = HeaderMap::from_iter(own);
    protect(&mut headers);
    headers.insert(REQUEST_ID, HeaderValue::from_static(""));
    headers
}

/// Answers are data: not to be guessed at, framed, or kept. One that says otherwise about the last two of these
/// headers, as a page or a snapshot does, has its way.
pub fn protect(headers: &mut HeaderMap) {
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
