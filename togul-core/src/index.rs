//! The positions of keys: a hash table with open addressing and 32-bit slots.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::bytes::hash;

/// Has no keys of its own: a slot is a position and a few bits of its key's hash. Clones share the slots.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// 0 is a free slot. Otherwise the lower bits, as many as a position needs, are the position plus one, and the bits
    /// above are the key's hash as far as it fits. A slot is at the index of its hash or behind it, without a free slot
    /// in between.
    slots: Arc<[u32]>,
}

impl Index {
    /// The keys in the order of their positions, each different.
    pub fn new<'k>(keys: impl ExactSizeIterator<Item = &'k str>) -> Self {
        let mut slots = empty_slots(keys.len());
        for (position, key) in keys.enumerate() {
            insert_slot(&mut slots, Hash::of(key), position);
        }
        Self { slots: slots.into() }
    }

    /// The most occupied slots without a free one between them: no lookup tries more.
    pub fn longest_run(&self) -> usize {
        let mut run = 0;
        // Twice, because a run can begin at the end of the table and go on at its start.
        let runs = self.slots.iter().chain(self.slots.iter()).map(|slot| {
            run = if *slot == 0 { 0 } else { run + 1 };
            run
        });
        runs.max().unwrap_or_default()
    }

    /// The position that is nearly always that of the key, if it has one. `None` if it has none.
    #[inline(always)]
    pub fn guess(&self, key: &str) -> Option<usize> {
        let hash = Hash::of(key);
        self.candidate(hash, hash.home).map(|(_, position)| position)
    }

    /// The result of `matches_key` for the position of the key. It has to compare the key, because it is called for other
    /// positions too.
    #[inline]
    pub fn find<T>(&self, key: &str, matches_key: impl Fn(usize) -> Option<T>) -> Option<T> {
        let hash = Hash::of(key);
        let mut from = hash.home;
        loop {
            let (at, position) = self.candidate(hash, from)?;
            match matches_key(position) {
                None => from = at + 1,
                found => return found,
            }
        }
    }

    /// The first slot from `from` on that looks like the key's, with its position.
    #[inline(always)]
    fn candidate(&self, hash: Hash, from: usize) -> Option<(usize, usize)> {
        let mask = self.slots.len().wrapping_sub(1);
        let positions = positions(mask);
        let mut at = from & mask;
        loop {
            let slot = *self.slots.get(at)?;
            let position = (slot & positions).checked_sub(1)?;
            if (slot ^ hash.tag) & !positions == 0 {
                return Some((at, position as usize));
            }
            at = (at + 1) & mask;
        }
    }

    /// The index with one more key, at the last position. `key_at` returns the keys of the other positions.
    pub fn with<'k>(&self, key: &str, position: usize, key_at: impl Fn(usize) -> &'k str) -> Self {
        let mut slots = empty_slots(position + 1);
        if slots.len() == self.slots.len() {
            slots.copy_from_slice(&self.slots);
        } else {
            (0..position).for_each(|other| insert_slot(&mut slots, Hash::of(key_at(other)), other));
        }
        insert_slot(&mut slots, Hash::of(key), position);
        Self { slots: slots.into() }
    }

    /// The index without the key of a position, to which the last key moves. `key_at` returns the keys before the
    /// removal.
    pub fn without<'k>(&self, position: usize, last: usize, key_at: impl Fn(usize) -> &'k str) -> Self {
        let mut slots = self.slots.to_vec();
        remove_slot(&mut slots, position, &key_at);
        if position != last {
            remove_slot(&mut slots, last, &key_at);
            insert_slot(&mut slots, Hash::of(key_at(last)), position);
        }
        Self { slots: slots.into() }
    }
}

/// At most a quarter full, so that nearly every lookup ends at its first slot.
fn empty_slots(keys: usize) -> Vec<u32> {
    assert!(keys < 1 << 29, "a snapshot holds fewer than 2^29 objects");
    vec![0; (keys * 4).next_power_of_two().max(4)]
}

/// The bits of a slot that are the position: half as many values as there are slots.
#[inline]
fn positions(mask: usize) -> u32 {
    (mask >> 1) as u32
}

fn insert_slot(slots: &mut [u32], hash: Hash, position: usize) {
    let mask = slots.len() - 1;
    let mut at = hash.home & mask;
    while slots[at] != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = hash.tag & !positions(mask) | (position as u32 + 1);
}

/// Frees the slot of a position and moves later slots up, so that there is no free slot between them and their home.
fn remove_slot<'k>(slots: &mut [u32], position: usize, key_at: impl Fn(usize) -> &'k str) {
    let mask = slots.len() - 1;
    let position_of = |slot: u32| (slot & positions(mask)).wrapping_sub(1) as usize;
    let home = |slot: u32| Hash::of(key_at(position_of(slot))).home;
    let mut free = Hash::of(key_at(position)).home & mask;
    while position_of(slots[free]) != position {
        free = (free + 1) & mask;
    }
    let mut at = free;
    loop {
        at = (at + 1) & mask;
        let held = slots[at];
        if held == 0 {
            break;
        }
        if at.wrapping_sub(home(held)) & mask >= at.wrapping_sub(free) & mask {
            slots[free] = held;
            free = at;
        }
    }
    slots[free] = 0;
}

#[derive(Clone, Copy)]
struct Hash {
    home: usize,
    tag: u32,
}

impl Hash {
    /// It does not withstand attacks: keys can be made whose slots are one long run.
    #[inline]
    fn of(key: &str) -> Self {
        let bits = hash(key.as_bytes());
        Self { home: bits as usize, tag: (bits >> 32) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("{}-{number}", "a-longer-flag".split_at(number % 13).0)).collect()
    }

    fn find(index: &Index, keys: &[String], key: &str) -> Option<usize> {
        index.find(key, |at| (keys[at] == key).then_some(at))
    }

    #[test]
    fn every_key_is_found_and_no_others() {
        for count in [0, 1, 2, 3, 100, 1_000] {
            let keys = keys(count);
            let index = Index::new(keys.iter().map(String::as_str));
            for (position, key) in keys.iter().enumerate() {
                assert_eq!(find(&index, &keys, key), Some(position));
            }
            assert_eq!(find(&index, &keys, "other"), None);
            assert_eq!(find(&index, &keys, ""), None);
        }
    }

    #[test]
    fn keys_can_be_added_and_removed() {
        let mut held: Vec<String> = Vec::new();
        let mut index = Index::new([].into_iter());
        for (position, key) in keys(300).into_iter().enumerate() {
            index = index.with(&key, position, |at| &held[at]);
            held.push(key);
        }
        while !held.is_empty() {
            let at = held.len() * 7 % 11 % held.len();
            let last = held.len() - 1;
            index = index.without(at, last, |at| &held[at]);
            let gone = held.swap_remove(at);
            assert_eq!(find(&index, &held, &gone), None);
            for (position, key) in held.iter().enumerate() {
                assert_eq!(find(&index, &held, key), Some(position));
            }
        }
    }

    #[test]
    fn the_longest_run_bounds_every_lookup() {
        assert_eq!(Index::new([].into_iter()).longest_run(), 0);
        assert_eq!(Index::new(["a"].into_iter()).longest_run(), 1);
        let run = Index { slots: [7, 7, 0, 7, 7, 0, 0, 7].into() };
        assert_eq!(run.longest_run(), 3);
        let keys = keys(10_000);
        let longest = Index::new(keys.iter().map(String::as_str)).longest_run();
        assert!((2..=32).contains(&longest), "{longest}");
    }

    #[test]
    fn an_equal_tag_is_not_enough() {
        let index = Index::new(["a"].into_iter());
        assert_eq!(index.find("a", |_| None::<usize>), None);
    }
}
