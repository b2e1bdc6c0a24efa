//! What this version cannot read of a snapshot.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use uuid::Uuid;

use crate::ObjectKind;

/// A rule, or a whole flag or segment, that this version cannot read or evaluate: written by a newer server, broken, or
/// naming an object that does not exist or leads back to it.
///
/// Such a flag answers nothing, and evaluation that reaches such a rule stops, each with
/// [`Reason::Unreadable`](crate::Reason::Unreadable). All other flags and rules work as usual.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Unreadable {
    /// Whether it is a flag, or a rule of one, or a segment.
    pub kind: ObjectKind,
    /// The key of the flag or segment.
    pub key: String,
    /// The rule's id as in the JSON; `None` when it is the whole flag or segment, or the rule has no id.
    pub rule_id: Option<String>,
    /// What is wrong, for people.
    pub problem: String,
}

impl Unreadable {
    pub(crate) fn new(kind: ObjectKind, key: &str, rule_id: Option<String>, problem: String) -> Self {
        Self { kind, key: key.to_owned(), rule_id, problem }
    }

    /// The rule's id, if it is one.
    pub(crate) fn rule_uuid(&self) -> Option<Uuid> {
        self.rule_id.as_deref()?.parse().ok()
    }
}

/// As in ``flag `checkout`, rule `0190…`: unknown variant …``.
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.key)?;
        if let Some(id) = &self.rule_id {
            write!(f, ", rule `{id}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}
