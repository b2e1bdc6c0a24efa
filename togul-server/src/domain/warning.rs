//! Warnings about writes that were carried out and may not have the effect that their author expects.

use schemars::JsonSchema;
use serde::Serialize;
use togul_core::{Rule, ValueType};
use uuid::Uuid;

use super::{access::Grant, decoded::Decoded, flag::Flag, permission::Permission, split::Move};

/// A warning. Its `code` is for programs, its `message` for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// A boolean flag whose answer while it is off is true.
    OffServesDefault { message: &'static str },
    /// Flags whose answers may change with it.
    DependentFlags { message: &'static str, flags: Vec<String> },
    /// A rule that never decides, because an earlier one always matches first.
    UnreachableRule { message: String, rule_id: Uuid, earlier_rule_id: Uuid },
    /// A share that selects no context which an earlier share with the same buckets has not selected.
    NestedShare { message: String, rule_id: Uuid, earlier_rule_id: Uuid },
    /// A split that gives contexts another variant than before.
    MovesUsers { message: &'static str, moves: Vec<Move> },
}

impl Warning {
    /// About flags that use what was written, for a caller who may see them.
    #[must_use]
    pub fn dependent_flags(flags: Vec<String>, grant: &Grant) -> Vec<Self> {
        if flags.is_empty() || !grant.permissions.contains(Permission::FlagsRead) {
            return Vec::new();
        }
        vec![Self::DependentFlags { message: "the answers of these flags may change with it", flags }]
    }

    /// None without moves.
    #[must_use]
    pub fn moves_users(moves: Vec<Move>) -> Option<Self> {
        let message = "these shares of the split get another variant than before";
        (!moves.is_empty()).then_some(Self::MovesUsers { message, moves })
    }

    #[must_use]
    pub fn unreachable_rule(rule: &Rule, earlier: &Rule) -> Self {
        let message = format!(
            "rule {} (priority {}) never decides: rule {} (priority {}) always matches first: give it a smaller \
             priority than that rule, or other conditions",
            rule.id, rule.priority, earlier.id, earlier.priority
        );
        Self::UnreachableRule { message, rule_id: rule.id, earlier_rule_id: earlier.id }
    }

    #[must_use]
    pub fn nested_share(rule: &Rule, earlier: &Rule) -> Self {
        let message = format!(
            "the share of rule {} (priority {}) is inside of that of rule {} (priority {}), which has the same buckets \
             and matches first: give it a larger share, another bucket_by, or a seed of its own",
            rule.id, rule.priority, earlier.id, earlier.priority
        );
        Self::NestedShare { message, rule_id: rule.id, earlier_rule_id: earlier.id }
    }
}

impl Flag {
    /// What its author should know about it.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let off_answer = self.off_value.as_ref().unwrap_or(&self.default_value);
        let answers_true = matches!(off_answer, Decoded::Value(value) if value.text() == "true");
        let mut warnings = Vec::new();
        if self.value_type == Decoded::Value(ValueType::Boolean) && answers_true {
            warnings.push(Warning::OffServesDefault {
                message: "the flag answers true while it is off: set off_value to false if switching the flag off is \
                          to switch its feature off",
            });
        }
        warnings
    }
}
