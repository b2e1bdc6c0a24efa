//! The look that catches what no notice told: other processes' writes, and keys whose time is up.

use std::{sync::Arc, time::Duration};

use super::{Live, read, write};
use crate::{domain::time::now, store::Notice};

const EVERY: Duration = Duration::from_secs(5);

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
