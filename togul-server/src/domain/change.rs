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
    /// The bytes that were ever appended to the change log.
    pub logged_bytes: u64,
    /// What evaluating all flags costs at most, in nanoseconds. `None` if it has not been computed yet.
    pub cost: Option<i64>,
}

impl Usage {
    /// What counts for the organization.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        self.flag_bytes.max(self.written_bytes)
    }

    /// Counts a flag whose bytes change: `before` is `None` when it is created, `after` once it is deleted, and `growth`
    /// is the change of what callers wrote.
    pub fn replace_flag(&mut self, before: Option<&str>, after: Option<&str>, growth: i64) {
        let count = |flag: Option<&str>| u64::from(flag.is_some());
        let bytes = |flag: Option<&str>| flag.map_or(0, |json| json.len() as u64);
        self.flags = (self.flags + count(after)).saturating_sub(count(before));
        self.flag_bytes = (self.flag_bytes + bytes(after)).saturating_sub(bytes(before));
        self.written_bytes = self.written_bytes.saturating_add_signed(growth);
    }
}

/// The state of an environment's objects. After a failover to a replica that had lost commits, one revision can have
/// two fingerprints: only both together name a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub revision: Revision,
    pub fingerprint: Fingerprint,
}
