//! Evaluation with an explanation.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::condition::CompiledCondition;
use crate::context::{Context, ContextValue};
use crate::mismatch::{mismatch, unhashable};
use crate::outcome::OutcomeKind;
use crate::rule::CompiledRule;
use crate::{FlagRef, Operator, RuleType};

/// How an answer came about: each rule that was looked at, up to the one that decided. Empty for a flag that is off
/// or unreadable.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// In the order of evaluation.
    pub rules: Vec<RuleExplanation>,
}

/// One rule that was looked at.
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
    /// The share, of a percentage rule only.
    pub rollout: Option<RolloutExplanation>,
    /// What is wrong with a rule that this version cannot read.
    pub unreadable: Option<String>,
}

/// One condition with the context's value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ConditionExplanation {
    /// The attribute's name.
    pub attribute: String,
    /// How it was compared.
    pub operator: Operator,
    /// The value that it was compared with; a list is in no particular order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// The context's value, null when it is missing. Of a list, the elements that have a text form.
    pub actual: Value,
    /// Whether the attribute was missing, so that no operator but `not_exists` could hold.
    pub missing: bool,
    /// Why the attribute could not be compared: it is missing, or no version, time or number where the operator compares
    /// these. Of a list, why the first element that did not count, and how many did not.
    pub problem: Option<String>,
    /// Whether the condition held.
    pub held: bool,
}

/// The bucket of a context in a percentage rule.
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
    /// The buckets below this one are inside: the percentage in thousandths, 0 to 100,000.
    pub bound: u32,
}

/// Collects the explanation.
#[derive(Default)]
pub(crate) struct Explainer {
    rules: Vec<RuleExplanation>,
}

/// Observes the rules of a flag as they are evaluated.
pub(crate) trait Observer {
    /// Whether rules that cannot match are evaluated as well.
    const VERBOSE: bool;

    fn rule(&mut self, flag: FlagRef<'_>, rule: &CompiledRule, context: &Context<'_>, holds: bool);
}

/// Observes nothing and costs nothing.
pub(crate) struct NoopObserver;

impl Observer for NoopObserver {
    const VERBOSE: bool = false;

    #[inline]
    fn rule(&mut self, _: FlagRef<'_>, _: &CompiledRule, _: &Context<'_>, _: bool) {}
}

impl Explainer {
    pub fn finish(self) -> Explanation {
        Explanation { rules: self.rules }
    }
}

impl Observer for Explainer {
    const VERBOSE: bool = true;

    /// Evaluates every condition once more, also those behind one that does not hold.
    fn rule(&mut self, flag: FlagRef<'_>, rule: &CompiledRule, context: &Context<'_>, holds: bool) {
        let flag = &flag.entry.flag;
        let mut explanation = RuleExplanation {
            rule_id: Some(rule.id),
            rule_type: None,
            matched: false,
            conditions: Vec::new(),
            rollout: None,
            unreadable: None,
        };
        match flag.outcome(rule.outcome).kind {
            OutcomeKind::Value(rule_type) => {
                explanation.rule_type = Some(rule_type);
                explanation.matched = holds;
            }
            OutcomeKind::Unreadable(problem) => {
                let problem = flag.unreadable().get(usize::from(problem));
                explanation.rule_id = problem.and_then(|problem| problem.rule_uuid());
                explanation.unreadable = problem.map(|problem| problem.problem.clone());
            }
        }
        for condition in flag.conditions_of(rule) {
            let actual = condition.actual(flag, context);
            match condition.operator {
                Some(operator) => explanation.conditions.push(ConditionExplanation {
                    attribute: condition.attribute(flag),
                    operator,
                    expected: condition.expected(flag),
                    actual: to_json(actual),
                    missing: actual.is_none_or(ContextValue::is_missing),
                    problem: mismatch(operator, actual),
                    held: condition.holds(flag, context),
                }),
                None => {
                    explanation.rollout = Some(RolloutExplanation {
                        bucket_by: condition.attribute(flag),
                        actual: to_json(actual),
                        bucket: CompiledCondition::bucket(flag, actual),
                        problem: unhashable(actual),
                        bound: condition.payload,
                    });
                }
            }
        }
        self.rules.push(explanation);
    }
}

fn to_json(actual: Option<&ContextValue<'_>>) -> Value {
    actual.filter(|value| !value.is_missing()).map_or(Value::Null, ContextValue::to_json)
}
