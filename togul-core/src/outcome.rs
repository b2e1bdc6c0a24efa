//! The outcomes of rules: a table beside the rules, so that a rule stays small, however complex its answer is.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::iter;

use crate::digest::Digest;
use crate::{FlagValue, RuleType};

/// The answer of a rule that is reached and whose conditions hold; also the default, and the answer of a flag that is off.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// Without meaning for a rule that cannot be read.
    pub value: FlagValue,
    /// Of the value.
    pub digest: Digest,
    pub kind: OutcomeKind,
    labels: Labels,
}

/// The keys that belong to an outcome of a flag with variants or prerequisites, each followed by [`END`]: that of the variant
/// whose value it is, or none; then, only where one of them may have failed, those of the flag's prerequisites, in order.
#[derive(Clone, Debug, PartialEq)]
struct Labels(Option<Box<str>>);

/// No key has it.
const END: char = '\0';

/// The source of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutcomeKind {
    /// A rule of that type. Values that are of no rule count as those of a `boolean` rule.
    Value(RuleType),
    /// A part of the split of a rule of that type.
    Split(RuleType),
    /// A rule that cannot be read and stops evaluation: the position of its problem among the flag's.
    Unreadable(u16),
}

/// The position of an outcome: first the [`COMMON`] ones, then the flag's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutcomeId(u16);

/// False and true for each type of rule: boolean flags need no table of their own.
static COMMON: [Outcome; 6] = [
    Outcome::boolean(RuleType::Boolean, false),
    Outcome::boolean(RuleType::Boolean, true),
    Outcome::boolean(RuleType::Attribute, false),
    Outcome::boolean(RuleType::Attribute, true),
    Outcome::boolean(RuleType::Percentage, false),
    Outcome::boolean(RuleType::Percentage, true),
];

impl Outcome {
    const fn boolean(rule_type: RuleType, value: bool) -> Self {
        let (digest, kind) = (Digest::of_bool(value), OutcomeKind::Value(rule_type));
        Self { value: FlagValue::bool(value), digest, kind, labels: Labels(None) }
    }

    pub fn new(value: FlagValue, kind: OutcomeKind, variant: Option<&str>) -> Self {
        let labels = Labels::new(variant, &[]);
        Self { digest: Digest::of(&value), value, kind, labels }
    }

    /// The key of the variant whose value it is.
    pub fn variant(&self) -> Option<&str> {
        self.labels.get(0).filter(|key| !key.is_empty())
    }

    pub fn set_variant(&mut self, key: &str) {
        self.labels = Labels::new(Some(key), &[]);
    }

    /// The key of the flag's prerequisite at that position, if it may have failed.
    pub fn prerequisite(&self, position: u8) -> Option<&str> {
        self.labels.get(1 + usize::from(position))
    }

    pub fn set_prerequisites(&mut self, keys: &[&str]) {
        self.labels = Labels::new(self.variant(), keys);
    }

    /// Whether a share or a split decides that a rule has this outcome.
    pub fn is_split(&self) -> bool {
        matches!(self.kind, OutcomeKind::Value(RuleType::Percentage) | OutcomeKind::Split(_))
    }
}

impl Labels {
    fn new(variant: Option<&str>, prerequisites: &[&str]) -> Self {
        if variant.is_none() && prerequisites.is_empty() {
            return Self(None);
        }
        let keys = iter::once(variant.unwrap_or_default()).chain(prerequisites.iter().copied());
        Self(Some(keys.flat_map(|key| key.chars().chain([END])).collect()))
    }

    fn get(&self, position: usize) -> Option<&str> {
        self.0.as_ref()?.split_terminator(END).nth(position)
    }
}

impl OutcomeId {
    /// A placeholder where no value is given.
    pub const NONE: Self = Self(0);

    /// The id of an outcome that has been added to the flag's own, unless an equal one is there. `None` when there are
    /// too many.
    pub fn add(outcome: Outcome, own: &mut Vec<Outcome>) -> Option<Self> {
        if let (Some(value), OutcomeKind::Value(rule_type), None) =
            (outcome.value.as_bool(), outcome.kind, &outcome.labels.0)
        {
            return Some(Self(2 * rule_type as u16 + u16::from(value)));
        }
        let position = own.iter().position(|held| *held == outcome).unwrap_or(own.len());
        let id = u16::try_from(COMMON.len() + position).ok()?;
        if position == own.len() {
            own.push(outcome);
        }
        Some(Self(id))
    }

    /// The outcome, given the flag's own.
    #[inline]
    pub fn of<'f>(self, own: impl FnOnce() -> &'f [Outcome]) -> &'f Outcome {
        match COMMON.get(usize::from(self.0)) {
            Some(outcome) => outcome,
            None => own().get(usize::from(self.0) - COMMON.len()).unwrap_or(&COMMON[0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Json;

    #[test]
    fn booleans_are_common_and_equal_strings_are_kept_once() {
        let mut own = Vec::new();
        let value = |value: serde_json::Value| FlagValue::from(Json::from(value));
        let mut add = |json, kind| OutcomeId::add(Outcome::new(value(json), kind, None), &mut own).unwrap();
        let kinds = RuleType::ALL.iter().map(|rule_type| OutcomeKind::Value(*rule_type));
        let booleans: Vec<_> = kinds
            .flat_map(|kind| [false, true].map(|value| (add(json!(value), kind), kind, value)))
            .collect();
        let (boolean, share) =
            (OutcomeKind::Value(RuleType::Boolean), OutcomeKind::Value(RuleType::Percentage));
        let ids = [
            add(json!("a"), boolean),
            add(json!("a"), share),
            add(json!("a"), boolean),
            add(json!(1), share),
        ];
        assert_eq!((ids[0], own.len()), (ids[2], 3));
        for (id, kind, value) in booleans {
            let outcome = id.of(|| &own);
            assert_eq!((outcome.kind, outcome.value.as_bool()), (kind, Some(value)));
        }
        assert_eq!((ids[1].of(|| &own).kind, ids[3].of(|| &own).value.as_i64()), (share, Some(1)));
    }
}
