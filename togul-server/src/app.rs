//! The state that all handlers share.

use std::{ops::Deref, sync::Arc};

use axum::http::HeaderValue;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::{
    auth::write_limiter::WriteLimiter, live::Live, metrics::Metrics, service::accounts::Accounts,
    store::Store,
};

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
    pub cors_origins: Vec<HeaderValue>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Cancelled when the server starts to stop. Streams end then.
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
