//! One asker for all: who wants what somebody is already fetching waits for that.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use crate::store::{PATIENCE, StoreError};

/// A lock per thing that is being fetched at this moment.
pub(super) struct Flights<K>(Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>);

impl<K> Default for Flights<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K> fmt::Debug for Flights<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flights(..)")
    }
}

impl<K: Copy + Eq + Hash> Flights<K> {
    /// Waits for one's turn; then look again before fetching.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when whoever is fetching takes as long as a database may.
    pub(super) async fn take_off(&self, key: K) -> Result<OwnedMutexGuard<()>, StoreError> {
        let lock = {
            let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody is on are over.
            flights.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(flights.entry(key).or_default())
        };
        let turn = tokio::time::timeout(PATIENCE, lock.lock_owned()).await;
        turn.map_err(|_| StoreError::timed_out())
    }
}
