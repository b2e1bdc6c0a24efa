//! The flags and segments that the answer of a flag depends on.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::compiled_flag::CompiledFlag;
use crate::{Cost, FlagRef, Snapshot};

/// The keys of the objects that a flag reaches, whether they exist or not, and the cost of those that do.
#[derive(Debug, Default)]
pub(crate) struct Reach<'s> {
    pub flags: BTreeSet<&'s str>,
    pub segments: BTreeSet<&'s str>,
    pub cost: Cost,
}

impl<'s> FlagRef<'s> {
    /// The objects that the flag reaches, without itself.
    pub(crate) fn reach(self) -> Reach<'s> {
        let mut reach = Reach::default();
        if !self.entry.flag.is_linked() {
            return reach;
        }
        reach.flags.insert(self.key());
        let (mut flags, mut segments) = (vec![&self.entry.flag], Vec::new());
        while let Some(flag) = flags.pop() {
            for prerequisite in flag.prerequisites() {
                if reach.flags.insert(prerequisite.flag.key()) {
                    let other = self.snapshot.flags.position_of(&prerequisite.flag);
                    if let Some(other) = other.and_then(|position| self.snapshot.flags.get(position)) {
                        reach.cost = reach.cost + other.cost();
                        flags.push(&other.flag);
                    }
                }
            }
            segments.push(flag);
        }
        while let Some(user) = segments.pop() {
            reach.add_segments(self.snapshot, user, &mut segments);
        }
        reach.flags.remove(self.key());
        reach
    }

    /// The cost of the objects that the flag reaches, without its own.
    pub(crate) fn reach_cost(self) -> Cost {
        self.reach().cost
    }
}

impl<'s> Reach<'s> {
    /// Whether one of the objects with these keys is reached.
    pub fn includes_one_of(&self, flags: &BTreeSet<&str>, segments: &BTreeSet<&str>) -> bool {
        !self.flags.is_disjoint(flags) || !self.segments.is_disjoint(segments)
    }

    /// Adds the segments that a flag or a segment names.
    fn add_segments(
        &mut self,
        snapshot: &'s Snapshot,
        user: &'s CompiledFlag,
        pending: &mut Vec<&'s CompiledFlag>,
    ) {
        for handle in user.segments() {
            if self.segments.insert(handle.key()) {
                let segment = snapshot.segments.position_of(handle);
                if let Some(segment) = segment.and_then(|position| snapshot.segments.get(position)) {
                    self.cost = self.cost + segment.cost();
                    pending.extend(segment.segment.iter().map(|segment| &segment.rules));
                }
            }
        }
    }
}
