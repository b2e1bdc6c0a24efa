//! How much a translation may make of a file.
//!
//! References repeat parts of a file, and rules repeat conditions: a small file can stand for more than any memory holds. What
//! multiplies is therefore spent from one budget for the whole file, before it is made.

use std::cell::Cell;

use serde_json::Value;
use togul_core::{Bucketing, Condition, RuleAnswer};

use super::{
    predicate::{Predicate, Test},
    rules::Hash,
    translation::Problem,
};

/// Hundreds of thousands of comparisons, of which each is made several times.
const BYTES: usize = 256 << 20;

/// The bytes that may still be made.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Self(Cell::new(BYTES))
    }
}

impl Budget {
    /// # Errors
    /// When that is more than is left.
    pub fn spend(&self, bytes: usize, place: &str) -> Result<(), Problem> {
        let Some(rest) = self.0.get().checked_sub(bytes) else {
            let reason = format!(
                "would take more than the {} MiB that an import makes of a file: its flags and segments up to here repeat \
                 conditions or variants too often, so use fewer references, or fewer alternatives within one another",
                BYTES >> 20
            );
            return Err(Problem::new(place, reason));
        };
        self.0.set(rest);
        Ok(())
    }
}

/// The approximate bytes of a copy.
pub(super) trait Bytes {
    fn bytes(&self) -> usize;
}

impl<T: Bytes> Bytes for [T] {
    fn bytes(&self) -> usize {
        self.iter().map(T::bytes).sum()
    }
}

impl Bytes for Value {
    fn bytes(&self) -> usize {
        let content = match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => 0,
            Self::String(text) => text.len(),
            Self::Array(items) => items.bytes(),
            Self::Object(members) => {
                members.iter().map(|(name, value)| 64 + name.len() + value.bytes()).sum()
            }
        };
        size_of::<Self>() + content
    }
}

impl Bytes for Condition {
    fn bytes(&self) -> usize {
        let content = match self {
            Self::Compare(comparison) => {
                comparison.attribute.len() + comparison.value.as_ref().map_or(0, |value| value.text().len())
            }
            Self::InSegment(keys) => keys.iter().map(|key| size_of::<String>() + key.len()).sum(),
            Self::Any(parts) | Self::All(parts) => parts.bytes(),
            Self::Not(part) => part.bytes(),
        };
        size_of::<Self>() + content
    }
}

impl Bytes for Test {
    fn bytes(&self) -> usize {
        match self {
            Self::Always | Self::Never => size_of::<Self>(),
            Self::When(condition) => condition.bytes(),
        }
    }
}

impl Bytes for Predicate {
    fn bytes(&self) -> usize {
        self.holds.bytes() + self.fails.bytes()
    }
}

impl Bytes for RuleAnswer {
    fn bytes(&self) -> usize {
        match self {
            Self::Value(value) => value.text().len(),
            Self::Variant(key) => key.len(),
            Self::Split(parts) => parts
                .iter()
                .map(|part| size_of_val(part) + part.variant.len() + size_of_val(&*part.ranges))
                .sum(),
        }
    }
}

impl Bytes for Hash {
    fn bytes(&self) -> usize {
        let text = match &self.bucketing {
            Bucketing::Unleash { group } | Bucketing::UnleashVariant { group, .. } => group,
            Bucketing::LaunchDarkly { prefix } | Bucketing::Flagd { prefix, .. } => prefix,
        };
        size_of::<Self>() + self.attribute.len() + text.len()
    }
}
