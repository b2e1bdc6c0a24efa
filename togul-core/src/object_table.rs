//! The objects of one kind in a snapshot. A snapshot shares all but the changed blocks with the snapshots before and
//! after it.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::handle::{Handle, Layout};
use crate::index::Index;

/// The number of objects whose pointers are copied when one of them changes.
const BLOCK: usize = 64;

/// An object of a snapshot.
pub(crate) trait Object {
    fn key(&self) -> &str;
    fn has_key(&self, key: &str) -> bool;
    /// The exact bytes that it was read from.
    fn json(&self) -> &str;
}

/// Objects by position and by key. An object keeps its position until one is created or deleted; the order by key is kept
/// apart.
pub(crate) struct ObjectTable<T> {
    blocks: Arc<[Block<T>]>,
    /// Positions, by key, bytewise.
    order: Arc<[u32]>,
    /// Maps keys to positions only: a change of an object leaves it as it is.
    index: Index,
    /// Changes when an object is created or deleted.
    layout: Layout,
}

/// All but the last one are full.
type Block<T> = Arc<[Option<Arc<T>>; BLOCK]>;

impl<T> Clone for ObjectTable<T> {
    fn clone(&self) -> Self {
        let Self { blocks, order, index, layout } = self;
        Self { blocks: blocks.clone(), order: order.clone(), index: index.clone(), layout: *layout }
    }
}

impl<T: Object> Default for ObjectTable<T> {
    fn default() -> Self {
        let (blocks, order) = (Arc::default(), Arc::default());
        Self { blocks, order, index: Index::new([].into_iter()), layout: Layout::new() }
    }
}

impl<T: Object> ObjectTable<T> {
    /// With different keys, and fewer than 2^29.
    pub fn new(mut entries: Vec<Arc<T>>) -> Result<Self, Arc<T>> {
        entries.sort_by(|one, other| one.key().cmp(other.key()));
        if let Some(twice) = entries.windows(2).find(|pair| pair[0].key() == pair[1].key()) {
            return Err(Arc::clone(&twice[0]));
        }
        let blocks = entries.chunks(BLOCK).map(|chunk| {
            let mut entries = chunk.iter().cloned();
            Arc::new(core::array::from_fn(|_| entries.next()))
        });
        Ok(Self {
            blocks: blocks.collect(),
            order: (0..).take(entries.len()).collect(),
            index: Index::new(entries.iter().map(|entry| entry.key())),
            layout: Layout::new(),
        })
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// The object of that key.
    // Otherwise each lookup is a call, which takes a tenth more instructions.
    #[inline(always)]
    pub fn find(&self, key: &str) -> Option<&T> {
        let guess = self.get(self.index.guess(key)?).filter(|entry| entry.has_key(key));
        guess.or_else(|| self.find_further(key))
    }

    /// For the rare case that another key looked the same.
    #[cold]
    #[inline(never)]
    fn find_further(&self, key: &str) -> Option<&T> {
        self.get(self.position(key)?)
    }

    /// The position of the object of that key, which stays the same until one is created or deleted.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.index.find(key, |position| self.get(position)?.has_key(key).then_some(position))
    }

    /// The position of the object of a handle.
    #[inline]
    pub fn position_of(&self, handle: &Handle) -> Option<usize> {
        match handle.cached(self.layout) {
            Some(position) => Some(position).filter(|position| *position < self.len()),
            None => self.look_up(handle),
        }
    }

    #[cold]
    #[inline(never)]
    pub fn look_up(&self, handle: &Handle) -> Option<usize> {
        let position = self.position(handle.key());
        handle.cache(self.layout, position, self.len());
        position
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    #[inline]
    pub fn get(&self, position: usize) -> Option<&T> {
        slot(&self.blocks, position)?.as_deref()
    }

    /// The object at this index of the order by key.
    pub fn get_by_order(&self, index: usize) -> Option<&T> {
        self.get(*self.order.get(index)? as usize)
    }

    /// By key.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        // As a slice, which is not loaded again for each object.
        let blocks = &*self.blocks;
        self.order.iter().filter_map(|position| slot(blocks, *position as usize)?.as_ref())
    }

    /// The entries of both tables in the blocks that they do not share. An entry at the same position of a shared block
    /// is in both tables, so all differences are among these.
    pub fn differing_blocks<'t>(&'t self, other: &'t Self) -> [Vec<&'t Arc<T>>; 2] {
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

    /// Creates or replaces the object of that key, or deletes it if `new` is `None`. Returns the old one.
    pub fn replace(&mut self, key: &str, new: Option<Arc<T>>) -> Option<Arc<T>> {
        match (self.position(key), new) {
            (Some(position), Some(new)) => self.replace_at(position, Some(new)),
            (Some(position), None) => self.remove(position),
            (None, Some(new)) => {
                self.insert(new);
                None
            }
            (None, None) => None,
        }
    }

    fn replace_at(&mut self, position: usize, entry: Option<Arc<T>>) -> Option<Arc<T>> {
        let block = Arc::make_mut(&mut self.blocks).get_mut(position / BLOCK)?;
        core::mem::replace(&mut Arc::make_mut(block)[position % BLOCK], entry)
    }

    /// Adds an entry at the last position.
    fn insert(&mut self, entry: Arc<T>) {
        let position = self.len();
        self.index = self.index.with(entry.key(), position, |position| self.key(position));
        self.layout = Layout::new();
        let (before, after) = self.order.split_at(self.order_index(entry.key()));
        self.order = before.iter().chain(&[position as u32]).chain(after).copied().collect();
        if position.is_multiple_of(BLOCK) {
            let empty = Arc::new([const { None }; BLOCK]);
            self.blocks = self.blocks.iter().cloned().chain([empty]).collect();
        }
        self.replace_at(position, Some(entry));
    }

    /// Removes an entry and moves the last one to its position.
    fn remove(&mut self, position: usize) -> Option<Arc<T>> {
        let last = self.len() - 1;
        self.index = self.index.without(position, last, |position| self.key(position));
        self.layout = Layout::new();
        let [freed, moved] = [position, last].map(|position| self.order_index(self.key(position)));
        let mut order = self.order.to_vec();
        order[moved] = position as u32;
        order.remove(freed);
        self.order = order.into();
        let mut removed = self.replace_at(last, None);
        if position != last {
            removed = self.replace_at(position, removed);
        }
        if last.is_multiple_of(BLOCK) {
            self.blocks = self.blocks.iter().take(last / BLOCK).cloned().collect();
        }
        removed
    }

    /// The key at a position that is in use.
    fn key(&self, position: usize) -> &str {
        self.get(position).map(T::key).unwrap_or_default()
    }

    /// The index of a key in the order, where it is or would be inserted.
    fn order_index(&self, key: &str) -> usize {
        self.order.partition_point(|position| self.key(*position as usize) < key)
    }
}

#[inline]
fn slot<T>(blocks: &[Block<T>], position: usize) -> Option<&Option<Arc<T>>> {
    Some(&blocks.get(position / BLOCK)?[position % BLOCK])
}
