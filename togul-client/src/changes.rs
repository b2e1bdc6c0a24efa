//! Watching which flags change.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use togul_core::Revision;
use tokio::sync::Notify;

/// The changes since a watcher's previous call of [`Changes::next`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The revision of this watcher's previous change, or the one at which it started.
    pub previous: Revision,
    /// The revision at which the flags below have their new definitions. It is greater than `previous`, except when
    /// the server's database went back to an older copy: then it can be lower, or the same with other content. It is the
    /// same after an [override](crate::Client::with_override).
    pub revision: Revision,
    /// The keys of the flags that were created, changed or deleted, and of those whose answers may differ because of a
    /// segment, a prerequisite or an override, sorted and each once. Several changes that the server committed together are
    /// reported together.
    pub flags: Vec<String>,
}

/// A watcher of changes, from [`Client::changes`](crate::Client::changes).
///
/// A slow watcher delays nothing and misses no flag. Changes that it has not taken yet are merged into one
/// [`Changed`], whose `previous` then lies more than one revision back. A flag that changed and changed back is
/// reported as well, because an answer from in between may have been kept.
#[derive(Debug)]
pub struct Changes {
    watcher: Arc<Watcher>,
}

impl Changes {
    /// Waits for the next change. Returns `None` after the last one, once the client is closed or dropped.
    ///
    /// Dropping the future loses no change.
    pub async fn next(&mut self) -> Option<Changed> {
        loop {
            // `Notify` keeps one permit, so a change between the check and the wait is not missed.
            if let Some(next) = self.watcher.take() {
                return next;
            }
            self.watcher.wake.notified().await;
        }
    }
}

#[derive(Debug)]
struct Watcher {
    pending: Mutex<Pending>,
    wake: Notify,
}

/// Changes that a watcher has not taken yet.
#[derive(Debug)]
struct Pending {
    previous: Revision,
    revision: Revision,
    flags: BTreeSet<String>,
    ended: bool,
}

impl Watcher {
    /// `None`: there is no change yet. `Some(None)`: there will be no more.
    fn take(&self) -> Option<Option<Changed>> {
        let mut pending = lock(&self.pending);
        if !pending.flags.is_empty() {
            let flags = mem::take(&mut pending.flags).into_iter().collect();
            let revision = pending.revision;
            let previous = mem::replace(&mut pending.previous, revision);
            return Some(Some(Changed { previous, revision, flags }));
        }
        pending.ended.then_some(None)
    }
}

/// All watchers of one client.
#[derive(Debug, Default)]
pub(crate) struct Watchers {
    list: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    watchers: Vec<Weak<Watcher>>,
    ended: bool,
}

impl Watchers {
    /// Adds a watcher. `revision` is called under the lock that [`swap`](Self::swap) takes, so no change is missed.
    pub(crate) fn watch(&self, revision: impl FnOnce() -> Revision) -> Changes {
        let mut list = lock(&self.list);
        let revision = revision();
        let pending = Pending { previous: revision, revision, flags: BTreeSet::new(), ended: list.ended };
        let watcher = Arc::new(Watcher { pending: Mutex::new(pending), wake: Notify::new() });
        list.watchers.push(Arc::downgrade(&watcher));
        Changes { watcher }
    }

    /// Swaps the snapshots by calling `swap`, then reports the flags that differ to all watchers.
    pub(crate) fn swap(&self, revision: Revision, flags: Vec<String>, swap: impl FnOnce()) {
        let mut list = lock(&self.list);
        swap();
        list.watchers.retain(|watcher| watcher.strong_count() > 0);
        for watcher in list.watchers.iter().filter_map(Weak::upgrade) {
            let mut pending = lock(&watcher.pending);
            pending.revision = revision;
            for key in &flags {
                if !pending.flags.contains(key) {
                    pending.flags.insert(key.clone());
                }
            }
            drop(pending);
            watcher.wake.notify_one();
        }
    }

    /// Ends all watchers: there will be no more changes.
    pub(crate) fn end(&self) {
        let mut list = lock(&self.list);
        list.ended = true;
        for watcher in list.watchers.drain(..).filter_map(|watcher| watcher.upgrade()) {
            lock(&watcher.pending).ended = true;
            watcher.wake.notify_one();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code panics in the middle of a change, so the state behind a poisoned lock is whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
