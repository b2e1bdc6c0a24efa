//! Variants of features and strategies. A feature with variants becomes a second flag, whose answer is the variant.

use serde_json::json;
use togul_core::{Bucketing, Json, RuleAnswer, SplitPart, ValueType, Variant, limits};

use super::{
    constraint::attribute,
    file::VariantText,
    stickiness,
    strategy::{Share, Strategy},
};
use crate::import::{
    budget::Bytes,
    predicate::{Predicate, Test, text},
    rules::{Hash, Rules, ranges},
    translation::{Problem, expect_few_variants},
};

/// What Unleash answers without a variant.
pub(super) const DISABLED: &str = "disabled";

/// The values of all variants of a feature: their names, or objects with names and payloads if a variant has one.
#[derive(Debug)]
pub(super) struct Values {
    pub value_type: ValueType,
    pub variants: Vec<Variant>,
}

impl Values {
    /// # Errors
    /// For variants of one name with different payloads: rules name variants by key.
    pub fn of<'v>(texts: impl Iterator<Item = (&'v VariantText, String)> + Clone) -> Result<Self, Problem> {
        let has_payload = texts.clone().any(|(variant, _)| variant.payload.is_some());
        let value = |name: &str, variant: Option<&VariantText>| -> Json {
            if !has_payload {
                return text(name);
            }
            let mut value = json!({ "name": name });
            if let Some(payload) = variant.and_then(|variant| variant.payload.as_ref()) {
                value["payload"] = json!({ "type": payload.kind, "value": payload.value });
            }
            value.into()
        };
        let mut variants = vec![Variant { key: DISABLED.to_owned(), value: value(DISABLED, None) }];
        for (variant, place) in texts {
            if variant.name.len() > limits::VARIANT_KEY_CHARS || !limits::is_key(&variant.name) {
                let limit = limits::VARIANT_KEY_CHARS;
                let reason = format!(
                    "has the name {:?}, which is no key here: 1 to {limit} of a-z A-Z 0-9 . _ -, first a letter or digit",
                    variant.name
                );
                return Err(Problem::new(place, reason));
            }
            let own = Variant { key: variant.name.clone(), value: value(&variant.name, Some(variant)) };
            match variants.iter().find(|known| known.key == own.key) {
                Some(known) if *known != own => {
                    let reason =
                        format!("has the name {:?} of another variant with another payload", variant.name);
                    return Err(Problem::new(place, reason));
                }
                Some(_) => {}
                None => {
                    expect_few_variants(variants.len() + 1, place)?;
                    variants.push(own);
                }
            }
        }
        let value_type = if has_payload { ValueType::Json } else { ValueType::String };
        Ok(Self { value_type, variants })
    }
}

/// Adds rules for the variants of one strategy, which match wherever it is on and an id decides. `group` is that of the
/// variants.
pub(super) fn add_variants(
    rules: &mut Rules<'_>,
    strategy: &Strategy,
    variants: &[VariantText],
    group: &str,
    place: &str,
) -> Result<(), Problem> {
    for (at, variant) in variants.iter().enumerate() {
        for one in variant.overrides.iter().flatten() {
            let values = one.values.iter().map(|value| text(value)).collect();
            let is_chosen = Predicate::is_in(&attribute(&one.context_name), values).holds;
            if strategy.share.is_some() && is_chosen != Test::Never {
                let reason = "overrides variants within a share, which one rule here cannot express";
                return Err(Problem::new(format!("{place}[{at}].overrides"), reason));
            }
            rules.add(&strategy.when.and(&is_chosen), &RuleAnswer::Variant(variant.name.clone()))?;
        }
    }
    let weights: Vec<_> = variants.iter().map(|variant| (variant.name.clone(), variant.weight)).collect();
    let total = weights.iter().map(|(_, weight)| u64::from(*weight)).sum::<u64>();
    let total = u32::try_from(total).map_err(|_| Problem::new(place, "has weights that are too large"))?;
    if total == 0 {
        return add_disabled(rules, strategy);
    }
    let stickiness =
        stickiness::attributes(variants[0].stickiness.as_deref(), &format!("{place}[0].stickiness"))?;
    let parts: Vec<SplitPart> = ranges(&weights);
    let bucketing = Bucketing::UnleashVariant { group: group.to_owned(), total };
    for (attribute, counts) in &stickiness {
        let hash = Hash { attribute: attribute.clone(), bucketing: bucketing.clone() };
        let when = strategy.when.and(counts);
        match &strategy.share {
            None => rules.add_split(&when, &hash, parts.clone())?,
            Some(share) if share.stickiness == stickiness && strategy.group == group => {
                rules.add_share(&when, share.percentage, &hash, &RuleAnswer::Split(parts.clone()))?;
            }
            Some(_) => {
                let reason = "are chosen by another attribute or group than the share of their strategy: one rule here \
                              has one hash";
                return Err(Problem::new(place, reason));
            }
        }
    }
    Ok(())
}

/// Adds rules for a strategy without variants.
pub(super) fn add_disabled(rules: &mut Rules<'_>, strategy: &Strategy) -> Result<(), Problem> {
    add_strategy(rules, strategy, &RuleAnswer::Variant(DISABLED.to_owned()))
}

/// Adds rules with an answer for all contexts for which a strategy is on.
pub(super) fn add_strategy(
    rules: &mut Rules<'_>,
    strategy: &Strategy,
    answer: &RuleAnswer,
) -> Result<(), Problem> {
    let Some(share @ Share { percentage, .. }) = &strategy.share else {
        return rules.add(&strategy.when, answer);
    };
    for (hash, counts) in share.hashes(&strategy.group) {
        rules.add_share(&strategy.when.and(counts), *percentage, &hash, answer)?;
    }
    Ok(())
}

impl Bytes for VariantText {
    fn bytes(&self) -> usize {
        let payload = self.payload.as_ref().map_or(0, |payload| payload.kind.len() + payload.value.len());
        let overrides = self.overrides.iter().flatten().flat_map(|one| &one.values);
        size_of::<Self>() + self.name.len() + payload + overrides.map(String::len).sum::<usize>()
    }
}
