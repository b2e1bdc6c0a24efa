//! Compilation of what rules answer.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::bucket::{self, BUCKETS};
use crate::bucketing::Units;
use crate::compile::{Tables, few, position};
use crate::compiled_condition::Test;
use crate::digest::Digest;
use crate::hashing::{Hashing, SplitOutcome};
use crate::outcome::{Outcome, OutcomeId, OutcomeKind};
use crate::tainted_rule::Share;
use crate::{FlagValue, Invalid, Json, RuleAnswer, RuleType, SplitPart, Variant, cost};

/// A variant of the flag that is compiled.
pub(crate) struct CompiledVariant {
    key: Box<str>,
    value: FlagValue,
    digest: Digest,
}

impl CompiledVariant {
    pub fn new(variant: Variant) -> Self {
        let value = FlagValue::from(variant.value);
        Self { key: variant.key.into(), digest: Digest::of(&value), value }
    }
}

impl Tables {
    /// Adds what a rule answers. `share` is that of a rule that hashes.
    pub(crate) fn answer(
        &mut self,
        answer: RuleAnswer,
        rule_type: RuleType,
        share: Option<Share>,
    ) -> Result<OutcomeId, Invalid> {
        let outcome = match &answer {
            RuleAnswer::Value(value) => {
                self.value("return_value", value.clone(), OutcomeKind::Value(rule_type))?
            }
            RuleAnswer::Variant(key) => self.variant("variant", key, OutcomeKind::Value(rule_type))?,
            RuleAnswer::Split(parts) => {
                // Its parts have the outcomes.
                let first = parts.first().map(|part| &*part.variant).unwrap_or_default();
                self.variant("split[0].variant", first, OutcomeKind::Split(rule_type))?
            }
        };
        let Some(share) = share else { return Ok(outcome) };
        match answer {
            RuleAnswer::Split(parts) => {
                let foreign = share.bucketing.as_ref().map(|bucketing| {
                    let percentage = (rule_type == RuleType::Percentage).then_some(share.bound);
                    Ok((bucketing, bucketing.units(percentage, Some(&parts))?))
                });
                let foreign = foreign.transpose()?;
                let total = foreign.map_or(BUCKETS, |(_, units)| units.total);
                let parts = self.parts(parts, rule_type)?;
                let parts = parts.iter().map(|(part, outcome)| (part, *outcome));
                let mut hashing =
                    Hashing::split(self.seed_of(&share), share.bound.thousandths(), parts, total)?;
                if let Some((bucketing, units)) = foreign {
                    hashing.set_foreign(bucketing, units);
                }
                self.hashing(&share.bucket_by, hashing)?;
            }
            RuleAnswer::Value(_) | RuleAnswer::Variant(_) => {
                if let Some(bucketing) = &share.bucketing {
                    bucketing.units(Some(share.bound), None)?;
                }
                self.share(&share)?;
            }
        }
        Ok(outcome)
    }

    /// Adds a share without a split, of a scheme with splits too.
    pub(crate) fn share(&mut self, share: &Share) -> Result<(), Invalid> {
        let bound = share.bound.thousandths();
        if share.seed.is_none() && share.bucketing.is_none() {
            return self.add_share(&share.bucket_by, Test::Share, bound, cost::share());
        }
        let mut hashing = Hashing::share(self.seed_of(share), bound);
        if let Some(bucketing) = &share.bucketing {
            let bound = bucketing.bound(share.bound)?;
            hashing.set_foreign(bucketing, Units { bound, total: 0 });
        }
        self.hashing(&share.bucket_by, hashing)
    }

    fn seed_of(&self, share: &Share) -> u64 {
        share.seed.as_ref().map_or(self.seed, |seed| bucket::rule_seed(&self.salt, seed))
    }

    /// Adds the outcomes of a split.
    fn parts(
        &mut self,
        parts: Vec<SplitPart>,
        rule_type: RuleType,
    ) -> Result<Vec<(SplitPart, u16)>, Invalid> {
        let rule = few("rules", self.rules.len())?;
        let mut added = Vec::with_capacity(parts.len());
        for (at, part) in parts.into_iter().enumerate() {
            let field = format!("split[{at}].variant");
            let outcome = self.variant(&field, &part.variant, OutcomeKind::Split(rule_type))?;
            added.push((part, few("split", self.split_outcomes.len())?));
            self.split_outcomes.push(SplitOutcome { rule, outcome });
        }
        Ok(added)
    }

    fn hashing(&mut self, bucket_by: &str, hashing: Hashing) -> Result<(), Invalid> {
        let at = position("bucket_by", self.hashings.len())?;
        self.add_share(bucket_by, Test::Hashing, at, hashing.cost())?;
        self.hashings.push(hashing);
        Ok(())
    }

    /// The outcome of a value with the first variant that has it.
    pub(crate) fn value(
        &mut self,
        field: &str,
        value: Json,
        kind: OutcomeKind,
    ) -> Result<OutcomeId, Invalid> {
        let mut outcome = Outcome::new(value.into(), kind, None);
        if let Some(variant) = self.variants.iter().find(|variant| variant.digest == outcome.digest) {
            outcome.set_variant(&variant.key);
        }
        self.outcome(field, outcome)
    }

    fn variant(&mut self, field: &str, key: &str, kind: OutcomeKind) -> Result<OutcomeId, Invalid> {
        let variant = self.variants.iter().find(|variant| *variant.key == *key);
        let variant = variant
            .ok_or_else(|| Invalid::new(field, format!("must be a variant of the flag; `{key}` is none")))?;
        let outcome = Outcome::new(variant.value.clone(), kind, Some(key));
        self.outcome(field, outcome)
    }
}
