//! Rules ready to evaluate.

use uuid::Uuid;

use crate::attribute_filter::AttributeHash;
use crate::outcome::OutcomeId;

/// A [`Rule`](crate::Rule) that can be evaluated: 24 bytes. It belongs to one flag, as do its conditions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompiledRule {
    pub id: Uuid,
    /// What a context must have for the rule to match, as far as one hash can express it.
    pub needs: AttributeHash,
    /// The position of the rule's first condition among the flag's; [`NO_CONDITIONS`] when it has none.
    pub start: u16,
    pub outcome: OutcomeId,
}

/// Behind all conditions that a flag can have.
pub(crate) const NO_CONDITIONS: u16 = u16::MAX;
