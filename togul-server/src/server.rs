//! A running server: bind, serve, stop.

mod connection;
#[cfg(test)]
mod deadlines;
mod descriptors;
mod listener;
mod progress;
mod socket;

use std::{fmt, future::Future, io, net::SocketAddr, num::NonZeroUsize, sync::Arc, time::Duration};

use axum::http::HeaderValue;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::{connection::ConnectionServices, listener::Listener};
use crate::{
    app::{App, Shared},
    auth::token::Tokens,
    http::{guards::unavailable, metrics, router::router},
    live::Live,
    service::accounts::Accounts,
    store::{Store, StoreError},
};

/// How long requests may take to end once the server stops.
const GRACE: Duration = Duration::from_secs(3);
/// How long the database may take to close after that.
const CLOSING: Duration = Duration::from_secs(1);
/// Operators are few; theirs are no callers' places.
const METRICS_CONNECTIONS: usize = 32;

/// What a server is made of.
pub struct Settings {
    pub database_url: String,
    pub tokens: Tokens,
    pub listen: SocketAddr,
    /// Where `GET /metrics` is answered; nowhere without it.
    pub metrics_listen: Option<SocketAddr>,
    /// Most connections at a time; without it, what the limit on open files has room for.
    pub max_connections: Option<NonZeroUsize>,
    pub region: String,
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { listen, metrics_listen, max_connections, region, cors_origins, trusted_proxies, .. } =
            self;
        f.debug_struct("Settings")
            .field("listen", listen)
            .field("metrics_listen", metrics_listen)
            .field("max_connections", max_connections)
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
    max_connections: usize,
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
        let max_connections = max_connections(settings.max_connections);
        let ended = CancellationToken::new();
        let (store, notices) = Store::open(&settings.database_url).await?;
        let live = Live::start(store.clone(), settings.region, notices, &ended);
        let origins = settings.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        let app = App::from(Shared {
            accounts: Accounts::new(store.clone(), settings.tokens),
            store,
            live,
            metrics: Arc::default(),
            cors_origins: origins.collect(),
            trusted_proxies: settings.trusted_proxies,
            stop: CancellationToken::new(),
        });
        Ok(Self { app, listener, address, metrics, max_connections, ended: ended.drop_guard() })
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

    /// Serves until `stop` resolves. Then streams end at once, requests that are under way within a few seconds, and
    /// those that still come are refused. What goes wrong with one connection does not end the others.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
        let Self { app, listener, metrics, max_connections, ended, .. } = self;
        let stopping = &app.stop;
        let refusing = unavailable::router(app.clone());
        let services = |router, short| {
            Arc::new(ConnectionServices { router, short, refusing: refusing.clone(), stop: stopping.clone() })
        };
        let callers = Listener {
            socket: listener,
            services: services(router(app.clone()), Some(app.clone())),
            max_connections,
            metrics: Some(Arc::clone(&app.metrics)),
        };
        let operators = metrics.map(|(socket, _)| Listener {
            socket,
            services: services(metrics::router(app.clone()), None),
            max_connections: METRICS_CONNECTIONS,
            metrics: None,
        });
        let stopped = async {
            stop.await;
            tracing::info!("stopping: streams end, requests finish");
            stopping.cancel();
        };
        let operators = async {
            if let Some(operators) = operators {
                operators.serve().await;
            }
        };
        let out_of_time = async {
            stopping.cancelled().await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            _ = async { tokio::join!(stopped, callers.serve(), operators) } => {}
            () = out_of_time => tracing::warn!("some requests did not end in time"),
        }
        drop(ended);
        // A statement that hangs does not keep the process.
        let _ = tokio::time::timeout(CLOSING, app.store.close()).await;
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

/// As many as are wanted, and no more than there are files for.
fn max_connections(wanted: Option<NonZeroUsize>) -> usize {
    let possible = descriptors::connections();
    match wanted.map(NonZeroUsize::get) {
        Some(wanted) if wanted > possible => {
            tracing::warn!(wanted, possible, "the limit on open files leaves room for fewer connections");
            possible
        }
        Some(wanted) => wanted,
        None => possible,
    }
}
