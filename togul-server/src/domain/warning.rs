//! Warnings about writes that were carried out and may not have the effect that their author expects.

use schemars::JsonSchema;
use serde::Serialize;
use togul_core::ValueType;

use super::{decoded::Decoded, flag::Flag};

/// A warning. Its `code` is for programs, its `message` for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// A boolean flag whose answer while it is off is true.
    OffServesDefault { message: &'static str },
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
