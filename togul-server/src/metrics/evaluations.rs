//! How often an environment answered, and why so: on the way of every evaluation, so nothing but additions.

use std::{
    array,
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use togul_core::Reason;

/// The reasons that are told apart, by their names.
pub const REASONS: [&str; 4] = ["disabled", "rule_match", "default", "flag_not_found"];

/// Counts by reason; they live and go with their environment.
#[derive(Debug, Default)]
pub struct Evaluations([AtomicU64; REASONS.len()]);

/// The evaluations of one request: many of them are one addition a reason.
#[derive(Debug, Default)]
pub struct Tally([Cell<u64>; REASONS.len()]);

impl Evaluations {
    pub fn count(&self, reason: Reason) {
        self.0[place(reason)].fetch_add(1, Relaxed);
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
        array::from_fn(|place| self.0[place].load(Relaxed))
    }
}

impl Tally {
    pub fn count(&self, reason: Reason) {
        self.0[place(reason)].update(|count| count + 1);
    }
}

fn place(reason: Reason) -> usize {
    match reason {
        Reason::Disabled => 0,
        Reason::RuleMatch { .. } => 1,
        Reason::Default => 2,
        // The core may learn more reasons: they need a place and a name here then.
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_reason_is_counted_under_its_name() {
        let (evaluations, tally) = (Evaluations::default(), Tally::default());
        let rule_id = Uuid::nil();
        let reasons =
            [Reason::Disabled, Reason::RuleMatch { rule_id }, Reason::Default, Reason::FlagNotFound];
        for (reason, name) in reasons.into_iter().zip(REASONS) {
            assert_eq!(reason.as_str(), name);
            evaluations.count(reason);
            tally.count(reason);
        }
        tally.count(Reason::Default);
        evaluations.add(&tally);
        assert_eq!(evaluations.counts(), [2, 2, 3, 2]);
    }
}
