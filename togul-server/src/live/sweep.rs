//! The look that catches what no notice told: other processes' writes, and keys whose time is up.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{Live, read, write};
use crate::{
    domain::time::now,
    store::{self, Notice, Store},
};

const EVERY: Duration = Duration::from_secs(5);

/// The change log keeps 7 days or 10,000 changes of an environment, whichever is more.
const KEEP_FOR: TimeDelta = TimeDelta::days(7);
const KEEP: i64 = 10_000;
/// Between two looks for changes to forget.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// Forgets changes that nobody resumes from any more.
pub(super) async fn forget(store: Store) {
    let mut ticks = tokio::time::interval(FORGET_EVERY);
    loop {
        ticks.tick().await;
        let forgotten = async {
            let mut tx = store.begin().await?;
            let count = store::changes::prune(tx.conn(), now() - KEEP_FOR, KEEP).await?;
            tx.commit().await.map(|()| count)
        };
        match forgotten.await {
            Ok(count) => tracing::debug!(count, "forgot old changes"),
            Err(error) => tracing::warn!(%error, "could not forget old changes"),
        }
    }
}

pub(super) async fn run(live: Arc<Live>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        live.drop_expired();
        if live.store.is_shared() {
            live.look_at_all().await;
        }
    }
}

impl Live {
    fn drop_expired(&self) {
        let now = now();
        write(&self.keys).retain(|_, key| {
            let counts = key.counts_at(now);
            if !counts {
                key.end();
            }
            counts
        });
    }

    async fn look_at_all(self: &Arc<Self>) {
        let ids: Vec<_> = read(&self.environments).keys().copied().collect();
        for id in ids {
            self.act(Notice::Access(id)).await;
        }
    }
}
