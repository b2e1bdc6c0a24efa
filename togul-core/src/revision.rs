//! The revision of an environment.

use core::fmt;
use core::num::{ParseIntError, TryFromIntError};
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// How many changes an environment has had: 0 before the first one, and one more with each.
///
/// ```
/// use togul_core::Revision;
///
/// let revision = Revision::new(41).next();
/// assert_eq!(revision.get(), 42);
/// assert_eq!("42".parse(), Ok(revision));
/// assert_eq!(Revision::ZERO.previous(), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(u64);

impl Revision {
    /// The revision of an environment that never changed.
    pub const ZERO: Self = Self(0);

    /// The revision of that number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The revision after one more change.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The revision before the last change; `None` for [`Self::ZERO`].
    pub const fn previous(self) -> Option<Self> {
        match self.0.checked_sub(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number as databases store it; `i64::MAX` for a larger one.
    pub fn to_i64(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }
}

impl From<u64> for Revision {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

/// So that a revision can be compared with a number from a log or a test.
impl PartialEq<u64> for Revision {
    fn eq(&self, number: &u64) -> bool {
        self.0 == *number
    }
}

/// Negative numbers are no revisions.
impl TryFrom<i64> for Revision {
    type Error = TryFromIntError;

    fn try_from(number: i64) -> Result<Self, TryFromIntError> {
        u64::try_from(number).map(Self)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Revision {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_is_a_plain_number_in_json_and_in_text() {
        let revision = Revision::new(42);
        assert_eq!(serde_json::to_string(&revision).unwrap(), "42");
        assert_eq!(serde_json::from_str::<Revision>("42").unwrap(), revision);
        assert_eq!(revision.to_string(), "42");
        assert!("-1".parse::<Revision>().is_err() && serde_json::from_str::<Revision>("-1").is_err());
    }

    #[test]
    fn neighbors_and_stored_numbers_stay_in_range() {
        let (zero, last) = (Revision::ZERO, Revision::new(u64::MAX));
        assert_eq!(
            (zero.next(), zero.next().previous(), zero.previous()),
            (Revision::new(1), Some(zero), None)
        );
        assert_eq!((last.next(), last.to_i64()), (last, i64::MAX));
        assert_eq!(Revision::try_from(7_i64), Ok(Revision::new(7)));
        assert!(Revision::try_from(-1_i64).is_err());
    }
}
