//! Rules written in code.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

use crate::{Condition, FlagValue, Invalid, Percentage, Rule, RuleAnswer, RuleKind, SplitPart, limits};

/// A rule of a [`FlagBuilder`](crate::FlagBuilder). It needs exactly one of [`return_value`](Self::return_value),
/// [`variant`](Self::variant) and [`split`](Self::split); the last call counts.
#[derive(Clone, Debug)]
#[must_use]
pub struct RuleBuilder {
    id: Option<Uuid>,
    share: Option<f64>,
    bucket_by: String,
    seed: Option<String>,
    conditions: Vec<Condition>,
    answer: Option<Answer>,
}

#[derive(Clone, Debug)]
enum Answer {
    Value(FlagValue),
    Variant(String),
    /// Variants with their weights in percent.
    Split(Vec<(String, f64)>),
}

impl Rule {
    /// A rule that matches always.
    pub fn always() -> RuleBuilder {
        RuleBuilder {
            id: None,
            share: None,
            bucket_by: Self::DEFAULT_BUCKET_BY.to_owned(),
            seed: None,
            conditions: Vec::new(),
            answer: None,
        }
    }

    /// A rule that matches when a condition holds.
    pub fn when(condition: Condition) -> RuleBuilder {
        Self::always().and(condition)
    }

    /// A rule that matches for a share of all contexts, in percent with at most three decimals.
    pub fn share(percent: impl Into<f64>) -> RuleBuilder {
        RuleBuilder { share: Some(percent.into()), ..Self::always() }
    }
}

impl RuleBuilder {
    /// Another condition, which must hold as well.
    pub fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// The attribute that decides who is in the share, or which variant of the split it is. It is `user_id` by default.
    pub fn bucket_by(mut self, attribute: impl Into<String>) -> Self {
        self.bucket_by = attribute.into();
        self
    }

    /// Gives the rule buckets of its own.
    pub fn seed(mut self, seed: impl Into<String>) -> Self {
        self.seed = Some(seed.into());
        self
    }

    /// The rule's id, which answers report. By default it follows from the flag's key and the position of the rule.
    pub fn id(mut self, id: Uuid) -> Self {
        self.id = Some(id);
        self
    }

    /// Answers a value.
    pub fn return_value(mut self, value: impl Into<FlagValue>) -> Self {
        self.answer = Some(Answer::Value(value.into()));
        self
    }

    /// Answers a variant of the flag.
    pub fn variant(mut self, key: impl Into<String>) -> Self {
        self.answer = Some(Answer::Variant(key.into()));
        self
    }

    /// Answers one of several variants of the flag, each with its weight in percent: at most three decimals, 100 in all.
    pub fn split<K: Into<String>, W: Into<f64>>(mut self, weights: impl IntoIterator<Item = (K, W)>) -> Self {
        let weights = weights.into_iter().map(|(key, weight)| (key.into(), weight.into()));
        self.answer = Some(Answer::Split(weights.collect()));
        self
    }

    /// The rule at that position of the flag.
    pub(crate) fn build(self, flag_key: &str, position: usize) -> Result<Rule, Invalid> {
        let kind = match self.share {
            None => RuleKind::Boolean,
            Some(percent) => {
                RuleKind::Percentage { rollout_percentage: percentage("rollout_percentage", percent)? }
            }
        };
        let id = || Uuid::from_u128(xxh3_128(format!("{flag_key} {position}").as_bytes()));
        Ok(Rule {
            id: self.id.unwrap_or_else(id),
            priority: i32::try_from(position).map_or(i32::MAX, |position| position.saturating_mul(10)),
            kind,
            bucket_by: self.bucket_by,
            seed: self.seed,
            bucketing: None,
            conditions: self.conditions,
            answer: match self.answer {
                None => {
                    let reason = "is needed, unless there is a variant or a split";
                    return Err(Invalid::new("return_value", reason));
                }
                Some(Answer::Value(value)) => RuleAnswer::Value(value.into_json()),
                Some(Answer::Variant(key)) => RuleAnswer::Variant(key),
                Some(Answer::Split(weights)) => RuleAnswer::Split(parts(weights)?),
            },
        })
    }
}

/// The ranges of weights from 0 on, in their order.
fn parts(weights: Vec<(String, f64)>) -> Result<Vec<SplitPart>, Invalid> {
    if !limits::SPLIT_VARIANTS.contains(&weights.len()) {
        let (least, most) = limits::SPLIT_VARIANTS.into_inner();
        let reason = format!("must have {least} to {most} variants; it has {}", weights.len());
        return Err(Invalid::new("split", reason));
    }
    let (mut parts, mut end) = (Vec::with_capacity(weights.len()), 0);
    for (at, (variant, weight)) in weights.into_iter().enumerate() {
        let (start, width) = (end, percentage(format!("split[{at}].weight"), weight)?.thousandths());
        end += width;
        // A variant without weight has no range.
        parts.push(SplitPart { variant, ranges: Vec::from_iter((width > 0).then_some([start, end])) });
    }
    if end == Percentage::FULL.thousandths() {
        return Ok(parts);
    }
    let sum = f64::from(end) / 1000.0;
    Err(Invalid::new("split", format!("must have weights that sum to 100; theirs is {sum}")))
}

fn percentage(field: impl Into<String>, percent: f64) -> Result<Percentage, Invalid> {
    let reason = || format!("must be 0 to 100 with at most three decimals; it is {percent}");
    Percentage::from_percent(percent).ok_or_else(|| Invalid::new(field, reason()))
}
