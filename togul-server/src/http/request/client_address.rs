//! Where a request came from, proxies in front of us seen through.
//!
//! A proxy appends the address that it was called from to `X-Forwarded-For`, so only the right end of that list is
//! anybody's word but the caller's. It is walked from there for as long as those who wrote are trusted proxies.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, HeaderValue, request::Parts},
};
use ipnet::IpNet;

use crate::{app::App, domain::request_source::RequestSource, http::response::error::ApiError};

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The id that the answer will carry, among the extensions of every request.
#[derive(Clone, Debug)]
pub struct RequestId(pub HeaderValue);

impl FromRequestParts<App> for RequestSource {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let id = parts.extensions.get::<RequestId>().and_then(|RequestId(id)| id.to_str().ok());
        // The server gives every request both.
        let (Some(peer), Some(id)) = (peer(parts), id) else { return Err(ApiError::internal()) };
        Ok(Self { address: client(peer, &parts.headers, app), request_id: id.to_owned() })
    }
}

/// Who is at the other end of the socket; none when no socket is behind the request.
pub fn peer(parts: &Parts) -> Option<SocketAddr> {
    parts.extensions.get().map(|ConnectInfo(peer)| *peer)
}

/// The address of the client that `peer` speaks for.
pub fn client(peer: SocketAddr, headers: &HeaderMap, app: &App) -> IpAddr {
    vouched(peer.ip(), headers, &app.trusted_proxies)
}

/// The last address that a trusted proxy vouches for.
fn vouched(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    // Several headers are one list, in their order.
    let mut earlier = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .rev()
        .flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
    while is_trusted(&client) {
        // What is no address ends the walk: whoever let it through vouches for nothing to its left.
        let Some(before) = earlier.next().and_then(entry) else { break };
        client = before;
    }
    client
}

/// `ip`, `ip:port` or `[v6]:port`.
fn entry(bytes: &[u8]) -> Option<IpAddr> {
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
            .map(|value| {
                let name = axum::http::HeaderName::from_static(FORWARDED_FOR);
                (name, HeaderValue::from_bytes(value.as_bytes()).expect("a header value"))
            })
            .collect();
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().expect("a network")).collect();
        let found = vouched(peer.parse().expect("an address"), &headers, &trusted);
        assert_eq!(found.to_string(), wanted, "{peer} {forwarded:?}");
    }

    #[test]
    fn who_is_trusted_by_nobody_speaks_for_themselves() {
        client_is(PEER, PEER, &["192.0.2.1"], &[]);
        client_is("198.51.100.7", "198.51.100.7", &["192.0.2.1"], TRUSTED);
        client_is("198.51.100.7", "198.51.100.7", &["10.0.0.2"], TRUSTED);
        client_is(PEER, PEER, &[], TRUSTED);
    }

    #[test]
    fn the_first_from_the_right_that_is_not_trusted_is_the_client() {
        client_is("192.0.2.1", PEER, &["192.0.2.1"], TRUSTED);
        client_is("192.0.2.1", PEER, &["192.0.2.1, 10.9.9.9,10.0.0.2"], TRUSTED);
        // What a caller writes there themselves stands to the left of what the proxy adds.
        client_is("192.0.2.1", PEER, &["203.0.113.5, 10.0.0.9, 192.0.2.1"], TRUSTED);
        client_is("192.0.2.1", PEER, &["garbage, 192.0.2.1"], TRUSTED);
    }

    #[test]
    fn of_trusted_ones_alone_it_is_the_leftmost() {
        client_is("10.0.0.3", PEER, &["10.0.0.3, 10.0.0.2"], TRUSTED);
    }

    #[test]
    fn several_headers_are_one_list() {
        client_is("192.0.2.1", PEER, &["203.0.113.5, 192.0.2.1", "10.0.0.3", "10.0.0.2, 10.0.0.4"], TRUSTED);
    }

    #[test]
    fn what_is_no_address_ends_the_walk_at_the_last_good_one() {
        for garbage in ["garbage", "", "unknown", "192.0.2.1:x", "192.0.2.256", "_hidden", "é"] {
            client_is("10.0.0.2", PEER, &[&format!("203.0.113.5, {garbage}, 10.0.0.2")], TRUSTED);
            client_is(PEER, PEER, &["203.0.113.5", garbage], TRUSTED);
        }
    }

    #[test]
    fn ports_are_dropped_and_both_forms_of_an_address_are_one() {
        client_is("192.0.2.1", PEER, &["192.0.2.1:4711, 10.0.0.2:80"], TRUSTED);
        client_is("2001:db8::1", "fd00::1", &["[2001:db8::1]:443, fd00::2"], TRUSTED);
        client_is("2001:db8::1", "fd00::1", &["2001:db8::1"], TRUSTED);
        client_is("192.0.2.1", "::ffff:10.0.0.1", &["::ffff:192.0.2.1, [::ffff:10.0.0.2]:1"], TRUSTED);
    }
}
