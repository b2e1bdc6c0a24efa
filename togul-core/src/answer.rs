//! What a flag answered, and why.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use crate::ValueType;

/// What a flag answered, borrowed from the snapshot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer<'s> {
    /// The value; `None` only when the flag was not found.
    pub value: Option<&'s Value>,
    /// The flag's type; `None` only when the flag was not found.
    pub value_type: Option<ValueType>,
    /// The flag's own switch, not the outcome. False when the flag was not found.
    pub flag_enabled: bool,
    /// Why this value.
    pub reason: Reason,
}

/// Why a flag answered what it did. Travels as its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The flag is off: its default value, no rule looked at.
    Disabled,
    /// A rule matched: its value.
    RuleMatch {
        /// The rule that matched, the first one to.
        rule_id: Uuid,
    },
    /// No rule matched: the default value.
    Default,
    /// The snapshot does not hold the flag, or cannot read it: the caller's own default applies.
    FlagNotFound,
}

impl<'s> Answer<'s> {
    /// The answer for a key that a snapshot does not hold.
    pub const NOT_FOUND: Answer<'static> =
        Answer { value: None, value_type: None, flag_enabled: false, reason: Reason::FlagNotFound };

    /// The value of a boolean flag, or of a json flag that happens to be one.
    pub fn as_bool(&self) -> Option<bool> {
        self.value?.as_bool()
    }

    /// The value of a string flag, or of a json flag that happens to be one.
    pub fn as_str(&self) -> Option<&'s str> {
        self.value?.as_str()
    }

    /// The value of a number flag, or of a json flag that happens to be one.
    pub fn as_f64(&self) -> Option<f64> {
        self.value?.as_f64()
    }

    /// The rule that matched, if one did.
    pub const fn rule_id(&self) -> Option<Uuid> {
        self.reason.rule_id()
    }
}

impl Reason {
    /// The name as it travels.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::RuleMatch { .. } => "rule_match",
            Self::Default => "default",
            Self::FlagNotFound => "flag_not_found",
        }
    }

    /// The rule that matched, if one did.
    pub const fn rule_id(&self) -> Option<Uuid> {
        match self {
            Self::RuleMatch { rule_id } => Some(*rule_id),
            Self::Disabled | Self::Default | Self::FlagNotFound => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
