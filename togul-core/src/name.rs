//! Attribute names as numbers.

use xxhash_rust::xxh3::xxh3_64;

const EACH: u64 = u64::MAX / 255;
const HIGH: u64 = EACH << 7;

/// Odd, so that multiplying by it can be undone, by multiplying by its inverse.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
const GATHER: u64 = 0xf1de_83e1_9937_733d;

/// An attribute's name in 64 bits: the name itself when it is short and plain, else a hash, which says when two names
/// differ, but not when they are equal. Spread, so that the highest bits depend on all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameId(u64);

impl NameId {
    /// Whole are names of 1 to 8 ASCII bytes without NUL. Their highest bit is clear, that of a hash is set.
    #[inline]
    pub fn of(name: &str) -> Self {
        let bits = packed(name.as_bytes()).unwrap_or_else(|| xxh3_64(name.as_bytes()) | 1 << 63);
        Self(bits.wrapping_mul(SPREAD))
    }

    /// Whether equal ids are equal names.
    #[inline]
    pub fn is_whole(self) -> bool {
        self.bits() >> 63 == 0
    }

    /// The name, of an id that is whole.
    pub fn to_text(self) -> String {
        self.bits().to_le_bytes().into_iter().take_while(|byte| *byte != 0).map(char::from).collect()
    }

    #[inline]
    fn bits(self) -> u64 {
        self.0.wrapping_mul(GATHER)
    }

    /// The half that depends on all of the name.
    #[inline]
    pub fn upper(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Seven bits that differ for most names that differ.
    #[inline]
    fn tag(self) -> u64 {
        self.0 >> 57
    }
}

/// Eight tags in one word, so that one look compares all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tags(u64);

impl Tags {
    pub const ROOM: usize = 8;
    pub const NONE: Self = Self(0);

    pub fn set(&mut self, at: usize, name: NameId) {
        self.0 |= name.tag() << (at * 8);
    }

    /// The places that can hold this name, some of them in vain.
    #[inline]
    pub fn find(self, name: NameId) -> Places {
        let differing = self.0 ^ (EACH * name.tag());
        // No byte is above 127, so none borrows from the next: only 0 leaves the highest bit as it is.
        Places(HIGH.wrapping_sub(differing) & HIGH)
    }
}

/// The highest bit of each byte stands for a place.
pub(crate) struct Places(u64);

impl Iterator for Places {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let place = (self.0 != 0).then(|| self.0.trailing_zeros() as usize / 8);
        self.0 &= self.0.wrapping_sub(1);
        place
    }
}

/// The bytes of a short name from the lowest on; both ends are read, and overlap.
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
            assert!(id.is_whole(), "{name}");
            assert_eq!(id.to_text(), name);
        }
    }

    #[test]
    fn other_names_are_hashed() {
        for name in
            ["", "subscription", "\0", "a\0", "\0a", "ab\0", "a\0c", "abcdefg\0", "\0bcdefgh", "ü", "größe"]
        {
            assert!(!NameId::of(name).is_whole(), "{name:?}");
        }
        assert_ne!(NameId::of("subscription"), NameId::of("subscriptiom"));
    }

    #[test]
    fn every_place_of_a_tag_is_found() {
        let names = ["user_id", "country", "plan", "language", "device", "region", "version", "segment"];
        let mut tags = Tags::NONE;
        for (at, name) in names.iter().enumerate() {
            tags.set(at, NameId::of(name));
        }
        for (at, name) in names.iter().enumerate() {
            assert!(tags.find(NameId::of(name)).any(|place| place == at), "{name}");
        }
        assert_eq!(Tags::NONE.find(NameId::of("user_id")).count(), 0);
    }
}
