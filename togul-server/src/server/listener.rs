//! Accepts connections up to a limit, and refuses further ones.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    connection::{self, ConnectionServices},
    socket,
};
use crate::metrics::Metrics;

/// Maximum number of refused connections at a time; further ones wait in the system's queue.
const MAX_REFUSED: usize = 64;
/// Time limit for refusing a connection.
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);
/// Pause after an error of the system such as too many open files, in which other connections may end.
const RETRY_DELAY: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct Listener {
    pub socket: TcpListener,
    pub services: Arc<ConnectionServices>,
    /// Maximum number of connections, not counting refused ones.
    pub max_connections: usize,
    /// Counts connections, if present.
    pub metrics: Option<Arc<Metrics>>,
}

impl Listener {
    /// Serves until the server stops and every connection has ended. Dropping the future cuts open connections.
    pub async fn serve(self) {
        let slots = Arc::new(Semaphore::new(self.max_connections));
        let refusal_slots = Arc::new(Semaphore::new(MAX_REFUSED));
        let mut connections = JoinSet::new();
        loop {
            let (socket, peer) = tokio::select! {
                biased;
                Some(ended) = connections.join_next() => {
                    if let Err(error) = ended {
                        tracing::error!(%error, "a connection's task failed");
                    }
                    continue;
                }
                accepted = self.accept() => accepted,
                () = self.services.stop.cancelled(), if connections.is_empty() => return,
            };
            let services = Arc::clone(&self.services);
            tokio::select! {
                biased;
                Ok(slot) = Arc::clone(&slots).acquire_owned() => {
                    let open = self.metrics.as_ref().map(|metrics| metrics.open_connection());
                    connections.spawn(async move {
                        connection::serve(socket, peer, services, false).await;
                        drop((slot, open));
                    });
                }
                Ok(slot) = Arc::clone(&refusal_slots).acquire_owned() => {
                    if let Some(metrics) = &self.metrics {
                        metrics.connection_refused();
                    }
                    connections.spawn(async move {
                        let _ = timeout(REFUSAL_TIMEOUT, connection::serve(socket, peer, services, true)).await;
                        drop(slot);
                    });
                }
            }
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
