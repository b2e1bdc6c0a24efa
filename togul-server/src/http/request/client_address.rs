//! The address of the client behind trusted proxies.
//!
//! A proxy appends the address of its own peer to `X-Forwarded-For`, so only the right end of that list is written by
//! proxies; the rest may be sent by the caller. The list is read from the right for as long as each entry was
//! appended by a trusted proxy.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderName, HeaderValue, request::Parts},
};
use ipnet::IpNet;

use super::write_mode::write_mode;
use crate::{
    app::App,
    domain::request_source::{RequestSource, WriteMode},
    http::response::error::ApiError,
};

pub const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The id that the response will carry, in the extensions of every request.
#[derive(Clone, Debug)]
pub struct RequestId(pub HeaderValue);

impl FromRequestParts<App> for RequestSource {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        source(parts, app, write_mode(parts)?)
    }
}

/// The source of a request whose writes have this mode.
pub fn source(parts: &Parts, app: &App, mode: WriteMode) -> Result<RequestSource, ApiError> {
    let id = parts.extensions.get::<RequestId>().and_then(|RequestId(id)| id.to_str().ok());
    // The server adds both to every request.
    let (Some(peer), Some(id)) = (peer_address(parts), id) else { return Err(ApiError::internal()) };
    let address = client_address(peer, &parts.headers, app);
    Ok(RequestSource { address, request_id: id.to_owned(), mode })
}

/// The address at the other end of the socket; none in tests that call a router without one.
pub fn peer_address(parts: &Parts) -> Option<SocketAddr> {
    parts.extensions.get().map(|ConnectInfo(peer)| *peer)
}

/// The address of the client on whose behalf `peer` sends a request.
pub fn client_address(peer: SocketAddr, headers: &HeaderMap, app: &App) -> IpAddr {
    last_untrusted(peer.ip(), headers, &app.trusted_proxies)
}

/// Whether the peer's `X-Forwarded-For` is trusted.
pub fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    trusted.iter().any(|network| network.contains(&peer))
}

/// The last address before the chain of trusted proxies, or the first of the chain when all are trusted.
pub fn last_untrusted(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut client = peer.to_canonical();
    // Several headers are one list, in order.
    let mut previous = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .rev()
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
    while is_trusted(client, trusted) {
        // Text that is not an address ends the walk: a proxy that passed it on may pass on anything to its left.
        let Some(address) = previous.next().and_then(parse_entry) else { break };
        client = address;
    }
    client
}

/// Parses `ip`, `ip:port` or `[v6]:port`.
fn parse_entry(bytes: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(bytes).ok()?.trim();
    let address = text.parse().or_else(|_| text.parse().map(|address: SocketAddr| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: &str = "10.0.0.1";
    const TRUSTED: &[&str] = &["10.0.0.0/8", "fd00::/8"];

    #[track_caller]
    fn client_is(wanted: &str, peer: &str, forwarded: &[&str], trusted: &[&str]) {
        let headers = forwarded
            .iter()
            .map(|value| (FORWARDED_FOR, HeaderValue::from_bytes(value.as_bytes()).expect("a header value")))
            .collect();
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().expect("a network")).collect();
        let found = last_untrusted(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), wanted, "{peer} {forwarded:?}");
    }

    #[test]
    fn an_untrusted_peer_is_the_client() {
        client_is(PEER, PEER, &["192.0.2.1"], &[]);
        client_is("198.51.100.7", "198.51.100.7", &["192.0.2.1"], TRUSTED);
        client_is("198.51.100.7", "198.51.100.7", &["10.0.0.2"], TRUSTED);
        client_is(PEER, PEER, &[], TRUSTED);
    }

    #[test]
    fn the_rightmost_untrusted_address_is_the_client() {
        client_is("192.0.2.1", PEER, &["192.0.2.1"], TRUSTED);
        client_is("192.0.2.1", PEER, &["192.0.2.1, 10.9.9.9,10.0.0.2"], TRUSTED);
        // Entries that the caller wrote are to the left of those that proxies add.
        client_is("192.0.2.1", PEER, &["203.0.113.5, 10.0.0.9, 192.0.2.1"], TRUSTED);
        client_is("192.0.2.1", PEER, &["garbage, 192.0.2.1"], TRUSTED);
    }

    #[test]
    fn the_leftmost_address_is_the_client_when_all_are_trusted() {
        client_is("10.0.0.3", PEER, &["10.0.0.3, 10.0.0.2"], TRUSTED);
    }

    #[test]
    fn several_headers_form_one_list() {
        client_is("192.0.2.1", PEER, &["203.0.113.5, 192.0.2.1", "10.0.0.3", "10.0.0.2, 10.0.0.4"], TRUSTED);
    }

    #[test]
    fn an_invalid_entry_ends_the_walk_at_the_last_valid_address() {
        for garbage in ["garbage", "", "unknown", "192.0.2.1:x", "192.0.2.256", "_hidden", "é"] {
            client_is("10.0.0.2", PEER, &[&format!("203.0.113.5, {garbage}, 10.0.0.2")], TRUSTED);
            client_is(PEER, PEER, &["203.0.113.5", garbage], TRUSTED);
        }
    }

    #[test]
    fn ports_are_ignored_and_mapped_addresses_are_canonical() {
        client_is("192.0.2.1", PEER, &["192.0.2.1:4711, 10.0.0.2:80"], TRUSTED);
        client_is("2001:db8::1", "fd00::1", &["[2001:db8::1]:443, fd00::2"], TRUSTED);
        client_is("2001:db8::1", "fd00::1", &["2001:db8::1"], TRUSTED);
        client_is("192.0.2.1", "::ffff:10.0.0.1", &["::ffff:192.0.2.1, [::ffff:10.0.0.2]:1"], TRUSTED);
    }
}
