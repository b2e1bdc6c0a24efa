//! A small Bloom filter over a context's attributes: it rules out most `eq` conditions with a single bit.

use crate::name::NameId;

/// A hash of an attribute's name and text form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AttributeHash(u32);

/// The attributes that a context was given: one bit for each hash. A clear bit means that the context has no such
/// attribute; a set bit does not mean that it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeFilter([u64; 8]);

impl AttributeHash {
    /// A hash that every filter reports as possible.
    pub const ANY: Self = Self(0);

    /// The tag is that of the text form.
    #[inline]
    pub fn new(name: NameId, tag: u32) -> Self {
        Self(name.upper() ^ tag)
    }
}

impl AttributeFilter {
    pub const EMPTY: Self = Self([1, 0, 0, 0, 0, 0, 0, 0]);

    #[inline]
    pub fn add(&mut self, AttributeHash(hash): AttributeHash) {
        self.0[(hash >> 29) as usize] |= 1 << (hash & 63);
    }

    #[inline]
    pub fn may_have(&self, AttributeHash(hash): AttributeHash) -> bool {
        self.0[(hash >> 29) as usize] >> (hash & 63) & 1 != 0
    }
}

impl Default for AttributeFilter {
    fn default() -> Self {
        Self::EMPTY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_hashes_are_found_and_few_others() {
        let hash = |number: u32| AttributeHash::new(NameId::of("user_id"), number.wrapping_mul(0x9e37_79b9));
        let mut filter = AttributeFilter::EMPTY;
        (0..8).for_each(|number| filter.add(hash(number)));
        assert!((0..8).all(|number| filter.may_have(hash(number))) && filter.may_have(AttributeHash::ANY));
        let false_positives = (8..1_008).filter(|number| filter.may_have(hash(*number))).count();
        assert!(false_positives < 60, "{false_positives}");
    }
}
