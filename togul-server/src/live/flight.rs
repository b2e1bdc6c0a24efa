//! One asker for all: who wants what somebody is already fetching waits for that.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

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
    pub(super) async fn take_off(&self, key: K) -> OwnedMutexGuard<()> {
        let lock = {
            let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Those that nobody is on are over.
            flights.retain(|_, lock| Arc::strong_count(lock) > 1);
            Arc::clone(flights.entry(key).or_default())
        };
        lock.lock_owned().await
    }
}
