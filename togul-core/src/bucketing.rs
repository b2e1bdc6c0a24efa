//! Buckets of other systems: rules that an import brought keep the buckets that their users had there.
//!
//! Each comparison of those systems, floats included, is an exact comparison of integers here: a scheme assigns each id a
//! number in units of its own, and the ends of shares and ranges are in the same units.

use alloc::string::String;

#[cfg(test)]
mod tests;

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
        /// Whether prefix and id are hashed as a list of two strings: only in version 3.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
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
