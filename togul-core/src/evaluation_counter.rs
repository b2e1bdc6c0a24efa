//! Counting answers: for metrics and exposures.
//!
//! Each flag has counters beside its compiled form. They are carried over to the next snapshot for as long as the flag
//! can give the same answers. When the answers change, the counters are replaced, and the old ones are kept until no
//! evaluation can use them any more.

use std::collections::BTreeMap;
use std::mem;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::counters::Counters;
use crate::{Answer, Context, FlagRef, FlagValue, Reason, Snapshot};

/// How often which flag gave which answer, from [`EvaluationCounter::take`].
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCounts {
    /// By flag key; answers that did not occur are left out.
    pub counts: Vec<EvaluationCount>,
    /// The number of evaluations of flags that the snapshot does not have.
    pub not_found: u64,
    /// The number of evaluations that gave no value because the flag, or a rule that was reached, is unreadable.
    pub unreadable: u64,
}

/// How often a flag gave one of its answers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCount {
    /// The flag.
    pub flag_key: String,
    /// Why it gave this answer, with the id of the rule that matched.
    pub reason: Reason,
    /// The flag's value. The caller got its own default instead if it requested another type.
    pub value: FlagValue,
    /// The number of evaluations.
    pub count: u64,
}

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
    answers: Box<[(Reason, Option<FlagValue>)]>,
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
    /// The counts of those that are gone.
    sums: Sums,
}

#[derive(Debug, Default)]
struct Sums {
    values: BTreeMap<Box<str>, Vec<(Reason, FlagValue, u64)>>,
    unreadable: u64,
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
        let mut retired = self.totals.retired();
        retired.settle();
        let mut sums = mem::take(&mut retired.sums);
        retired.flags.iter().chain(&self.flags).for_each(|flag| flag.take_into(&mut sums));
        let counts = sums.values.into_iter().flat_map(|(flag_key, answers)| {
            answers.into_iter().map(move |(reason, value, count)| EvaluationCount {
                flag_key: flag_key.clone().into(),
                reason,
                value,
                count,
            })
        });
        let not_found = self.totals.not_found.take(0);
        EvaluationCounts { counts: counts.collect(), not_found, unreadable: sums.unreadable }
    }

    /// The counters of the same flag, if it can give the same answers.
    fn kept(&self, flag: FlagRef<'_>) -> Option<&Arc<FlagCounters>> {
        let position = self.snapshot.position(flag.key())?;
        let held = self.snapshot.flag_at(position)?;
        let is_same = ptr::eq(held.entry, flag.entry) || answers(held).eq(answers(flag));
        self.flags.get(position).filter(|_| is_same)
    }
}

impl FlagCounters {
    fn new(flag: FlagRef<'_>, threads: usize) -> Self {
        let answers: Box<[_]> = answers(flag).map(|(reason, value)| (reason, value.cloned())).collect();
        Self { flag_key: flag.key().into(), counters: Counters::new(answers.len(), threads), answers }
    }

    fn take_into(&self, sums: &mut Sums) {
        for (number, (reason, value)) in self.answers.iter().enumerate() {
            let count = self.counters.take(number);
            let Some(value) = value else {
                sums.unreadable += count;
                continue;
            };
            if count == 0 {
                continue;
            }
            let flag = sums.values.entry(self.flag_key.clone()).or_default();
            match flag.iter_mut().find(|(known, of, _)| known == reason && of == value) {
                Some((.., total)) => *total += count,
                None => flag.push((*reason, value.clone(), count)),
            }
        }
    }
}

fn answers(flag: FlagRef<'_>) -> impl Iterator<Item = (Reason, Option<&FlagValue>)> {
    flag.answers().map(|answer| (answer.reason, answer.value))
}

impl Totals {
    fn retired(&self) -> MutexGuard<'_, Retired> {
        // No panic can leave it half changed.
        self.retired.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Retired {
    /// Sums up the counters that no evaluation can use any more, so that they do not pile up between calls of `take`.
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
        let third = second.next(&snapshot(&[]));
        evaluate(&third, &["a"]);
        let taken = third.take();
        assert_eq!((counts(&taken), taken.not_found), (vec![("b", json!(1), 1)], 1));
        assert_eq!(third.take(), EvaluationCounts::default());
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
