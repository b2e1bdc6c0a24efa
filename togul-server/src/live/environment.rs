//! One environment in memory: its current revision, and its subscribers.

use std::{
    sync::{
        Arc, PoisonError, Weak,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Instant,
};

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, MutexGuard};

use super::{
    end_flag::EndFlag,
    feed::OrganizationFeed,
    following::{Applying, warn_unreadable},
    published::Published,
    ring::{EventRing, Signal, Subscription},
};
use crate::{
    domain::{environment::Environment, id::Id, organization::Organization, project::Project},
    metrics::Evaluations,
    store::{self, Store, StoreError},
};

#[derive(Debug)]
pub struct LiveEnvironment {
    pub id: Id<Environment>,
    pub project: Id<Project>,
    pub organization: Id<Organization>,
    pub key: String,
    /// Whether this server's region is one of the environment's.
    pub is_served_here: bool,
    /// The evaluations since it was loaded.
    pub evaluations: Evaluations,
    published: ArcSwap<Published>,
    readers: std::sync::Mutex<Readers>,
    /// Held while changes are applied.
    pub(super) apply_lock: Arc<Mutex<Applying>>,
    /// Held while regions and keys are read.
    access_lock: Mutex<()>,
    /// The version of regions and keys that this process has applied.
    access_version: AtomicI64,
    loaded: Instant,
    closed: EndFlag,
}

/// Where events go.
#[derive(Debug, Default)]
struct Readers {
    /// Created with the first subscriber: most environments have none.
    ring: Option<EventRing>,
    /// Of the organization, while users' streams are open.
    feed: Weak<OrganizationFeed>,
}

impl LiveEnvironment {
    pub(super) async fn load(
        store: &Store,
        id: Id<Environment>,
        region: &str,
    ) -> Result<Option<Self>, StoreError> {
        let mut connection = store.read().await?;
        let Some(row) = store::environments::find_live(connection.conn(), id).await? else { return Ok(None) };
        let Some(contents) = store::environments::contents(connection.conn(), id).await? else {
            return Ok(None);
        };
        drop(connection);
        let published = Published::compile(id, row.environment.key.clone(), contents).await?;
        published.warn_difference();
        warn_unreadable(id, published.snapshot.unreadable());
        Ok(Some(Self {
            id,
            project: row.environment.project_id,
            organization: row.organization,
            is_served_here: row.environment.is_in(region),
            key: row.environment.key,
            evaluations: Evaluations::default(),
            published: ArcSwap::from_pointee(published),
            readers: std::sync::Mutex::default(),
            apply_lock: Arc::default(),
            access_lock: Mutex::default(),
            access_version: AtomicI64::new(row.access),
            loaded: Instant::now(),
            closed: EndFlag::default(),
        }))
    }

    /// The current revision. A request that holds it sees this revision throughout.
    #[must_use]
    pub fn published(&self) -> arc_swap::Guard<Arc<Published>> {
        self.published.load()
    }

    /// Subscribes to what happens from now on; `None` when the environment is closed.
    #[must_use]
    pub fn subscribe(&self) -> Option<Subscription> {
        let mut readers = self.lock_readers();
        if self.is_closed() {
            return None;
        }
        Some(readers.ring.get_or_insert_default().subscribe())
    }

    /// Sends what happens from now on to the feed; `false` when the environment is closed.
    pub(super) fn attach(&self, feed: &Arc<OrganizationFeed>) -> bool {
        let mut readers = self.lock_readers();
        if self.is_closed() {
            return false;
        }
        readers.feed = Arc::downgrade(feed);
        true
    }

    fn lock_readers(&self) -> std::sync::MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes it if it has no subscribers. Under the lock, so that none can subscribe in between.
    pub(super) fn close_if_unused(&self) -> bool {
        let readers = self.lock_readers();
        let has_subscribers = readers.ring.as_ref().is_some_and(|ring| !ring.has_no_subscribers());
        let is_unused = !has_subscribers && readers.feed.strong_count() == 0;
        if is_unused {
            self.closed.set();
        }
        is_unused
    }

    /// In this order: a subscriber that evaluates upon an event gets the new answer.
    pub(super) fn publish(&self, published: Published, signal: impl FnOnce() -> Signal) {
        self.published.store(Arc::new(published));
        // Also without a subscriber at this moment: readers that lost their connection resume from the ring.
        let (ring, feed) = {
            let readers = self.lock_readers();
            (readers.ring.clone(), readers.feed.upgrade())
        };
        if ring.is_none() && feed.is_none() {
            return;
        }
        let signal = signal();
        if let Some(feed) = feed {
            feed.send(signal.clone());
        }
        if let Some(ring) = ring {
            ring.send(signal);
        }
    }

    /// Serializes reads of regions and keys: a later one is newer.
    pub(super) async fn lock_access(&self) -> MutexGuard<'_, ()> {
        self.access_lock.lock().await
    }

    pub(super) fn access_version(&self) -> i64 {
        self.access_version.load(SeqCst)
    }

    pub(super) fn set_access_version(&self, version: i64) {
        self.access_version.fetch_max(version, SeqCst);
    }

    /// Whether a key that was read at this version may be added.
    pub(super) fn is_current(&self, access_version: i64) -> bool {
        access_version >= self.access_version() && !self.is_closed()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.is_set()
    }

    pub(super) fn close(&self) {
        self.closed.set();
        // Its changes from now on do not reach the feed, which attaches it again once it is loaded again.
        let feed = self.lock_readers().feed.upgrade();
        if let Some(feed) = feed {
            feed.detach(self.id);
        }
    }

    pub(super) fn loaded(&self) -> Instant {
        self.loaded
    }

    /// Resolves when the environment is deleted, moved to other regions, or evicted.
    pub async fn closed(&self) {
        self.closed.wait().await;
    }
}
