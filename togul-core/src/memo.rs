//! The results of one evaluation so far for the flags and segments that it depends on. It is kept on the stack, so that an
//! evaluation allocates nothing, and most of it is not initialized until it is needed.

use core::cell::{Cell, OnceCell};

use crate::limits;

/// How many results have a place that is initialized at once.
const FEW: usize = 4;
/// How many flags have a place beyond those.
const MORE: usize = limits::PREREQUISITE_REACH - FEW;
/// No object has this position.
const NOWHERE: u32 = u32::MAX;

/// A few bits for each segment, by position.
pub(crate) struct SegmentMemo {
    few: [Cell<(u32, u8)>; FEW],
    /// [`BITS`] for each further segment. Those at higher positions than there is room for are evaluated again; no
    /// environment has as many.
    more: OnceCell<[Cell<u64>; WORDS]>,
}

const BITS: usize = 8;
const SEGMENTS_OF_WORD: usize = 64 / BITS;
const WORDS: usize = 128;

impl SegmentMemo {
    #[inline]
    pub fn new() -> Self {
        Self { few: [const { Cell::new((NOWHERE, 0)) }; FEW], more: OnceCell::new() }
    }

    /// The bits of a segment; 0 if there are none.
    #[inline]
    pub fn get(&self, position: usize) -> u8 {
        match self.few.iter().map(Cell::get).find(|(held, _)| *held as usize == position) {
            Some((_, bits)) => bits,
            None => self.more.get().map_or(0, |more| bits_of(more, position)),
        }
    }

    /// Adds bits to those of a segment.
    #[inline]
    pub fn add(&self, position: usize, bits: u8) {
        let place = self.few.iter().find(|slot| [position as u32, NOWHERE].contains(&slot.get().0));
        match place {
            Some(slot) => slot.set((position as u32, slot.get().1 | bits)),
            None => self.add_more(position, bits),
        }
    }

    #[inline(never)]
    fn add_more(&self, position: usize, bits: u8) {
        let more = self.more.get_or_init(|| [const { Cell::new(0) }; WORDS]);
        if let Some(word) = more.get(position / SEGMENTS_OF_WORD) {
            word.set(word.get() | u64::from(bits) << (position % SEGMENTS_OF_WORD * BITS));
        }
    }
}

fn bits_of(words: &[Cell<u64>], position: usize) -> u8 {
    let word = words.get(position / SEGMENTS_OF_WORD).map(Cell::get).unwrap_or_default();
    (word >> (position % SEGMENTS_OF_WORD * BITS)) as u8
}

/// Results of flags by position, as many as there can be prerequisites.
pub(crate) struct FlagMemo<T> {
    few: [Place<T>; FEW],
    more: OnceCell<[Place<T>; MORE]>,
    len: Cell<usize>,
}

/// The place of one flag, without a result until it is set.
pub(crate) struct Place<T> {
    position: Cell<u32>,
    pub result: Cell<Option<T>>,
}

impl<T> Place<T> {
    const fn free() -> Self {
        Self { position: Cell::new(NOWHERE), result: Cell::new(None) }
    }
}

impl<T: Copy> FlagMemo<T> {
    #[inline]
    pub fn new() -> Self {
        Self { few: [const { Place::free() }; FEW], more: OnceCell::new(), len: Cell::new(0) }
    }

    #[inline]
    pub fn find(&self, position: usize) -> Option<&Place<T>> {
        let len = self.len.get();
        let few = self.few.iter().take(len);
        let mut more = self.more.get().into_iter().flatten().take(len.saturating_sub(FEW));
        let is_place = |place: &&Place<T>| place.position.get() as usize == position;
        few.into_iter().find(is_place).or_else(|| more.find(is_place))
    }

    /// A place for a flag that has none. `None` if there are too many flags.
    #[inline]
    pub fn add(&self, position: usize) -> Option<&Place<T>> {
        let len = self.len.get();
        let more = || self.more.get_or_init(|| [const { Place::free() }; MORE]).get(len - FEW);
        let place = self.few.get(len).or_else(more)?;
        self.len.set(len + 1);
        place.position.set(position as u32);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_have_the_bits_that_were_added() {
        let memo = SegmentMemo::new();
        for position in (0..50).map(|number| number * 7) {
            assert_eq!(memo.get(position), 0);
            memo.add(position, 0b0001);
            memo.add(position, 0b1000);
        }
        assert!((0..50).all(|number| memo.get(number * 7) == 0b1001 && memo.get(number * 7 + 1) == 0));
        memo.add(WORDS * SEGMENTS_OF_WORD, 1);
        assert_eq!(memo.get(WORDS * SEGMENTS_OF_WORD), 0);
    }

    #[test]
    fn flags_have_places_up_to_the_limit() {
        let memo = FlagMemo::new();
        for number in 0..limits::PREREQUISITE_REACH {
            assert!(memo.find(number * 3).is_none());
            memo.add(number * 3).unwrap().result.set(Some(number));
        }
        assert!(memo.add(1).is_none());
        for number in 0..limits::PREREQUISITE_REACH {
            assert_eq!(memo.find(number * 3).unwrap().result.get(), Some(number));
        }
    }
}
