//! How often flags gave their answers: the sums that a counter keeps, and what its readers get.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;

use crate::{FlagValue, Reason};

/// How often which flag gave which answer, from [`EvaluationCounter::take`](crate::EvaluationCounter::take) or
/// [`EvaluationCounter::totals`](crate::EvaluationCounter::totals).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCounts {
    /// By flag key; answers that did not occur are left out. No two have the same flag, reason, rule, variant and value.
    pub counts: Vec<EvaluationCount>,
    /// The number of evaluations of flags that the snapshot does not have.
    pub not_found: u64,
    /// The number of evaluations that gave no value because the flag, or a rule that was reached, is unreadable.
    pub unreadable: u64,
    /// The number of evaluations whose answers are no longer listed: of the answers that no flag of the current
    /// snapshot can give, only the latest 500 to 1,000 are kept apart.
    pub unlisted: u64,
}

/// How often a flag gave one of its answers.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationCount {
    /// The flag.
    pub flag_key: String,
    /// Why it gave this answer. Each rule has its own count, also if another rule has the same value;
    /// [`Reason::rule_id`] identifies it.
    pub reason: Reason,
    /// The key of the answer's variant. Each variant of a split has its own count.
    pub variant: Option<String>,
    /// The flag's value. The caller got its own default instead if it requested another type.
    pub value: FlagValue,
    /// The number of evaluations.
    pub count: u64,
}

/// At most this many answers that no flag can give any more have a sum of their own.
const OUTDATED_LIMIT: usize = 1000;

/// The sums over all snapshots. They only grow, so that reading the totals and taking do not affect each other.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    answers: BTreeMap<Box<str>, Vec<AnswerSum>>,
    pub not_found: Sum,
    pub unreadable: Sum,
    unlisted: Sum,
    /// Counts the additions, which orders the answers by their last one.
    additions: u64,
}

#[derive(Debug)]
struct AnswerSum {
    counted: CountedAnswer,
    sum: Sum,
    last_addition: u64,
}

/// What is counted apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CountedAnswer {
    pub reason: Reason,
    pub variant: Option<Box<str>>,
    pub value: FlagValue,
}

#[derive(Debug, Default)]
pub(crate) struct Sum {
    total: u64,
    /// The part of the total that was taken.
    taken: u64,
}

impl Sum {
    pub fn add(&mut self, count: u64) {
        self.total += count;
    }

    fn take(&mut self) -> u64 {
        self.total - mem::replace(&mut self.taken, self.total)
    }

    fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.taken += other.taken;
    }
}

impl Sums {
    pub fn add(&mut self, flag_key: &str, answer: &CountedAnswer, count: u64) {
        self.additions += 1;
        let answers = match self.answers.get_mut(flag_key) {
            Some(answers) => answers,
            None => self.answers.entry(flag_key.into()).or_default(),
        };
        let last_addition = self.additions;
        match answers.iter_mut().find(|held| held.counted == *answer) {
            Some(held) => {
                held.sum.add(count);
                held.last_addition = last_addition;
            }
            None => {
                let sum = Sum { total: count, taken: 0 };
                answers.push(AnswerSum { counted: answer.clone(), sum, last_addition });
            }
        }
    }

    /// Each count since the last such call.
    pub fn take(&mut self) -> EvaluationCounts {
        self.read(Sum::take)
    }

    /// Each count since the start.
    pub fn totals(&mut self) -> EvaluationCounts {
        self.read(|sum| sum.total)
    }

    fn read(&mut self, count: impl Fn(&mut Sum) -> u64) -> EvaluationCounts {
        let mut counts = Vec::new();
        for (flag_key, answers) in &mut self.answers {
            for answer in answers {
                let count = count(&mut answer.sum);
                if count > 0 {
                    let CountedAnswer { reason, variant, value } = answer.counted.clone();
                    counts.push(EvaluationCount {
                        flag_key: flag_key.as_ref().to_owned(),
                        reason,
                        variant: variant.map(String::from),
                        value,
                        count,
                    });
                }
            }
        }
        EvaluationCounts {
            counts,
            not_found: count(&mut self.not_found),
            unreadable: count(&mut self.unreadable),
            unlisted: count(&mut self.unlisted),
        }
    }

    /// If there are more outdated answers than the limit, the older ones lose their own sum, down to half the limit,
    /// so that not every change has to look for them.
    pub fn evict_outdated(&mut self, possible: usize, is_possible: impl Fn(&str, &CountedAnswer) -> bool) {
        let listed: usize = self.answers.values().map(Vec::len).sum();
        if listed <= possible + OUTDATED_LIMIT {
            return;
        }
        let is_outdated = |flag_key: &str, answer: &AnswerSum| !is_possible(flag_key, &answer.counted);
        let mut additions: Vec<u64> = Vec::new();
        for (flag_key, answers) in &self.answers {
            let outdated = answers.iter().filter(|answer| is_outdated(flag_key, answer));
            additions.extend(outdated.map(|answer| answer.last_addition));
        }
        additions.sort_unstable_by(|a, b| b.cmp(a));
        let Some(&newest_evicted) = additions.get(OUTDATED_LIMIT / 2) else { return };
        let unlisted = &mut self.unlisted;
        self.answers.retain(|flag_key, answers| {
            answers.retain(|answer| {
                let is_evicted = answer.last_addition <= newest_evicted && is_outdated(flag_key, answer);
                if is_evicted {
                    unlisted.merge(&answer.sum);
                }
                !is_evicted
            });
            !answers.is_empty()
        });
    }
}
