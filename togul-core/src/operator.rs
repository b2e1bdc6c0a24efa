//! The ways to compare.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// How a condition compares an attribute. Names travel in snake case: `not_in`, `semver_gte`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
// Through text: a derived enum would also take an object with its name as a key.
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum Operator {
    /// The text forms are equal.
    Eq,
    /// The text forms differ; of a list, no element is equal.
    Neq,
    /// The text form is among the values.
    In,
    /// The text form is not among the values; of a list, no element is.
    NotIn,
    /// The text form has the value somewhere.
    Contains,
    /// The text form begins with the value.
    StartsWith,
    /// The text form ends with the value.
    EndsWith,
    /// A number above the value.
    Gt,
    /// A number above the value or equal to it.
    Gte,
    /// A number below the value.
    Lt,
    /// A number below the value or equal to it.
    Lte,
    /// An RFC 3339 time earlier than the value.
    Before,
    /// An RFC 3339 time later than the value.
    After,
    /// A SemVer version of equal precedence.
    SemverEq,
    /// A SemVer version of higher precedence.
    SemverGt,
    /// A SemVer version of higher or equal precedence.
    SemverGte,
    /// A SemVer version of lower precedence.
    SemverLt,
    /// A SemVer version of lower or equal precedence.
    SemverLte,
    /// The regular expression finds a match in the text form.
    Matches,
    /// The attribute is not missing.
    Exists,
    /// The attribute is missing.
    NotExists,
}

impl Operator {
    /// Every operator, in the order of the documentation.
    pub const ALL: [Self; 21] = [
        Self::Eq,
        Self::Neq,
        Self::In,
        Self::NotIn,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::Before,
        Self::After,
        Self::SemverEq,
        Self::SemverGt,
        Self::SemverGte,
        Self::SemverLt,
        Self::SemverLte,
        Self::Matches,
        Self::Exists,
        Self::NotExists,
    ];

    /// The name as it travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Neq => "neq",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Contains => "contains",
            Self::StartsWith => "starts_with",
            Self::EndsWith => "ends_with",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Before => "before",
            Self::After => "after",
            Self::SemverEq => "semver_eq",
            Self::SemverGt => "semver_gt",
            Self::SemverGte => "semver_gte",
            Self::SemverLt => "semver_lt",
            Self::SemverLte => "semver_lte",
            Self::Matches => "matches",
            Self::Exists => "exists",
            Self::NotExists => "not_exists",
        }
    }

    /// Whether a condition with this operator has a value. `Exists` and `NotExists` take none.
    pub const fn takes_value(self) -> bool {
        !matches!(self, Self::Exists | Self::NotExists)
    }

    /// Whether the value is one text form, compared as it is.
    pub(crate) const fn takes_text(self) -> bool {
        matches!(self, Self::Eq | Self::Neq | Self::Contains | Self::StartsWith | Self::EndsWith)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Operator {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|known| known.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Invalid::new("operator", format!("must be one of {known}"))
        })
    }
}

impl TryFrom<String> for Operator {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map_err(|invalid: Invalid| invalid.reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_the_same_in_json_and_in_text() {
        for operator in Operator::ALL {
            assert_eq!(serde_json::to_value(operator).unwrap(), json!(operator.as_str()));
            assert_eq!(operator.as_str().parse(), Ok(operator));
        }
    }

    #[test]
    fn an_unknown_name_is_told_what_there_is() {
        let refused = "equals".parse::<Operator>().unwrap_err();
        assert_eq!(refused.field, "operator");
        assert!(refused.reason.starts_with("must be one of eq, neq, in,"), "{}", refused.reason);
    }
}
