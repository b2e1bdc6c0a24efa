//! The places for connections, of which no address takes more than its share.
//!
//! A connection without a request gives its place to a new connection when there is no other. So idle connections cost
//! other callers nothing, in whatever number they are opened. Only those of a trusted proxy keep their places: the proxy
//! decides how many it opens.

use std::{
    collections::{BTreeMap, BinaryHeap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::task::AbortHandle;

use super::progress::Progress;
use crate::domain::network::Network;

#[derive(Debug)]
pub struct Places {
    /// Maximum number of connections.
    limit: usize,
    /// Maximum number of connections of a network.
    share: usize,
    /// Time that a connection has for its first request before its place may be given to another one.
    grace: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    occupied: usize,
    next_id: u64,
    networks: HashMap<Network, NetworkState>,
}

#[derive(Debug, Default)]
struct NetworkState {
    /// By age.
    connections: BTreeMap<u64, Occupant>,
    /// It belongs to a trusted proxy, whose connections are those of many clients.
    is_unlimited: bool,
}

#[derive(Debug)]
struct Occupant {
    progress: Arc<Progress>,
    /// Present once its task runs.
    task: Option<AbortHandle>,
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
pub struct Place {
    places: Arc<Places>,
    pub id: PlaceId,
}

#[derive(Clone, Copy, Debug)]
pub struct PlaceId {
    network: Network,
    id: u64,
}

/// Why there is no place for a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// The network has its share, and a request on each of its connections.
    ShareTaken,
    AllTaken,
}

impl Places {
    pub fn new(limit: usize, share: usize, grace: Duration) -> Arc<Self> {
        Arc::new(Self { limit, share, grace, state: Mutex::default() })
    }

    /// Takes a place, if necessary that of an idle connection: one of the same network if that has its share already, or
    /// else one of the network that has most connections among those with an idle one.
    ///
    /// # Errors
    /// When there is no such connection.
    pub fn take(
        self: &Arc<Self>,
        network: Network,
        is_unlimited: bool,
        progress: Arc<Progress>,
    ) -> Result<Place, NoPlace> {
        let mut state = self.state();
        let own = state.networks.get(&network).map_or(0, |own| own.connections.len());
        if !is_unlimited && own >= self.share {
            state.evict_idle(network, self.grace).ok_or(NoPlace::ShareTaken)?;
        } else if state.occupied >= self.limit {
            state.evict_any_idle(self.grace).ok_or(NoPlace::AllTaken)?;
        }
        let id = state.next_id;
        state.next_id += 1;
        state.occupied += 1;
        let own = state.networks.entry(network).or_default();
        own.is_unlimited = is_unlimited;
        own.connections.insert(id, Occupant { progress, task: None });
        Ok(Place { places: Arc::clone(self), id: PlaceId { network, id } })
    }

    /// The task to abort when the connection is idle and its place is needed.
    pub fn set_task(&self, PlaceId { network, id }: PlaceId, task: AbortHandle) {
        let mut state = self.state();
        let own = state.networks.get_mut(&network);
        if let Some(occupant) = own.and_then(|own| own.connections.get_mut(&id)) {
            occupant.task = Some(task);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Ends an idle connection of the largest network that has one. Those of trusted proxies are kept.
    fn evict_any_idle(&mut self, grace: Duration) -> Option<()> {
        let limited = self.networks.iter().filter(|(_, network)| !network.is_unlimited);
        let mut by_size: BinaryHeap<_> =
            limited.map(|(network, own)| (own.connections.len(), *network)).collect();
        while let Some((_, network)) = by_size.pop() {
            if self.evict_idle(network, grace).is_some() {
                return Some(());
            }
        }
        None
    }

    /// Ends the oldest idle connection of a network.
    fn evict_idle(&mut self, network: Network, grace: Duration) -> Option<()> {
        let own = self.networks.get(&network)?;
        let is_idle = |occupant: &Occupant| occupant.task.is_some() && !occupant.progress.has_request(grace);
        let (&id, _) = own.connections.iter().find(|(_, occupant)| is_idle(occupant))?;
        let occupant = self.remove(network, id)?;
        occupant.task?.abort();
        Some(())
    }

    fn remove(&mut self, network: Network, id: u64) -> Option<Occupant> {
        let own = self.networks.get_mut(&network)?;
        let occupant = own.connections.remove(&id)?;
        if own.connections.is_empty() {
            self.networks.remove(&network);
        }
        self.occupied -= 1;
        Some(occupant)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // It is gone already if it was evicted.
        self.places.state().remove(self.id.network, self.id.id);
    }
}
