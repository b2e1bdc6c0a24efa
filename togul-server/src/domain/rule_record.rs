//! A change of a rule in the audit log: with the ranges of its split, which a rebalance alone changes.

use serde::Serialize;
use togul_core::SplitPart;

use super::{decoded::Decoded, rule::Rule, split::Split};

/// The state of a rule before or after a change of it.
#[derive(Debug, Serialize)]
pub struct RuleRecord<'a> {
    #[serde(flatten)]
    rule: &'a Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    split_ranges: Option<Vec<SplitPart>>,
}

impl<'a> RuleRecord<'a> {
    #[must_use]
    pub fn of(rule: &'a Rule) -> Self {
        let split = rule.fields.split.clone().and_then(Decoded::value);
        Self { rule, split_ranges: split.as_ref().map(Split::to_core) }
    }
}
