//! Rules ready to evaluate.

use uuid::Uuid;

use crate::seen::Pair;

/// A [`Rule`](crate::Rule) that can be evaluated: 24 bytes. It belongs to one flag, as do its conditions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledRule {
    pub id: Uuid,
    /// What a context must have seen for the rule to match; see [`Seen`](crate::seen::Seen).
    pub needs: Pair,
    /// Where the rule's conditions begin among the flag's; nowhere when it has none.
    pub start: u16,
    pub outcome: Outcome,
}

/// The place of a value, and what kind of rule gives it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome(u16);

/// What a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompiledKind {
    Boolean,
    Attribute,
    /// The last condition is the share.
    Percentage,
    /// Never matches. It keeps its place, so that explanations show it where it stands.
    Unreadable,
}

impl CompiledKind {
    /// As it travels.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Boolean => Some("boolean"),
            Self::Attribute => Some("attribute"),
            Self::Percentage => Some("percentage"),
            Self::Unreadable => None,
        }
    }
}

impl CompiledRule {
    /// How many different values a flag's rules can have.
    pub const VALUES: u16 = 1 << 14;
    /// Behind all conditions that a flag can have.
    const NOWHERE: u16 = u16::MAX;

    /// The value is the place of the answer, or that of an unreadable rule among such, and below [`Self::VALUES`].
    pub fn new(id: Uuid, kind: CompiledKind, value: u16) -> Self {
        Self { id, needs: Pair::ANY, start: Self::NOWHERE, outcome: Outcome::new(value, kind) }
    }

    pub fn with(self, needs: Pair, start: u16) -> Self {
        Self { needs, start, ..self }
    }

    #[inline]
    pub fn kind(&self) -> CompiledKind {
        self.outcome.kind()
    }

    #[inline]
    pub fn value(&self) -> u16 {
        self.outcome.value()
    }
}

impl Outcome {
    /// The value is below [`CompiledRule::VALUES`].
    pub fn new(value: u16, kind: CompiledKind) -> Self {
        Self(value << 2 | kind as u16)
    }

    #[inline]
    pub fn kind(&self) -> CompiledKind {
        match self.0 & 3 {
            0 => CompiledKind::Boolean,
            1 => CompiledKind::Attribute,
            2 => CompiledKind::Percentage,
            _ => CompiledKind::Unreadable,
        }
    }

    #[inline]
    pub fn value(&self) -> u16 {
        self.0 >> 2
    }
}
