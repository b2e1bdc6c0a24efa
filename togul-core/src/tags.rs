//! Small tags that are compared all at once.

const EACH: u64 = u64::MAX / 255;
const HIGH: u64 = EACH << 7;

/// Eight tags of seven bits in one word, which are all compared at once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tags(u64);

impl Tags {
    pub const ROOM: usize = 8;
    pub const NONE: Self = Self(0);

    /// Each byte is a tag.
    #[inline]
    pub fn from_bytes(tags: [u8; Self::ROOM]) -> Self {
        Self(u64::from_le_bytes(tags))
    }

    pub fn set(&mut self, at: usize, tag: u64) {
        self.0 |= tag << (at * 8);
    }

    /// The positions that may have this tag: the lowest one has it, a few others do not.
    #[inline]
    pub fn find(self, tag: u64) -> Positions {
        let differing = self.0 ^ (EACH * tag);
        // No byte is above 127, so none borrows from the next: only for 0 the highest bit stays set.
        Positions(HIGH.wrapping_sub(differing) & HIGH)
    }
}

/// The highest bit of each byte stands for a position.
pub(crate) struct Positions(u64);

impl Iterator for Positions {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        let position = (self.0 != 0).then(|| self.0.trailing_zeros() as usize / 8);
        self.0 &= self.0.wrapping_sub(1);
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_of_a_tag_is_found() {
        let held = [0_u64, 77, 127, 1, 77, 64, 126, 2];
        let mut tags = Tags::NONE;
        for (at, tag) in held.into_iter().enumerate() {
            tags.set(at, tag);
        }
        for (at, tag) in held.into_iter().enumerate() {
            assert!(tags.find(tag).any(|position| position == at), "{tag}");
        }
        assert_eq!(tags.find(3).count(), 0);
        assert_eq!(tags.find(127).collect::<Vec<_>>(), [2]);
        let bytes = held.map(|tag| tag as u8);
        assert_eq!(Tags::from_bytes(bytes).find(77).collect::<Vec<_>>(), [1, 4]);
    }
}
