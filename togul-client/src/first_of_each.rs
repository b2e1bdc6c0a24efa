//! Counts evaluations of one kind, such as those of flags that do not exist, and detects the first one of each flag.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use arc_swap::ArcSwap;

/// An application may make up the keys that it evaluates. Beyond this many, no more are kept.
const MAX_KEYS: usize = 1_000;

/// The evaluations so far. Only the first one of a flag allocates; none takes a lock.
#[derive(Debug, Default)]
pub(crate) struct FirstOfEach {
    count: AtomicU64,
    seen: ArcSwap<HashSet<Arc<str>>>,
}

impl FirstOfEach {
    pub(crate) fn count(&self) -> u64 {
        self.count.load(Relaxed)
    }

    /// Records one of this flag, and returns whether it is the first.
    #[cold]
    pub(crate) fn record(&self, flag_key: &str) -> bool {
        self.count.fetch_add(1, Relaxed);
        let seen = self.seen.load();
        if seen.contains(flag_key) || seen.len() >= MAX_KEYS {
            return false;
        }
        let key: Arc<str> = flag_key.into();
        let before = self.seen.rcu(|seen| {
            let mut seen = HashSet::clone(seen);
            seen.insert(Arc::clone(&key));
            seen
        });
        !before.contains(flag_key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_and_the_first_of_each_flag_is_found_up_to_a_bound() {
        let keys = FirstOfEach::default();
        assert!(keys.record("a") && !keys.record("a") && keys.record("b"));
        let first = (0..2 * MAX_KEYS).filter(|n| keys.record(&format!("flag-{n}"))).count();
        assert_eq!((first, keys.count()), (MAX_KEYS - 2, 3 + 2 * MAX_KEYS as u64));
        assert!(!keys.record("a") && !keys.record("new"));
    }
}
