//! Where a request came from: for limits and records.

use std::net::IpAddr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSource {
    /// The client's, and not that of a proxy that is known to speak for it.
    pub address: IpAddr,
    /// What the answer carries as `X-Request-Id`, and the log beside what happened.
    pub request_id: String,
}
