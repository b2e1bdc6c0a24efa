//! Watching which flags change.

use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use togul_core::{Revision, Snapshot};
use tokio::sync::Notify;

/// What changed since the watcher last looked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Changed {
    /// The revision that this watcher was told of before.
    pub previous: Revision,
    /// The revision at which the flags below have their new definitions. It is lower than `previous` only when the
    /// server itself went back, to a backup.
    pub revision: Revision,
    /// The keys of the flags that were created, changed or deleted, in order, each once.
    pub flags: Vec<String>,
}

/// A watcher of changes, from [`Client::changes`](crate::Client::changes).
///
/// A slow watcher holds nobody up and misses no flag: what piles up is merged into one [`Changed`], whose `previous`
/// then lies more than one revision back. A flag that is again what it was is told of too: somebody may have kept
/// its answer from in between.
#[derive(Debug)]
pub struct Changes {
    watcher: Arc<Watcher>,
}

impl Changes {
    /// Waits for the next change; `None` once the client is closed or dropped, and all was told.
    ///
    /// Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Changed> {
        loop {
            // One permit is kept for a wake-up between the look and the wait.
            if let Some(answer) = self.watcher.take() {
                return answer;
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

#[derive(Debug)]
struct Pending {
    told: Revision,
    revision: Revision,
    flags: BTreeSet<String>,
    ended: bool,
}

impl Watcher {
    /// `None`: nothing to tell yet. `Some(None)`: nothing more to come.
    fn take(&self) -> Option<Option<Changed>> {
        let mut pending = lock(&self.pending);
        if !pending.flags.is_empty() {
            let flags = mem::take(&mut pending.flags).into_iter().collect();
            let revision = pending.revision;
            let previous = mem::replace(&mut pending.told, revision);
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
    /// A new watcher. The present revision is read under the same lock as changes are told under, so that none falls
    /// between.
    pub(crate) fn watch(&self, revision: impl FnOnce() -> Revision) -> Changes {
        let mut list = lock(&self.list);
        let told = revision();
        let pending = Pending { told, revision: told, flags: BTreeSet::new(), ended: list.ended };
        let watcher = Arc::new(Watcher { pending: Mutex::new(pending), wake: Notify::new() });
        list.watchers.push(Arc::downgrade(&watcher));
        Changes { watcher }
    }

    /// Swaps the snapshots, then tells everybody what differs between them.
    pub(crate) fn swap(&self, old: &Snapshot, new: &Snapshot, swap: impl FnOnce()) {
        let mut list = lock(&self.list);
        swap();
        list.watchers.retain(|watcher| watcher.strong_count() > 0);
        if list.watchers.is_empty() {
            return;
        }
        let flags = old.differences(new);
        for watcher in list.watchers.iter().filter_map(Weak::upgrade) {
            let mut pending = lock(&watcher.pending);
            pending.revision = new.revision();
            for key in &flags {
                if !pending.flags.contains(*key) {
                    pending.flags.insert((*key).to_owned());
                }
            }
            drop(pending);
            watcher.wake.notify_one();
        }
    }

    /// Tells everybody that there is nothing more to come.
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
    // Nothing here panics half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
