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

/// The state of an environment's objects. After a failover to a replica that had lost commits, one revision can have
/// two fingerprints: only both together name a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub revision: Revision,
    pub fingerprint: Fingerprint,
}
