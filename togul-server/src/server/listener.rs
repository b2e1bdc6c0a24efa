//! Accepts connections: as many as there is room for, a few more to refuse, and none twice.

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

/// How many are told at a time that there is no room; who comes after them waits to be accepted.
const REFUSALS: usize = 64;
/// How long a refusal may take.
const REFUSAL: Duration = Duration::from_secs(5);
/// How long nobody is accepted after the system said that it cannot: of what it lacks, something may be given back.
const PAUSE: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct Listener {
    pub socket: TcpListener,
    pub services: Arc<ConnectionServices>,
    /// Most connections at a time, those aside that are refused.
    pub max_connections: usize,
    /// Where they are counted, if they are.
    pub metrics: Option<Arc<Metrics>>,
}

impl Listener {
    /// Serves until the server stops and every connection has ended; dropped before, it cuts those that are left.
    pub async fn serve(self) {
        let places = Arc::new(Semaphore::new(self.max_connections));
        let refusals = Arc::new(Semaphore::new(REFUSALS));
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
                Ok(place) = Arc::clone(&places).acquire_owned() => {
                    let open = self.metrics.as_ref().map(|metrics| metrics.open_connection());
                    connections.spawn(async move {
                        connection::serve(socket, peer, services, false).await;
                        drop((place, open));
                    });
                }
                Ok(refusal) = Arc::clone(&refusals).acquire_owned() => {
                    if let Some(metrics) = &self.metrics {
                        metrics.connection_refused();
                    }
                    connections.spawn(async move {
                        let _ = timeout(REFUSAL, connection::serve(socket, peer, services, true)).await;
                        drop(refusal);
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
                    Err(error) => tracing::debug!(%error, "a connection was over before it began"),
                },
                Err(error) if is_the_peers(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "cannot accept connections");
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind as E;
    matches!(error.kind(), E::ConnectionRefused | E::ConnectionAborted | E::ConnectionReset)
}
