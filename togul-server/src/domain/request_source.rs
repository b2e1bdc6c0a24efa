//! Where a request came from, for rate limits and the audit log.

use std::net::IpAddr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSource {
    /// The client's address: not that of a trusted proxy which forwarded the request.
    pub address: IpAddr,
    /// The id in the response's `X-Request-Id` header, the log and the audit log.
    pub request_id: String,
}
