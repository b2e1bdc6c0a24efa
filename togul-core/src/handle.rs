//! A key that is looked up once.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::entry::Entry;
use crate::{Answer, Context, FlagRef, Snapshot};

/// A key that remembers where its flag stands, to be kept by whoever asks for it again and again.
///
/// It finds its flag without a lookup as long as no flag came or went; a changed flag stays where it is. When it was
/// used with another snapshot before, it looks the key up and remembers that place instead: it is always right, with
/// any snapshot, from any thread.
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
pub struct FlagHandle {
    key: Box<str>,
    /// The layout in which the key was looked up last, and its position there in the lowest bits.
    found: AtomicU64,
}

const POSITION_BITS: u32 = 24;
/// Stands for a flag that is not there. One that stands here or behind is looked up every time.
const NOWHERE: u64 = (1 << POSITION_BITS) - 1;

/// An arrangement of flags in a snapshot, different from all others of this process. Only then do two snapshots share
/// one when every key stands at the same position in both. The lowest bits are clear: there is room for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout(u64);

impl Layout {
    pub fn new() -> Self {
        // 2^40 of them are enough for one a millisecond, 34 years long. 0 is that of a new handle.
        const EACH: u64 = 1 << POSITION_BITS;
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self(LAST.fetch_add(EACH, Relaxed) + EACH)
    }
}

impl FlagHandle {
    /// The flag of that key, in any snapshot. Nothing is looked up yet.
    pub fn new(key: &str) -> Self {
        Self { key: key.into(), found: AtomicU64::new(0) }
    }

    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl Snapshot {
    /// As [`Self::evaluate`], without a lookup where the handle remembers one.
    #[inline]
    pub fn evaluate_handle(&self, handle: &FlagHandle, context: &Context<'_>) -> Answer<'_> {
        match self.entry_by_handle(handle) {
            Some(entry) => FlagRef { snapshot: self, entry }.evaluate(context),
            None => Answer::NOT_FOUND,
        }
    }

    #[inline]
    fn entry_by_handle(&self, handle: &FlagHandle) -> Option<&Entry> {
        // Of the same layout this leaves the position alone. Nothing stands at NOWHERE that is not looked up.
        let position = handle.found.load(Relaxed) ^ self.layout.0;
        self.entries.get(if position <= NOWHERE { position as usize } else { self.look_up(handle)? })
    }

    #[cold]
    #[inline(never)]
    fn look_up(&self, handle: &FlagHandle) -> Option<usize> {
        let position = self.position(&handle.key);
        let found = position.map_or(NOWHERE, |position| position as u64);
        if found < NOWHERE || position.is_none() && self.len() as u64 <= NOWHERE {
            handle.found.store(self.layout.0 | found, Relaxed);
        }
        position
    }
}

impl fmt::Debug for FlagHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FlagHandle").field(&self.key).finish()
    }
}
