//! The same evaluation, written down.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::condition::CompiledCondition;
use crate::context::ContextValue;
use crate::rule::{CompiledRule, Rollout};
use crate::{Operator, Unreadable};

/// How an answer came about: each rule that was looked at, up to the one that matched. Empty for a flag that is off.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Explanation {
    /// In the order in which they were looked at.
    pub rules: Vec<RuleExplanation>,
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleExplanation {
    /// `None` only for an unreadable rule whose id is no UUID.
    pub rule_id: Option<Uuid>,
    /// `boolean`, `attribute` or `percentage`; `None` for an unreadable rule.
    pub rule_type: Option<&'static str>,
    /// Whether this rule gave the answer.
    pub matched: bool,
    /// Every condition, also those after one that did not hold. That of an `attribute` rule comes first.
    pub conditions: Vec<ConditionExplanation>,
    /// The share, of a percentage rule only.
    pub rollout: Option<RolloutExplanation>,
    /// What is wrong with a rule that this version cannot read; such a rule never matches.
    pub unreadable: Option<String>,
}

/// One condition with what the context held.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionExplanation {
    /// The attribute's name.
    pub attribute: String,
    /// How it was compared.
    pub operator: Operator,
    /// What it was compared with; a list comes in no particular order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Value>,
    /// What the context held; null when missing. Of a list, the elements that count.
    pub actual: Value,
    /// Whether the attribute was missing, so that only `not_exists` could hold.
    pub missing: bool,
    /// Whether the condition held.
    pub held: bool,
}

/// Where a percentage rule put the caller.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RolloutExplanation {
    /// The attribute that was hashed.
    pub bucket_by: String,
    /// What the context held; null when missing.
    pub actual: Value,
    /// 0 to 99,999; `None` when there was no text to hash, so that nobody is inside.
    pub bucket: Option<u32>,
    /// The buckets below this one are inside: the percentage in thousandths, 0 to 100,000.
    pub bound: u32,
}

/// Watches an evaluation. The calls about a rule's parts come before the one about the rule.
pub(crate) trait Observer {
    /// Whether conditions are worth a look that no longer decide.
    const WANTS_EVERYTHING: bool;

    fn condition(&mut self, condition: &CompiledCondition, actual: Option<&ContextValue<'_>>, held: bool);
    fn rollout(&mut self, rollout: &Rollout, actual: Option<&ContextValue<'_>>, bucket: Option<u32>);
    fn rule(&mut self, rule: &CompiledRule, matched: bool);
    fn unreadable(&mut self, rule: &Unreadable);
}

/// Watches nothing and costs nothing.
pub(crate) struct Nobody;

impl Observer for Nobody {
    const WANTS_EVERYTHING: bool = false;

    fn condition(&mut self, _: &CompiledCondition, _: Option<&ContextValue<'_>>, _: bool) {}
    fn rollout(&mut self, _: &Rollout, _: Option<&ContextValue<'_>>, _: Option<u32>) {}
    fn rule(&mut self, _: &CompiledRule, _: bool) {}
    fn unreadable(&mut self, _: &Unreadable) {}
}

/// Writes everything down.
#[derive(Default)]
pub(crate) struct Explainer {
    rules: Vec<RuleExplanation>,
    conditions: Vec<ConditionExplanation>,
    rollout: Option<RolloutExplanation>,
}

impl Explainer {
    pub fn finish(self) -> Explanation {
        Explanation { rules: self.rules }
    }
}

impl Observer for Explainer {
    const WANTS_EVERYTHING: bool = true;

    fn condition(&mut self, condition: &CompiledCondition, actual: Option<&ContextValue<'_>>, held: bool) {
        self.conditions.push(ConditionExplanation {
            attribute: condition.attribute.text.to_string(),
            operator: condition.operator,
            expected: condition.expected(),
            actual: shown(actual),
            missing: actual.is_none_or(ContextValue::is_missing),
            held,
        });
    }

    fn rollout(&mut self, rollout: &Rollout, actual: Option<&ContextValue<'_>>, bucket: Option<u32>) {
        let (bucket_by, bound) = (rollout.bucket_by.text.to_string(), rollout.bound);
        self.rollout = Some(RolloutExplanation { bucket_by, actual: shown(actual), bucket, bound });
    }

    fn rule(&mut self, rule: &CompiledRule, matched: bool) {
        self.rules.push(RuleExplanation {
            rule_id: Some(rule.id),
            rule_type: Some(rule.rule_type),
            matched,
            conditions: std::mem::take(&mut self.conditions),
            rollout: self.rollout.take(),
            unreadable: None,
        });
    }

    fn unreadable(&mut self, rule: &Unreadable) {
        self.rules.push(RuleExplanation {
            rule_id: rule.rule_id.as_deref().and_then(|id| id.parse().ok()),
            rule_type: None,
            matched: false,
            conditions: Vec::new(),
            rollout: None,
            unreadable: Some(rule.problem.clone()),
        });
    }
}

fn shown(actual: Option<&ContextValue<'_>>) -> Value {
    actual.filter(|value| !value.is_missing()).map_or(Value::Null, ContextValue::to_json)
}
