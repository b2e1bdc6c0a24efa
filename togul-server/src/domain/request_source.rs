//! Where a request came from, for rate limits and the audit log.

use std::net::{IpAddr, Ipv6Addr};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSource {
    /// The client's address: not that of a trusted proxy which forwarded the request.
    pub address: IpAddr,
    /// The id in the response's `X-Request-Id` header, the log and the audit log.
    pub request_id: String,
}

/// The network that limits apply to. The 2⁶⁴ IPv6 addresses of one subscriber are one network.
#[must_use]
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        v4 => v4,
    }
}
