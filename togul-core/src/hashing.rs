//! Rules that hash with a seed of their own, for a split, or as another system does.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::bucketing::Units;
use crate::outcome::OutcomeId;
use crate::{Bucketing, ContextValue, Cost, Invalid, SplitPart, bucket, cost};

/// What a rule does with the hash of its `bucket_by`, unless that is only a share with the flag's own seed.
#[derive(Clone, Debug)]
pub(crate) struct Hashing {
    pub seed: u64,
    /// The share, in thousandths of a percent, or in units of the other system.
    pub bound: u32,
    /// The ends of the split's first ranges in ascending order, each of which begins at the end of the one before. Behind the
    /// last one, the largest number.
    first_ends: [u32; FEW],
    /// For each of these ranges, the position among the [`SplitOutcome`]s of the flag. Without a split, [`NOWHERE`].
    first_outcomes: [u16; FEW],
    uncommon: Option<Box<Uncommon>>,
}

/// What few rules have.
#[derive(Clone, Debug, Default)]
struct Uncommon {
    /// The further ends, and the positions of their ranges' outcomes.
    ends: Box<[u32]>,
    outcomes: Box<[u16]>,
    /// Of a rule that hashes as another system does.
    foreign: Option<Foreign>,
}

/// How another system hashes.
#[derive(Clone, Debug)]
pub(crate) struct Foreign {
    pub bucketing: Bucketing,
    /// The end of the split's ranges.
    total: u32,
}

/// One variant of a rule's split.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SplitOutcome {
    /// The position of the rule.
    pub rule: u16,
    pub outcome: OutcomeId,
}

/// Behind all [`SplitOutcome`]s that a flag can have.
const NOWHERE: u16 = u16::MAX;

/// For so few ranges a linear search is faster than a binary one.
const FEW: usize = 8;

impl Hashing {
    pub fn share(seed: u64, bound: u32) -> Self {
        Self { seed, bound, first_ends: [u32::MAX; FEW], first_outcomes: [NOWHERE; FEW], uncommon: None }
    }

    /// `parts` with the positions of their outcomes; their ranges end at `total`.
    pub fn split<'p>(
        seed: u64,
        bound: u32,
        parts: impl Iterator<Item = (&'p SplitPart, u16)>,
        total: u32,
    ) -> Result<Self, Invalid> {
        let mut ranges = Vec::new();
        for (part, outcome) in parts {
            ranges.extend(part.ranges.iter().map(|range| (*range, outcome)));
        }
        ranges.sort_unstable();
        check_complete(ranges.iter().map(|(range, _)| *range), total)?;
        let mut hashing = Self::share(seed, bound);
        let places = hashing.first_ends.iter_mut().zip(&mut hashing.first_outcomes);
        for ((end, outcome), (range, position)) in places.zip(&ranges) {
            (*end, *outcome) = (range[1], *position);
        }
        if let Some(further) = ranges.get(FEW..).filter(|further| !further.is_empty()) {
            let uncommon = hashing.uncommon.get_or_insert_default();
            uncommon.ends = further.iter().map(|([_, end], _)| *end).collect();
            uncommon.outcomes = further.iter().map(|(_, position)| *position).collect();
        }
        Ok(hashing)
    }

    /// Makes the rule hash as another system does.
    pub fn set_foreign(&mut self, bucketing: &Bucketing, units: Units) {
        self.bound = units.bound;
        let foreign = Foreign { bucketing: bucketing.clone(), total: units.total };
        self.uncommon.get_or_insert_default().foreign = Some(foreign);
    }

    pub fn foreign(&self) -> Option<&Foreign> {
        self.uncommon.as_ref()?.foreign.as_ref()
    }

    pub fn cost(&self) -> Cost {
        if self.foreign().is_some() { cost::foreign_share() } else { cost::share() }
    }

    /// The numbers that share and split compare; `None` for a value that is not hashed.
    pub fn buckets(&self, actual: &ContextValue<'_>) -> Option<(u32, u32)> {
        match self.foreign() {
            Some(foreign) => foreign.bucketing.buckets(foreign.total, actual),
            None => Some(bucket::both(self.seed, actual.text()?)),
        }
    }

    pub fn is_split(&self) -> bool {
        self.first_outcomes[0] != NOWHERE
    }

    /// Whether a string is inside of the share, and the position of the outcome that it gets from the split. Not for a rule that
    /// hashes as another system does.
    #[inline(always)]
    pub fn assign(&self, text: &str) -> (bool, Option<u16>) {
        let (bucket, split) = bucket::both(self.seed, text);
        (bucket < self.bound, self.outcome_of(split))
    }

    /// The position of the outcome of a split bucket.
    #[inline]
    pub fn outcome_of(&self, split: u32) -> Option<u16> {
        // Without branches, of which a split would mispredict half.
        let at = self.first_ends.iter().map(|end| u32::from(*end <= split)).sum::<u32>() as usize;
        let outcome = self.first_outcomes.get(at).copied().or_else(|| self.further_outcome(split))?;
        (outcome != NOWHERE).then_some(outcome)
    }

    fn further_outcome(&self, split: u32) -> Option<u16> {
        let Uncommon { ends, outcomes, .. } = self.uncommon.as_deref()?;
        outcomes.get(ends.partition_point(|end| *end <= split)).copied()
    }
}

/// Checks that half-open ranges in ascending order are disjoint and cover all buckets up to `total`.
pub(crate) fn check_complete(ranges: impl Iterator<Item = [u32; 2]>, total: u32) -> Result<(), Invalid> {
    let mut covered = 0;
    for [start, end] in ranges {
        if start != covered || end <= start {
            return Err(incomplete(covered, total));
        }
        covered = end;
    }
    if covered == total && total > 0 { Ok(()) } else { Err(incomplete(covered, total)) }
}

fn incomplete(covered: u32, total: u32) -> Invalid {
    let reason =
        format!("must have ranges that are disjoint and cover 0 to {total}: those from {covered} on do not");
    Invalid::new("split", reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bucket::BUCKETS;

    /// With the ranges of each part.
    fn split<const N: usize>(parts: [&[[u32; 2]]; N]) -> Result<Hashing, Invalid> {
        let parts = parts.map(|ranges| SplitPart { variant: String::new(), ranges: ranges.to_vec() });
        Hashing::split(0, BUCKETS, parts.iter().zip(0..), BUCKETS)
    }

    #[test]
    fn a_split_bucket_belongs_to_the_part_whose_range_contains_it() {
        let hashing = split([&[[90_000, 100_000], [0, 30_000]], &[[30_000, 90_000]]]).unwrap();
        for (bucket, part) in [(0, 0), (29_999, 0), (30_000, 1), (89_999, 1), (90_000, 0), (99_999, 0)] {
            assert_eq!(hashing.outcome_of(bucket), Some(part), "{bucket}");
        }
        assert!(hashing.is_split() && !Hashing::share(0, 5).is_split());
        assert_eq!(Hashing::share(0, 0).assign("a"), (false, None));
    }

    #[test]
    fn every_range_of_a_split_has_its_part() {
        for count in [1, 2, 7, 8, 9, 10, 100] {
            let total = count * 1_000;
            let parts: Vec<_> = (0..count)
                .map(|at| SplitPart { variant: String::new(), ranges: vec![[at * 1_000, (at + 1) * 1_000]] })
                .collect();
            let hashing = Hashing::split(0, BUCKETS, parts.iter().zip(0..), total).unwrap();
            for at in 0..count {
                for bucket in [at * 1_000, at * 1_000 + 999] {
                    assert_eq!(hashing.outcome_of(bucket), Some(at as u16), "{bucket} of {total}");
                }
            }
        }
        assert_eq!(Hashing::share(0, 5).outcome_of(0), None);
    }

    #[test]
    fn ranges_that_are_incomplete_or_overlap_are_refused() {
        let refused = |ranges: &[[u32; 2]]| assert!(split([ranges]).is_err(), "{ranges:?}");
        refused(&[]);
        refused(&[[0, 99_999]]);
        refused(&[[1, 100_000]]);
        refused(&[[0, 100_001]]);
        refused(&[[0, 50_000], [50_000, 50_000], [50_000, 100_000]]);
        refused(&[[0, 60_000], [60_000, 40_000], [40_000, 100_000]]);
        assert!(split([]).is_err());
        for (one, other) in
            [([0, 50_000], [50_001, 100_000]), ([0, 50_000], [49_999, 100_000]), ([0, 100_000], [0, 100_000])]
        {
            assert!(split([&[one], &[other]]).is_err(), "{one:?} {other:?}");
        }
    }
}
