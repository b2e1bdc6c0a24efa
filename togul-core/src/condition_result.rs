//! Three-valued logic.

use core::ops::Not;

use serde::Serialize;

/// The result of a condition. A rule matches only when its conditions hold, so that nothing matches because data is absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionResult {
    /// The condition holds.
    Holds,
    /// The attribute can be judged, and the condition does not hold.
    Fails,
    /// The attribute is missing, or of the wrong kind for the operator.
    Unknown,
}

impl ConditionResult {
    /// Holds when all hold, fails when one fails, and is unknown otherwise.
    pub fn all(results: impl IntoIterator<Item = Self>) -> Self {
        !Self::any(results.into_iter().map(Self::not))
    }

    /// Holds when one holds, fails when all fail, and is unknown otherwise.
    pub fn any(results: impl IntoIterator<Item = Self>) -> Self {
        results.into_iter().fold(Self::Fails, |any, result| match (any, result) {
            (Self::Holds, _) | (_, Self::Holds) => Self::Holds,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Fails, Self::Fails) => Self::Fails,
        })
    }
}

/// Turns `Holds` into `Fails` and back, and leaves `Unknown` as it is.
impl Not for ConditionResult {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Holds => Self::Fails,
            Self::Fails => Self::Holds,
            Self::Unknown => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_any_all_and_not_are_those_of_three_valued_logic() {
        use ConditionResult::{Fails, Holds, Unknown};
        for (one, other, any, all) in [
            (Holds, Holds, Holds, Holds),
            (Holds, Fails, Holds, Fails),
            (Holds, Unknown, Holds, Unknown),
            (Fails, Fails, Fails, Fails),
            (Fails, Unknown, Unknown, Fails),
            (Unknown, Unknown, Unknown, Unknown),
        ] {
            for both in [[one, other], [other, one]] {
                assert_eq!((ConditionResult::any(both), ConditionResult::all(both)), (any, all), "{both:?}");
                assert_eq!(!ConditionResult::any(both), ConditionResult::all(both.map(Not::not)), "{both:?}");
                assert_eq!(!ConditionResult::all(both), ConditionResult::any(both.map(Not::not)), "{both:?}");
            }
        }
        assert_eq!([!Holds, !Fails, !Unknown], [Fails, Holds, Unknown]);
    }
}
