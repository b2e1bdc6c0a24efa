//! How many snapshots are compressed at the same time.

use std::{num::NonZeroUsize, sync::Arc, thread::available_parallelism};

use super::shares::{Share, Shares};
use crate::domain::{id::Id, organization::Organization};

/// Limits how many snapshots are compressed at the same time: one of each organization, and as many as half of the cores,
/// but at least two. Requests do not wait for their turn, because a snapshot can be sent without compression.
#[derive(Debug)]
pub struct Compressions {
    running: Arc<Shares<Holder>>,
    limit: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Holder {
    Everyone,
    Organization(Id<Organization>),
}

/// The right to compress one snapshot, until it is dropped.
#[derive(Debug)]
pub struct CompressionPermit {
    _shares: [Share<Holder>; 2],
}

impl Default for Compressions {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        Self { running: Arc::default(), limit: (cores / 2).max(2) }
    }
}

impl Compressions {
    /// `None` when no more may run now.
    #[must_use]
    pub fn permit(&self, organization: Id<Organization>) -> Option<CompressionPermit> {
        let own = self.running.take(Holder::Organization(organization), 1, 1)?;
        let all = self.running.take(Holder::Everyone, 1, self.limit)?;
        Some(CompressionPermit { _shares: [own, all] })
    }
}
