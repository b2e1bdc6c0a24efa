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
pub(super) struct SingleFlight<K>(Locks<K>);

type Locks<K> = Arc<Mutex<HashMap<K, Arc<tokio::sync::Mutex<()>>>>>;

/// The lock of a key, or a place in its queue. The last one removes it: a search for unused locks would cost each load
/// time for all others.
pub(super) struct Flight<K: Eq + Hash> {
    key: K,
    locks: Locks<K>,
    guard: Option<OwnedMutexGuard<()>>,
}

impl<K: Eq + Hash> Drop for Flight<K> {
    fn drop(&mut self) {
        self.guard = None;
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        if locks.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(&self.key);
        }
    }
}

impl<K> Default for SingleFlight<K> {
    fn default() -> Self {
        Self(Arc::default())
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
    pub(super) async fn lock(&self, key: K) -> Result<Flight<K>, StoreError> {
        // Before the lock, so that it is dropped after it, also when the request is cancelled.
        let mut flight = Flight { key, locks: Arc::clone(&self.0), guard: None };
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(locks.entry(key).or_default())
        };
        let guard = tokio::time::timeout(WAIT_TIMEOUT, lock.lock_owned()).await;
        flight.guard = Some(guard.map_err(|_| StoreError::timed_out())?);
        Ok(flight)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_lock_is_held_by_one_and_removed_after_the_last_one() {
        let flights = SingleFlight::<u8>::default();
        let first = flights.lock(1).await.unwrap();
        drop(flights.lock(2).await.unwrap());
        assert_eq!(flights.0.lock().unwrap().len(), 1);
        {
            let mut cancelled = pin!(flights.lock(1));
            assert!(cancelled.as_mut().now_or_never().is_none());
        }
        let mut second = pin!(flights.lock(1));
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        drop(second.await.unwrap());
        assert!(flights.0.lock().unwrap().is_empty());
    }
}
