//! Percentages of rollouts, exact to a thousandth of a percent.

use core::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The size of a rollout: 0 to 100 %, in steps of 0.001 %.
///
/// Stored as thousandths of a percent, which is the number of [buckets](crate::bucket) inside of the share.
///
/// ```
/// use togul_core::Percentage;
///
/// let percentage = Percentage::from_percent(12.5).expect("three decimals at most");
/// assert_eq!(percentage.thousandths(), 12_500);
/// assert_eq!(percentage.percent(), 12.5);
/// assert_eq!(Percentage::from_percent(0.0005), None);
/// assert_eq!(Percentage::from_percent(100.001), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percentage(u32);

impl Percentage {
    /// 0 %: no context is inside.
    pub const ZERO: Self = Self(0);
    /// 100 %: every context that has the hashed attribute is inside.
    pub const FULL: Self = Self(100_000);

    /// From a percentage of 0 to 100 with at most three decimals; `None` for any other number.
    pub fn from_percent(percent: f64) -> Option<Self> {
        if !(0.0..=100.0).contains(&percent) {
            return None;
        }
        // The conversion cuts decimals, so this rounds.
        let thousandths = (percent * 1000.0 + 0.5) as u32;
        Some(Self(thousandths)).filter(|percentage| percentage.percent() == percent)
    }

    /// Thousandths of a percent, 0 to 100,000.
    pub const fn thousandths(self) -> u32 {
        self.0
    }

    /// Percent, 0 to 100.
    pub fn percent(self) -> f64 {
        f64::from(self.0) / 1000.0
    }
}

/// As in `12.5%`.
impl fmt::Display for Percentage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.percent())
    }
}

/// A JSON number: `25` when it is whole, else `12.5`.
impl Serialize for Percentage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(1000) {
            serializer.serialize_u32(self.0 / 1000)
        } else {
            serializer.serialize_f64(self.percent())
        }
    }
}

impl<'de> Deserialize<'de> for Percentage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(PercentVisitor)
    }
}

struct PercentVisitor;

impl Visitor<'_> for PercentVisitor {
    type Value = Percentage;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a percentage: a number from 0 to 100 with at most three decimals")
    }

    fn visit_f64<E: Error>(self, percent: f64) -> Result<Percentage, E> {
        Percentage::from_percent(percent)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Float(percent), &self))
    }

    fn visit_u64<E: Error>(self, percent: u64) -> Result<Percentage, E> {
        self.visit_f64(percent as f64)
    }

    fn visit_i64<E: Error>(self, percent: i64) -> Result<Percentage, E> {
        self.visit_f64(percent as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(percentage: Percentage) -> String {
        serde_json::to_string(&percentage).unwrap()
    }

    #[test]
    fn every_thousandth_reads_back_as_itself() {
        for thousandths in 0..=100_000 {
            let percentage = Percentage(thousandths);
            assert_eq!(Percentage::from_percent(percentage.percent()), Some(percentage));
            let decimal = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
            assert_eq!(Percentage::from_percent(decimal.parse().unwrap()), Some(percentage), "{decimal}");
        }
    }

    #[test]
    fn whole_percentages_are_json_integers() {
        assert_eq!(json(Percentage(25_000)), "25");
        assert_eq!(json(Percentage(12_500)), "12.5");
        assert_eq!(json(Percentage(1)), "0.001");
        assert_eq!(serde_json::from_str::<Percentage>("25.0").unwrap(), Percentage(25_000));
        assert_eq!(serde_json::from_str::<Percentage>("-0").unwrap(), Percentage::ZERO);
    }

    #[test]
    fn percentages_out_of_range_or_too_fine_are_refused() {
        for percent in [-0.001, 100.001, 0.0001, 33.333_3, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(Percentage::from_percent(percent), None, "{percent}");
        }
        for json in ["-1", "101", "0.0005", "\"25\"", "null", "[25]"] {
            assert!(serde_json::from_str::<Percentage>(json).is_err(), "{json}");
        }
    }
}
