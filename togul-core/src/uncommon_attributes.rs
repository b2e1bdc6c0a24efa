//! What a context has only with many attributes, or with nested ones.

use alloc::vec::Vec;

use crate::tags::Tags;

#[derive(Clone, Default)]
pub(crate) struct UncommonAttributes {
    /// The tags of the attributes that are in no slot, in blocks.
    tags: Vec<Tags>,
    /// The number of names in the path of each attribute, up to the last one that is nested.
    depths: Vec<u8>,
}

impl UncommonAttributes {
    /// Sets the tag of an attribute that is in no slot. `at` is its position among those.
    pub fn add_tag(&mut self, at: usize, tag: u64) {
        self.tags.resize(at / Tags::ROOM + 1, Tags::NONE);
        self.tags[at / Tags::ROOM].set(at % Tags::ROOM, tag);
    }

    /// The positions that may have this tag, in the same order.
    pub fn positions(&self, tag: u64) -> impl Iterator<Item = usize> {
        let blocks = self.tags.iter().zip((0..).step_by(Tags::ROOM));
        blocks.flat_map(move |(tags, start)| tags.find(tag).map(move |at| start + at))
    }

    /// Sets the number of names in the path of the attribute at that position of the context.
    pub fn set_depth(&mut self, at: usize, depth: usize) {
        if depth > 1 || at < self.depths.len() {
            self.depths.resize(self.depths.len().max(at + 1), 1);
            self.depths[at] = depth as u8;
        }
    }

    pub fn depth_of(&self, at: usize) -> usize {
        self.depths.get(at).map_or(1, |depth| usize::from(*depth))
    }
}
