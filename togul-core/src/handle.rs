//! Keys with a cached lookup.

use alloc::boxed::Box;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::entry::Entry;
use crate::{Answer, Context, FlagRef, Snapshot};

/// A key that caches the position of its flag, for code that evaluates the same flag again and again.
///
/// It finds the flag without a lookup as long as no flag is created or deleted; a changed flag keeps its position. With
/// another snapshot it looks the key up and caches the new position. It is always correct, with any snapshot, from any
/// thread.
///
/// ```
/// use togul_core::{Context, FlagHandle, Reason, Snapshot};
/// use uuid::Uuid;
///
/// let checkout = FlagHandle::new("checkout");
/// let flag = r#"{"key": "checkout", "enabled": false, "value_type": "boolean", "default_value": true,
///     "salt": "4f3c9a1be27d0856", "rules": []}"#;
/// let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [flag])?;
/// assert_eq!(snapshot.evaluate_handle(&checkout, &Context::new()).as_bool(), Some(true));
/// # Ok::<(), togul_core::SnapshotError>(())
/// ```
pub struct FlagHandle(Handle);

/// The same for an object of any kind. It is used with the tables of one kind only.
pub(crate) struct Handle {
    key: Box<str>,
    /// The layout of the last lookup and, in the lowest bits, the position found.
    cached: AtomicU64,
}

const POSITION_BITS: u32 = 24;
/// The position of an object that does not exist. Objects at this position or a higher one are not cached.
const NOWHERE: u64 = (1 << POSITION_BITS) - 1;

/// Identifies the arrangement of a snapshot's flags or segments within this process: snapshots have the same layout only
/// if every key has the same position in all of them. The lowest bits are clear, to be combined with a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout(u64);

impl Layout {
    pub fn new() -> Self {
        // 2^40 layouts are enough for one per millisecond over 34 years. 0 is left to new handles.
        const EACH: u64 = 1 << POSITION_BITS;
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(EACH, Relaxed) + EACH)
    }
}

impl FlagHandle {
    /// A handle for the flag of that key, in any snapshot. Looks nothing up yet.
    pub fn new(key: &str) -> Self {
        Self(Handle::new(key))
    }

    /// The key.
    pub fn key(&self) -> &str {
        self.0.key()
    }
}

impl Handle {
    pub fn new(key: &str) -> Self {
        Self { key: key.into(), cached: AtomicU64::new(0) }
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    /// The position of the object in tables of that layout, or [`NOWHERE`]; `None` if it is not cached.
    #[inline]
    pub fn cached(&self, layout: Layout) -> Option<usize> {
        // The layouts cancel out if they are equal, which leaves the position. No object is at NOWHERE.
        let position = self.cached.load(Relaxed) ^ layout.0;
        (position <= NOWHERE).then_some(position as usize)
    }

    /// `len` is that of the table.
    pub fn cache(&self, layout: Layout, position: Option<usize>, len: usize) {
        let found = position.map_or(NOWHERE, |position| position as u64);
        if found < NOWHERE || position.is_none() && len as u64 <= NOWHERE {
            self.cached.store(layout.0 | found, Relaxed);
        }
    }
}

impl Snapshot {
    /// As [`Self::evaluate`], without a lookup if the handle has cached one.
    #[inline]
    pub fn evaluate_handle(&self, handle: &FlagHandle, context: &Context<'_>) -> Answer<'_> {
        match self.entry_by_handle(handle) {
            Some(entry) => FlagRef { snapshot: self, entry }.evaluate(context),
            None => Answer::NOT_FOUND,
        }
    }

    #[inline]
    fn entry_by_handle(&self, FlagHandle(handle): &FlagHandle) -> Option<&Entry> {
        self.flags.get(match handle.cached(self.flags.layout()) {
            Some(position) => position,
            None => self.flags.look_up(handle)?,
        })
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.key).finish()
    }
}

impl fmt::Debug for FlagHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FlagHandle").field(&self.key()).finish()
    }
}
