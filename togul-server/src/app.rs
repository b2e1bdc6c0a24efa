//! What handlers share.

use std::sync::Arc;

use axum::http::HeaderValue;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::{live::Live, metrics::Metrics, service::accounts::Accounts, store::Store};

#[derive(Clone, Debug)]
pub struct App {
    pub store: Store,
    pub live: Arc<Live>,
    pub accounts: Accounts,
    pub metrics: Arc<Metrics>,
    pub cors_origins: Arc<[HeaderValue]>,
    /// Who is believed about the address of the client that they speak for.
    pub trusted_proxies: Arc<[IpNet]>,
    /// Cancelled when the server stops: streams end then.
    pub stop: CancellationToken,
}
