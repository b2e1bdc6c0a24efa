//! Where a request came from, for rate limits and the audit log, and what becomes of its writes.

use std::net::IpAddr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSource {
    /// The client's address: not that of a trusted proxy which forwarded the request.
    pub address: IpAddr,
    /// The id in the response's `X-Request-Id` header, the log and the audit log.
    pub request_id: String,
    pub mode: WriteMode,
}

/// What becomes of a request's writes. Each write ends with its audit entry, so the entry's author carries the mode to the
/// end of the transaction: no use case needs to look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteMode {
    Commit,
    /// They are carried out, so that the response is that of the real request, and rolled back.
    DryRun,
}

impl WriteMode {
    /// A secret that the request issued. After a dry run nothing would accept it, so there is none.
    pub fn issued<S>(self, secret: S) -> Option<S> {
        match self {
            Self::Commit => Some(secret),
            Self::DryRun => None,
        }
    }
}
