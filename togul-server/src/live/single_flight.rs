//! One query for many requests: a request for a row that is being loaded waits for that load.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use crate::store::{StoreError, WAIT_TIMEOUT};

/// A lock for each key that is being loaded.
pub(super) struct SingleFlight<K>(Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>);

impl<K> Default for SingleFlight<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K> fmt::Debug for SingleFlight<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleFlight(..)")
    }
}

impl<K: Copy + Eq + Hash> SingleFlight<K> {
    /// Waits for the lock of `key`. The caller then looks into the cache again before it loads.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the load in progress takes longer than a request may wait for the database.
    pub(super) async fn lock(&self, key: K) -> Result<OwnedMutexGuard<()>, StoreError> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Locks without a holder or a waiter are no longer needed.
            locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(locks.entry(key).or_default())
        };
        let guard = tokio::time::timeout(WAIT_TIMEOUT, lock.lock_owned()).await;
        guard.map_err(|_| StoreError::timed_out())
    }
}
