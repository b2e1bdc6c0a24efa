//! Percentage rollouts.

use togul_core::{Bucketing, SplitPart};

use super::{clause::attribute, file::Rollout};
use crate::import::{
    rules::{Hash, parts},
    translation::Problem,
};

const UNITS: u32 = 100_000;

/// A rollout over variations of a flag.
#[derive(Debug)]
pub(super) struct Split {
    pub hash: Hash,
    pub parts: Vec<SplitPart>,
    /// The variation of contexts whose attribute is missing, or neither a string nor an integral number.
    pub of_others: usize,
}

pub(super) fn split(rollout: &Rollout, flag_key: &str, salt: &str, place: &str) -> Result<Split, Problem> {
    let is_experiment = rollout.kind.as_deref() == Some("experiment");
    let reference = rollout.bucket_by.as_deref().filter(|_| !is_experiment).unwrap_or("key");
    let hash = hash(rollout.context_kind.as_deref(), reference, flag_key, salt, rollout.seed, place)?;
    let mut sum = 0_u32;
    let mut ends: Vec<(String, u32)> = Vec::with_capacity(rollout.variations.len());
    for weighted in &rollout.variations {
        sum = sum.saturating_add(weighted.weight).min(UNITS);
        ends.push((weighted.variation.to_string(), sum));
    }
    // The last variation has what is behind all weights.
    let last = ends.last_mut().ok_or_else(|| Problem::new(place, "has no variations"))?;
    last.1 = UNITS;
    let first = rollout.variations.iter().find(|weighted| weighted.weight > 0);
    let of_others =
        first.or(rollout.variations.last()).map(|weighted| weighted.variation).unwrap_or_default();
    Ok(Split { hash, parts: parts(ends.iter().map(|(variant, end)| (variant.as_str(), *end))), of_others })
}

/// The hash of an attribute, with the salt of a flag or of a segment, or with a seed of its own.
pub(super) fn hash(
    kind: Option<&str>,
    reference: &str,
    key: &str,
    salt: &str,
    seed: Option<i64>,
    place: &str,
) -> Result<Hash, Problem> {
    let attribute = attribute(kind, reference, &format!("{place}.bucketBy"))?;
    let prefix = match seed {
        Some(seed) => format!("{seed}."),
        None => format!("{key}.{salt}."),
    };
    Ok(Hash { attribute, bucketing: Bucketing::LaunchDarkly { prefix } })
}
