//! One environment in memory: compiled for evaluation, as bytes for snapshots, and its subscribers.

use std::{
    cmp::Ordering,
    io::Write,
    sync::{
        Arc, OnceLock, PoisonError,
        atomic::{AtomicI64, Ordering::SeqCst},
    },
    time::Instant,
};

use arc_swap::ArcSwap;
use bytes::Bytes;
use togul_core::{Change as CoreChange, Fingerprint, ObjectKind, Revision, Snapshot};
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use super::{
    event::StreamEvent,
    feed::{Feed, Signal, Subscription},
    shutdown::Shutdown,
};
use crate::{
    domain::{environment::Environment, id::Id},
    metrics::Evaluations,
    store::{
        self, Store, StoreError,
        changes::Change,
        environments::{Contents, Versions},
    },
};

/// How many changes are read at a time: of the largest flags these are 8 MiB.
const BATCH: i64 = 32;

#[derive(Debug)]
pub struct LiveEnvironment {
    pub id: Id<Environment>,
    pub key: String,
    /// Whether this server's region is one of the environment's.
    pub is_served_here: bool,
    /// What it answered since it was loaded.
    pub evaluations: Evaluations,
    published: ArcSwap<Published>,
    /// Made with the first subscriber: most environments have none.
    events: std::sync::Mutex<Option<Feed>>,
    following: Mutex<()>,
    renewing: Mutex<()>,
    /// The version of regions and keys that is in force here.
    access: AtomicI64,
    loaded: Instant,
    closed: Shutdown,
}

/// One revision: what evaluates, and the bytes that made it.
#[derive(Debug)]
pub struct Published {
    pub snapshot: Snapshot,
    /// As the database states it.
    fingerprint: Fingerprint,
    /// Revision and fingerprint, quoted.
    pub etag: String,
    body: OnceLock<Bytes>,
    gzip: OnceCell<Bytes>,
}

impl LiveEnvironment {
    pub(super) async fn load(
        store: &Store,
        id: Id<Environment>,
        region: &str,
    ) -> Result<Option<Self>, StoreError> {
        let mut reader = store.read().await?;
        let Some(row) = store::environments::find_live(reader.conn(), id).await? else { return Ok(None) };
        let Some(contents) = store::environments::contents(reader.conn(), id).await? else { return Ok(None) };
        drop(reader);
        let published = Published::compile(id, row.environment.key.clone(), contents).await?;
        Ok(Some(Self {
            id,
            is_served_here: row.environment.is_in(region),
            key: row.environment.key,
            evaluations: Evaluations::default(),
            published: ArcSwap::from_pointee(published),
            events: std::sync::Mutex::default(),
            following: Mutex::default(),
            renewing: Mutex::default(),
            access: AtomicI64::new(row.access),
            loaded: Instant::now(),
            closed: Shutdown::default(),
        }))
    }

    /// The present revision: hold it for one request, and all of it is of that revision.
    #[must_use]
    pub fn published(&self) -> arc_swap::Guard<Arc<Published>> {
        self.published.load()
    }

    /// What happens from now on; none when the environment is closed, and nothing will.
    #[must_use]
    pub fn subscribe(&self) -> Option<Subscription> {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_closed() {
            return None;
        }
        Some(events.get_or_insert_default().subscribe())
    }

    /// Closes it if nobody subscribes, so that nobody can between the look and the end.
    pub(super) fn close_if_unused(&self) -> bool {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        let unheard = events.as_ref().is_none_or(Feed::has_no_subscribers);
        if unheard {
            self.close();
        }
        unheard
    }

    /// Applies what the change log has after the present revision, unless that is `revision` or later, and tells the
    /// subscribers of each change after it is in force. Of many who ask at once the first serves all.
    ///
    /// # Errors
    /// As the database says; what was applied stays.
    pub async fn catch_up_to(&self, revision: i64, store: &Store) -> Result<(), StoreError> {
        if self.published().revision() >= revision {
            return Ok(());
        }
        let _turn = self.following.lock().await;
        if self.published().revision() >= revision {
            return Ok(());
        }
        loop {
            let held = self.published().revision();
            let changes =
                store::changes::list_after(store.read().await?.conn(), self.id, held, BATCH).await?;
            for change in &changes {
                if self.apply(change).is_none() {
                    return self.reload(store).await;
                }
            }
            if changes.len() < usize::try_from(BATCH).expect("a small number") {
                return Ok(());
            }
        }
    }

    /// Takes what the database has, if that is behind what is held or of another history: somebody restored a backup.
    pub(super) async fn reload_if_diverged(&self, store: &Store) -> Result<(), StoreError> {
        let _turn = self.following.lock().await;
        let found = store::environments::list_versions(store.read().await?.conn(), &[self.id]).await?;
        match found.get(&self.id) {
            Some(found) if found.diverges_from(&self.published()) => self.reload(store).await,
            _ => Ok(()),
        }
    }

    /// `None` when the change does not follow on what is held.
    fn apply(&self, change: &Change) -> Option<()> {
        let published = self.published().with(change)?;
        self.publish(published, || Signal::Event(Arc::new(StreamEvent::of(self.id, change))));
        Some(())
    }

    /// Reads the whole environment: after a gap in the log, or when it does not agree with what is held.
    async fn reload(&self, store: &Store) -> Result<(), StoreError> {
        tracing::warn!(environment = %self.id, held = self.published().revision(), "read an environment anew");
        let contents = store::environments::contents(store.read().await?.conn(), self.id).await?;
        if let Some(contents) = contents {
            let published = Published::compile(self.id, self.key.clone(), contents).await?;
            self.publish(published, || Signal::Reset);
        }
        Ok(())
    }

    fn publish(&self, published: Published, signal: impl FnOnce() -> Signal) {
        self.published.store(Arc::new(published));
        // Also when nobody listens at this moment: those who lost their connection will want to know.
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(events) = events {
            events.send(signal());
        }
    }

    /// Whose turn it is to read regions and keys: what a later turn reads is newer.
    pub(super) async fn renewing(&self) -> MutexGuard<'_, ()> {
        self.renewing.lock().await
    }

    pub(super) fn access(&self) -> i64 {
        self.access.load(SeqCst)
    }

    pub(super) fn set_access(&self, access: i64) {
        self.access.fetch_max(access, SeqCst);
    }

    /// Whether a key that was read at this version may be added.
    pub(super) fn is_current(&self, access: i64) -> bool {
        access >= self.access() && !self.is_closed()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.is_set()
    }

    pub(super) fn close(&self) {
        self.closed.set();
    }

    pub(super) fn loaded(&self) -> Instant {
        self.loaded
    }

    /// Resolves when the environment is deleted, moved to other regions, or no longer needed.
    pub async fn closed(&self) {
        self.closed.wait().await;
    }
}

impl Versions {
    /// Whether the database has less than what is held, or something else.
    pub(super) fn diverges_from(&self, held: &Published) -> bool {
        match self.revision.cmp(&held.revision()) {
            Ordering::Less => true,
            Ordering::Equal => self.fingerprint != held.fingerprint,
            Ordering::Greater => false,
        }
    }
}

impl Published {
    /// Off the async threads: it may be thousands of flags.
    async fn compile(id: Id<Environment>, key: String, contents: Contents) -> Result<Self, StoreError> {
        let compiling = tokio::task::spawn_blocking(move || Self::of(id, &key, contents));
        compiling
            .await
            .unwrap_or_else(|_| Err(StoreError::Unusable(format!("environment {id} cannot be compiled"))))
    }

    fn of(id: Id<Environment>, key: &str, contents: Contents) -> Result<Self, StoreError> {
        let Contents { head, flags } = contents;
        let revision = Revision::try_from(head.revision).unwrap_or_default();
        let snapshot = Snapshot::new(id.uuid(), key, revision, flags.iter().map(|(_, json)| json.as_str()))
            .map_err(|error| {
            StoreError::Unusable(format!("environment {id} cannot be compiled: {error}"))
        })?;
        if snapshot.fingerprint() != head.fingerprint {
            tracing::error!(environment = %id, %revision, "stored flags and fingerprint disagree");
        }
        for unreadable in snapshot.unreadable() {
            tracing::warn!(environment = %id, ?unreadable, "a newer server wrote what this one cannot evaluate");
        }
        Ok(Self::new(snapshot, head.fingerprint))
    }

    fn with(&self, change: &Change) -> Option<Self> {
        let revision = Revision::try_from(change.revision).ok()?;
        let snapshot = self
            .snapshot
            .apply(&[CoreChange {
                previous: revision.previous()?,
                revision,
                fingerprint: change.fingerprint,
                kind: ObjectKind::Flag,
                key: &change.flag_key,
                json: change.flag.as_deref(),
            }])
            .ok()?;
        Some(Self::new(snapshot, change.fingerprint))
    }

    fn new(snapshot: Snapshot, fingerprint: Fingerprint) -> Self {
        let etag = snapshot.etag();
        Self { snapshot, fingerprint, etag, body: OnceLock::new(), gzip: OnceCell::new() }
    }

    #[must_use]
    pub fn revision(&self) -> i64 {
        self.snapshot.revision().to_i64()
    }

    /// The body of `GET /snapshot`, made by the first who asks.
    #[must_use]
    pub fn body(&self) -> Bytes {
        self.body.get_or_init(|| Bytes::from(self.snapshot.to_json())).clone()
    }

    /// The same, compressed: once, and off the async threads.
    pub async fn gzip(&self) -> Bytes {
        let compress = async {
            let body = self.body();
            let compressing = tokio::task::spawn_blocking(move || {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(&body).expect("writing to memory does not fail");
                Bytes::from(encoder.finish().expect("writing to memory does not fail"))
            });
            compressing.await.expect("compressing does not panic")
        };
        self.gzip.get_or_init(|| compress).await.clone()
    }
}
