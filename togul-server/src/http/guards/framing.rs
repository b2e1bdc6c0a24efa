//! Requests that another HTTP implementation could read differently.
//!
//! A proxy that takes such a request for another host, or for one of another length, would let its caller bypass the rules
//! of the proxy. hyper itself refuses different lengths, and a transfer coding that does not end in `chunked`. It ignores
//! the length of a chunked request, and closes the connection after it.

use axum::http::{
    HeaderMap, Request, Version,
    header::{HOST, TRANSFER_ENCODING},
    uri::Authority,
};

use crate::http::response::error::ApiError;

/// # Errors
/// [`ApiError::framing`], which names the header.
pub fn check_framing<B>(request: &Request<B>) -> Result<(), ApiError> {
    let headers = request.headers();
    if !has_valid_host(headers, request.version()) {
        return Err(ApiError::framing("Host", "must be given exactly once, as a host and optionally a port"));
    }
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    match (codings.next(), codings.next()) {
        (None, _) => Ok(()),
        (Some(coding), None) if coding.as_bytes().eq_ignore_ascii_case(b"chunked") => Ok(()),
        _ => {
            Err(ApiError::framing("Transfer-Encoding", "must be chunked, once: no other coding is supported"))
        }
    }
}

fn has_valid_host(headers: &HeaderMap, version: Version) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => {
            let host = host.as_bytes();
            // Most hosts are plain names and addresses, perhaps with a port; only others need the parser.
            let name = match host.iter().rposition(|&byte| byte == b':') {
                Some(colon) if host[colon + 1..].iter().all(u8::is_ascii_digit) => &host[..colon],
                _ => host,
            };
            let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
            (!name.is_empty() && name.iter().all(is_plain))
                || (!host.iter().any(|byte| b"@,".contains(byte)) && Authority::try_from(host).is_ok())
        }
        (Some(_), Some(_)) => false,
    }
}
