//! The requests in progress of clients behind trusted proxies.
//!
//! The connections of a proxy are those of many clients, so it has no share of the connections. The share is one of the
//! requests instead, of which a stream is one for as long as it is open. As without a proxy, a client that has its share
//! gets some more requests for health checks and the management API, and no others.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::HeaderMap;
use ipnet::IpNet;
use tokio::time::Instant;

use crate::{
    domain::network::Network,
    http::{
        guards::unavailable::is_served_beyond_limits,
        request::client_address::{FORWARDED_FOR, is_trusted, last_untrusted},
    },
    limits::{
        SHARE_BEYOND_LIMIT,
        shares::{Share, Shares},
    },
};

/// Interval between two warnings of one kind.
const WARNING_INTERVAL: Duration = Duration::from_secs(3600);

/// A request of a client, until it is answered.
pub type RequestShare = Share<Network>;

#[derive(Debug)]
pub struct Clients {
    pub trusted_proxies: Vec<IpNet>,
    /// Maximum number of requests in progress of one client.
    pub share: usize,
    pub requests: Arc<Shares<Network>>,
    pub untrusted_proxy: WarningInterval,
}

/// The client has its share of requests in progress.
#[derive(Clone, Copy, Debug)]
pub struct TooManyRequests;

impl Clients {
    pub fn is_trusted_proxy(&self, peer: SocketAddr) -> bool {
        is_trusted(peer.ip(), &self.trusted_proxies)
    }

    /// The share of a request that came through a trusted proxy. For a path that is served beyond limits, a client has some
    /// more requests than its share.
    pub fn take_share(
        &self,
        peer: SocketAddr,
        headers: &HeaderMap,
        path: &str,
    ) -> Result<Option<RequestShare>, TooManyRequests> {
        if !headers.contains_key(FORWARDED_FOR) {
            return Ok(None);
        }
        if !self.is_trusted_proxy(peer) {
            if self.untrusted_proxy.is_over() {
                tracing::warn!(
                    peer = %peer.ip(),
                    "X-Forwarded-For of an address that is not trusted is ignored, so that limits apply to all clients of \
                     this address together: if it is your proxy, set TOGUL_TRUSTED_PROXIES to its address"
                );
            }
            return Ok(None);
        }
        let client = last_untrusted(peer.ip(), headers, &self.trusted_proxies);
        if is_trusted(client, &self.trusted_proxies) {
            return Ok(None);
        }
        let beyond = if is_served_beyond_limits(path) { self.share.min(SHARE_BEYOND_LIMIT) } else { 0 };
        let limit = self.share.saturating_add(beyond);
        self.requests.take(client.into(), 1, limit).map(Some).ok_or(TooManyRequests)
    }
}

/// Limits how often a warning is logged.
#[derive(Debug, Default)]
pub struct WarningInterval(Mutex<Option<Instant>>);

impl WarningInterval {
    /// Whether the warning is due. It is not due again for an interval.
    pub fn is_over(&self) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = last.is_none_or(|last| last.elapsed() >= WARNING_INTERVAL);
        if is_over {
            *last = Some(Instant::now());
        }
        is_over
    }
}
