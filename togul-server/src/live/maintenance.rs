//! Periodic work: comparing memory with the database, ending expired keys, evicting and pruning.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use tokio::time::MissedTickBehavior;

use super::{Live, LiveEnvironment, read, write};
use crate::{
    domain::{
        account::{FAILURES_COUNT_FOR, NETWORK_IS_KNOWN_FOR},
        id::Id,
        project::Project,
        time::now,
    },
    store::{self, DatabaseHealth, Store, StoreError, environments::Versions},
};

/// A lost notice delays a change by this much at most, and the time of a query.
const RECONCILE_EVERY: Duration = Duration::from_secs(4);
/// How many environments one query compares.
const COMPARE_BATCH: usize = 500;

/// How long an unused environment stays in memory, and how often that is checked.
const IDLE: Duration = Duration::from_secs(3600);
const EVICT_EVERY: Duration = Duration::from_secs(60);

/// The change log keeps 7 days or 10,000 changes of an environment, whichever is more, within the bytes that writes leave.
const KEEP_CHANGES_FOR: TimeDelta = TimeDelta::days(7);
const KEEP_CHANGES: i64 = 10_000;
/// Failed logins belong to no organization, whose limit would apply.
const KEEP_REFUSED_LOGINS_FOR: TimeDelta = TimeDelta::days(90);
const PRUNE_EVERY: Duration = Duration::from_secs(3600);
/// How many rows one transaction deletes: SQLite has one writer, for which requests wait.
const PRUNED_TOGETHER: i64 = 1_000;
/// An organization that writes as fast as it may adds up to 2 GiB to its audit log in this time.
const PRUNE_AUDIT_EVERY: Duration = Duration::from_secs(600);

/// Deletes changes that are too old to resume from, sessions that are over, old login failures, and what deleted
/// organizations left.
pub(super) async fn prune_store(store: Store) {
    let mut ticks = tokio::time::interval(PRUNE_EVERY);
    loop {
        ticks.tick().await;
        match prune(&store).await {
            Ok(count) => tracing::debug!(count, "pruned the change log"),
            Err(error) => tracing::warn!(%error, "could not delete old rows"),
        }
    }
}

/// Repeats a deletion, each time in a transaction of its own, until it finds fewer rows than it may delete. Returns the
/// number of all rows.
macro_rules! repeat {
    ($store:ident, $conn:ident => $delete:expr) => {{
        let mut all = 0;
        loop {
            let mut tx = $store.begin().await?;
            let $conn = tx.conn();
            let deleted: u64 = $delete.await?;
            tx.commit().await?;
            all += deleted;
            if deleted < PRUNED_TOGETHER.unsigned_abs() {
                break all;
            }
        }
    }};
}

/// Returns the number of deleted changes.
async fn prune(store: &Store) -> Result<u64, StoreError> {
    let (now, rows) = (now(), PRUNED_TOGETHER);
    let failures = now - FAILURES_COUNT_FOR;
    let changes = repeat!(store, c => store::changes::prune(c, now - KEEP_CHANGES_FOR, KEEP_CHANGES, rows));
    repeat!(store, c => store::sessions::prune_tokens(c, now, rows));
    repeat!(store, c => store::sessions::prune(c, rows));
    repeat!(store, c => store::password_resets::prune(c, now, rows));
    repeat!(store, c => store::attempts::prune(c, failures, rows));
    repeat!(store, c => store::attempts::prune_failures(c, failures, rows));
    repeat!(store, c => store::attempts::prune_networks(c, now - NETWORK_IS_KNOWN_FOR, rows));
    repeat!(store, c => store::audit::prune_refused_logins(c, now - KEEP_REFUSED_LOGINS_FOR, rows));
    store::organizations::purge_deleted(store).await?;
    Ok(changes)
}

/// Keeps the audit log of each organization within its limit.
pub(super) async fn prune_audit_log(store: Store) {
    let mut ticks = tokio::time::interval(PRUNE_AUDIT_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = store::audit_size::prune(&store, now()).await {
            tracing::warn!(%error, "could not delete old entries of the audit log");
        }
    }
}

/// Bounds memory to the environments that are in use.
pub(super) async fn evict(live: Arc<Live>) {
    let mut ticks = tokio::time::interval(EVICT_EVERY);
    loop {
        ticks.tick().await;
        live.evict_idle(IDLE);
    }
}

/// Finds changes without a notice: lost notices, a database with another history, and keys that expire.
pub(super) async fn reconcile(live: Arc<Live>) {
    let mut ticks = tokio::time::interval(RECONCILE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        live.drop_expired_keys();
        live.compare_with_database().await;
    }
}

impl Live {
    /// How long ago everything in memory was known to equal the database.
    #[must_use]
    pub fn snapshot_age(&self) -> Duration {
        self.compared_at.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// Compares everything in memory with the database, and follows what differs.
    pub(super) async fn compare_with_database(&self) {
        // Writes during the comparison may be missed by it.
        let begun = Instant::now();
        match self.compare_each(&self.loaded()).await {
            Ok(()) => *self.compared_at.lock().unwrap_or_else(PoisonError::into_inner) = begun,
            // An outage is reported where it is found.
            Err(_) if self.store.health() == DatabaseHealth::Unavailable => {}
            Err(error) => error.warn("could not compare with the database; evaluation continues from memory"),
        }
    }

    fn drop_expired_keys(&self) {
        let now = now();
        let expired: Vec<_> = read(&self.keys)
            .iter()
            .filter(|(_, key)| !key.is_valid_at(now))
            .map(|(hash, key)| (hash, Arc::clone(key)))
            .collect();
        if expired.is_empty() {
            return;
        }
        expired.iter().for_each(|(_, key)| key.end());
        write(&self.keys).remove(expired);
    }

    /// Compares a project's environments with the database.
    pub(super) async fn compare_project(&self, project: Id<Project>) -> Result<(), StoreError> {
        let mut loaded = self.loaded();
        loaded.retain(|environment| environment.project == project);
        self.compare_each(&loaded).await
    }

    async fn compare_each(&self, environments: &[Arc<LiveEnvironment>]) -> Result<(), StoreError> {
        let mut outcome = Ok(());
        for batch in environments.chunks(COMPARE_BATCH) {
            let ids: Vec<_> = batch.iter().map(|environment| environment.id).collect();
            let mut connection = self.store.read().await?;
            let found = store::environments::list_versions(connection.conn(), &ids).await?;
            drop(connection);
            for environment in batch {
                // One that cannot be followed must not keep the others from being compared.
                if let Err(error) = self.compare(environment, found.get(&environment.id).copied()).await {
                    outcome = Err(error);
                }
            }
        }
        outcome
    }

    async fn compare(
        &self,
        environment: &Arc<LiveEnvironment>,
        found: Option<Versions>,
    ) -> Result<(), StoreError> {
        let Some(found) = found else {
            return self.refresh_access(environment).await;
        };
        if found.diverges_from(&environment.published()) {
            environment.reload_if_diverged(&self.store).await?;
        } else {
            environment.reach(found.head.revision, &self.store).await?;
        }
        if found.access == environment.access_version() {
            Ok(())
        } else {
            self.refresh_access(environment).await
        }
    }
}
