//! The answer of a flag, with its reason.

use core::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use strum::{IntoStaticStr, VariantNames};
use uuid::Uuid;

use crate::outcome::Outcome;
use crate::{FlagValue, ValueType};

/// The answer of a flag, borrowed from the snapshot.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Answer<'s> {
    /// `None` when there is no value.
    pub(crate) outcome: Option<&'s Outcome>,
    /// The flag's type; `None` when the flag was not found or cannot be read at all.
    pub value_type: Option<ValueType>,
    /// The flag's own switch, not the outcome; but false with [`Reason::PrerequisiteFailed`]. False as well when the flag
    /// was not found or cannot be read at all.
    pub flag_enabled: bool,
    /// Why this value.
    pub reason: Reason,
}

/// Why a flag gave its answer. In JSON it is its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The flag is off: its value for that, or else its default value, without a look at its rules.
    Disabled,
    /// A rule matched: its value.
    RuleMatch {
        /// The rule that matched, the first one to.
        rule_id: Uuid,
    },
    /// No rule matched: the default value.
    Default,
    /// A prerequisite does not hold: the value of the flag while it is off.
    PrerequisiteFailed {
        /// The position among the flag's prerequisites. [`Answer::prerequisite`] is the key of the other flag.
        prerequisite: u8,
    },
    /// The snapshot has no such flag: the caller's own default applies.
    FlagNotFound,
    /// The flag, a prerequisite, or a rule that evaluation reached, was written by a newer version or is broken: the
    /// caller's own default applies.
    Unreadable {
        /// The rule, if its id can be read; `None` when it is the flag or a prerequisite.
        rule_id: Option<Uuid>,
    },
}

impl<'s> Answer<'s> {
    /// The answer for a key that a snapshot does not have.
    pub const NOT_FOUND: Answer<'static> =
        Answer { outcome: None, value_type: None, flag_enabled: false, reason: Reason::FlagNotFound };

    /// The answer of a flag that cannot be read at all.
    pub const UNREADABLE: Answer<'static> =
        Answer { reason: Reason::Unreadable { rule_id: None }, ..Self::NOT_FOUND };

    /// The value; `None` when the flag was not found or is unreadable, so that the caller's own default applies.
    pub fn value(&self) -> Option<&'s FlagValue> {
        Some(&self.outcome?.value)
    }

    /// The key of the variant that the rule answers. Of any other value, that of the first variant of the flag with an equal
    /// value, if there is one.
    pub fn variant(&self) -> Option<&'s str> {
        self.outcome?.variant()
    }

    /// Whether a share or a split decided: another context may get another answer of the same rule, or be outside of it.
    pub fn is_split(&self) -> bool {
        matches!(self.reason, Reason::RuleMatch { .. }) && self.outcome.is_some_and(Outcome::is_split)
    }

    /// The key of the flag whose answer is not as required; only with [`Reason::PrerequisiteFailed`].
    pub fn prerequisite(&self) -> Option<&'s str> {
        let Reason::PrerequisiteFailed { prerequisite } = self.reason else { return None };
        self.outcome?.prerequisite(prerequisite)
    }

    /// The value of a boolean flag, or of a json flag whose value is one.
    pub fn as_bool(&self) -> Option<bool> {
        self.value()?.as_bool()
    }

    /// The value of a string flag, or of a json flag whose value is one.
    pub fn as_str(&self) -> Option<&'s str> {
        self.value()?.as_str()
    }

    /// The value of a number flag, or of a json flag whose value is one.
    pub fn as_f64(&self) -> Option<f64> {
        self.value()?.as_f64()
    }

    /// The value of a number flag as an integer, or of a json flag whose value is one. An integral number within ±2^53
    /// counts as one too, however it is written: `75.0`, `1e2`.
    pub fn as_i64(&self) -> Option<i64> {
        self.value()?.as_i64()
    }

    /// The value, deserialized as a `T`; `None` if there is none or it does not fit. Integral numbers within ±2^53 count
    /// as integers where a `T` needs integers, however they are written. For a tree, `T` is
    /// [`JsonValue`](crate::JsonValue).
    ///
    /// ```
    /// use togul_core::{Context, Snapshot};
    ///
    /// let snapshot = Snapshot::from_json(br#"{
    ///     "environment_id": "0196f0a0-0000-7000-8000-000000000001", "environment_key": "test", "revision": 1,
    ///     "flags": [{"key": "limits", "enabled": true, "value_type": "json", "default_value": [75.0, 1e2, 0.5],
    ///                "salt": "4f3c9a1be27d0856", "rules": []}]
    /// }"#)?;
    /// let answer = snapshot.evaluate("limits", &Context::new());
    /// assert_eq!(answer.deserialize(), Some((75_u32, 100_u32, 0.5)));
    /// assert_eq!(answer.deserialize::<[u32; 3]>(), None);
    /// # Ok::<(), togul_core::SnapshotError>(())
    /// ```
    pub fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        self.value()?.deserialize()
    }

    /// The rule that matched, or the unreadable one that stopped evaluation.
    pub const fn rule_id(&self) -> Option<Uuid> {
        self.reason.rule_id()
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("value", &self.value())
            .field("variant", &self.variant())
            .field("value_type", &self.value_type)
            .field("flag_enabled", &self.flag_enabled)
            .field("reason", &self.reason)
            .finish()
    }
}

impl Reason {
    /// The names of all reasons, in the order of [`index`](Self::index).
    pub const NAMES: &'static [&'static str] = Self::VARIANTS;

    /// The position of the name in [`NAMES`](Self::NAMES): for tables by reason.
    pub const fn index(&self) -> usize {
        match self {
            Self::Disabled => 0,
            Self::RuleMatch { .. } => 1,
            Self::Default => 2,
            Self::PrerequisiteFailed { .. } => 3,
            Self::FlagNotFound => 4,
            Self::Unreadable { .. } => 5,
        }
    }

    /// The name in JSON, in snake case.
    pub fn as_str(&self) -> &'static str {
        self.into()
    }

    /// The rule that matched, or the unreadable one that stopped evaluation.
    pub const fn rule_id(&self) -> Option<Uuid> {
        match self {
            Self::RuleMatch { rule_id } => Some(*rule_id),
            Self::Unreadable { rule_id } => *rule_id,
            Self::Disabled | Self::Default | Self::PrerequisiteFailed { .. } | Self::FlagNotFound => None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_a_reason_is_that_of_its_name() {
        let rule_id = Uuid::nil();
        let reasons = [
            Reason::Disabled,
            Reason::RuleMatch { rule_id },
            Reason::Default,
            Reason::PrerequisiteFailed { prerequisite: 0 },
            Reason::FlagNotFound,
            Reason::Unreadable { rule_id: Some(rule_id) },
        ];
        assert_eq!(reasons.map(|reason| reason.as_str()), Reason::NAMES);
        assert_eq!(reasons.map(|reason| reason.index()), [0, 1, 2, 3, 4, 5]);
    }
}
