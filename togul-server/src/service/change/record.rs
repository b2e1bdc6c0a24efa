//! What a change is called, and the object that changes.

use serde::Serialize;
use togul_core::ObjectKind;

use crate::domain::{
    access::InProject,
    audit::{Action, AuditEvent},
    change::ChangeKind,
    flag::Flag,
    id::Id,
};

/// What a change is called on the stream and in the audit log.
#[derive(Debug)]
pub struct ChangeRecord {
    pub(super) kind: ChangeKind,
    pub(super) event: AuditEvent,
}

impl ChangeRecord {
    pub fn new<P>(proof: &InProject<P>, kind: ChangeKind, target: impl ToString) -> Self {
        Self { kind, event: proof.audit_event(kind.into(), target) }
    }

    /// A change that has another name in the audit log than on the stream.
    #[must_use]
    pub fn audited_as(mut self, action: Action) -> Self {
        self.event.action = action;
        self
    }

    /// A change of a part of this flag.
    #[must_use]
    pub fn of_flag(mut self, flag: Id<Flag>) -> Self {
        self.event.flag = Some(flag);
        self
    }

    #[must_use]
    pub fn before(self, target: impl Serialize) -> Self {
        Self { event: self.event.before(target), ..self }
    }

    #[must_use]
    pub fn after(self, target: impl Serialize) -> Self {
        Self { event: self.event.after(target), ..self }
    }
}

/// An object whose bytes change: `before` is `None` when it is created, `after` once it is deleted.
#[derive(Debug)]
pub struct ObjectChange<'a> {
    pub kind: ObjectKind,
    pub key: &'a str,
    pub before: Option<String>,
    pub after: Option<String>,
}
