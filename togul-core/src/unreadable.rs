//! What this version cannot read of a snapshot.

use std::fmt;

use uuid::Uuid;

/// A rule, or a whole flag, that this version cannot read: written by a newer server, or broken.
///
/// Such a flag answers nothing, and evaluation that reaches such a rule stops, each with
/// [`Reason::Unreadable`](crate::Reason::Unreadable). All other flags and rules work as usual.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Unreadable {
    /// The flag.
    pub flag_key: String,
    /// The rule's id as in the JSON; `None` when the whole flag is unreadable, or the rule has no id.
    pub rule_id: Option<String>,
    /// What is wrong, for people.
    pub problem: String,
}

impl Unreadable {
    /// The rule's id, if it is one.
    pub(crate) fn rule_uuid(&self) -> Option<Uuid> {
        self.rule_id.as_deref()?.parse().ok()
    }
}

/// As in ``flag `checkout`, rule `0190…`: unknown variant …``.
impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "flag `{}`", self.flag_key)?;
        if let Some(id) = &self.rule_id {
            write!(f, ", rule `{id}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}
