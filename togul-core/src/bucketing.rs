//! Buckets of other systems: rules that an import brought keep the buckets that their users had there.
//!
//! Each comparison of those systems, floats included, is an exact comparison of integers here: a scheme assigns each id a
//! number in units of its own, and the ends of shares and ranges are in the same units.

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

use crate::check::NUL;
use crate::{ContextValue, Invalid, Percentage, SplitPart, cbor, limits, murmur3};

/// How a rule hashes instead of with the flag's salt: as another system does, from which it was imported. The id has to be a
/// string or an integral number; a context with any other value, or without one, has no bucket. A flag with such a rule
/// needs readers of [`Flag::needs`](crate::Flag::needs) 2.
///
/// ```
/// use togul_core::Bucketing;
///
/// let unleash = Bucketing::Unleash { group: "AB12A".to_owned() };
/// assert_eq!(unleash.buckets(100, &"122".into()).map(|(share, _)| share), Some(22));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "snake_case")]
pub enum Bucketing {
    /// The share of an Unleash strategy, in whole percents.
    Unleash {
        /// The strategy's group id.
        group: String,
    },
    /// The variants of an Unleash feature or strategy, with or without the share of [`Unleash`](Self::Unleash).
    UnleashVariant {
        /// The feature's name, or the strategy's group id.
        group: String,
        /// The sum of all weights.
        total: u32,
    },
    /// A share of a LaunchDarkly segment, or a rollout of a flag, in thousandths of a percent.
    #[serde(rename = "launchdarkly")]
    LaunchDarkly {
        /// `flag.salt.` or `seed.`.
        prefix: String,
    },
    /// A `fractional` of flagd. The end of the ranges is the sum of all weights, except in version 1.
    Flagd {
        /// The version of flagd's buckets.
        version: FlagdVersion,
        /// The text before the id, mostly the flag's key.
        prefix: String,
        /// Whether prefix and id are hashed as a list of two texts: only in version 3.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        pair: bool,
    },
}

/// A version of flagd's buckets: 1, 2 or 3 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum FlagdVersion {
    /// Until flagd 0.14: the magnitude of the hash as a signed integer, 0 to 2^31.
    V1,
    /// Since flagd 0.15.
    V2,
    /// As version 2, with the hash of CBOR.
    V3,
}

/// A rule's share and split in units of its scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    /// Numbers below this one are inside of the share.
    pub bound: u32,
    /// The end of the split's ranges.
    pub total: u32,
}

/// A number as LaunchDarkly has it is at most this one.
const LAUNCHDARKLY_MAX: u128 = (1 << 60) - 1;
const LAUNCHDARKLY_UNITS: u32 = Percentage::FULL.thousandths();
const UNLEASH_UNITS: u32 = 100;
/// Chosen by Unleash so that variants are independent of shares.
const UNLEASH_VARIANT_SEED: u32 = 86_028_157;
/// The magnitudes of a signed integer of 32 bits.
const FLAGD_1_UNITS: u32 = (1 << 31) + 1;

impl Bucketing {
    /// The name in JSON.
    pub fn scheme(&self) -> &'static str {
        match self {
            Self::Unleash { .. } => "unleash",
            Self::UnleashVariant { .. } => "unleash_variant",
            Self::LaunchDarkly { .. } => "launchdarkly",
            Self::Flagd { .. } => "flagd",
        }
    }

    /// The units of a whole share; `None` for a scheme without shares.
    pub fn share_units(&self) -> Option<u32> {
        match self {
            Self::Unleash { .. } | Self::UnleashVariant { .. } => Some(UNLEASH_UNITS),
            Self::LaunchDarkly { .. } => Some(LAUNCHDARKLY_UNITS),
            Self::Flagd { .. } => None,
        }
    }

    /// The end of the ranges of a split; `None` for a scheme without splits. In versions 2 and 3 of flagd, a split has the end
    /// that it has.
    pub fn split_units(&self, parts: &[SplitPart]) -> Option<u32> {
        match self {
            Self::Unleash { .. } => None,
            Self::UnleashVariant { total, .. } => Some(*total),
            Self::LaunchDarkly { .. } => Some(LAUNCHDARKLY_UNITS),
            Self::Flagd { version: FlagdVersion::V1, .. } => Some(FLAGD_1_UNITS),
            Self::Flagd { .. } => {
                Some(parts.iter().flat_map(|part| &part.ranges).map(|[_, end]| *end).max().unwrap_or(0))
            }
        }
    }

    /// The numbers of an id: that which a share compares, and that which a split of ranges up to `total` compares. `None`
    /// unless the id is a string or an integral number.
    pub fn buckets(&self, total: u32, id: &ContextValue<'_>) -> Option<(u32, u32)> {
        let id = Id::of(id)?;
        Some(match self {
            Self::Unleash { group } => (unleash(0, group, id.text, UNLEASH_UNITS), 0),
            Self::UnleashVariant { group, total } => (
                unleash(0, group, id.text, UNLEASH_UNITS),
                unleash(UNLEASH_VARIANT_SEED, group, id.text, *total),
            ),
            Self::LaunchDarkly { prefix } => {
                let bucket = launchdarkly(prefix, id.text);
                (bucket, bucket)
            }
            Self::Flagd { version, prefix, pair } => {
                let bucket = flagd(*version, prefix, *pair, total, id)?;
                (bucket, bucket)
            }
        })
    }

    /// Checks the parameters, and that the scheme has such a share and such a split.
    pub(crate) fn units(
        &self,
        share: Option<Percentage>,
        split: Option<&[SplitPart]>,
    ) -> Result<Units, Invalid> {
        self.check_parameters()?;
        let scheme = self.scheme();
        let refused = |reason: &str| Err(Invalid::new("bucketing", format!("must {reason}: it is {scheme}")));
        match (self, share.is_some(), split.is_some()) {
            (Self::Unleash { .. }, _, true) | (Self::Unleash { .. }, false, _) => {
                return refused("be of a scheme that has splits, or of a percentage rule without a split");
            }
            (Self::UnleashVariant { .. }, _, false) => return refused("be of a rule with a split"),
            (Self::LaunchDarkly { .. }, true, true) => {
                return refused("be of a rule with either a share or a split");
            }
            (Self::Flagd { .. }, true, _) | (Self::Flagd { .. }, _, false) => {
                return refused("be of a rule with a split and without a share");
            }
            _ => {}
        }
        let bound = self.bound(share.unwrap_or(Percentage::FULL))?;
        let total = split.and_then(|parts| self.split_units(parts)).unwrap_or(0);
        Ok(Units { bound, total })
    }

    /// A share in units of the scheme; beyond all numbers for a scheme without shares.
    pub(crate) fn bound(&self, share: Percentage) -> Result<u32, Invalid> {
        let Some(units) = self.share_units() else { return Ok(u32::MAX) };
        let unit = Percentage::FULL.thousandths() / units;
        if share.thousandths().is_multiple_of(unit) {
            return Ok(share.thousandths() / unit);
        }
        let reason = format!("must be a whole percentage, because the rule's bucketing is {}", self.scheme());
        Err(Invalid::new("rollout_percentage", reason))
    }

    fn check_parameters(&self) -> Result<(), Invalid> {
        let (field, text) = match self {
            Self::Unleash { group } | Self::UnleashVariant { group, .. } => ("group", group),
            Self::LaunchDarkly { prefix } | Self::Flagd { prefix, .. } => ("prefix", prefix),
        };
        let field = format!("bucketing.{field}");
        if text.len() > limits::VALUE_BYTES {
            let limit = limits::VALUE_BYTES;
            return Err(Invalid::new(
                field,
                format!("must have at most {limit} bytes; it has {}", text.len()),
            ));
        }
        if text.contains('\0') {
            return Err(Invalid::new(field, NUL));
        }
        match self {
            Self::UnleashVariant { total: 0, .. } => {
                Err(Invalid::new("bucketing.total", "must be a positive integer"))
            }
            Self::Flagd { version: FlagdVersion::V1 | FlagdVersion::V2, pair: true, .. } => {
                Err(Invalid::new("bucketing.pair", "must be false before version 3"))
            }
            _ => Ok(()),
        }
    }
}

impl TryFrom<u8> for FlagdVersion {
    type Error = &'static str;

    fn try_from(version: u8) -> Result<Self, &'static str> {
        match version {
            1 => Ok(Self::V1),
            2 => Ok(Self::V2),
            3 => Ok(Self::V3),
            _ => Err("the version must be 1, 2 or 3"),
        }
    }
}

impl From<FlagdVersion> for u8 {
    fn from(version: FlagdVersion) -> Self {
        match version {
            FlagdVersion::V1 => 1,
            FlagdVersion::V2 => 2,
            FlagdVersion::V3 => 3,
        }
    }
}

/// What other systems hash: a string, or an integral number.
#[derive(Clone, Copy)]
struct Id<'c> {
    text: &'c str,
    is_number: bool,
}

impl<'c> Id<'c> {
    fn of(value: &'c ContextValue<'_>) -> Option<Self> {
        let text = value.text()?;
        let is_number = value.scalars().first()?.as_text().is_none();
        let digits = text.strip_prefix('-').unwrap_or(text);
        (!is_number || digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(Self { text, is_number })
    }
}

fn unleash(seed: u32, group: &str, id: &str, units: u32) -> u32 {
    murmur3::hash(seed, &[group.as_bytes(), b":", id.as_bytes()]) % units.max(1)
}

/// `n` of the greatest `n / 100000` that is at most the first 15 hexadecimal digits of SHA-1, divided by the greatest such
/// number; but the last one for that number itself, which is beyond all weights and belongs to the last variation.
fn launchdarkly(prefix: &str, id: &str) -> u32 {
    let hash = Sha1::new().chain_update(prefix).chain_update(id).finalize();
    let first = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte)) >> 4;
    let bucket = u128::from(first) * u128::from(LAUNCHDARKLY_UNITS) / LAUNCHDARKLY_MAX;
    (bucket as u32).min(LAUNCHDARKLY_UNITS - 1)
}

fn flagd(version: FlagdVersion, prefix: &str, pair: bool, total: u32, id: Id<'_>) -> Option<u32> {
    let (prefix, text) = (prefix.as_bytes(), id.text.as_bytes());
    let hash = match version {
        FlagdVersion::V1 => return Some((murmur3::hash(0, &[prefix, text]) as i32).unsigned_abs()),
        FlagdVersion::V2 => murmur3::hash(0, &[prefix, text]),
        FlagdVersion::V3 if pair => {
            let (first, second) = (cbor::text_head(prefix.len()), cbor::text_head(text.len()));
            murmur3::hash(0, &[&[cbor::PAIR], first.bytes(), prefix, second.bytes(), text])
        }
        FlagdVersion::V3 if id.is_number && prefix.is_empty() => {
            murmur3::hash(0, &[cbor::integer(id.text)?.bytes()])
        }
        FlagdVersion::V3 => {
            murmur3::hash(0, &[cbor::text_head(prefix.len() + text.len()).bytes(), prefix, text])
        }
    };
    Some(((u64::from(hash) * u64::from(total)) >> 32) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(
        bucketing: &Bucketing,
        total: u32,
        id: impl Into<ContextValue<'static>>,
    ) -> Option<(u32, u32)> {
        bucketing.buckets(total, &id.into())
    }

    fn flagd_of(version: FlagdVersion, prefix: &str, pair: bool) -> Bucketing {
        Bucketing::Flagd { version, prefix: prefix.to_owned(), pair }
    }

    #[test]
    fn unleash_shares_are_those_of_its_specification() {
        for (group, id, expected) in [
            ("AB12A", "122", 22),
            ("AB12A", "155", 99),
            ("Feature.flexibleRollout.10", "174", 9),
            ("Feature.flexibleRollout.10", "499", 31),
            ("Feature.flexibleRollout.userId.55", "25", 54),
            ("Feature.flexibleRollout.sessionId.42", "147", 41),
        ] {
            let bucketing = Bucketing::Unleash { group: group.to_owned() };
            assert_eq!(numbers(&bucketing, 0, id).map(|(share, _)| share), Some(expected), "{group} {id}");
        }
    }

    #[test]
    fn unleash_variants_are_those_of_its_specification() {
        for (group, total, id, expected) in [
            ("Feature.Variants.C", 99, "232", 17),
            ("Feature.Variants.C", 99, "607", 57),
            ("Feature.Variants.C", 99, "656", 93),
            ("Feature.Variants.D", 100, "712", 0),
            ("Feature.Variants.D", 100, "525", 29),
            ("Feature.Variants.D", 100, "537", 69),
        ] {
            let bucketing = Bucketing::UnleashVariant { group: group.to_owned(), total };
            assert_eq!(
                numbers(&bucketing, total, id).map(|(_, split)| split),
                Some(expected),
                "{group} {id}"
            );
        }
    }

    #[test]
    fn launchdarkly_buckets_are_those_of_its_consistency_tests() {
        for (prefix, id, expected) in [
            ("hashKey.saltyA.", "userKeyA", 42_157),
            ("hashKey.saltyA.", "userKeyB", 67_084),
            ("hashKey.saltyA.", "userKeyC", 10_343),
            ("hashKey.saltyA.", "33333", 54_771),
            ("hashKey.saltyA.", "99999", 73_096),
            ("61.", "userKeyA", 9_801),
            ("61.", "userKeyB", 14_483),
            ("61.", "userKeyC", 92_426),
            ("60.", "userKeyA", 70_088),
        ] {
            let bucketing = Bucketing::LaunchDarkly { prefix: prefix.to_owned() };
            assert_eq!(numbers(&bucketing, 0, id), Some((expected, expected)), "{prefix} {id}");
        }
        let bucketing = Bucketing::LaunchDarkly { prefix: "hashKey.saltyA.".to_owned() };
        assert_eq!(numbers(&bucketing, 0, 33_333), numbers(&bucketing, 0, "33333"));
        for no_id in [ContextValue::from(true), 33_333.5.into(), vec!["33333"].into()] {
            assert_eq!(bucketing.buckets(0, &no_id), None, "{no_id:?}");
        }
    }

    #[test]
    fn flagd_buckets_are_those_of_its_tests() {
        use FlagdVersion::{V1, V2, V3};

        for (version, prefix, pair, id, expected) in [
            (V2, "fractional-flag", false, "jack", 62),
            (V2, "fractional-flag", false, "queen", 99),
            (V2, "fractional-flag", false, "ten", 18),
            (V2, "fractional-flag", false, "nine", 32),
            (V2, "fractional-flag", false, "3", 14),
            (V2, "", false, "ejOoVL", 0),
            (V2, "", false, "bY9fO-", 0),
            (V2, "", false, "SI7p-", 49),
            (V2, "", false, "6LvT0", 50),
            (V2, "", false, "ceQdGm", 99),
            (V3, "fractional-flag", false, "jack", 33),
            (V3, "fractional-flag", false, "queen", 49),
            (V3, "fractional-flag", false, "ten", 10),
            (V3, "fractional-flag", false, "nine", 4),
            (V3, "fractional-flag", false, "3", 80),
        ] {
            let number = numbers(&flagd_of(version, prefix, pair), 100, id);
            assert_eq!(number, Some((expected, expected)), "{version:?} {prefix} {id}");
        }
        let shorthand = flagd_of(V3, "fractional-flag-shorthand", true);
        for (id, expected) in [("jon@company.com", 1), ("jane@company.com", 1), ("user-1", 0)] {
            assert_eq!(numbers(&shorthand, 2, id), Some((expected, expected)), "{id}");
        }
        let plain = flagd_of(V3, "", false);
        assert_eq!(numbers(&plain, 25, "user1"), Some((21, 21)));
        assert_eq!(numbers(&plain, 25, 123), Some((19, 19)));
        assert_ne!(numbers(&plain, 1 << 30, 123), numbers(&plain, 1 << 30, "123"));
        for (id, expected) in
            [("jack", 75.0724), ("queen", 0.766), ("ten", 37.3388), ("nine", 65.478), ("3", 28.1433)]
        {
            let (number, _) = numbers(&flagd_of(V1, "fractional-flag", false), 100, id).unwrap();
            let percent = f64::from(number) / f64::from(i32::MAX) * 100.0;
            assert!((percent - expected).abs() < 0.0005, "{id}: {percent}");
        }
    }

    #[test]
    fn parameters_are_flat_in_json_and_read_back() {
        for (json, scheme) in [
            (r#"{"scheme":"unleash","group":"g"}"#, "unleash"),
            (r#"{"scheme":"unleash_variant","group":"g","total":1000}"#, "unleash_variant"),
            (r#"{"scheme":"launchdarkly","prefix":"flag.salt."}"#, "launchdarkly"),
            (r#"{"scheme":"flagd","version":2,"prefix":"flag"}"#, "flagd"),
            (r#"{"scheme":"flagd","version":3,"prefix":"flag","pair":true}"#, "flagd"),
        ] {
            let bucketing: Bucketing = serde_json::from_str(json).unwrap();
            assert_eq!(
                (serde_json::to_string(&bucketing).unwrap(), bucketing.scheme()),
                (json.to_owned(), scheme)
            );
        }
        for unknown in [
            r#"{"scheme":"flagd","version":4,"prefix":""}"#,
            r#"{"scheme":"tomorrow","prefix":""}"#,
            r#"{"scheme":"unleash_variant","group":"g","total":-1}"#,
            r#"{"prefix":""}"#,
            r#""unleash""#,
        ] {
            assert!(serde_json::from_str::<Bucketing>(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_scheme_refuses_shares_splits_and_parameters_that_it_does_not_have() {
        let half = Percentage::from_percent(50.0);
        let parts = [SplitPart { variant: "a".to_owned(), ranges: vec![[0, 7]] }];
        let refused = |bucketing: &Bucketing, share: Option<Percentage>, split: bool| {
            bucketing.units(share, split.then_some(&parts)).unwrap_err().field
        };
        let unleash = Bucketing::Unleash { group: String::new() };
        let variant = Bucketing::UnleashVariant { group: String::new(), total: 7 };
        let launchdarkly = Bucketing::LaunchDarkly { prefix: String::new() };
        let flagd = flagd_of(FlagdVersion::V2, "", false);
        assert_eq!(unleash.units(half, None), Ok(Units { bound: 50, total: 0 }));
        assert_eq!(variant.units(half, Some(&parts)), Ok(Units { bound: 50, total: 7 }));
        assert_eq!(variant.units(None, Some(&parts)), Ok(Units { bound: 100, total: 7 }));
        assert_eq!(launchdarkly.units(half, None), Ok(Units { bound: 50_000, total: 0 }));
        assert_eq!(flagd.units(None, Some(&parts)), Ok(Units { bound: u32::MAX, total: 7 }));
        assert_eq!(refused(&unleash, Percentage::from_percent(12.5), false), "rollout_percentage");
        for (bucketing, share, split) in [
            (&unleash, None, false),
            (&unleash, half, true),
            (&variant, half, false),
            (&launchdarkly, half, true),
            (&flagd, half, true),
            (&flagd, None, false),
        ] {
            assert_eq!(refused(bucketing, share, split), "bucketing", "{bucketing:?}");
        }
        let group = |group: &str| Bucketing::Unleash { group: group.to_owned() };
        assert_eq!(refused(&group("\0"), half, false), "bucketing.group");
        assert_eq!(refused(&group(&"x".repeat(limits::VALUE_BYTES + 1)), half, false), "bucketing.group");
        let no_total = Bucketing::UnleashVariant { group: String::new(), total: 0 };
        assert_eq!(refused(&no_total, None, true), "bucketing.total");
        assert_eq!(refused(&flagd_of(FlagdVersion::V2, "", true), None, true), "bucketing.pair");
    }
}
