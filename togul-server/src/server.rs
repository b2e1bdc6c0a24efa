//! Start, run and shutdown of a server.

mod clients;
mod connection;
mod descriptors;
mod listener;
mod places;
mod progress;
mod reserved;
mod socket;

use std::{fmt, future::Future, io, net::SocketAddr, num::NonZeroUsize, sync::Arc, time::Duration};

use axum::http::HeaderValue;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::{
    clients::{Clients, WarningInterval},
    connection::ConnectionServices,
    listener::Listener,
    places::Places,
    reserved::ReservedAddress,
};
use crate::{
    app::{App, Drain, Shared},
    auth::{token::Tokens, write_limiter::WriteLimiter},
    domain::{account::Registration, network::ListenAddress, quota::Quotas},
    http::{guards::unavailable, metrics, router::router},
    limits::{self, ConnectionBudget, Limits, body_budget::BodyBudget, compressions::Compressions},
    live::{EvaluationPool, Live},
    service::{accounts::Accounts, rules::compilers},
    store::{DatabaseAddress, Store, StoreError},
};

pub use crate::{app::OfrepSettings, live::EvaluationLimits};

/// Time that requests have to finish after the server begins to stop.
const GRACE_PERIOD: Duration = Duration::from_secs(3);
/// Time that the database has to close after that.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);
/// Time that a new connection has for its request before it may be closed for another connection.
const FIRST_REQUEST_GRACE: Duration = Duration::from_millis(100);
/// Limit of the metrics address, which is independent of the limit for clients.
const METRICS_CONNECTIONS: usize = 32;

/// The settings of a server.
pub struct Settings {
    pub database_address: DatabaseAddress,
    /// How many connections to PostgreSQL the server opens.
    pub database: ConnectionBudget,
    pub tokens: Tokens,
    /// Who may register.
    pub registration: Registration,
    pub listen: ListenAddress,
    /// Address that serves `GET /metrics`; `None` turns it off.
    pub metrics_listen: Option<ListenAddress>,
    /// Maximum number of open connections; the default depends on the limit on open files.
    pub max_connections: Option<NonZeroUsize>,
    pub limits: Limits,
    pub region: String,
    pub cors_origins: Vec<String>,
    /// The path below which a proxy serves the server, such as `/flags`; empty for none.
    pub path_prefix: String,
    pub ofrep: OfrepSettings,
    /// Proxies whose `X-Forwarded-For` header is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// What a tenant may store, and how fast it may write.
    pub quotas: Quotas,
    /// What long evaluations may take.
    pub evaluation: EvaluationLimits,
    /// How long requests are still served after the signal to stop.
    pub drain: Duration,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            registration,
            listen,
            metrics_listen,
            max_connections,
            limits,
            region,
            cors_origins,
            path_prefix,
            ofrep,
            trusted_proxies,
            quotas,
            evaluation,
            drain,
            ..
        } = self;
        f.debug_struct("Settings")
            .field("registration", registration)
            .field("listen", listen)
            .field("metrics_listen", metrics_listen)
            .field("max_connections", max_connections)
            .field("limits", limits)
            .field("region", region)
            .field("cors_origins", cors_origins)
            .field("path_prefix", path_prefix)
            .field("ofrep", ofrep)
            .field("trusted_proxies", trusted_proxies)
            .field("quotas", quotas)
            .field("evaluation", evaluation)
            .field("drain", drain)
            .finish_non_exhaustive()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {source}{}", reserved::help(source))]
    Listen { address: ListenAddress, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A server that listens on its addresses but does not accept connections yet.
#[derive(Debug)]
pub struct Server {
    app: App,
    listener: TcpListener,
    address: SocketAddr,
    metrics: Option<(TcpListener, SocketAddr)>,
    max_connections: usize,
    connections_per_address: usize,
    /// Ends the background tasks on drop.
    background: DropGuard,
}

impl Server {
    /// Opens the database, runs pending migrations, and listens: before that, connections are refused.
    ///
    /// # Errors
    /// When the database cannot be used or an address is not available.
    pub async fn bind(settings: Settings) -> Result<Self, StartError> {
        // An address that is taken is reported before the wait for the database.
        let reserved = ReservedAddress::bind(settings.listen).await?;
        let reserved_for_metrics = match settings.metrics_listen {
            Some(address) => Some(ReservedAddress::bind(address).await?),
            None => None,
        };
        let max_connections = max_connections(settings.max_connections);
        let limits = settings.limits;
        let connections_per_address = limits::share(limits.connections_per_address, max_connections);
        let background = CancellationToken::new();
        let (store, notices) = Store::open_within(&settings.database_address, settings.database).await?;
        let store = store.with_quotas(settings.quotas);
        let live = Live::start(store.clone(), settings.region, notices, &background);
        let origins = settings.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        let app = App::from(Shared {
            accounts: Accounts::new(store.clone(), settings.tokens, settings.registration),
            store,
            live,
            metrics: Arc::default(),
            writes: WriteLimiter::new(settings.quotas.writes_per_second, settings.quotas.write_burst),
            evaluations: EvaluationPool::new(settings.evaluation),
            compilers: compilers(),
            compressions: Compressions::default(),
            cors_origins: origins.collect(),
            path_prefix: settings.path_prefix,
            ofrep: settings.ofrep,
            trusted_proxies: settings.trusted_proxies,
            bodies: BodyBudget::new(limits.body_memory),
            key_streams: Arc::default(),
            streams_per_key: limits::share(limits.streams_per_key, max_connections),
            drain: Arc::new(Drain::new(settings.drain)),
            stop: CancellationToken::new(),
        });
        let background = background.drop_guard();
        let (listener, address) = reserved.listen()?;
        let metrics = reserved_for_metrics.map(ReservedAddress::listen).transpose()?;
        Ok(Self { app, listener, address, metrics, max_connections, connections_per_address, background })
    }

    /// The bound address, with the actual port if 0 was requested.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The bound address of `GET /metrics`, if there is one.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(|(_, address)| *address)
    }

    /// The state that handlers share.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `stop` resolves, and then for the time of the drain, in which `/readyz` answers 503 and streams end.
    /// Afterwards new requests are refused, and requests in progress have a few seconds to finish. A failure of one
    /// connection does not affect the others.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) {
        let Self { app, listener, metrics, max_connections, connections_per_address, background, .. } = self;
        let stop_token = &app.stop;
        let refusing = unavailable::router(app.clone());
        let services = |router, fast_path| {
            Arc::new(ConnectionServices {
                router,
                fast_path,
                refusing: refusing.clone(),
                clients: Clients {
                    trusted_proxies: app.trusted_proxies.clone(),
                    share: connections_per_address,
                    requests: Arc::default(),
                    untrusted_proxy: WarningInterval::default(),
                },
                drain: Arc::clone(&app.drain),
                stop: stop_token.clone(),
            })
        };
        let (router, fast_path) = router(app.clone());
        let client_listener = Listener {
            socket: listener,
            services: services(router, Some(fast_path)),
            places: Places::new(max_connections, connections_per_address, FIRST_REQUEST_GRACE),
            metrics: Some(Arc::clone(&app.metrics)),
            share_warning: WarningInterval::default(),
        };
        let metrics_listener = metrics.map(|(socket, _)| Listener {
            socket,
            services: services(metrics::router(app.clone()), None),
            places: Places::new(METRICS_CONNECTIONS, METRICS_CONNECTIONS, FIRST_REQUEST_GRACE),
            metrics: None,
            share_warning: WarningInterval::default(),
        });
        let stopped = async {
            stop.await;
            tracing::info!("stopping: /readyz answers 503, streams end");
            app.drain.run().await;
            tracing::info!("stopping: new requests are refused, those in progress are finished");
            stop_token.cancel();
        };
        let serve_metrics = async {
            if let Some(listener) = metrics_listener {
                listener.serve().await;
            }
        };
        let grace_period = async {
            stop_token.cancelled().await;
            tokio::time::sleep(GRACE_PERIOD).await;
        };
        tokio::select! {
            _ = async { tokio::join!(stopped, client_listener.serve(), serve_metrics) } => {}
            () = grace_period => tracing::warn!("some requests did not finish in time"),
        }
        drop(background);
        // A hanging statement must not keep the process alive.
        let closed = async {
            app.accounts.refusals.flush().await;
            app.store.close().await;
        };
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, closed).await;
    }
}

/// The requested number, reduced to what the limit on open files allows.
fn max_connections(requested: Option<NonZeroUsize>) -> usize {
    let possible = descriptors::max_connections();
    match requested.map(NonZeroUsize::get) {
        Some(requested) if requested > possible => {
            tracing::warn!(requested, possible, "the limit on open files allows fewer connections");
            possible
        }
        Some(requested) => requested,
        None => possible,
    }
}
