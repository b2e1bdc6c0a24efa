//! A flag within its snapshot.

use core::fmt;

use crate::compiled_flag::State;
use crate::entry::Entry;
use crate::object_table::Object;
use crate::{Cost, Snapshot, Unreadable, ValueType};

/// One flag of a snapshot, found by [`Snapshot::flag`]: evaluating it again saves the lookup of its key.
#[derive(Clone, Copy)]
pub struct FlagRef<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) entry: &'s Entry,
}

impl<'s> FlagRef<'s> {
    /// The flag's key.
    #[inline]
    pub fn key(self) -> &'s str {
        self.entry.key()
    }

    /// The flag's own switch; false for a flag that cannot be read.
    #[inline]
    pub fn enabled(self) -> bool {
        self.entry.flag.enabled()
    }

    /// The type of every value that the flag answers; `None` for a flag that cannot be read.
    #[inline]
    pub fn value_type(self) -> Option<ValueType> {
        self.is_readable().then_some(self.entry.flag.value_type)
    }

    /// The exact bytes that the flag was read from.
    pub fn json(self) -> &'s str {
        &self.entry.json
    }

    /// The flag's rules that this version cannot read, or the flag itself.
    pub fn unreadable(self) -> &'s [Unreadable] {
        self.entry.unreadable()
    }

    /// What an evaluation of the flag can cost at most, with all flags and segments that it reaches, each once.
    pub fn cost(self) -> Cost {
        self.entry.cost() + self.reach_cost()
    }

    /// Whether this version can read the flag. Rules of a readable flag may still be
    /// [unreadable](Self::unreadable).
    #[inline]
    pub fn is_readable(self) -> bool {
        self.entry.flag.state != State::Unreadable
    }

    /// Whether the flag has rules that are active.
    #[inline]
    pub fn has_rules(self) -> bool {
        !self.entry.flag.rules.is_empty()
    }

    /// Whether the flag answers differently while it is off than by default.
    #[inline]
    pub fn has_off_value(self) -> bool {
        let flag = &self.entry.flag;
        flag.outcome(flag.off_outcome).digest != flag.outcome(flag.default_outcome).digest
    }

    /// The snapshot that holds the flag.
    pub fn snapshot(self) -> &'s Snapshot {
        self.snapshot
    }
}

impl fmt::Debug for FlagRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlagRef").field("key", &self.key()).field("snapshot", self.snapshot).finish()
    }
}
