//! Comparison operators of conditions.

use strum::{IntoStaticStr, VariantArray, VariantNames};

use crate::names::named;

/// How a condition compares an attribute. In JSON the names are in snake case: `not_in`, `semver_gte`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Operator {
    /// The text forms are equal.
    Eq,
    /// The text forms differ; of a list, no element is equal.
    Neq,
    /// The text form is among the values.
    In,
    /// The text form is not among the values; of a list, no element is.
    NotIn,
    /// The text form has the value, or one of the values, somewhere.
    Contains,
    /// The text form begins with the value, or one of the values.
    StartsWith,
    /// The text form ends with the value, or one of the values.
    EndsWith,
    /// As `Eq`, without regard to case.
    EqIgnoreCase,
    /// As `In`, without regard to case.
    InIgnoreCase,
    /// As `Contains`, without regard to case.
    ContainsIgnoreCase,
    /// As `StartsWith`, without regard to case.
    StartsWithIgnoreCase,
    /// As `EndsWith`, without regard to case.
    EndsWithIgnoreCase,
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
    /// An IP address that is one of the values, or in a block that is one of them.
    IpIn,
    /// The attribute is not missing.
    Exists,
    /// The attribute is missing.
    NotExists,
}

named!(Operator, "operator");

impl Operator {
    /// Whether a condition with this operator has a value. `Exists` and `NotExists` take none.
    pub const fn takes_value(self) -> bool {
        !matches!(self, Self::Exists | Self::NotExists)
    }

    /// Whether the value is a string of which the attribute must have a part, or a list of such strings.
    pub(crate) const fn takes_parts(self) -> bool {
        matches!(
            self,
            Self::Contains
                | Self::StartsWith
                | Self::EndsWith
                | Self::ContainsIgnoreCase
                | Self::StartsWithIgnoreCase
                | Self::EndsWithIgnoreCase
        )
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
            assert_eq!(operator.as_str().parse(), Ok(*operator));
        }
        assert_eq!((Operator::NotIn.as_str(), Operator::SemverGte.as_str()), ("not_in", "semver_gte"));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_known_ones() {
        let refused = "equals".parse::<Operator>().unwrap_err();
        assert_eq!(refused.field, "operator");
        assert!(refused.reason.starts_with("must be one of eq, neq, in,"), "{}", refused.reason);
    }
}
