//! Checks of variants, of prerequisites and of what rules answer.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::bucket::BUCKETS;
use crate::check::{NUL, at_most, check_name, check_value};
use crate::hashing::check_complete;
use crate::{Flag, Invalid, Prerequisite, Rule, RuleAnswer, RuleKind, SplitPart, ValueType, Variant, limits};

impl Flag {
    pub(crate) fn check_variants(&self) -> Result<(), Invalid> {
        at_most("variants", "variants", limits::VARIANTS, self.variants.len())?;
        let mut keys = BTreeSet::new();
        for (at, variant) in self.variants.iter().enumerate() {
            let inside = |invalid: Invalid| invalid.inside(format_args!("variants[{at}]"));
            if variant.key.len() > limits::VARIANT_KEY_CHARS || !limits::is_key(&variant.key) {
                let limit = limits::VARIANT_KEY_CHARS;
                let reason =
                    format!("must be 1 to {limit} of a-z A-Z 0-9 . _ - and start with a letter or digit");
                return Err(inside(Invalid::new("key", reason)));
            }
            check_value("value", self.value_type, &variant.value).map_err(inside)?;
            if !keys.insert(&variant.key) {
                return Err(inside(Invalid::new("key", "must not be that of another variant")));
            }
        }
        Ok(())
    }

    /// All but what depends on the other flags: that they exist, their types, and cycles of more than one flag.
    pub(crate) fn check_prerequisites(&self) -> Result<(), Invalid> {
        at_most("prerequisites", "prerequisites", limits::PREREQUISITES, self.prerequisites.len())?;
        let mut keys = BTreeSet::new();
        for (at, prerequisite) in self.prerequisites.iter().enumerate() {
            let inside = |invalid: Invalid| invalid.inside(format_args!("prerequisites[{at}]"));
            let Prerequisite { flag, values } = prerequisite;
            if *flag == self.key {
                return Err(inside(Invalid::new("flag", "must be another flag")));
            }
            if !keys.insert(flag) {
                return Err(inside(Invalid::new("flag", "must not be that of another prerequisite")));
            }
            if values.is_empty() {
                return Err(inside(Invalid::new("values", "must have at least one value")));
            }
            at_most("values", "values", limits::PREREQUISITE_VALUES, values.len()).map_err(inside)?;
        }
        Ok(())
    }
}

impl Prerequisite {
    /// Checks that the values are of the other flag's type, and within the limits on values.
    ///
    /// # Errors
    ///
    /// The first value that is not.
    pub fn check_values(&self, value_type: ValueType) -> Result<(), Invalid> {
        let mut values = self.values.iter().enumerate();
        values.try_for_each(|(at, value)| check_value(&format!("values[{at}]"), value_type, value))
    }
}

impl Rule {
    /// The type and the variants are those of the flag.
    pub(crate) fn check_answer(&self, value_type: ValueType, variants: &[Variant]) -> Result<(), Invalid> {
        if self.hashes() {
            check_name("bucket_by", &self.bucket_by)?;
            if let Some(seed) = &self.seed {
                check_seed(seed)?;
            }
            if self.seed.is_some() && self.bucketing.is_some() {
                return Err(Invalid::new(
                    "seed",
                    "must not be set beside bucketing, which replaces its buckets",
                ));
            }
        }
        match &self.answer {
            RuleAnswer::Value(value) => check_value("return_value", value_type, value),
            RuleAnswer::Variant(key) => check_key("variant", key, variants),
            RuleAnswer::Split(parts) => check_split(parts, variants, self.split_total(parts)),
        }?;
        self.check_bucketing()
    }

    fn check_bucketing(&self) -> Result<(), Invalid> {
        let Some(bucketing) = &self.bucketing else { return Ok(()) };
        if !self.hashes() {
            return Err(Invalid::new("bucketing", "must be of a rule with a share or a split"));
        }
        let share = match self.kind {
            RuleKind::Percentage { rollout_percentage } => Some(rollout_percentage),
            _ => None,
        };
        let split = match &self.answer {
            RuleAnswer::Split(parts) => Some(&**parts),
            _ => None,
        };
        bucketing.units(share, split).map(|_| ())
    }

    /// The end of the ranges of a split.
    fn split_total(&self, parts: &[SplitPart]) -> u32 {
        let foreign = self.bucketing.as_ref().and_then(|bucketing| bucketing.split_units(parts));
        foreign.unwrap_or(BUCKETS)
    }
}

fn check_seed(seed: &str) -> Result<(), Invalid> {
    let chars = seed.chars().count();
    if !(1..=limits::SEED_CHARS).contains(&chars) {
        let limit = limits::SEED_CHARS;
        return Err(Invalid::new("seed", format!("must have 1 to {limit} characters; it has {chars}")));
    }
    if seed.contains('\0') {
        return Err(Invalid::new("seed", NUL));
    }
    Ok(())
}

fn check_key(field: &str, key: &str, variants: &[Variant]) -> Result<(), Invalid> {
    if variants.iter().any(|variant| variant.key == key) {
        return Ok(());
    }
    Err(Invalid::new(field, format!("must be the key of a variant of the flag; it has no variant {key:?}")))
}

fn check_split(parts: &[SplitPart], variants: &[Variant], total: u32) -> Result<(), Invalid> {
    // Those with a weight of 0 are left out, so one may be left.
    at_most("split", "variants", *limits::SPLIT_VARIANTS.end(), parts.len())?;
    let mut keys = BTreeSet::new();
    for (at, part) in parts.iter().enumerate() {
        let field = format!("split[{at}].variant");
        check_key(&field, &part.variant, variants)?;
        if !keys.insert(&part.variant) {
            return Err(Invalid::new(field, "must not be that of another part of the split"));
        }
    }
    let mut ranges: Vec<[u32; 2]> = parts.iter().flat_map(|part| &part.ranges).copied().collect();
    at_most("split", "ranges", limits::SPLIT_RANGES, ranges.len())?;
    ranges.sort_unstable();
    check_complete(ranges.into_iter(), total)
}
