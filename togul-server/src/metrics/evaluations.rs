//! Evaluations of an environment by reason. Every evaluation counts here, so that counting is only an addition.

use std::{
    array,
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use togul_core::Reason;

/// Counts by reason, one instance for each environment in memory.
#[derive(Debug, Default)]
pub struct Evaluations([AtomicU64; Reason::NAMES.len()]);

/// The counts of one request, added to [`Evaluations`] at its end: many evaluations cost one atomic addition per reason.
#[derive(Debug, Default)]
pub struct Tally([Cell<u64>; Reason::NAMES.len()]);

impl Evaluations {
    pub fn count(&self, reason: Reason) {
        self.0[reason.index()].fetch_add(1, Relaxed);
    }

    pub fn add(&self, tally: &Tally) {
        for (total, count) in self.0.iter().zip(&tally.0) {
            if count.get() > 0 {
                total.fetch_add(count.get(), Relaxed);
            }
        }
    }

    /// In the order of [`Reason::NAMES`].
    #[must_use]
    pub fn counts(&self) -> [u64; Reason::NAMES.len()] {
        array::from_fn(|index| self.0[index].load(Relaxed))
    }
}

impl Tally {
    pub fn count(&self, reason: Reason) {
        self.0[reason.index()].update(|count| count + 1);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_reason_has_its_own_count() {
        let (evaluations, tally) = (Evaluations::default(), Tally::default());
        let rule_id = Uuid::nil();
        let reasons = [
            Reason::Disabled,
            Reason::RuleMatch { rule_id },
            Reason::Default,
            Reason::PrerequisiteFailed { prerequisite: 0 },
            Reason::FlagNotFound,
            Reason::Unreadable { rule_id: None },
        ];
        for reason in reasons {
            evaluations.count(reason);
            tally.count(reason);
        }
        tally.count(Reason::Default);
        evaluations.add(&tally);
        assert_eq!(evaluations.counts(), [2, 2, 3, 2, 2, 2]);
    }
}
