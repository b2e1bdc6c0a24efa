//! A running server: bind, serve, stop.

use std::{fmt, future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{http::HeaderValue, serve::ListenerExt};
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    app::App,
    auth::token::Tokens,
    http::{metrics, router::router},
    live::Live,
    service::accounts::Accounts,
    store::{Store, StoreError},
};

/// How long requests may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(2);

/// What a server is made of.
pub struct Settings {
    pub database_url: String,
    pub tokens: Tokens,
    pub listen: SocketAddr,
    /// Where `GET /metrics` is answered; nowhere without it.
    pub metrics_listen: Option<SocketAddr>,
    pub region: String,
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { listen, metrics_listen, region, cors_origins, trusted_proxies, .. } = self;
        f.debug_struct("Settings")
            .field("listen", listen)
            .field("metrics_listen", metrics_listen)
            .field("region", region)
            .field("cors_origins", cors_origins)
            .field("trusted_proxies", trusted_proxies)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A server that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    metrics: Option<(TcpListener, SocketAddr)>,
    /// Ends the background tasks when the server is gone.
    ended: DropGuard,
}

impl Server {
    /// Opens the database, brings its schema up to date, and listens.
    ///
    /// # Errors
    /// When the database cannot be used or the address not be had.
    pub async fn bind(settings: Settings) -> Result<Self, StartError> {
        let (listener, address) = listen(settings.listen).await?;
        let metrics = match settings.metrics_listen {
            Some(address) => Some(listen(address).await?),
            None => None,
        };
        let ended = CancellationToken::new();
        let (store, notices) = Store::open(&settings.database_url).await?;
        let live = Live::start(store.clone(), settings.region, notices, &ended);
        let origins = settings.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        let app = App {
            accounts: Accounts::new(store.clone(), settings.tokens),
            store,
            live,
            metrics: Arc::default(),
            cors_origins: origins.collect(),
            trusted_proxies: settings.trusted_proxies.into(),
            stop: CancellationToken::new(),
        };
        Ok(Self { app, listener, address, metrics, ended: ended.drop_guard() })
    }

    /// Where it listens: the real port when 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it answers `GET /metrics`, if it does.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(_, address)| *address)
    }

    /// What its handlers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `stop` resolves; then streams end at once, requests within a few seconds.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let (app, stopping) = (self.app.clone(), self.app.stop.clone());
        // Events are small and must not wait for each other.
        let listener = self.listener.tap_io(|socket| {
            if let Err(error) = socket.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps Nagle's delay");
            }
        });
        let service = router(self.app).into_make_service_with_connect_info::<SocketAddr>();
        let stopped = {
            let stopping = stopping.clone();
            async move {
                stop.await;
                tracing::info!("stopping: streams end, requests finish");
                stopping.cancel();
            }
        };
        let serving = axum::serve(listener, service).with_graceful_shutdown(stopped);
        let metrics = {
            let (router, stopping) = (metrics::router(app.clone()), stopping.clone());
            async move {
                let Some((listener, _)) = self.metrics else { return Ok(()) };
                axum::serve(listener, router).with_graceful_shutdown(stopping.cancelled_owned()).await
            }
        };
        let out_of_time = async {
            stopping.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        let result = tokio::select! {
            result = async { tokio::try_join!(serving.into_future(), metrics) } => result.map(drop),
            () = out_of_time => {
                tracing::warn!("some requests did not end in time");
                Ok(())
            }
        };
        drop(self.ended);
        // A statement that hangs does not keep the process.
        let _ = tokio::time::timeout(GRACE, app.store.close()).await;
        result
    }
}

/// Listens, and says where: the real port when 0 was asked for.
async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let listening = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listening.await.map_err(|source| StartError::Listen { address, source })
}
