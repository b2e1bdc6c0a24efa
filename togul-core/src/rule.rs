//! Rules ready to evaluate.

use serde_json::Value;
use uuid::Uuid;

use crate::condition::CompiledCondition;
use crate::context::{Context, ContextValue, Name};
use crate::explain::Observer;
use crate::{Invalid, Rule, RuleKind, Unreadable, ValueType, bucket, check};

/// What a flag looks at in turn.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Rule(CompiledRule),
    /// Never matches. It keeps its place, so that explanations show it where it stands.
    Unreadable(Box<Unreadable>),
}

/// A [`Rule`] that can be evaluated.
#[derive(Clone, Debug)]
pub(crate) struct CompiledRule {
    pub id: Uuid,
    /// As it travels.
    pub rule_type: &'static str,
    /// All must hold; the condition that an `attribute` rule is stands first.
    conditions: Box<[CompiledCondition]>,
    rollout: Option<Rollout>,
    pub return_value: Value,
}

/// The share of a percentage rule.
#[derive(Clone, Debug)]
pub(crate) struct Rollout {
    pub bucket_by: Name,
    /// The buckets below this one are inside.
    pub bound: u32,
}

impl CompiledRule {
    pub fn compile(rule: Rule, value_type: ValueType) -> Result<Self, Invalid> {
        check::has_type("return_value", value_type, &rule.return_value)?;
        let rule_type = rule.kind.as_str();
        let (first, rollout) = match rule.kind {
            RuleKind::Boolean => (None, None),
            RuleKind::Attribute(condition) => (Some(CompiledCondition::compile(&condition)), None),
            RuleKind::Percentage { rollout_percentage, bucket_by } => {
                let bound = rollout_percentage.thousandths();
                (None, Some(Rollout { bucket_by: Name::new(&bucket_by), bound }))
            }
        };
        let others = rule.conditions.iter().enumerate().map(|(at, condition)| {
            let compiled = CompiledCondition::compile(condition);
            compiled.map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))
        });
        let conditions = first.into_iter().chain(others).collect::<Result<_, _>>()?;
        Ok(Self { id: rule.id, rule_type, conditions, rollout, return_value: rule.return_value })
    }

    /// Whether the rule matches. An observer that wants everything is shown what no longer decides, too.
    pub fn matches<O: Observer>(&self, seed: u64, context: &Context<'_>, observer: &mut O) -> bool {
        let mut matched = true;
        for condition in &self.conditions {
            let actual = condition.actual(context);
            let held = condition.holds(actual);
            observer.condition(condition, actual, held);
            matched &= held;
            if !matched && !O::WANTS_EVERYTHING {
                return false;
            }
        }
        if let Some(rollout) = &self.rollout {
            let actual = context.named(&rollout.bucket_by);
            let bucket = rollout.bucket(seed, actual);
            observer.rollout(rollout, actual, bucket);
            matched &= bucket.is_some_and(|bucket| bucket < rollout.bound);
        }
        observer.rule(self, matched);
        matched
    }
}

impl Rollout {
    /// `None` for what is missing and for lists: they have no text form to hash.
    fn bucket(&self, seed: u64, actual: Option<&ContextValue<'_>>) -> Option<u32> {
        actual?.text().map(|text| bucket::bucket(seed, text))
    }
}
