//! One environment in memory: compiled for evaluation, encoded for snapshots, and its subscribers.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{BTreeSet, HashSet},
    sync::{
        Arc, PoisonError, Weak,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Instant,
};

use arc_swap::ArcSwap;
use togul_core::{Change as CoreChange, Fingerprint, Revision, Snapshot, Unreadable};
use tokio::sync::{Mutex, MutexGuard};

use super::{
    compression::Compressed,
    end_flag::EndFlag,
    event::EventGroup,
    feed::OrganizationFeed,
    ring::{EventRing, Signal, Subscription},
};
use crate::{
    domain::{
        change::Head, environment::Environment, id::Id, organization::Organization, project::Project,
        snapshot::StoredFlag,
    },
    metrics::Evaluations,
    store::{
        self, Store, StoreError,
        changes::Change,
        environments::{Contents, Versions},
    },
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
    apply_lock: Arc<Mutex<()>>,
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

/// One revision: the compiled snapshot, and what responses contain of it.
#[derive(Debug)]
pub struct Published {
    pub snapshot: Snapshot,
    /// The fingerprint that the database has for this revision.
    database_fingerprint: Fingerprint,
    pub etag: String,
    pub(super) compressed: Compressed,
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
        warn_unreadable(id, &published.snapshot.unreadable().cloned().collect::<Vec<_>>(), &[]);
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

    /// Applies what the change log has after the current revision, unless that is `revision` or later. Subscribers get
    /// each group after it has been applied. One of several concurrent calls does the work for all. Work that has begun
    /// goes on if the caller is cancelled, so that the next caller does not begin it again.
    ///
    /// # Errors
    /// The database's; groups that were applied before the error stay.
    pub async fn catch_up_to(self: &Arc<Self>, revision: Revision, store: &Store) -> Result<(), StoreError> {
        if self.published().revision() >= revision {
            return Ok(());
        }
        let applying = Arc::clone(&self.apply_lock).lock_owned().await;
        if self.published().revision() >= revision {
            return Ok(());
        }
        let (environment, store) = (Arc::clone(self), store.clone());
        let following = tokio::spawn(async move {
            let _applying = applying;
            environment.follow_log(&store).await
        });
        following.await.unwrap_or(Err(StoreError::NotApplied))
    }

    /// As [`catch_up_to`](Self::catch_up_to), for a revision that was read from the database: if the log does not lead
    /// there, the environment is loaded again.
    ///
    /// # Errors
    /// The database's, and [`StoreError::NotApplied`] when it has lost the revision meanwhile.
    pub(super) async fn reach(self: &Arc<Self>, revision: Revision, store: &Store) -> Result<(), StoreError> {
        self.catch_up_to(revision, store).await?;
        let is_reached = || self.published().revision() >= revision;
        if !is_reached() {
            let _applying = self.apply_lock.lock().await;
            self.reload(store).await?;
        }
        if is_reached() { Ok(()) } else { Err(StoreError::NotApplied) }
    }

    /// Applies the changes of a transaction that this process committed, and that follow on `previous`. It reads the
    /// database only if it has missed a change before, or if the database has another history.
    ///
    /// # Errors
    /// The database's. Then the changes are not applied.
    pub(super) async fn apply_committed(
        &self,
        previous: Head,
        changes: &[Change],
        store: &Store,
    ) -> Result<(), StoreError> {
        let Some(last) = changes.last() else { return Ok(()) };
        let _applying = self.apply_lock.lock().await;
        let current = self.published().database_head();
        let is_applied =
            current == last.head() || (current == previous && self.apply(changes).await.is_some());
        if is_applied || (current.revision > last.revision && self.is_logged(current, store).await?) {
            return Ok(());
        }
        if current.revision < previous.revision {
            self.follow_log(store).await?;
        } else {
            self.reload(store).await?;
        }
        // Unless the database lost the commit meanwhile.
        if self.published().revision() >= last.revision { Ok(()) } else { Err(StoreError::NotApplied) }
    }

    /// Whether the database's history contains the head.
    async fn is_logged(&self, head: Head, store: &Store) -> Result<bool, StoreError> {
        let mut connection = store.read().await?;
        let logged = store::changes::find_fingerprint(connection.conn(), self.id, head.revision).await?;
        Ok(logged == Some(head.fingerprint))
    }

    /// Under the apply lock.
    async fn follow_log(&self, store: &Store) -> Result<(), StoreError> {
        loop {
            let current = self.published().revision();
            let page = store::changes::list_groups(store.read().await?.conn(), self.id, current).await?;
            if page.groups.is_empty() && !page.is_end {
                return self.reload(store).await;
            }
            for group in &page.groups {
                if self.apply(group).await.is_none() {
                    return self.reload(store).await;
                }
            }
            if page.is_end {
                return Ok(());
            }
        }
    }

    /// Loads the environment again if the database has an older revision, or another history: a restored backup, or a
    /// failover to a replica that had lost commits.
    pub(super) async fn reload_if_diverged(&self, store: &Store) -> Result<(), StoreError> {
        let _applying = self.apply_lock.lock().await;
        let found = store::environments::list_versions(store.read().await?.conn(), &[self.id]).await?;
        match found.get(&self.id) {
            Some(found) if found.diverges_from(&self.published()) => self.reload(store).await,
            _ => Ok(()),
        }
    }

    /// Swaps once for all changes of a transaction. `None` when they do not follow on the current state. Under the apply
    /// lock.
    async fn apply(&self, group: &[Change]) -> Option<()> {
        let current = self.published.load_full();
        let (base, changes) = (Arc::clone(&current), group.to_vec());
        // Off the async threads: compiling regular expressions may take long.
        let applying = tokio::task::spawn_blocking(move || base.with(&changes));
        let (previous, published) = (current.head(), applying.await.ok()??);
        for key in group.iter().map(|change| &*change.object_key).collect::<BTreeSet<_>>() {
            let unreadable = |published: &Published| {
                published.snapshot.flag(key).map_or_else(Vec::new, |flag| flag.unreadable().to_vec())
            };
            warn_unreadable(self.id, &unreadable(&published), &unreadable(&current));
        }
        self.publish(published, || {
            EventGroup::new(self.id, self.project, previous, group)
                .map_or(Signal::Reset, |group| Signal::Group(Arc::new(group)))
        });
        Some(())
    }

    /// Loads the whole environment: after a gap in the log, or when the log does not agree with the current state.
    async fn reload(&self, store: &Store) -> Result<(), StoreError> {
        tracing::warn!(environment = %self.id, revision = %self.published().revision(), "reloading an environment");
        let contents = store::environments::contents(store.read().await?.conn(), self.id).await?;
        if let Some(contents) = contents {
            let published = Published::compile(self.id, self.key.clone(), contents).await?;
            if !self.published().is_altered() {
                published.warn_difference();
            }
            let unreadable =
                |published: &Published| published.snapshot.unreadable().cloned().collect::<Vec<_>>();
            warn_unreadable(self.id, &unreadable(&published), &unreadable(&self.published()));
            self.publish(published, || Signal::Reset);
        }
        Ok(())
    }

    /// In this order: a subscriber that evaluates upon an event gets the new answer.
    fn publish(&self, published: Published, signal: impl FnOnce() -> Signal) {
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

/// Logs each flag and rule that cannot be read, unless it is among the `known` ones, which were logged.
fn warn_unreadable(environment: Id<Environment>, unreadable: &[Unreadable], known: &[Unreadable]) {
    let known: HashSet<_> = known.iter().collect();
    for problem in unreadable.iter().filter(|problem| !known.contains(problem)) {
        tracing::warn!(%environment, %problem, "cannot be read: evaluation stops there");
    }
}

impl Versions {
    /// Whether the database has an older revision than the current one, or the same one of another history.
    pub(super) fn diverges_from(&self, current: &Published) -> bool {
        match self.head.revision.cmp(&current.revision()) {
            Ordering::Less => true,
            Ordering::Equal => self.head.fingerprint != current.database_fingerprint,
            Ordering::Greater => false,
        }
    }
}

impl Published {
    /// Off the async threads: it may be thousands of flags.
    async fn compile(id: Id<Environment>, key: String, contents: Contents) -> Result<Self, StoreError> {
        let compiling = tokio::task::spawn_blocking(move || Self::of(id, &key, &contents));
        compiling
            .await
            .unwrap_or_else(|_| Err(StoreError::Unusable(format!("environment {id} cannot be compiled"))))
    }

    fn of(id: Id<Environment>, key: &str, contents: &Contents) -> Result<Self, StoreError> {
        let Head { revision, fingerprint } = contents.head;
        let compile = |flags: &[Cow<'_, str>]| {
            Snapshot::new(id.uuid(), key, revision, flags.iter().map(|flag| &**flag))
        };
        let stored: Vec<_> = contents.flags.iter().map(|flag| Cow::from(&flag.json)).collect();
        let snapshot = match compile(&stored) {
            Ok(snapshot) if snapshot.fingerprint() == fingerprint => snapshot,
            // Something else has written to the database.
            _ => {
                let flags: Vec<_> = contents.flags.iter().map(StoredFlag::for_evaluators).collect();
                compile(&flags).map_err(|error| {
                    StoreError::Unusable(format!("environment {id} cannot be compiled: {error}"))
                })?
            }
        };
        Ok(Self::new(snapshot, fingerprint))
    }

    fn with(&self, group: &[Change]) -> Option<Self> {
        let changes = group
            .iter()
            .map(|change| {
                Some(CoreChange {
                    previous: change.revision.previous()?,
                    revision: change.revision,
                    fingerprint: change.fingerprint,
                    kind: change.object_kind,
                    key: &change.object_key,
                    json: change.object.as_deref(),
                })
            })
            .collect::<Option<Vec<_>>>()?;
        let snapshot = self.snapshot.apply(&changes).ok()?;
        let fingerprint = snapshot.fingerprint();
        Some(Self::new(snapshot, fingerprint))
    }

    fn new(snapshot: Snapshot, database_fingerprint: Fingerprint) -> Self {
        let etag = snapshot.etag();
        Self { snapshot, database_fingerprint, etag, compressed: Compressed::default() }
    }

    /// Whether something else than a server has changed flags in the database.
    fn is_altered(&self) -> bool {
        self.snapshot.fingerprint() != self.database_fingerprint
    }

    fn warn_difference(&self) {
        if self.is_altered() {
            let (environment, revision) = (self.snapshot.environment_id(), self.revision());
            tracing::error!(%environment, %revision, "the stored flags do not match the stored fingerprint");
        }
    }

    #[must_use]
    pub fn revision(&self) -> Revision {
        self.snapshot.revision()
    }

    /// The head as the database has it.
    fn database_head(&self) -> Head {
        Head { revision: self.revision(), fingerprint: self.database_fingerprint }
    }

    #[must_use]
    pub fn head(&self) -> Head {
        Head { revision: self.revision(), fingerprint: self.snapshot.fingerprint() }
    }
}
