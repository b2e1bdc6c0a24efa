//! Counting answers: for metrics and exposures.
//!
//! Each flag has counters beside its compiled form. They are carried over to the next snapshot for as long as the flag
//! can give the same answers. When the answers change, the counters are replaced, and the old ones are kept until no
//! evaluation can use them any more.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::{mem, ptr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::counters::Counters;
use crate::evaluation_counts::{CountedAnswer, Sums};
use crate::{Answer, Context, EvaluationCounts, FlagRef, Snapshot};

/// A snapshot whose evaluations are counted: one addition each, without a lock.
///
/// ```
/// use togul_core::{Context, EvaluationCounter, Snapshot};
/// use uuid::Uuid;
///
/// let flag = r#"{"key": "limit", "enabled": true, "value_type": "number", "default_value": 20, "salt": "", "rules": []}"#;
/// let counter = EvaluationCounter::new(&Snapshot::new(Uuid::nil(), "production", 1, [flag])?, 8);
/// counter.evaluate("limit", &Context::new());
/// counter.evaluate("no-such-flag", &Context::new());
///
/// // A change replaces the snapshot; the counts continue.
/// let counter = counter.next(&Snapshot::new(Uuid::nil(), "production", 2, [flag])?);
/// counter.evaluate("limit", &Context::new());
/// let counts = counter.take();
/// assert_eq!((counts.counts[0].count, counts.not_found), (2, 1));
///
/// // The totals are not affected by what was taken.
/// assert_eq!(counter.totals(), counts);
/// assert_eq!(counter.take(), Default::default());
/// # Ok::<(), togul_core::SnapshotError>(())
/// ```
#[derive(Debug)]
pub struct EvaluationCounter {
    snapshot: Snapshot,
    /// By the flag's position.
    flags: Box<[Arc<FlagCounters>]>,
    totals: Arc<Totals>,
}

#[derive(Debug)]
struct FlagCounters {
    flag_key: Box<str>,
    /// By number; `None` for an answer without a value.
    answers: Box<[Option<CountedAnswer>]>,
    counters: Counters,
}

/// The counts over all snapshots.
#[derive(Debug)]
struct Totals {
    not_found: Counters,
    threads: usize,
    retired: Mutex<Retired>,
}

#[derive(Debug, Default)]
struct Retired {
    /// Replaced, but perhaps still in use by an evaluation.
    flags: Vec<Arc<FlagCounters>>,
    sums: Sums,
}

impl EvaluationCounter {
    /// Starts to count, for about that many threads at once: memory grows with their number, and more threads than
    /// that slow each other down.
    pub fn new(snapshot: &Snapshot, threads: usize) -> Self {
        let totals = Totals { not_found: Counters::new(1, threads), retired: Mutex::default(), threads };
        let flags = snapshot.positions().map(|flag| Arc::new(FlagCounters::new(flag, threads)));
        Self { snapshot: snapshot.clone(), flags: flags.collect(), totals: Arc::new(totals) }
    }

    /// Continues the counts with the next snapshot. Evaluations on this one that are still running are counted too.
    #[must_use]
    pub fn next(&self, snapshot: &Snapshot) -> Self {
        let flags: Box<[_]> = snapshot
            .positions()
            .map(|flag| match self.kept(flag) {
                Some(counters) => Arc::clone(counters),
                None => Arc::new(FlagCounters::new(flag, self.totals.threads)),
            })
            .collect();
        let is_kept = |counters: &&Arc<FlagCounters>| {
            let position = snapshot.position(&counters.flag_key);
            position.and_then(|at| flags.get(at)).is_some_and(|next| Arc::ptr_eq(next, counters))
        };
        let mut retired = self.totals.retired();
        retired.settle();
        retired.flags.extend(self.flags.iter().filter(|counters| !is_kept(counters)).cloned());
        retired.sums.evict_outdated(flags.iter().map(|flag| flag.answers.len()).sum(), |key, answer| {
            let flag = snapshot.position(key).and_then(|at| flags.get(at));
            flag.is_some_and(|flag| flag.can_answer(answer))
        });
        drop(retired);
        Self { snapshot: snapshot.clone(), flags, totals: Arc::clone(&self.totals) }
    }

    /// The snapshot whose evaluations are counted.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// As [`Snapshot::evaluate`], and counts the answer.
    pub fn evaluate(&self, key: &str, context: &Context<'_>) -> Answer<'_> {
        let position = self.snapshot.position(key);
        let flag = position.and_then(|at| Some((self.snapshot.flag_at(at)?, self.flags.get(at)?)));
        let Some((flag, flag_counters)) = flag else {
            self.totals.not_found.increment(0);
            return Answer::NOT_FOUND;
        };
        let (number, answer) = flag.evaluate_numbered(context);
        flag_counters.counters.increment(number);
        answer
    }

    /// The counts since the last such call on any counter of this series.
    pub fn take(&self) -> EvaluationCounts {
        self.collect().sums.take()
    }

    /// The counts since the start of this series. It may be read as often as one likes: it takes nothing from
    /// [`take`](Self::take), and `take` takes nothing from it.
    ///
    /// No count goes back, except that of an answer that was [no longer listed](EvaluationCounts::unlisted) and is
    /// given again: it starts from zero.
    pub fn totals(&self) -> EvaluationCounts {
        self.collect().sums.totals()
    }

    /// Adds all that was counted to the sums.
    fn collect(&self) -> MutexGuard<'_, Retired> {
        let mut retired = self.totals.retired();
        retired.settle();
        let Retired { flags, sums } = &mut *retired;
        flags.iter().chain(&self.flags).for_each(|flag| flag.take_into(sums));
        sums.not_found.add(self.totals.not_found.take(0));
        retired
    }

    /// The counters of the same flag, if it can give the same answers.
    fn kept(&self, flag: FlagRef<'_>) -> Option<&Arc<FlagCounters>> {
        let position = self.snapshot.position(flag.key())?;
        let held = self.snapshot.flag_at(position)?;
        let is_same = ptr::eq(held.entry, flag.entry) || held.answers().eq(flag.answers());
        self.flags.get(position).filter(|_| is_same)
    }
}

impl Snapshot {
    /// The position of the flag of that key, which stays the same until a flag is created or deleted.
    fn position(&self, key: &str) -> Option<usize> {
        self.flags.position(key)
    }

    /// All flags by position.
    fn positions(&self) -> impl Iterator<Item = FlagRef<'_>> {
        (0..self.len()).filter_map(|position| self.flag_at(position))
    }
}

impl FlagCounters {
    fn new(flag: FlagRef<'_>, threads: usize) -> Self {
        let answers: Box<[_]> = flag.answers().map(counted).collect();
        Self { flag_key: flag.key().into(), counters: Counters::new(answers.len(), threads), answers }
    }

    fn can_answer(&self, answer: &CountedAnswer) -> bool {
        self.answers.iter().flatten().any(|known| known == answer)
    }

    fn take_into(&self, sums: &mut Sums) {
        for (number, answer) in self.answers.iter().enumerate() {
            let count = self.counters.take(number);
            match answer {
                None => sums.unreadable.add(count),
                Some(_) if count == 0 => {}
                Some(answer) => sums.add(&self.flag_key, answer, count),
            }
        }
    }
}

fn counted(answer: Answer<'_>) -> Option<CountedAnswer> {
    let (reason, variant) = (answer.reason, answer.variant().map(Box::from));
    Some(CountedAnswer { reason, variant, value: answer.value()?.clone() })
}

impl Totals {
    fn retired(&self) -> MutexGuard<'_, Retired> {
        // No panic can leave it half changed.
        self.retired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Retired {
    /// Sums up the counters that no evaluation can use any more, so that they do not pile up.
    fn settle(&mut self) {
        for flag in mem::take(&mut self.flags) {
            match Arc::try_unwrap(flag) {
                Ok(flag) => flag.take_into(&mut self.sums),
                Err(flag) => self.flags.push(flag),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn snapshot(flags: &[(&str, Value)]) -> Snapshot {
        let flags = flags.iter().map(|(key, default)| {
            json!({"key": key, "enabled": true, "value_type": "json", "default_value": default, "salt": "", "rules": []})
                .to_string()
        });
        let flags: Vec<_> = flags.collect();
        Snapshot::new(Uuid::nil(), "e", 1, flags.iter().map(String::as_str)).unwrap()
    }

    fn counts(taken: &EvaluationCounts) -> Vec<(&str, Value, u64)> {
        taken.counts.iter().map(|count| (&*count.flag_key, count.value.to_json(), count.count)).collect()
    }

    #[test]
    fn counts_continue_across_snapshots_and_nothing_is_counted_twice() {
        let first = EvaluationCounter::new(&snapshot(&[("a", json!(1)), ("b", json!(1))]), 2);
        let evaluate = |counter: &EvaluationCounter, keys: &[&str]| {
            for key in keys {
                counter.evaluate(key, &Context::new());
            }
        };
        evaluate(&first, &["a", "a", "b", "none"]);
        let second = first.next(&snapshot(&[("0", json!(0)), ("a", json!(1)), ("b", json!(2))]));
        // Evaluations that began before the replacement end after it.
        evaluate(&first, &["a", "b", "none"]);
        evaluate(&second, &["0", "a", "b"]);
        let taken = second.take();
        assert_eq!(
            counts(&taken),
            [("0", json!(0), 1), ("a", json!(1), 4), ("b", json!(1), 2), ("b", json!(2), 1)]
        );
        assert_eq!((taken.not_found, taken.unreadable), (2, 0));
        evaluate(&first, &["b"]);
        drop(first);
        assert_eq!(
            counts(&second.totals()),
            [("0", json!(0), 1), ("a", json!(1), 4), ("b", json!(1), 3), ("b", json!(2), 1)]
        );
        let third = second.next(&snapshot(&[]));
        evaluate(&third, &["a"]);
        let taken = third.take();
        assert_eq!((counts(&taken), taken.not_found), (vec![("b", json!(1), 1)], 1));
        assert_eq!(third.take(), EvaluationCounts::default());
    }

    #[test]
    fn totals_continue_when_an_answer_returns_and_taking_does_not_affect_them() {
        let mut counter = EvaluationCounter::new(&snapshot(&[("a", json!(1))]), 2);
        for round in 1..=6 {
            counter.evaluate("a", &Context::new());
            counter.evaluate("none", &Context::new());
            let totals = counter.totals();
            assert_eq!(totals, counter.totals());
            assert_eq!(totals.counts.iter().map(|count| count.count).sum::<u64>(), round);
            assert_eq!(totals.not_found, round);
            if round % 2 == 0 {
                assert_eq!(counts(&counter.take()), [("a", json!(1), 1), ("a", json!(2), 1)]);
            }
            counter = counter.next(&snapshot(&[("a", json!(1 + round % 2))]));
        }
        assert_eq!(counts(&counter.totals()), [("a", json!(1), 3), ("a", json!(2), 3)]);
    }

    #[test]
    fn unreadable_flags_and_rules_are_counted_apart() {
        let stopped =
            r#"{"key":"s","enabled":true,"value_type":"boolean","default_value":true,"salt":"","rules":[7]}"#;
        let snapshot = Snapshot::new(Uuid::nil(), "e", 1, [stopped, r#"{"key":"u"}"#]).unwrap();
        let counter = EvaluationCounter::new(&snapshot, 2);
        for key in ["s", "u", "u"] {
            counter.evaluate(key, &Context::new());
        }
        let counter = counter.next(&snapshot);
        assert!(counter.snapshot().flag("u").is_some());
        let taken = counter.take();
        assert_eq!((taken.counts, taken.not_found, taken.unreadable), (vec![], 0, 3));
    }
}
