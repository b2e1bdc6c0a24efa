//! Client networks, by which attempts, connections and bytes in memory are counted, and addresses to listen on.

use std::{
    fmt,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

/// An IPv4 address, or the /64 network of an IPv6 address: the 2⁶⁴ addresses of one subscriber are one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            v4 => v4,
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
    }
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenAddress {
    /// An address or a host name; `None` for every interface.
    pub host: Option<String>,
    pub port: u16,
}

impl From<SocketAddr> for ListenAddress {
    fn from(address: SocketAddr) -> Self {
        Self { host: Some(address.ip().to_string()), port: address.port() }
    }
}

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(address.into());
        }
        let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        match port.parse() {
            Ok(port) if host.chars().all(is_host) => {
                Ok(Self { host: Some(host.to_owned()).filter(|host| !host.is_empty()), port })
            }
            _ => Err("must be a host and a port, such as 127.0.0.1:8080, localhost:8080 or [::1]:8080, or a port of \
                      every interface, such as :8080 or 8080"
                .to_owned()),
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Some(host) if host.contains(':') => write!(f, "[{host}]:{}", self.port),
            Some(host) => write!(f, "{host}:{}", self.port),
            None => write!(f, ":{}", self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_to_listen_on_is_a_host_or_every_interface_and_a_port() {
        for (text, host, port, shown) in [
            ("127.0.0.1:8080", Some("127.0.0.1"), 8080, "127.0.0.1:8080"),
            ("[::1]:80", Some("::1"), 80, "[::1]:80"),
            ("[::]:80", Some("::"), 80, "[::]:80"),
            ("localhost:0", Some("localhost"), 0, "localhost:0"),
            ("togul-1.example.com:80", Some("togul-1.example.com"), 80, "togul-1.example.com:80"),
            (":8082", None, 8082, ":8082"),
            ("8080", None, 8080, ":8080"),
        ] {
            let parsed: ListenAddress = text.parse().expect(text);
            assert_eq!((parsed.host.as_deref(), parsed.port), (host, port), "{text}");
            assert_eq!(parsed.to_string(), shown);
        }
        for bad in [
            "",
            ":",
            "localhost",
            "::1",
            "::1:8080",
            "[::1]",
            "[::1:80",
            "a:65536",
            "a:-1",
            "http://a:80",
            "a b:1",
        ] {
            let error = bad.parse::<ListenAddress>().expect_err(bad);
            assert!(error.contains("[::1]:8080"), "{error}");
        }
    }

    #[test]
    fn an_ipv6_64_is_one_network() {
        let network = |text: &str| Network::from(text.parse::<IpAddr>().expect("an address"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_eq!(network("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
        assert_eq!(network("192.0.2.1").to_string(), "192.0.2.1");
    }
}
