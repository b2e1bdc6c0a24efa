//! Fingerprints: a proof that two sides have the same flags and segments.

use core::fmt;
use core::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_128;

/// A hash of a set of flags and segments: the sum modulo 2^128 of XXH3_128bits over each object's JSON bytes.
///
/// The order does not matter, and the change of an object is a subtraction and an addition. It detects mistakes, but does
/// not withstand attacks.
///
/// ```
/// use togul_core::Fingerprint;
///
/// let (old, new, other) = (Fingerprint::of("{1}"), Fingerprint::of("{2}"), Fingerprint::of("{3}"));
/// let before = Fingerprint::default().add(old).add(other);
/// assert_eq!(before.sub(old).add(new), Fingerprint::default().add(other).add(new));
/// assert_eq!(before.to_string().parse(), Ok(before));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

/// The error for a string that is not a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a fingerprint must be 32 hexadecimal digits in lower case")]
pub struct NotAFingerprint;

impl Fingerprint {
    /// The fingerprint of one object, given the exact bytes of its JSON.
    pub fn of(json: &str) -> Self {
        Self(xxh3_128(json.as_bytes()))
    }

    /// With the objects of `other`.
    #[must_use]
    pub const fn add(self, other: Self) -> Self {
        Self(self.0.wrapping_add(other.0))
    }

    /// Without the objects of `other`.
    #[must_use]
    pub const fn sub(self, other: Self) -> Self {
        Self(self.0.wrapping_sub(other.0))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !digits {
            return Err(NotAFingerprint);
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| NotAFingerprint)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        alloc::borrow::Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_32_digits_with_leading_zeros() {
        let small = Fingerprint(0xab);
        assert_eq!(small.to_string(), format!("{}ab", "0".repeat(30)));
        assert_eq!(small.to_string().parse(), Ok(small));
        assert_eq!(
            serde_json::from_str::<Fingerprint>(&serde_json::to_string(&small).unwrap()).unwrap(),
            small
        );
    }

    #[test]
    fn other_strings_are_refused() {
        for text in ["", "ab", &"0".repeat(33), &"A".repeat(32), &format!("+{}", "0".repeat(31))] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NotAFingerprint), "{text}");
        }
    }

    #[test]
    fn a_fingerprint_is_xxh3_of_the_bytes_and_wraps_around() {
        // XXH3_128bits of no bytes, as the C reference gives it.
        assert_eq!(Fingerprint::of("").to_string(), "99aa06d3014798d86001c324468d497f");
        let largest = Fingerprint(u128::MAX);
        assert_eq!(largest.add(Fingerprint(2)), Fingerprint(1));
        assert_eq!(Fingerprint(1).sub(Fingerprint(2)), largest);
    }
}
