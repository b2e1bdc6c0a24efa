//! From a flag and a context to an answer.

use serde_json::Value;

use crate::explain::{Explainer, Nobody, Observer};
use crate::rule::Step;
use crate::{Answer, Context, Explanation, Reason, ValueType};

/// A flag that can be evaluated: rules in order, values parsed, the salt turned into a seed.
///
/// Found by [`Snapshot::flag`](crate::Snapshot::flag); asking it again saves looking up the key.
#[derive(Clone, Debug)]
pub struct CompiledFlag {
    pub(crate) key: Box<str>,
    pub(crate) enabled: bool,
    pub(crate) value_type: ValueType,
    pub(crate) default_value: Value,
    pub(crate) seed: u64,
    /// By priority, then id.
    pub(crate) steps: Box<[Step]>,
}

impl CompiledFlag {
    /// The flag's key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The flag's own switch.
    pub fn enabled(&self) -> bool {
        self.enabled
    }

    /// The type of every answer.
    pub fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// What the flag answers in this context. Never fails; allocates nothing and takes no lock, `matches` aside.
    pub fn evaluate(&self, context: &Context<'_>) -> Answer<'_> {
        self.observed(context, &mut Nobody)
    }

    /// The same answer, and how it came about: each rule that was looked at with all that it asks.
    pub fn explain(&self, context: &Context<'_>) -> (Answer<'_>, Explanation) {
        let mut explainer = Explainer::default();
        let answer = self.observed(context, &mut explainer);
        (answer, explainer.finish())
    }

    /// The one place that decides an answer.
    fn observed<O: Observer>(&self, context: &Context<'_>, observer: &mut O) -> Answer<'_> {
        if !self.enabled {
            return self.answer(&self.default_value, Reason::Disabled);
        }
        for step in &self.steps {
            match step {
                Step::Rule(rule) => {
                    if rule.matches(self.seed, context, observer) {
                        return self.answer(&rule.return_value, Reason::RuleMatch { rule_id: rule.id });
                    }
                }
                Step::Unreadable(rule) => observer.unreadable(rule),
            }
        }
        self.answer(&self.default_value, Reason::Default)
    }

    fn answer<'s>(&self, value: &'s Value, reason: Reason) -> Answer<'s> {
        let (value, value_type) = (Some(value), Some(self.value_type));
        Answer { value, value_type, flag_enabled: self.enabled, reason }
    }
}
