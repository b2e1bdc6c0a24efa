//! Headers by which a client says what it has, and in which form it takes the response.

use axum::http::{
    HeaderMap, HeaderName,
    header::{ACCEPT_ENCODING, IF_NONE_MATCH},
};

/// Whether `If-None-Match` lists this entity tag, so that the client has the response already. Weak tags match too.
pub fn is_not_modified(headers: &HeaderMap, etag: &[u8]) -> bool {
    lists(headers, &IF_NONE_MATCH, |one| {
        one == "*" || one.strip_prefix("W/").unwrap_or(one).as_bytes() == etag
    })
}

/// Whether `Accept-Encoding` lists gzip.
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    lists(headers, &ACCEPT_ENCODING, |coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}

/// Whether one of a header's comma-separated values matches.
pub fn lists(headers: &HeaderMap, name: &HeaderName, matches: impl Fn(&str) -> bool) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|one| matches(one.trim())))
}
