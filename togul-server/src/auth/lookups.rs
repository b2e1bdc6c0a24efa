//! Look-ups for strangers, such as those of secrets that they may have made up.
//!
//! A few use the database at the same time, and networks take turns, so that a flood of them leaves connections for all
//! other requests and does not delay other networks.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::secret::SecretHash;
use crate::{
    domain::network::Network,
    fair_queue::{Busy, FairQueue},
};

const MAX_RUNNING: usize = 2;
/// Look-ups that wait, of all networks and of one.
const MAX_WAITING: usize = 1024;
const PLACES_PER_NETWORK: usize = 64;
const QUEUE_TIMEOUT: Duration = Duration::from_secs(3);
/// Above this number, all known secrets are forgotten.
const MAX_KNOWN: usize = 10_000;

#[derive(Clone, Debug)]
pub struct Lookups {
    queue: FairQueue<Network>,
    /// Secrets that are used many times and were valid. They do not wait.
    known: Arc<Mutex<HashSet<SecretHash>>>,
}

impl Default for Lookups {
    fn default() -> Self {
        Self { queue: FairQueue::new(MAX_RUNNING, MAX_WAITING, PLACES_PER_NETWORK), known: Arc::default() }
    }
}

impl Lookups {
    /// Runs the look-up in the network's turn.
    ///
    /// # Errors
    /// [`Busy`] when too many of the network wait, or its turn does not come in time; those of the look-up.
    pub async fn run<T, E: From<Busy>>(
        &self,
        network: Network,
        lookup: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let _permit = self.queue.acquire(network, QUEUE_TIMEOUT).await?;
        lookup.await
    }

    /// Runs the look-up of a secret that is used many times: at once if it was valid before.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_known<T, E: From<Busy>>(
        &self,
        network: Network,
        secret: SecretHash,
        lookup: impl Future<Output = Result<Option<T>, E>>,
    ) -> Result<Option<T>, E> {
        let is_known = self.known().contains(&secret);
        let found = if is_known { lookup.await? } else { self.run(network, lookup).await? };
        let mut known = self.known();
        if found.is_none() {
            known.remove(&secret);
        } else if !is_known {
            if known.len() >= MAX_KNOWN {
                known.clear();
            }
            known.insert(secret);
        }
        Ok(found)
    }

    fn known(&self) -> MutexGuard<'_, HashSet<SecretHash>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
