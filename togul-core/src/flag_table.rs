//! The flags of a snapshot. A snapshot shares all but the changed blocks with the snapshots before and after it.

use std::sync::Arc;

use crate::entry::Entry;

/// The number of flags whose pointers are copied when one of them changes.
const BLOCK: usize = 64;

/// Flags by position. A flag keeps its position until a flag is created or deleted; the order by key is kept apart.
#[derive(Clone)]
pub(crate) struct FlagTable {
    blocks: Arc<[Block]>,
    /// Positions, by key, bytewise.
    order: Arc<[u32]>,
}

/// All but the last one are full.
type Block = Arc<[Option<Arc<Entry>>; BLOCK]>;

impl FlagTable {
    /// Sorted by key, and fewer than 2^32.
    pub fn new(entries: &[Arc<Entry>]) -> Self {
        let blocks = entries.chunks(BLOCK).map(|chunk| {
            let mut entries = chunk.iter().cloned();
            Arc::new(std::array::from_fn(|_| entries.next()))
        });
        Self { blocks: blocks.collect(), order: (0..).take(entries.len()).collect() }
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    #[inline]
    pub fn get(&self, position: usize) -> Option<&Entry> {
        self.slot(position)?.as_deref()
    }

    /// The flag at this index of the order by key.
    pub fn get_by_order(&self, index: usize) -> Option<&Entry> {
        self.get(*self.order.get(index)? as usize)
    }

    /// By key.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.order.iter().filter_map(|position| self.slot(*position as usize)?.as_ref())
    }

    /// The entries of both tables in the blocks that they do not share. An entry at the same position of a shared block
    /// is in both tables, so all differences are among these.
    pub fn differing_blocks<'t>(&'t self, other: &'t Self) -> [Vec<&'t Arc<Entry>>; 2] {
        let mut differing = [Vec::new(), Vec::new()];
        for position in 0..self.blocks.len().max(other.blocks.len()) {
            let sides = [self, other].map(|table| table.blocks.get(position));
            if let [Some(one), Some(other)] = sides
                && Arc::ptr_eq(one, other)
            {
                continue;
            }
            for (entries, block) in differing.iter_mut().zip(sides) {
                entries.extend(block.iter().flat_map(|block| block.iter().flatten()));
            }
        }
        differing
    }

    #[inline]
    fn slot(&self, position: usize) -> Option<&Option<Arc<Entry>>> {
        Some(&self.blocks.get(position / BLOCK)?[position % BLOCK])
    }

    /// Replaces the entry at a position, and returns the old one.
    pub fn replace(&mut self, position: usize, entry: Option<Arc<Entry>>) -> Option<Arc<Entry>> {
        let block = Arc::make_mut(&mut self.blocks).get_mut(position / BLOCK)?;
        std::mem::replace(&mut Arc::make_mut(block)[position % BLOCK], entry)
    }

    /// Adds an entry at the last position.
    pub fn insert(&mut self, entry: Arc<Entry>) {
        let position = self.len();
        let (before, after) = self.order.split_at(self.order_index(entry.key()));
        self.order = before.iter().chain(&[position as u32]).chain(after).copied().collect();
        if position.is_multiple_of(BLOCK) {
            let empty = Arc::new([const { None }; BLOCK]);
            self.blocks = self.blocks.iter().cloned().chain([empty]).collect();
        }
        self.replace(position, Some(entry));
    }

    /// Removes an entry and moves the last one to its position.
    pub fn remove(&mut self, position: usize) {
        let last = self.len() - 1;
        let [freed, moved] = [position, last].map(|position| self.order_index(self.key(position)));
        let mut order = self.order.to_vec();
        order[moved] = position as u32;
        order.remove(freed);
        self.order = order.into();
        let entry = self.replace(last, None);
        if position != last {
            self.replace(position, entry);
        }
        if last.is_multiple_of(BLOCK) {
            self.blocks = self.blocks.iter().take(last / BLOCK).cloned().collect();
        }
    }

    /// The key at a position that is in use.
    pub fn key(&self, position: usize) -> &str {
        self.get(position).map(Entry::key).unwrap_or_default()
    }

    /// The index of a key in the order, where it is or would be inserted.
    fn order_index(&self, key: &str) -> usize {
        self.order.partition_point(|position| self.key(*position as usize) < key)
    }
}
