//! Evaluations whose flag has a value of another type than the caller asked for.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use arc_swap::ArcSwap;
use togul_core::Answer;

/// Counts them, and logs the first one of each flag. Only that first one allocates; none takes a lock.
#[derive(Debug, Default)]
pub(crate) struct TypeMismatches {
    count: AtomicU64,
    logged: ArcSwap<HashSet<Arc<str>>>,
}

impl TypeMismatches {
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// Records that the value of this flag is not a `requested`.
    #[cold]
    pub(crate) fn record(&self, flag_key: &str, requested: &str, answer: &Answer<'_>) {
        self.count.fetch_add(1, Relaxed);
        if self.logged.load().contains(flag_key) {
            return;
        }
        let key: Arc<str> = flag_key.into();
        let before = self.logged.rcu(|logged| {
            let mut logged = HashSet::clone(logged);
            logged.insert(Arc::clone(&key));
            logged
        });
        if !before.contains(flag_key) {
            let value_type = answer.value_type.map(|value_type| value_type.as_str());
            tracing::warn!(
                flag_key,
                requested,
                value_type,
                "the flag's value does not have the requested type; evaluation gives the default"
            );
        }
    }
}
