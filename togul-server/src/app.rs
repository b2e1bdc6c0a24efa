//! The state that all handlers share.

mod drain;
mod ofrep_settings;

use std::{ops::Deref, sync::Arc};

use axum::http::HeaderValue;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::{
    auth::write_limiter::WriteLimiter,
    domain::{api_key::ApiKey, id::Id},
    limits::{body_budget::BodyBudget, compressions::Compressions, shares::Shares},
    live::{EvaluationPool, Live},
    metrics::Metrics,
    service::{accounts::Accounts, rules::Compilers},
    store::Store,
};

pub use self::{drain::Drain, ofrep_settings::OfrepSettings};

/// One reference count for everything: each request clones this, and every count is contended between threads.
#[derive(Clone, Debug)]
pub struct App(Arc<Shared>);

#[derive(Debug)]
pub struct Shared {
    pub store: Store,
    pub live: Arc<Live>,
    pub accounts: Accounts,
    pub metrics: Arc<Metrics>,
    pub writes: WriteLimiter,
    pub evaluations: EvaluationPool,
    pub compilers: Compilers,
    pub compressions: Compressions,
    pub cors_origins: Vec<HeaderValue>,
    /// The path below which a proxy serves this server, such as `/flags`; empty for none. It is needed where a client
    /// resolves an address against the host alone: for cookies, and for the event stream of OFREP.
    pub path_prefix: String,
    pub ofrep: OfrepSettings,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The bytes of bodies in memory.
    pub bodies: Arc<BodyBudget>,
    /// Open streams by API key.
    pub key_streams: Arc<Shares<Id<ApiKey>>>,
    /// Maximum number of streams of one API key whose scope is for pages and apps: `sdk` or `stream`.
    pub streams_per_key: usize,
    /// Begins with the signal to stop. Streams end during it.
    pub drain: Arc<Drain>,
    /// Cancelled after the drain. New requests are refused then.
    pub stop: CancellationToken,
}

impl From<Shared> for App {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
