//! Evaluations of an environment by reason. Every evaluation counts here, so that counting is only an addition.

use std::{
    array,
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use togul_core::Reason;

/// The names of the reasons that are counted.
pub const REASONS: [&str; 5] = ["disabled", "rule_match", "default", "flag_not_found", "unreadable"];

/// Counts by reason, one instance for each environment in memory.
#[derive(Debug, Default)]
pub struct Evaluations([AtomicU64; REASONS.len()]);

/// The counts of one request, added to [`Evaluations`] at its end: many evaluations cost one atomic addition per reason.
#[derive(Debug, Default)]
pub struct Tally([Cell<u64>; REASONS.len()]);

impl Evaluations {
    pub fn count(&self, reason: Reason) {
        self.0[index(reason)].fetch_add(1, Relaxed);
    }

    pub fn add(&self, tally: &Tally) {
        for (total, count) in self.0.iter().zip(&tally.0) {
            if count.get() > 0 {
                total.fetch_add(count.get(), Relaxed);
            }
        }
    }

    /// In the order of [`REASONS`].
    #[must_use]
    pub fn counts(&self) -> [u64; REASONS.len()] {
        array::from_fn(|index| self.0[index].load(Relaxed))
    }
}

impl Tally {
    pub fn count(&self, reason: Reason) {
        self.0[index(reason)].update(|count| count + 1);
    }
}

fn index(reason: Reason) -> usize {
    match reason {
        Reason::Disabled => 0,
        Reason::RuleMatch { .. } => 1,
        Reason::Default => 2,
        Reason::FlagNotFound => 3,
        // A new reason of the core needs an index and a name here.
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_reason_is_counted_under_its_name() {
        let (evaluations, tally) = (Evaluations::default(), Tally::default());
        let rule_id = Uuid::nil();
        let reasons = [
            Reason::Disabled,
            Reason::RuleMatch { rule_id },
            Reason::Default,
            Reason::FlagNotFound,
            Reason::Unreadable { rule_id: None },
        ];
        for (reason, name) in reasons.into_iter().zip(REASONS) {
            assert_eq!(reason.as_str(), name);
            evaluations.count(reason);
            tally.count(reason);
        }
        tally.count(Reason::Default);
        evaluations.add(&tally);
        assert_eq!(evaluations.counts(), [2, 2, 3, 2, 2]);
    }
}
