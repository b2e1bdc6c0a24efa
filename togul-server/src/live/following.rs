//! An environment follows the change log: it applies changes in groups, and loads again when they do not fit.

use std::{sync::Arc, time::Instant};

use togul_core::{Revision, Unreadable};

use super::{Live, LiveEnvironment, Published, event::EventGroup, ring::Signal};
use crate::{
    domain::{change::Head, environment::Environment, id::Id},
    store::{self, Store, StoreError, changes::Change},
};

impl Live {
    /// Applies what the change log has after the environment's current revision, unless that is `revision` or later.
    ///
    /// # Errors
    /// The database's; groups that were applied before the error stay.
    pub async fn catch_up(
        &self,
        environment: &Arc<LiveEnvironment>,
        revision: Revision,
    ) -> Result<(), StoreError> {
        environment.catch_up_to(revision, &self.store).await
    }
}

/// What the apply lock protects, besides the order of changes.
#[derive(Debug, Default)]
pub(super) struct Applying {
    /// When the last read began that reached the end of the log.
    read_to_end: Option<Instant>,
}

impl LiveEnvironment {
    /// Applies what the change log has after the current revision, unless that is `revision` or later. Subscribers get
    /// each group after it has been applied. One of several concurrent calls does the work for all, also for a revision
    /// that the log does not have. Work that has begun goes on if the caller is cancelled, so that the next caller does
    /// not begin it again.
    ///
    /// # Errors
    /// The database's; groups that were applied before the error stay.
    async fn catch_up_to(self: &Arc<Self>, revision: Revision, store: &Store) -> Result<(), StoreError> {
        if self.published().revision() >= revision {
            return Ok(());
        }
        let requested = Instant::now();
        let mut applying = Arc::clone(&self.apply_lock).lock_owned().await;
        let is_read = applying.read_to_end.is_some_and(|begun| begun > requested);
        if is_read || self.published().revision() >= revision {
            return Ok(());
        }
        let (environment, store) = (Arc::clone(self), store.clone());
        let following = tokio::spawn(async move { environment.follow_log(&mut applying, &store).await });
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
        let mut applying = self.apply_lock.lock().await;
        let current = self.published().database_head();
        let is_applied =
            current == last.head() || (current == previous && self.apply(changes).await.is_some());
        if is_applied || (current.revision > last.revision && self.is_logged(current, store).await?) {
            return Ok(());
        }
        if current.revision < previous.revision {
            self.follow_log(&mut applying, store).await?;
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

    async fn follow_log(&self, applying: &mut Applying, store: &Store) -> Result<(), StoreError> {
        loop {
            let mut connection = store.read().await?;
            let (begun, current) = (Instant::now(), self.published().revision());
            let page = store::changes::list_groups(connection.conn(), self.id, current).await?;
            drop(connection);
            let mut fits = page.is_end || !page.groups.is_empty();
            for group in &page.groups {
                fits = fits && self.apply(group).await.is_some();
            }
            if !fits {
                self.reload(store).await?;
            }
            if page.is_end || !fits {
                applying.read_to_end = Some(begun);
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
        let current = Arc::clone(&self.published());
        let (base, changes) = (Arc::clone(&current), group.to_vec());
        // Off the async threads: compiling regular expressions may take long.
        let applying = tokio::task::spawn_blocking(move || base.with(&changes));
        let (previous, published) = (current.head(), applying.await.ok()??);
        warn_unreadable(self.id, published.snapshot.newly_unreadable(&current.snapshot));
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
            warn_unreadable(self.id, published.snapshot.newly_unreadable(&self.published().snapshot));
            self.publish(published, || Signal::Reset);
        }
        Ok(())
    }
}

/// Logs each flag, rule and segment that cannot be read or evaluated.
pub(super) fn warn_unreadable<'s>(
    environment: Id<Environment>,
    unreadable: impl IntoIterator<Item = &'s Unreadable>,
) {
    for problem in unreadable {
        tracing::warn!(%environment, %problem, "cannot be read: evaluation stops there");
    }
}
