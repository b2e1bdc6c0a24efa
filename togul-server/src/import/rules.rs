//! Ordered rules of a flag that is imported.

use togul_core::{
    Bucketing, Condition, ContextValue, FlagdVersion, Percentage, Rule, RuleAnswer, RuleKind, SplitPart,
    limits,
};
use uuid::Uuid;

use super::{
    budget::{Budget, Bytes},
    predicate::Test,
    translation::Problem,
};

/// The rules of a flag, in the order of evaluation.
#[derive(Debug)]
pub(super) struct Rules<'b> {
    rules: Vec<Rule>,
    budget: &'b Budget,
    /// Of the flag.
    place: String,
}

/// What a rule hashes, and how.
#[derive(Clone, Debug)]
pub(super) struct Hash {
    pub attribute: String,
    pub bucketing: Bucketing,
}

impl<'b> Rules<'b> {
    pub fn new(budget: &'b Budget, place: &str) -> Self {
        Self { rules: Vec::new(), budget, place: place.to_owned() }
    }

    pub fn into_inner(self) -> Vec<Rule> {
        self.rules
    }

    /// Adds a rule without a hash.
    pub fn add(&mut self, when: &Test, answer: &RuleAnswer) -> Result<(), Problem> {
        self.add_each(when, &RuleKind::Boolean, None, answer)
    }

    /// Adds a rule with a split.
    pub fn add_split(&mut self, when: &Test, hash: &Hash, parts: Vec<SplitPart>) -> Result<(), Problem> {
        self.add_each(when, &RuleKind::Boolean, Some(hash), &RuleAnswer::Split(parts))
    }

    /// Adds a rule with a share.
    pub fn add_share(
        &mut self,
        when: &Test,
        share: Percentage,
        hash: &Hash,
        answer: &RuleAnswer,
    ) -> Result<(), Problem> {
        self.add_each(when, &RuleKind::Percentage { rollout_percentage: share }, Some(hash), answer)
    }

    /// Several rules, where the groups of a single one would nest too deep.
    fn add_each(
        &mut self,
        when: &Test,
        kind: &RuleKind,
        hash: Option<&Hash>,
        answer: &RuleAnswer,
    ) -> Result<(), Problem> {
        self.budget.spend(when.bytes(), &self.place)?;
        let conditions = match when {
            Test::Never => return Ok(()),
            Test::Always => Vec::new(),
            Test::When(Condition::All(all)) => all.clone(),
            Test::When(condition) => vec![condition.clone()],
        };
        for conditions in self.flat(conditions)? {
            let copied = hash.map_or(0, Bytes::bytes) + answer.bytes();
            self.budget.spend(size_of::<Rule>() + copied, &self.place)?;
            let place = self.rules.len();
            let default = || Rule::DEFAULT_BUCKET_BY.to_owned();
            self.rules.push(Rule {
                id: Uuid::from_u128(place as u128 + 1),
                priority: i32::try_from(place)
                    .map_or(i32::MAX, |place| place.saturating_add(1).saturating_mul(10)),
                kind: kind.clone(),
                bucket_by: hash.map_or_else(default, |hash| hash.attribute.clone()),
                seed: None,
                bucketing: hash.map(|hash| hash.bucketing.clone()),
                conditions,
                answer: answer.clone(),
            });
        }
        Ok(())
    }

    /// The conditions of as many rules as are needed for groups that nest no deeper than they may: of an `any` that is too
    /// deep, each part gets a rule.
    fn flat(&self, conditions: Vec<Condition>) -> Result<Vec<Vec<Condition>>, Problem> {
        let too_deep = |condition: &Condition| {
            matches!(condition, Condition::Any(_)) && depth(condition) > limits::CONDITION_DEPTH
        };
        let Some(at) = conditions.iter().position(too_deep) else { return Ok(vec![conditions]) };
        let Condition::Any(parts) = &conditions[at] else { return Ok(vec![conditions]) };
        let bytes = conditions.bytes();
        let mut rules = Vec::new();
        for part in parts {
            self.budget.spend(bytes + part.bytes(), &self.place)?;
            let mut own = conditions.clone();
            match part {
                Condition::All(all) => drop(own.splice(at..=at, all.iter().cloned())),
                part => own[at] = part.clone(),
            }
            rules.extend(self.flat(own)?);
        }
        Ok(rules)
    }
}

fn depth(condition: &Condition) -> usize {
    match condition {
        Condition::Any(parts) | Condition::All(parts) => 1 + parts.iter().map(depth).max().unwrap_or(0),
        Condition::Not(part) => 1 + depth(part),
        Condition::Compare(_) | Condition::InSegment(_) => 0,
    }
}

/// Variants with their weights, as ranges from 0 on: in the order of the list, without those of weight 0, and each variant
/// once.
pub(super) fn ranges(weights: &[(String, u32)]) -> Vec<SplitPart> {
    let mut start = 0;
    let ends = weights.iter().map(|(variant, weight)| {
        start += weight;
        (variant.as_str(), start)
    });
    parts(ends)
}

/// Variants with the ends of their ranges, each of which begins at the end of the one before.
pub(super) fn parts<'v>(ends: impl Iterator<Item = (&'v str, u32)>) -> Vec<SplitPart> {
    let mut parts: Vec<SplitPart> = Vec::new();
    let mut start = 0;
    for (variant, end) in ends {
        if end > start {
            match parts.iter_mut().find(|part| part.variant == variant) {
                Some(part) => match part.ranges.last_mut() {
                    Some(last) if last[1] == start => last[1] = end,
                    _ => part.ranges.push([start, end]),
                },
                None => parts.push(SplitPart { variant: variant.to_owned(), ranges: vec![[start, end]] }),
            }
            start = end;
        }
    }
    parts
}

/// The variant that a text gets.
pub(super) fn variant_of(bucketing: &Bucketing, parts: &[SplitPart], text: &str) -> Option<String> {
    let total = bucketing.split_units(parts)?;
    let (_, bucket) = bucketing.buckets(total, &ContextValue::from(text))?;
    let part =
        parts.iter().find(|part| part.ranges.iter().any(|[start, end]| (*start..*end).contains(&bucket)));
    part.map(|part| part.variant.clone())
}

pub(super) fn flagd(version: FlagdVersion, prefix: &str, pair: bool) -> Bucketing {
    Bucketing::Flagd { version, prefix: prefix.to_owned(), pair: pair && version == FlagdVersion::V3 }
}
