//! What a context surely does not hold, told at a glance.

use crate::name::NameId;

/// An attribute's name and a text form of it, in 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair(u32);

/// The pairs that a context was given: one bit for each, and one for any. A bit that is clear says that no such pair
/// is there, one that is set does not say that it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen([u64; 8]);

impl Pair {
    /// Every context has seen this one.
    pub const ANY: Self = Self(0);

    /// The tag is that of the text form.
    #[inline]
    pub fn new(name: NameId, tag: u32) -> Self {
        Self(name.upper() ^ tag)
    }
}

impl Seen {
    pub const NOTHING: Self = Self([1, 0, 0, 0, 0, 0, 0, 0]);

    #[inline]
    pub fn add(&mut self, Pair(pair): Pair) {
        self.0[(pair >> 29) as usize] |= 1 << (pair & 63);
    }

    #[inline]
    pub fn has(&self, Pair(pair): Pair) -> bool {
        self.0[(pair >> 29) as usize] >> (pair & 63) & 1 != 0
    }
}

impl Default for Seen {
    fn default() -> Self {
        Self::NOTHING
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_is_seen_and_little_else() {
        let pair = |number: u32| Pair::new(NameId::of("user_id"), number.wrapping_mul(0x9e37_79b9));
        let mut seen = Seen::NOTHING;
        (0..8).for_each(|number| seen.add(pair(number)));
        assert!((0..8).all(|number| seen.has(pair(number))) && seen.has(Pair::ANY));
        let in_vain = (8..1_008).filter(|number| seen.has(pair(*number))).count();
        assert!(in_vain < 60, "{in_vain}");
    }
}
