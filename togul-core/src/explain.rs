//! Evaluation with an explanation.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::compiled_condition::{CompiledCondition, Test};
use crate::compiled_flag::{CompiledFlag, CompiledPrerequisite};
use crate::compiled_rule::CompiledRule;
use crate::condition_explanation::{SegmentExplanations, to_json};
use crate::hashing::Hashing;
use crate::mismatch::unhashable;
use crate::outcome::OutcomeKind;
use crate::question::{PrerequisiteResult, Question, SegmentProblem};
use crate::{Answer, ConditionExplanation, ContextValue, FlagRef, FlagValue, Reason, RuleType, bucket};

/// How an answer came about: each prerequisite and each rule that was evaluated, up to the one that decided. Empty for a
/// flag that is off or unreadable.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// In the order of evaluation.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prerequisites: Vec<PrerequisiteExplanation>,
    /// In the order of evaluation.
    pub rules: Vec<RuleExplanation>,
}

/// One prerequisite with the other flag's answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PrerequisiteExplanation {
    /// The key of the other flag.
    pub flag: String,
    /// Its value; null if it has none.
    pub value: Value,
    /// The key of its answer's variant.
    pub variant: Option<String>,
    /// Why it has this value; `None` if the flag does not exist, or cannot be evaluated as a prerequisite of this flag.
    pub reason: Option<Reason>,
    /// Whether the value is one of those required; `None` if there is no value.
    pub held: Option<bool>,
}

/// One rule that was evaluated.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RuleExplanation {
    /// `None` only for an unreadable rule whose id is no UUID.
    pub rule_id: Option<Uuid>,
    /// `None` for an unreadable rule.
    pub rule_type: Option<RuleType>,
    /// Whether this rule gave the answer. An unreadable rule gives none: it is passed over, or it stops evaluation
    /// and is the last one.
    pub matched: bool,
    /// Every condition that can be read, also those after one that did not hold. That of an `attribute` rule comes
    /// first.
    pub conditions: Vec<ConditionExplanation>,
    /// The share and the split, of a rule that hashes.
    pub rollout: Option<RolloutExplanation>,
    /// What is wrong with a rule that this version cannot read.
    pub unreadable: Option<String>,
}

/// The buckets of a context in a percentage rule, or in one with a split.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RolloutExplanation {
    /// The attribute that was hashed.
    pub bucket_by: String,
    /// The context's value, null when it is missing.
    pub actual: Value,
    /// 0 to 99,999; `None` when there was no text form to hash, so that the context is outside of any share.
    pub bucket: Option<u32>,
    /// Why there is no bucket: the attribute is missing, or a list.
    pub problem: Option<String>,
    /// The buckets below this one are inside: the percentage in thousandths, 0 to 100,000. All are inside without one.
    pub bound: u32,
    /// The name of the [`Bucketing`](crate::Bucketing) of an imported rule. Then numbers and bounds are in units of that
    /// scheme: a share in Unleash, for instance, has 100 units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<&'static str>,
    /// 0 to 99,999: the variant whose range contains it is the answer. `None` without a split, and without a bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split_bucket: Option<u32>,
    /// The key of that variant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// Collects the explanation.
#[derive(Default)]
pub(crate) struct Explainer {
    explanation: Explanation,
    segments: SegmentExplanations,
}

impl Explainer {
    pub fn finish(self) -> Explanation {
        self.explanation
    }

    pub fn prerequisite(
        &mut self,
        prerequisite: &CompiledPrerequisite,
        result: PrerequisiteResult,
        answer: Option<Answer<'_>>,
    ) {
        let value = answer.and_then(|answer| answer.value());
        self.explanation.prerequisites.push(PrerequisiteExplanation {
            flag: prerequisite.flag.key().to_owned(),
            value: value.map_or(Value::Null, FlagValue::to_json),
            variant: answer.and_then(|answer| answer.variant()).map(str::to_owned),
            reason: answer.map(|answer| answer.reason),
            held: match result {
                PrerequisiteResult::Holds => Some(true),
                PrerequisiteResult::Fails => Some(false),
                PrerequisiteResult::Unreadable => None,
            },
        });
    }

    /// Evaluates every condition once more, also those behind one that does not hold. `problem` is that of a segment.
    pub fn rule(
        &mut self,
        flag: FlagRef<'_>,
        rule: &CompiledRule,
        question: &Question<'_, '_>,
        holds: bool,
        problem: Option<SegmentProblem<'_>>,
    ) {
        let flag = &flag.entry.flag;
        let mut explanation = RuleExplanation {
            rule_id: Some(rule.id),
            rule_type: None,
            matched: false,
            conditions: Vec::new(),
            rollout: None,
            unreadable: problem.map(|problem| problem.to_string()),
        };
        match flag.outcome(rule.outcome).kind {
            OutcomeKind::Value(rule_type) | OutcomeKind::Split(rule_type) => {
                explanation.rule_type = Some(rule_type);
                explanation.matched = holds && problem.is_none();
            }
            OutcomeKind::Unreadable(problem) => {
                let problem = flag.unreadable().get(usize::from(problem));
                explanation.rule_id = problem.and_then(|problem| problem.rule_uuid());
                explanation.unreadable = problem.map(|problem| problem.problem.clone());
            }
        }
        for condition in flag.conditions_of(rule) {
            let explained = ConditionExplanation::of(condition, flag, question, &mut self.segments);
            explanation.conditions.extend(explained);
            if matches!(condition.test, Test::Share | Test::Hashing) {
                let actual = condition.actual(flag, question.context);
                explanation.rollout = Some(rollout(condition, flag, actual));
            }
        }
        self.explanation.rules.push(explanation);
    }
}

fn rollout(
    condition: &CompiledCondition,
    flag: &CompiledFlag,
    actual: Option<&ContextValue<'_>>,
) -> RolloutExplanation {
    let hashing = condition.hashing(flag);
    let foreign = hashing.and_then(Hashing::foreign);
    let (buckets, bound) = match hashing {
        Some(hashing) => (actual.and_then(|actual| hashing.buckets(actual)), hashing.bound),
        None => {
            let text = actual.and_then(ContextValue::text);
            (text.map(|text| bucket::both(flag.seed, text)), condition.payload)
        }
    };
    let unhashed =
        "the attribute is neither a string nor an integral number, which the rule's bucketing needs";
    let split_bucket = buckets.map(|(_, split)| split).filter(|_| condition.split(flag).is_some());
    let part = split_bucket.and_then(|split| hashing?.outcome_of(split));
    let part = part.and_then(|part| flag.split_outcomes().get(usize::from(part)));
    RolloutExplanation {
        bucket_by: condition.attribute(flag),
        actual: to_json(actual),
        bucket: buckets.map(|(bucket, _)| bucket),
        problem: unhashable(actual).or_else(|| buckets.is_none().then(|| unhashed.to_owned())),
        bound,
        scheme: foreign.map(|foreign| foreign.bucketing.scheme()),
        split_bucket,
        variant: part.and_then(|part| flag.outcome(part.outcome).variant()).map(str::to_owned),
    }
}
