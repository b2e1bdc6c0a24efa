//! What happens to flags and rules, in the words of the stream.

use serde::{Deserialize, Serialize};

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChangeKind {
    #[serde(rename = "flag.created")]
    FlagCreated,
    #[serde(rename = "flag.updated")]
    FlagUpdated,
    #[serde(rename = "flag.deleted")]
    FlagDeleted,
    #[serde(rename = "rule.created")]
    RuleCreated,
    #[serde(rename = "rule.updated")]
    RuleUpdated,
    #[serde(rename = "rule.deleted")]
    RuleDeleted,
}

impl ChangeKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FlagCreated => "flag.created",
            Self::FlagUpdated => "flag.updated",
            Self::FlagDeleted => "flag.deleted",
            Self::RuleCreated => "rule.created",
            Self::RuleUpdated => "rule.updated",
            Self::RuleDeleted => "rule.deleted",
        }
    }
}
