//! What an evaluation can cost at most.
//!
//! Each operator has a fixed cost per value: its worst time for any attribute that may come over HTTP, in a context with as
//! many attributes as may come. `cargo bench --bench costs` measures these times and compares them with the constants
//! below, which hold for the machine of `BENCHMARKS.md` with some reserve.

use core::fmt;
use core::iter::Sum;
use core::ops::{Add, Sub};

use crate::{Operator, limits};

/// The worst time of an evaluation on the machine of `BENCHMARKS.md`, computed when a flag is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cost(u64);

impl Cost {
    /// From nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// In nanoseconds.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }
}

impl Add for Cost {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Cost {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Cost {
    fn sum<I: Iterator<Item = Self>>(costs: I) -> Self {
        costs.fold(Self::default(), Add::add)
    }
}

/// In milliseconds, as in `4.25 ms`.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2} ms", self.0 as f64 / 1e6)
    }
}

/// Nanoseconds of a flag without rules: to find it, and to give its answer.
const FLAG: u64 = 200;
/// Of a share: one hash of the attribute.
const SHARE: u64 = 1_500;
const FOREIGN_SHARE: u64 = 20_000;
/// Of an expression on its dense DFA, or on its sparse one without the search among the transitions of a state.
const DFA: u64 = 40_000;
/// Of fetching a cache line of a DFA from memory. No search fetches more lines than it has bytes to read.
const DFA_LINE: u64 = 60;
/// Of the search among the transitions of a state of a sparse DFA, for each byte.
const SPARSE_DFA: u64 = 5;
/// How many transitions that search passes in a nanosecond.
const TRANSITIONS: usize = 4;
/// Of an expression on its NFA, apart from its states: to begin with each element of a list.
const NFA: u64 = 60_000;
/// Of each state of an NFA, for each byte and for the end of the text.
const NFA_STATE: u64 = 8;
/// The bytes of a cache line.
const LINE_BYTES: usize = 64;

/// Of a flag, apart from its conditions.
pub(crate) const fn flag() -> Cost {
    Cost(FLAG)
}

/// Of the share of a percentage rule.
pub(crate) const fn share() -> Cost {
    Cost(SHARE)
}

/// Of a share or a split that hashes as another system does.
pub(crate) const fn foreign_share() -> Cost {
    Cost(FOREIGN_SHARE)
}

/// Of a condition that names so many segments, apart from these.
pub(crate) const fn in_segment(segments: usize) -> Cost {
    Cost(100 + 100 * segments as u64)
}

/// Of the lookup of an attribute in a list of a segment: of a list attribute, of all elements. Without an index it is a binary
/// search.
pub(crate) const fn text_set(has_index: bool) -> Cost {
    Cost(if has_index { 60_000 } else { 150_000 })
}

/// Of a condition that compares with so many values, but for `matches`.
pub(crate) const fn condition(operator: Operator, values: usize) -> Cost {
    let (once, each) = match operator {
        Operator::Exists | Operator::NotExists => (1_000, 0),
        Operator::Eq | Operator::Neq => (1_200, 0),
        Operator::In | Operator::NotIn => (1_000, 50),
        Operator::StartsWith | Operator::EndsWith | Operator::Contains => (0, 10_000),
        Operator::EqIgnoreCase | Operator::InIgnoreCase => (120_000, 100),
        Operator::ContainsIgnoreCase | Operator::StartsWithIgnoreCase | Operator::EndsWithIgnoreCase => {
            (60_000, 15_000)
        }
        Operator::IpIn => (40_000, 5),
        Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte => (2_000, 0),
        Operator::Before | Operator::After => (2_000, 0),
        Operator::SemverEq
        | Operator::SemverGt
        | Operator::SemverGte
        | Operator::SemverLt
        | Operator::SemverLte => (30_000, 0),
        Operator::Matches => (1_000, 0),
    };
    Cost(once + each * values as u64)
}

/// Of an expression on a dense DFA of so many bytes.
pub(crate) fn dense_dfa(bytes: usize) -> Cost {
    Cost(DFA + DFA_LINE * lines(bytes))
}

/// Of an expression on a sparse DFA of so many bytes, whose states have at most so many transitions.
pub(crate) fn sparse_dfa(bytes: usize, transitions: usize) -> Cost {
    let per_byte = SPARSE_DFA + transitions.div_ceil(TRANSITIONS) as u64;
    dense_dfa(bytes) + Cost(per_byte * limits::CONTEXT_ATTRIBUTE_BYTES as u64)
}

/// Of an expression on an NFA with so many states.
pub(crate) fn nfa(states: usize) -> Cost {
    Cost(NFA + NFA_STATE * states as u64 * (limits::CONTEXT_ATTRIBUTE_BYTES as u64 + 1))
}

fn lines(bytes: usize) -> u64 {
    bytes.div_ceil(LINE_BYTES).min(limits::CONTEXT_ATTRIBUTE_BYTES) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_are_added_and_shown_in_milliseconds() {
        let costs = [Cost::from_nanos(4_000_000), Cost::from_nanos(254_000)];
        let sum: Cost = costs.into_iter().sum();
        assert_eq!(sum.to_string(), "4.25 ms");
        assert_eq!((sum - costs[0]).as_nanos(), 254_000);
        assert_eq!((costs[1] - costs[0], Cost(u64::MAX) + sum), (Cost(0), Cost(u64::MAX)));
    }
}
