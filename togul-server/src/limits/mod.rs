//! Limits that keep one caller from taking all connections and memory.

pub mod body_budget;
pub mod shares;

use std::num::NonZeroUsize;

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

/// The limit of one caller: the setting, or a quarter of all.
#[must_use]
pub fn share(setting: Option<NonZeroUsize>, all: usize) -> usize {
    setting.map_or(all.div_ceil(4), NonZeroUsize::get)
}
