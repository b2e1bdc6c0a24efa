//! What the other system answers, computed from its file by its own algorithm and not by way of the flags here: for a comparison
//! before the switch.

use serde_json::{Map, Value};
use sha1::{Digest, Sha1};

use super::{Source, System, document::Unreadable, flagd, launchdarkly, unleash};

/// The attributes of a user by name; nested ones have dots.
pub type Attributes = Map<String, Value>;

/// The answer of a flag.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Value(Value),
    /// None: that of the code of the application.
    Code,
    /// It is random, or cannot be computed.
    Unknown,
}

/// A file that answers.
#[derive(Debug)]
pub struct Original(Kind);

#[derive(Debug)]
enum Kind {
    Flagd(flagd::Original),
    Unleash(unleash::Original),
    LaunchDarkly(launchdarkly::Original),
}

impl Original {
    /// # Errors
    /// When it is no file of this system.
    pub fn read(source: &Source, text: &str) -> Result<Self, Unreadable> {
        Ok(Self(match source.system {
            System::Flagd => Kind::Flagd(flagd::Original::read(source.buckets, text)?),
            System::Unleash => Kind::Unleash(unleash::Original::read(text)?),
            System::LaunchDarkly => {
                Kind::LaunchDarkly(launchdarkly::Original::read(&source.environment, text)?)
            }
        }))
    }

    /// The answer of the flag with this key here.
    #[must_use]
    pub fn answer(&self, key: &str, user: &Attributes) -> Answer {
        match &self.0 {
            Kind::Flagd(original) => original.answer(key, user),
            Kind::Unleash(original) => original.answer(key, user),
            Kind::LaunchDarkly(original) => original.answer(key, user),
        }
    }
}

/// MurmurHash3 for x86, 32 bits.
pub(super) fn murmur3(seed: u32, text: &[u8]) -> u32 {
    let scramble = |block: u32| block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let (blocks, tail) = text.as_chunks::<4>();
    let mut hash = blocks.iter().fold(seed, |hash, block| {
        (hash ^ scramble(u32::from_le_bytes(*block)))
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xe654_6b64)
    });
    let mut last = [0; 4];
    last[..tail.len()].copy_from_slice(tail);
    hash ^= scramble(u32::from_le_bytes(last)) ^ text.len() as u32;
    hash = (hash ^ (hash >> 16)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
    hash ^ (hash >> 16)
}

/// The share of all hashes, 0 to 1, of LaunchDarkly.
pub(super) fn sha1_share(text: &str) -> f64 {
    let digits: String = Sha1::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    let number = u64::from_str_radix(&digits[..15], 16).unwrap_or(0);
    number as f64 / 0xfff_ffff_ffff_ffff_u64 as f64
}

/// What a value is as a text, as these systems convert it.
pub(super) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A version as numbers and pre-release, ordered as SemVer says.
pub(super) fn version(text: &str) -> Option<(Vec<u64>, bool, String)> {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let text = text.split('+').next().unwrap_or_default();
    let (numbers, pre_release) = text.split_once('-').unwrap_or((text, ""));
    let mut numbers: Vec<u64> =
        numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    if numbers.len() > 3 {
        return None;
    }
    numbers.resize(3, 0);
    // A version without a pre-release is behind those with one.
    Some((numbers, pre_release.is_empty(), pre_release.to_owned()))
}
