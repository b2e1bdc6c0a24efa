//! Changes of an environment, and the state that they lead to.

use strum::{IntoStaticStr, VariantArray, VariantNames};
use togul_core::{Fingerprint, Revision};

use super::names::named;

/// The type of an event on the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
pub enum ChangeKind {
    #[strum(serialize = "flag.created")]
    FlagCreated,
    #[strum(serialize = "flag.updated")]
    FlagUpdated,
    #[strum(serialize = "flag.deleted")]
    FlagDeleted,
    #[strum(serialize = "rule.created")]
    RuleCreated,
    #[strum(serialize = "rule.updated")]
    RuleUpdated,
    #[strum(serialize = "rule.deleted")]
    RuleDeleted,
    #[strum(serialize = "segment.created")]
    SegmentCreated,
    #[strum(serialize = "segment.updated")]
    SegmentUpdated,
    #[strum(serialize = "segment.deleted")]
    SegmentDeleted,
}

named!(ChangeKind);

/// What an environment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    pub flags: u64,
    /// Of the flags' bytes for evaluators.
    pub flag_bytes: u64,
    /// Of what callers wrote of the flags and all of their rules.
    pub written_bytes: u64,
    pub segments: u64,
    /// Of the segments' bytes for evaluators.
    pub segment_bytes: u64,
    /// The bytes that were ever appended to the change log.
    pub logged_bytes: u64,
    /// What evaluating all flags costs at most, in nanoseconds. `None` if it has not been computed yet.
    pub cost: Option<i64>,
}

impl Usage {
    /// What counts for the organization.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        self.flag_bytes.max(self.written_bytes) + self.segment_bytes
    }

    /// Counts a flag whose bytes change: `before` is `None` when it is created, `after` once it is deleted, and `growth`
    /// is the change of what callers wrote.
    pub fn replace_flag(&mut self, before: Option<&str>, after: Option<&str>, growth: i64) {
        replace(&mut self.flags, &mut self.flag_bytes, before, after);
        self.written_bytes = self.written_bytes.saturating_add_signed(growth);
    }

    /// Counts a segment whose bytes change, as [`replace_flag`](Self::replace_flag).
    pub fn replace_segment(&mut self, before: Option<&str>, after: Option<&str>) {
        replace(&mut self.segments, &mut self.segment_bytes, before, after);
    }
}

fn replace(count: &mut u64, bytes: &mut u64, before: Option<&str>, after: Option<&str>) {
    let one = |json: Option<&str>| u64::from(json.is_some());
    let len = |json: Option<&str>| json.map_or(0, |json| json.len() as u64);
    *count = (*count + one(after)).saturating_sub(one(before));
    *bytes = (*bytes + len(after)).saturating_sub(len(before));
}

/// The state of an environment's objects. After a failover to a replica that had lost commits, one revision can have
/// two fingerprints: only both together name a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub revision: Revision,
    pub fingerprint: Fingerprint,
}
