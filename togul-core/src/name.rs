//! Attribute names as numbers.

use alloc::string::String;

use crate::bytes::hash;

const EACH: u64 = u64::MAX / 255;
const HIGH: u64 = EACH << 7;

/// Odd, so that multiplying by it can be undone, by multiplying by its inverse.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
const GATHER: u64 = 0xf1de_83e1_9937_733d;

/// An attribute's name in 64 bits. An *exact* id is the name itself, if that is short and ASCII; any other id is a hash,
/// so that names with equal ids may differ. The bits are spread, so that the highest ones depend on the whole name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(u64);

impl NameId {
    /// A power of two.
    pub const SLOTS: usize = 64;

    /// Exact for names of 1 to 8 ASCII bytes without NUL: before spreading, their highest bit is clear and that of a
    /// hash is set.
    #[inline]
    pub fn of(name: &str) -> Self {
        let bits = packed(name.as_bytes()).unwrap_or_else(|| hash(name.as_bytes()) | 1 << 63);
        Self(bits.wrapping_mul(SPREAD))
    }

    /// Whether an equal id means an equal name.
    #[inline]
    pub fn is_exact(self) -> bool {
        self.bits() >> 63 == 0
    }

    /// The name of an exact id.
    pub fn to_text(self) -> String {
        self.bits().to_le_bytes().into_iter().take_while(|byte| *byte != 0).map(char::from).collect()
    }

    #[inline]
    fn bits(self) -> u64 {
        self.0.wrapping_mul(GATHER)
    }

    /// The half that depends on the whole name.
    #[inline]
    pub fn upper(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Seven bits that differ between most names.
    #[inline]
    pub fn tag(self) -> u64 {
        self.0 >> 57
    }

    /// The slot of the name in a table of [`SLOTS`](Self::SLOTS).
    #[inline]
    pub fn slot(self) -> usize {
        (self.0 >> (u64::BITS - Self::SLOTS.trailing_zeros())) as usize
    }
}

/// The bytes of a short name, the first one lowest. Both ends are loaded, and may overlap.
#[inline]
fn packed(name: &[u8]) -> Option<u64> {
    let len = name.len();
    let word = match name {
        [] => return None,
        [first, .., last] if len < 4 => {
            u64::from(*first) | u64::from(name[len / 2]) << (len / 2 * 8) | u64::from(*last) << (len * 8 - 8)
        }
        [only] => u64::from(*only),
        _ if len <= 8 => {
            let (first, last) = (name.first_chunk()?, name.last_chunk()?);
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (len * 8 - 32)
        }
        _ => return None,
    };
    let filled = word | u64::MAX.checked_shl(len as u32 * 8).unwrap_or(0) & !HIGH;
    let has_nul = filled.wrapping_sub(EACH) & HIGH != 0;
    (word & HIGH == 0 && !has_nul).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_plain_names_are_their_own_ids() {
        for name in ["a", "ab", "abc", "plan", "email", "region", "user_id", "language", "\u{1}", "~~~~~~~~"]
        {
            let id = NameId::of(name);
            assert!(id.is_exact(), "{name}");
            assert_eq!(id.to_text(), name);
        }
    }

    #[test]
    fn other_names_are_hashed() {
        for name in
            ["", "subscription", "\0", "a\0", "\0a", "ab\0", "a\0c", "abcdefg\0", "\0bcdefgh", "ü", "größe"]
        {
            assert!(!NameId::of(name).is_exact(), "{name:?}");
        }
        assert_ne!(NameId::of("subscription"), NameId::of("subscriptiom"));
    }
}
