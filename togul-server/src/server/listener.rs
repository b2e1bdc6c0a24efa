//! Accepts connections up to a limit. Beyond it, only health checks and the management API are served.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinError, JoinSet},
    time::{sleep, timeout},
};

use super::{
    clients::WarningInterval,
    connection::{self, Accepted, ConnectionServices},
    places::{NoPlace, Place, Places},
    progress::Progress,
    socket,
};
use crate::{limits::SHARE_BEYOND_LIMIT, metrics::Metrics};

/// Maximum number of connections beyond the limit, each for one request; further ones are closed.
const MAX_BEYOND_LIMIT: usize = 64;
/// Time limit for a connection beyond the limit.
const BEYOND_LIMIT_TIMEOUT: Duration = Duration::from_secs(10);
/// Time that refused connections have to receive their responses once all others have ended.
const LAST_REFUSALS: Duration = Duration::from_millis(250);
/// Pause after an error of the system such as too many open files, in which other connections may end.
const RETRY_DELAY: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct Listener {
    pub socket: TcpListener,
    pub services: Arc<ConnectionServices>,
    pub places: Arc<Places>,
    /// Counts connections, if present.
    pub metrics: Option<Arc<Metrics>>,
    pub share_warning: WarningInterval,
}

impl Listener {
    /// Serves until the server stops and every connection from before has ended. Dropping the future cuts open
    /// connections.
    pub async fn serve(self) {
        let extra_places = Places::new(MAX_BEYOND_LIMIT, SHARE_BEYOND_LIMIT, Duration::ZERO);
        let (mut connections, mut beyond_limit) = (JoinSet::new(), JoinSet::new());
        loop {
            let (socket, peer) = tokio::select! {
                biased;
                Some(ended) = connections.join_next() => {
                    report(ended);
                    continue;
                }
                Some(ended) = beyond_limit.join_next() => {
                    report(ended);
                    continue;
                }
                () = self.services.stop.cancelled(), if connections.is_empty() => break,
                accepted = self.accept() => accepted,
            };
            let (services, progress) = (Arc::clone(&self.services), Arc::new(Progress::new()));
            let accepted =
                |is_beyond_limit| Accepted { socket, peer, progress: Arc::clone(&progress), is_beyond_limit };
            if let Some(place) = self.place(peer, &progress) {
                let (id, accepted) = (place.id, accepted(false));
                let open = self.metrics.as_ref().map(|metrics| metrics.open_connection());
                let task = connections.spawn(async move {
                    connection::serve(accepted, services).await;
                    drop((place, open));
                });
                self.places.set_task(id, task);
            } else {
                if let Some(metrics) = &self.metrics {
                    metrics.connection_refused();
                }
                // Without one, the connection is closed: it must not delay others, for which there may be a place.
                let extra_place = extra_places.take(peer.ip().into(), false, Arc::clone(&progress));
                let Ok(place) = extra_place else { continue };
                let (id, accepted) = (place.id, accepted(true));
                let task = beyond_limit.spawn(async move {
                    let _ = timeout(BEYOND_LIMIT_TIMEOUT, connection::serve(accepted, services)).await;
                    drop(place);
                });
                extra_places.set_task(id, task);
            }
        }
        let refusals = async { while beyond_limit.join_next().await.is_some() {} };
        let _ = timeout(LAST_REFUSALS, refusals).await;
    }

    /// A place within the limits. Once the server is stopping, there is none.
    fn place(&self, peer: SocketAddr, progress: &Arc<Progress>) -> Option<Place> {
        if self.services.stop.is_cancelled() {
            return None;
        }
        let is_proxy = self.services.clients.is_trusted_proxy(peer);
        match self.places.take(peer.ip().into(), is_proxy, Arc::clone(progress)) {
            Ok(place) => Some(place),
            Err(NoPlace::ShareTaken) => {
                if self.share_warning.is_over() {
                    tracing::warn!(
                        peer = %peer.ip(),
                        "connections are refused: this address has its share, TOGUL_MAX_CONNECTIONS_PER_ADDRESS; if it is \
                         your proxy, set TOGUL_TRUSTED_PROXIES to its address"
                    );
                }
                None
            }
            Err(NoPlace::AllTaken) => None,
        }
    }

    async fn accept(&self) -> (TcpStream, SocketAddr) {
        loop {
            match self.socket.accept().await {
                Ok((socket, peer)) => match socket::prepare(&socket) {
                    Ok(()) => return (socket, peer),
                    Err(error) => tracing::debug!(%error, "the peer closed the connection at once"),
                },
                Err(error) if is_caused_by_peer(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "cannot accept connections");
                    sleep(RETRY_DELAY).await;
                }
            }
        }
    }
}

fn is_caused_by_peer(error: &io::Error) -> bool {
    use io::ErrorKind as E;
    matches!(error.kind(), E::ConnectionRefused | E::ConnectionAborted | E::ConnectionReset)
}

fn report(ended: Result<(), JoinError>) {
    match ended {
        // An idle connection whose place was needed.
        Err(error) if error.is_cancelled() => {}
        Err(error) => tracing::error!(%error, "a connection's task failed"),
        Ok(()) => {}
    }
}
