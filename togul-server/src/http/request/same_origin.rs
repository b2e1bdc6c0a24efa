//! Whether a browser sent a request for a page of this server, and not for one of another origin.
//!
//! A browser adds a cookie to a request no matter which page causes it. `Sec-Fetch-Site` names the relation of that page
//! to this server, and no page can set it. Browsers omit it over plain HTTP to other hosts than loopback, and older ones
//! always; they send `Origin` with every POST. The server compares that with the host that the browser asked for, which a
//! trusted proxy forwards. Behind a proxy the scheme is known only if the proxy forwards it.

use axum::http::{
    HeaderMap,
    header::{AsHeaderName, HOST, ORIGIN},
};

const FETCH_SITE: &str = "sec-fetch-site";
const FORWARDED_HOST: &str = "x-forwarded-host";
const FORWARDED_PORT: &str = "x-forwarded-port";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// Whether the request comes from a page of the origin that it is sent to. `is_proxied` says that the peer is a trusted
/// proxy.
pub fn is_same_origin(headers: &HeaderMap, is_proxied: bool) -> bool {
    if headers.contains_key(FETCH_SITE) {
        return text(headers, FETCH_SITE) == Some("same-origin");
    }
    text(headers, ORIGIN).and_then(Origin::parse).is_some_and(|origin| origin.is_of(headers, is_proxied))
}

/// Whether the request comes from a page that was loaded over plain HTTP from this machine.
pub fn is_plain_loopback(headers: &HeaderMap) -> bool {
    let origin = text(headers, ORIGIN).and_then(Origin::parse);
    origin.is_some_and(|origin| origin.scheme == "http" && is_loopback(&origin.host))
}

/// The origin of a page.
#[derive(Debug, PartialEq, Eq)]
struct Origin {
    scheme: &'static str,
    /// In lower case; an IPv6 address in brackets.
    host: String,
    port: u16,
}

impl Origin {
    fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let scheme = ["http", "https"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let (host, port) = host_and_port(authority)?;
        Some(Self { scheme, host, port: port.unwrap_or(default_port(scheme)) })
    }

    /// Whether a request with these headers was sent to this origin.
    fn is_of(&self, headers: &HeaderMap, is_proxied: bool) -> bool {
        let forwarded = |name| if is_proxied { first(headers, name) } else { None };
        let authority = forwarded(FORWARDED_HOST).or_else(|| text(headers, HOST));
        let Some((host, port)) = authority.and_then(host_and_port) else { return false };
        let forwarded_port = forwarded(FORWARDED_PORT).and_then(|port| port.parse().ok());
        let port = port.or(forwarded_port).unwrap_or(default_port(self.scheme));
        let is_scheme =
            forwarded(FORWARDED_PROTO).is_none_or(|proto| proto.eq_ignore_ascii_case(self.scheme));
        is_scheme && self.host == host && self.port == port
    }
}

fn default_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}

/// Splits `host`, `host:port`, `[v6]` or `[v6]:port`.
fn host_and_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.rsplit_once(':') {
        // Not the last colon of an IPv6 address.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port.parse().ok()?)),
        _ => (authority, None),
    };
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
    (!host.is_empty() && host.bytes().all(is_host)).then(|| (host.to_ascii_lowercase(), port))
}

fn is_loopback(host: &str) -> bool {
    if host == "localhost" || host.ends_with(".localhost") {
        return true;
    }
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    address.parse().is_ok_and(|address: std::net::IpAddr| address.to_canonical().is_loopback())
}

/// The only value of a header.
fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The first entry of a list to which each proxy appends what it received: the one of the proxy that the browser asked.
/// A page of another origin cannot add an entry, because a browser asks the server first before it sends such a header.
fn first<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let value = headers.get(name)?.to_str().ok()?;
    value.split(',').next().map(str::trim)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
        let field = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header value"))
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn the_relation_that_the_browser_names_decides() {
        for (site, origin, expected) in [
            ("same-origin", None, true),
            ("same-origin", Some("https://evil.example"), true),
            ("same-site", Some("https://flags.example"), false),
            ("cross-site", Some("https://flags.example"), false),
            ("none", Some("https://flags.example"), false),
            ("", Some("https://flags.example"), false),
            ("Same-Origin", None, false),
        ] {
            let mut fields = vec![("host", "flags.example"), ("sec-fetch-site", site)];
            fields.extend(origin.map(|origin| ("origin", origin)));
            assert_eq!(is_same_origin(&headers(&fields), false), expected, "{site} {origin:?}");
        }
        let mut twice = headers(&[("sec-fetch-site", "same-origin")]);
        twice.append("sec-fetch-site", HeaderValue::from_static("cross-site"));
        assert!(!is_same_origin(&twice, false));
    }

    #[test]
    fn an_origin_matches_its_own_host_and_port() {
        for (host, origin, expected) in [
            ("flags.example", "https://flags.example", true),
            ("flags.example", "http://flags.example", true),
            ("flags.example", "http://FLAGS.example:80", true),
            ("flags.example:443", "https://flags.example", true),
            ("flags.example:8080", "http://flags.example:8080", true),
            ("127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("[::1]", "http://[::1]", true),
            ("flags.example", "https://flags.example:8443", false),
            ("flags.example:8080", "http://flags.example:8081", false),
            ("flags.example:8080", "http://flags.example", false),
            ("flags.example", "https://evil.example", false),
            ("flags.example", "https://flags.example.evil.example", false),
            ("flags.example", "https://evil.example/flags.example", false),
            ("flags.example", "https://evil@flags.example", false),
            ("flags.example", "ftp://flags.example", false),
            ("flags.example", "https://", false),
            ("flags.example", "null", false),
            ("flags.example", "", false),
        ] {
            let sent = headers(&[("host", host), ("origin", origin)]);
            assert_eq!(is_same_origin(&sent, false), expected, "{host} {origin}");
        }
        assert!(!is_same_origin(&headers(&[("host", "flags.example")]), false));
    }

    #[test]
    fn a_trusted_proxy_names_host_port_and_scheme() {
        let https = ("origin", "https://flags.example");
        let port = ("origin", "https://flags.example:8443");
        for (fields, expected) in [
            (&[https, ("x-forwarded-host", "flags.example")][..], true),
            (&[https, ("x-forwarded-host", "flags.example"), ("x-forwarded-proto", "https")], true),
            (&[https, ("x-forwarded-host", "flags.example, inner.example")], true),
            (&[https, ("x-forwarded-host", "flags.example"), ("x-forwarded-proto", "http")], false),
            (&[https, ("x-forwarded-host", "other.example")], false),
            (&[port, ("x-forwarded-host", "flags.example:8443")], true),
            (&[port, ("x-forwarded-host", "flags.example"), ("x-forwarded-port", "8443")], true),
            (&[port, ("x-forwarded-host", "flags.example")], false),
        ] {
            let sent = headers(&[&[("host", "10.0.0.1:8080")], fields].concat());
            assert_eq!(is_same_origin(&sent, true), expected, "{fields:?}");
            assert!(!is_same_origin(&sent, false), "from an untrusted peer: {fields:?}");
        }
    }

    #[test]
    fn plain_http_from_loopback_is_recognized() {
        for (origin, expected) in [
            ("http://localhost:8080", true),
            ("http://console.localhost", true),
            ("http://127.0.0.1", true),
            ("http://127.9.9.9:1", true),
            ("http://[::1]:8080", true),
            ("https://localhost", false),
            ("http://localhost.example", false),
            ("http://192.0.2.1", false),
            ("http://128.0.0.1", false),
            ("null", false),
        ] {
            assert_eq!(is_plain_loopback(&headers(&[("origin", origin)])), expected, "{origin}");
        }
        assert!(!is_plain_loopback(&HeaderMap::new()));
    }
}
