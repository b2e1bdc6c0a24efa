//! How often which flag answered what.
//!
//! Each flag has a counter beside its compiled form, which stays the same for as long as its answers do. When they
//! change it is replaced, and the old one is kept until nobody can count in it any more: a thread may be in the middle
//! of an evaluation.

use std::collections::BTreeMap;
use std::mem;
use std::ptr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use togul_core::{Answer, CompiledFlag, Context, Reason, Snapshot};

use crate::counter::Counter;

/// What was answered how often since the last look, from [`Client::take_evaluations`](crate::Client::take_evaluations).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCounts {
    /// By flag key; what did not occur is left out.
    pub counts: Vec<EvaluationCount>,
    /// How often a flag was asked for that there was not, or that could not be read.
    pub not_found: u64,
}

/// How often a flag gave one of its answers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCount {
    /// The flag.
    pub flag_key: String,
    /// Why it gave this answer, with the id of the rule that matched.
    pub reason: Reason,
    /// The flag's value. The caller got its own default instead if it asked for another type.
    pub value: Value,
    /// How often.
    pub count: u64,
}

/// The counters of one snapshot.
#[derive(Debug)]
pub(crate) struct Counts {
    /// By the flag's position; none for a flag that cannot be read.
    flags: Box<[Option<Arc<FlagCounts>>]>,
    not_found: Arc<Counter>,
}

#[derive(Debug)]
struct FlagCounts {
    flag_key: Box<str>,
    answers: Box<[(Reason, Value)]>,
    counter: Counter,
}

/// What is counted, over all snapshots of a client.
#[derive(Debug)]
pub(crate) struct Ledger {
    not_found: Arc<Counter>,
    past: Mutex<Past>,
}

#[derive(Debug, Default)]
struct Past {
    /// Replaced, but perhaps still counted in.
    retired: Vec<Arc<FlagCounts>>,
    /// What was counted in those that are gone.
    totals: Totals,
}

type Totals = BTreeMap<Box<str>, Vec<(Reason, Value, u64)>>;

impl Counts {
    /// What the flag answers, counted.
    pub(crate) fn evaluate<'s>(
        &self,
        snapshot: &'s Snapshot,
        key: &str,
        context: &Context<'_>,
    ) -> Answer<'s> {
        let position = snapshot.position(key);
        let flag = position.and_then(|position| snapshot.flag_at(position).zip(self.flag(position)));
        let Some((flag, counts)) = flag else {
            self.not_found.count(0);
            return Answer::NOT_FOUND;
        };
        let (place, answer) = flag.evaluate_numbered(context);
        counts.counter.count(place);
        answer
    }

    fn flag(&self, position: usize) -> Option<&Arc<FlagCounts>> {
        self.flags.get(position)?.as_ref()
    }

    fn flags(&self) -> impl Iterator<Item = &Arc<FlagCounts>> {
        self.flags.iter().flatten()
    }
}

impl FlagCounts {
    fn new(flag: &CompiledFlag) -> Self {
        let answers = answers(flag).map(|(reason, value)| (reason, value.clone())).collect::<Box<[_]>>();
        Self { flag_key: flag.key().into(), counter: Counter::new(answers.len()), answers }
    }

    fn take_into(&self, totals: &mut Totals) {
        for (place, (reason, value)) in self.answers.iter().enumerate() {
            let count = self.counter.take(place);
            if count == 0 {
                continue;
            }
            let flag = totals.entry(self.flag_key.clone()).or_default();
            match flag.iter_mut().find(|(known, of, _)| known == reason && of == value) {
                Some((.., total)) => *total += count,
                None => flag.push((*reason, value.clone(), count)),
            }
        }
    }
}

fn answers(flag: &CompiledFlag) -> impl Iterator<Item = (Reason, &Value)> {
    flag.answers().filter_map(|answer| Some((answer.reason, answer.value?)))
}

impl Ledger {
    pub(crate) fn new() -> Self {
        Self { not_found: Arc::new(Counter::new(1)), past: Mutex::default() }
    }

    /// The counters for a snapshot. A flag whose answers are the same goes on in the counter that it had.
    pub(crate) fn counts(&self, snapshot: &Snapshot, before: Option<(&Snapshot, &Counts)>) -> Counts {
        let kept = |flag: &CompiledFlag| {
            let (before, counts) = before?;
            let position = before.position(flag.key())?;
            let (held, counts) = (before.flag_at(position)?, counts.flag(position)?);
            let same = ptr::eq(held, flag) || answers(held).eq(answers(flag));
            same.then(|| Arc::clone(counts))
        };
        let flags = (0..snapshot.len()).map(|position| {
            let flag = snapshot.flag_at(position)?;
            Some(kept(flag).unwrap_or_else(|| Arc::new(FlagCounts::new(flag))))
        });
        Counts { flags: flags.collect(), not_found: Arc::clone(&self.not_found) }
    }

    /// The snapshot of these counters was replaced by the other, `now`.
    pub(crate) fn retire(&self, before: &Counts, snapshot: &Snapshot, now: &Counts) {
        let is_kept = |counts: &Arc<FlagCounts>| {
            let position = snapshot.position(&counts.flag_key);
            position.and_then(|position| now.flag(position)).is_some_and(|now| Arc::ptr_eq(now, counts))
        };
        let mut past = self.past();
        past.retired.extend(before.flags().filter(|counts| !is_kept(counts)).cloned());
        past.settle();
    }

    /// What was counted since the last such call.
    pub(crate) fn take(&self, counts: &Counts) -> EvaluationCounts {
        let mut past = self.past();
        past.settle();
        let mut totals = mem::take(&mut past.totals);
        past.retired.iter().chain(counts.flags()).for_each(|counts| counts.take_into(&mut totals));
        let counts = totals.into_iter().flat_map(|(flag_key, answers)| {
            answers.into_iter().map(move |(reason, value, count)| EvaluationCount {
                flag_key: flag_key.clone().into(),
                reason,
                value,
                count,
            })
        });
        EvaluationCounts { counts: counts.collect(), not_found: self.not_found.take(0) }
    }

    fn past(&self) -> MutexGuard<'_, Past> {
        // Nothing here panics half-way through a change.
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Past {
    /// Adds up what nobody can count in any more, so that nothing piles up where nobody looks.
    fn settle(&mut self) {
        for counts in mem::take(&mut self.retired) {
            match Arc::try_unwrap(counts) {
                Ok(counts) => counts.take_into(&mut self.totals),
                Err(counts) => self.retired.push(counts),
            }
        }
    }
}
