//! The same evaluation, written down.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Operator;
use crate::condition::CompiledCondition;
use crate::context::{Context, ContextValue};
use crate::evaluate::CompiledFlag;
use crate::rule::{CompiledKind, CompiledRule};

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

/// Writes down what each rule sees.
#[derive(Default)]
pub(crate) struct Explainer {
    rules: Vec<RuleExplanation>,
}

/// Watches the rules of a flag as they are looked at.
pub(crate) trait Observer {
    /// Whether rules are worth a look that cannot match.
    const WANTS_EVERYTHING: bool;

    fn rule(&mut self, flag: &CompiledFlag, rule: &CompiledRule, context: &Context<'_>, matched: bool);
}

/// Watches nothing and costs nothing.
pub(crate) struct Nobody;

impl Observer for Nobody {
    const WANTS_EVERYTHING: bool = false;

    #[inline]
    fn rule(&mut self, _: &CompiledFlag, _: &CompiledRule, _: &Context<'_>, _: bool) {}
}

impl Explainer {
    pub fn finish(self) -> Explanation {
        Explanation { rules: self.rules }
    }
}

impl Observer for Explainer {
    const WANTS_EVERYTHING: bool = true;

    /// Every condition is asked once more, also those behind one that did not hold.
    fn rule(&mut self, flag: &CompiledFlag, rule: &CompiledRule, context: &Context<'_>, matched: bool) {
        let mut explanation = RuleExplanation {
            rule_id: Some(rule.id),
            rule_type: rule.kind().as_str(),
            matched,
            conditions: Vec::new(),
            rollout: None,
            unreadable: None,
        };
        for condition in flag.conditions_of(rule) {
            let actual = condition.actual(flag, context);
            match condition.operator {
                Some(operator) => explanation.conditions.push(ConditionExplanation {
                    attribute: condition.attribute(flag),
                    operator,
                    expected: condition.expected(flag),
                    actual: shown(actual),
                    missing: actual.is_none_or(ContextValue::is_missing),
                    held: condition.holds(flag, context),
                }),
                None => {
                    explanation.rollout = Some(RolloutExplanation {
                        bucket_by: condition.attribute(flag),
                        actual: shown(actual),
                        bucket: CompiledCondition::bucket(flag, actual),
                        bound: condition.word,
                    });
                }
            }
        }
        if rule.kind() == CompiledKind::Unreadable
            && let Some(unreadable) = flag.unreadable().get(usize::from(rule.value()))
        {
            explanation.rule_id = unreadable.rule_id.as_deref().and_then(|id| id.parse().ok());
            explanation.unreadable = Some(unreadable.problem.clone());
        }
        self.rules.push(explanation);
    }
}

fn shown(actual: Option<&ContextValue<'_>>) -> Value {
    actual.filter(|value| !value.is_missing()).map_or(Value::Null, ContextValue::to_json)
}
