//! A small Bloom filter over a context's attributes: it rules out most `eq` and `in` conditions at once.

use crate::name::NameId;

/// The values that an attribute may have, as far as a hash of each can express them: the word of the attribute in an
/// [`AttributeFilter`] in the upper bits, and a bit of that word for each value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AttributeHash(u32);

/// The attributes that a context was given: one bit for each value. If all bits of a hash are clear, the context has no
/// such attribute; a set bit does not mean that it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeFilter([u32; WORDS]);

const WORDS: usize = 16;
/// The bits of a word that stand for values. The others are clear, so that they match no part of a hash.
const BITS: u32 = 28;

impl AttributeHash {
    /// A hash that every filter reports as possible.
    pub const ANY: Self = Self(1);

    /// The tag is that of the value's text form.
    #[inline]
    pub fn new(name: NameId, tag: u32) -> Self {
        let name = name.upper();
        let bit = (u64::from(name.rotate_left(16) ^ tag) * u64::from(BITS)) >> 32;
        Self(name >> BITS << BITS | 1 << bit)
    }

    /// One of the values of both, which are of the same attribute.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The hash as a number.
    pub fn to_bits(self) -> u32 {
        self.0
    }

    pub fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl AttributeFilter {
    pub const EMPTY: Self = {
        let mut words = [0; WORDS];
        words[0] = AttributeHash::ANY.0;
        Self(words)
    };

    #[inline]
    pub fn add(&mut self, AttributeHash(hash): AttributeHash) {
        self.0[(hash >> BITS) as usize] |= hash & ((1 << BITS) - 1);
    }

    #[inline]
    pub fn may_have(&self, AttributeHash(hash): AttributeHash) -> bool {
        self.0[(hash >> BITS) as usize] & hash != 0
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

    const NAMES: [&str; 9] =
        ["user_id", "country", "plan", "language", "device", "region", "version", "signup_channel", "team"];

    fn hash(name: &str, number: u32) -> AttributeHash {
        AttributeHash::new(NameId::of(name), number.wrapping_mul(0x9e37_79b9))
    }

    #[test]
    fn added_hashes_are_found_and_few_others() {
        let mut filter = AttributeFilter::EMPTY;
        NAMES.iter().zip(0..).for_each(|(name, number)| filter.add(hash(name, number)));
        assert!(NAMES.iter().zip(0..).all(|(name, number)| filter.may_have(hash(name, number))));
        assert!(filter.may_have(AttributeHash::ANY));
        let others = NAMES.iter().flat_map(|name| (9..209).map(|number| hash(name, number)));
        let false_positives = others.filter(|hash| filter.may_have(*hash)).count();
        assert!(false_positives < 9 * 200 / 12, "{false_positives}");
    }

    #[test]
    fn a_hash_of_several_values_is_found_by_each_of_them() {
        let list = hash("plan", 1).or(hash("plan", 2)).or(hash("plan", 3));
        for number in 1..=3 {
            let mut filter = AttributeFilter::EMPTY;
            filter.add(hash("plan", number));
            assert!(filter.may_have(list));
        }
        let mut filter = AttributeFilter::EMPTY;
        filter.add(hash("country", 1));
        assert!(!filter.may_have(list));
        assert_eq!(AttributeHash::from_bits(list.to_bits()), list);
    }
}
