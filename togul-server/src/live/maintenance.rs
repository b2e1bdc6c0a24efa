//! The look that catches what no notice told: other processes' writes, and keys whose time is up.

use std::{
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use tokio::time::MissedTickBehavior;

use super::{Live, LiveEnvironment, read, write};
use crate::{
    domain::time::now,
    store::{self, Store, StoreError, environments::Versions},
};

/// A notice that was lost costs as much, and the time of a query.
const EVERY: Duration = Duration::from_secs(4);
/// How many environments one query compares.
const AT_ONCE: usize = 500;

/// How long an environment stays in memory that nobody uses, and how often that is looked at.
const IDLE: Duration = Duration::from_secs(3600);
const EVICT_EVERY: Duration = Duration::from_secs(60);

/// The change log keeps 7 days or 10,000 changes of an environment, whichever is more.
const KEEP_FOR: TimeDelta = TimeDelta::days(7);
const KEEP: i64 = 10_000;
/// Longer than failed logins count.
const KEEP_FAILURES_FOR: TimeDelta = TimeDelta::days(1);
/// Between two looks for what can be forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// Forgets changes that nobody resumes from any more, sessions that are over, and old failures.
pub(super) async fn forget(store: Store) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    loop {
        ticks.tick().await;
        let forgotten = async {
            let mut tx = store.begin().await?;
            let now = now();
            let count = store::changes::prune(tx.conn(), now - KEEP_FOR, KEEP).await?;
            store::sessions::prune(tx.conn(), now).await?;
            store::accounts::prune_failures(tx.conn(), now - KEEP_FAILURES_FOR).await?;
            tx.commit().await.map(|()| count)
        };
        match forgotten.await {
            Ok(count) => tracing::debug!(count, "forgot old changes"),
            Err(error) => tracing::warn!(%error, "could not forget old changes"),
        }
    }
}

/// Keeps memory for what is used: environments that were asked for once need not stay for ever.
pub(super) async fn evict(live: Arc<Live>) {
    let mut ticks = tokio::time::interval(EVICT_EVERY);
    loop {
        ticks.tick().await;
        live.evict_idle(IDLE);
    }
}

pub(super) async fn run(live: Arc<Live>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        live.drop_expired();
        live.look().await;
    }
}

impl Live {
    /// How long ago everything in memory was known to equal the database.
    #[must_use]
    pub fn snapshot_age(&self) -> Duration {
        self.compared_at.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// Compares everything in memory with the database, and follows what changed.
    pub(super) async fn look(&self) {
        // What is written while it looks is not known to be here.
        let begun = Instant::now();
        match self.compare_all().await {
            Ok(()) => *self.compared_at.lock().unwrap_or_else(PoisonError::into_inner) = begun,
            Err(error) => {
                tracing::warn!(%error, "could not compare revisions; evaluation goes on from memory");
            }
        }
    }

    fn drop_expired(&self) {
        let now = now();
        if read(&self.keys).values().all(|key| key.is_valid_at(now)) {
            return;
        }
        write(&self.keys).retain(|_, key| {
            let counts = key.is_valid_at(now);
            if !counts {
                key.end();
            }
            counts
        });
    }

    async fn compare_all(&self) -> Result<(), StoreError> {
        let mut outcome = Ok(());
        for some in self.loaded().chunks(AT_ONCE) {
            let ids: Vec<_> = some.iter().map(|environment| environment.id).collect();
            let mut reader = self.store.read().await?;
            let found = store::environments::list_versions(reader.conn(), &ids).await?;
            drop(reader);
            for environment in some {
                // One that cannot be followed must not keep the others from being looked at.
                if let Err(error) = self.compare(environment, found.get(&environment.id).copied()).await {
                    outcome = Err(error);
                }
            }
        }
        outcome
    }

    async fn compare(&self, known: &LiveEnvironment, found: Option<Versions>) -> Result<(), StoreError> {
        let Some(found) = found else {
            return self.renew(known).await;
        };
        if found.diverges_from(&known.published()) {
            known.reload_if_diverged(&self.store).await?;
        } else {
            known.catch_up_to(found.revision, &self.store).await?;
        }
        if found.access == known.access() { Ok(()) } else { self.renew(known).await }
    }
}
