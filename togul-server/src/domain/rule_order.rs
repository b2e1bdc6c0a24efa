//! The order in which a flag's rules are evaluated.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use togul_core::Invalid;

use super::{decoded::Decoded, flag::Flag, id::Id, rule::Rule};

/// The rules of a flag in a new order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleOrder {
    /// The ids of all rules of the flag, each once, inactive ones included. Their priorities become 10, 20, and so on.
    rule_ids: Vec<Id<Rule>>,
}

/// The order as the audit log holds it.
#[derive(Debug, Serialize)]
pub struct OrderRecord {
    version: i64,
    rules: Vec<RulePlace>,
}

#[derive(Debug, Serialize)]
struct RulePlace {
    id: Id<Rule>,
    priority: Decoded<i32>,
}

impl OrderRecord {
    #[must_use]
    pub fn of(flag: &Flag, rules: &[Rule]) -> Self {
        let rules =
            rules.iter().map(|rule| RulePlace { id: rule.id, priority: rule.fields.priority.clone() });
        Self { version: flag.version, rules: rules.collect() }
    }
}

impl RuleOrder {
    /// The distance between priorities, so that a rule fits between two others.
    const STEP: i32 = 10;

    /// The flag's rules in this order, with their new priorities.
    ///
    /// # Errors
    /// When it does not name each of the flag's rules once.
    pub fn of(&self, rules: &[Rule]) -> Result<Vec<Rule>, Invalid> {
        let mut by_id: BTreeMap<_, _> = rules.iter().map(|rule| (rule.id.uuid(), Some(rule))).collect();
        let mut ordered = Vec::with_capacity(rules.len());
        for ((index, id), priority) in
            self.rule_ids.iter().enumerate().zip((1..).map(|place| place * Self::STEP))
        {
            let field = || format!("rule_ids[{index}]");
            let rule = by_id
                .get_mut(&id.uuid())
                .ok_or_else(|| Invalid::new(field(), "must be a rule of the flag"))?;
            let mut rule =
                rule.take().ok_or_else(|| Invalid::new(field(), "must not be in the list twice"))?.clone();
            rule.fields.priority = Decoded::Value(priority);
            ordered.push(rule);
        }
        match by_id.values().flatten().next() {
            None => Ok(ordered),
            Some(rule) => {
                let reason =
                    format!("must have each of the flag's {} rules; {} is missing", rules.len(), rule.id);
                Err(Invalid::new("rule_ids", reason))
            }
        }
    }
}
