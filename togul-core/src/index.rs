//! From a key to its place among the sorted flags: open addressing, one 64-bit slot a look.

use xxhash_rust::xxh3::xxh3_64;

/// Holds no keys: a slot says where to look and 32 bits of what to expect there.
#[derive(Debug)]
pub(crate) struct Index {
    /// 0 is free; else the upper half of the key's hash, and below it the position plus one.
    slots: Box<[u64]>,
}

impl Index {
    /// The keys in the order of their positions, each different.
    pub fn new<'k>(keys: impl ExactSizeIterator<Item = &'k str>) -> Self {
        assert!(keys.len() < u32::MAX as usize, "a snapshot holds fewer than 2^32 flags");
        // At most half full, so a look ends soon, and ends at all.
        let mut slots = vec![0; (keys.len() * 2).next_power_of_two().max(2)].into_boxed_slice();
        let mask = slots.len() - 1;
        for (position, key) in keys.enumerate() {
            let hash = xxh3_64(key.as_bytes());
            let mut at = hash as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = (hash >> 32 << 32) | (position as u64 + 1);
        }
        Self { slots }
    }

    /// The position of the key, when `is_there` finds it there.
    #[inline]
    pub fn find(&self, key: &str, is_there: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let hash = xxh3_64(key.as_bytes());
        let mut at = hash as usize & mask;
        loop {
            let slot = *self.slots.get(at)?;
            let position = (slot & u64::from(u32::MAX)).checked_sub(1)? as usize;
            if slot >> 32 == hash >> 32 && is_there(position) {
                return Some(position);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_and_no_other() {
        for count in [0, 1, 2, 3, 100, 1_000] {
            let keys: Vec<String> = (0..count).map(|number| format!("flag-{number}")).collect();
            let index = Index::new(keys.iter().map(String::as_str));
            for (position, key) in keys.iter().enumerate() {
                assert_eq!(index.find(key, |at| keys[at] == *key), Some(position));
            }
            assert_eq!(index.find("other", |at| keys[at] == "other"), None);
            assert_eq!(index.find("", |at| keys[at].is_empty()), None);
        }
    }

    #[test]
    fn an_equal_tag_is_not_enough() {
        let index = Index::new(["a"].into_iter());
        assert_eq!(index.find("a", |_| false), None);
    }
}
