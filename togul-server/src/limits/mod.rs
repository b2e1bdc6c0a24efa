//! Limits that keep one caller from taking all connections and memory, and one server all connections to the database.

pub mod body_budget;
pub mod compressions;
pub mod shares;

use std::{num::NonZeroUsize, time::Duration};

/// Maximum number of connections of one address, or requests of one client behind a trusted proxy, beyond a limit: for
/// health checks and the management API only.
pub const SHARE_BEYOND_LIMIT: usize = 32;

/// Limits on callers. The default is for production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Maximum number of open connections of one address (IPv6: of one /64 network), or of requests in progress of one
    /// client behind a trusted proxy. The default is a quarter of all connections.
    pub connections_per_address: Option<NonZeroUsize>,
    /// Maximum number of open streams of one API key of scope `sdk` or `stream`. The default is a quarter of all
    /// connections.
    pub streams_per_key: Option<NonZeroUsize>,
    /// Maximum bytes of large request and response bodies in memory.
    pub body_memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections_per_address: None, streams_per_key: None, body_memory: 128 << 20 }
    }
}

/// How many connections a server takes of PostgreSQL, and how long it waits for the first. The default is for production.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionBudget {
    /// Maximum number of open connections, besides the one that only listens. At least [`Self::MIN`].
    pub connections: u32,
    /// How often connections that were not needed since the last time are closed.
    pub give_back_interval: Duration,
    /// How long the start waits for a database that is not ready.
    pub wait: Duration,
}

impl ConnectionBudget {
    /// One for evaluation and one for everything else.
    pub const MIN: u32 = 2;

    /// Connections that only evaluation may use, so that a burst of management requests does not delay it.
    #[must_use]
    pub fn reserved(self) -> u32 {
        self.connections.div_ceil(4)
    }

    /// The others.
    #[must_use]
    pub fn management(self) -> u32 {
        self.connections - self.reserved()
    }
}

impl Default for ConnectionBudget {
    fn default() -> Self {
        Self { connections: 8, give_back_interval: Duration::from_secs(25), wait: Duration::from_secs(60) }
    }
}

/// The limit of one caller: the setting, or a quarter of all.
#[must_use]
pub fn share(setting: Option<NonZeroUsize>, all: usize) -> usize {
    setting.map_or(all.div_ceil(4), NonZeroUsize::get)
}
