//! What OpenFeature calls things: its targeting key, its reasons and its variants. OFREP, which servers speak, and
//! providers in applications share this mapping.

use core::fmt;

use serde::{Serialize, Serializer};
use strum::IntoStaticStr;
use uuid::Uuid;

use crate::{Answer, Context, FlagRef, Reason, Rule};

/// The attribute of the targeting key.
pub const TARGETING_KEY: &str = "targetingKey";

/// The attribute that a targeting key stands for unless the application names another: the one that rules hash.
pub const DEFAULT_TARGETING_ATTRIBUTE: &str = Rule::DEFAULT_BUCKET_BY;

/// Why a flag has its value, in the words of OpenFeature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ResolutionReason {
    /// The flag has no rules: every context gets this value.
    Static,
    /// No rule matched, or a prerequisite failed.
    Default,
    /// A rule matched.
    TargetingMatch,
    /// A rule matched, and a share or a split decided.
    Split,
    /// The flag is off.
    Disabled,
}

/// What OpenFeature calls a value: a key of the flag's own variants, `default`, `off`, or a rule's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResolutionVariant<'s> {
    /// A key.
    Key(&'s str),
    /// The rule whose `return_value` is the answer.
    Rule(Uuid),
}

impl ResolutionReason {
    /// As in OpenFeature: `TARGETING_MATCH`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl<'a> Context<'a> {
    /// Makes `attribute` the same as `targetingKey`, unless the context has a value for `attribute` or none for
    /// `targetingKey`.
    ///
    /// ```
    /// use togul_core::{Context, openfeature};
    ///
    /// let mut context = Context::new().with("targetingKey", "user-1");
    /// context.apply_targeting_key(openfeature::DEFAULT_TARGETING_ATTRIBUTE);
    /// assert_eq!(context.get("user_id").and_then(|value| value.text()), Some("user-1"));
    /// ```
    pub fn apply_targeting_key(&mut self, attribute: &'a str) {
        let is_missing = |name: &str| self.get(name).is_none_or(|value| value.is_missing());
        if !is_missing(attribute) {
            return;
        }
        if let Some(key) = self.get(TARGETING_KEY).filter(|key| !key.is_missing()).cloned() {
            self.set(attribute, key);
        }
    }
}

impl<'s> FlagRef<'s> {
    /// Why the flag gave an answer; `None` for an answer without a value.
    pub fn resolution_reason(self, answer: &Answer<'s>) -> Option<ResolutionReason> {
        match answer.reason {
            Reason::Disabled => Some(ResolutionReason::Disabled),
            Reason::RuleMatch { .. } if answer.is_split() => Some(ResolutionReason::Split),
            Reason::RuleMatch { .. } => Some(ResolutionReason::TargetingMatch),
            Reason::Default if !self.has_rules() => Some(ResolutionReason::Static),
            Reason::Default | Reason::PrerequisiteFailed { .. } => Some(ResolutionReason::Default),
            Reason::FlagNotFound | Reason::Unreadable { .. } => None,
        }
    }

    /// What an answer is called; `None` for an answer without a value.
    pub fn resolution_variant(self, answer: &Answer<'s>) -> Option<ResolutionVariant<'s>> {
        if let Some(variant) = answer.variant() {
            return Some(ResolutionVariant::Key(variant));
        }
        let off = if self.has_off_value() { "off" } else { "default" };
        match answer.reason {
            Reason::RuleMatch { rule_id } => Some(ResolutionVariant::Rule(rule_id)),
            Reason::Default => Some(ResolutionVariant::Key("default")),
            Reason::Disabled | Reason::PrerequisiteFailed { .. } => Some(ResolutionVariant::Key(off)),
            Reason::FlagNotFound | Reason::Unreadable { .. } => None,
        }
    }
}

impl fmt::Display for ResolutionVariant<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Rule(id) => id.fmt(f),
        }
    }
}

impl Serialize for ResolutionVariant<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Key(key) => serializer.serialize_str(key),
            Self::Rule(id) => id.serialize(serializer),
        }
    }
}
