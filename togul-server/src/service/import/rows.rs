//! Imported flags and segments as they are stored.

use togul_core::{Invalid, RuleAnswer, RuleKind, bucket::BUCKETS};

use crate::{
    auth::secret,
    domain::{
        condition::Conditions,
        decoded::Decoded,
        environment::Environment,
        flag::Flag,
        id::Id,
        prerequisite::{Prerequisite, Prerequisites},
        rule::{Rule, RuleFields, RuleType},
        rule_answer::ReturnValue,
        segment::{Segment, SegmentRule, SegmentRules, ValueList},
        split::Split,
        text::{AttributeName, Description, Key, Name, VariantKey},
        time::Time,
        variant::{Variant, Variants},
    },
    import::{ImportedFlag, ImportedSegment},
};

/// A flag that does not exist yet.
pub(super) fn flag(
    imported: &ImportedFlag,
    environment: Id<Environment>,
    now: Time,
) -> Result<(Flag, Vec<Rule>), Invalid> {
    let core = &imported.flag;
    let variants = core.variants.iter().map(|variant| {
        let name = imported.variant_names.get(&variant.key).and_then(|name| Name::parse(&**name).ok());
        let key = VariantKey::parse(&*variant.key).map_err(|reason| Invalid::new("variants", reason))?;
        Ok(Variant { key, value: variant.value.clone(), name })
    });
    let prerequisites = core.prerequisites.iter().map(|one| {
        let flag = Key::parse(&*one.flag).map_err(|reason| Invalid::new("prerequisites", reason))?;
        Ok(Prerequisite { flag, values: one.values.clone() })
    });
    let flag = Flag {
        id: Id::generate(),
        environment_id: environment,
        key: core.key.clone(),
        name: name(&imported.name, &core.key),
        description: description(&imported.description),
        enabled: core.enabled,
        value_type: Decoded::Value(core.value_type),
        default_value: Decoded::Value(core.default_value.clone()),
        off_value: core.off_value.clone().map(Decoded::Value),
        variants: Decoded::Value(Variants(variants.collect::<Result<_, Invalid>>()?)),
        prerequisites: Decoded::Value(Prerequisites(prerequisites.collect::<Result<_, Invalid>>()?)),
        salt: secret::salt(),
        version: 1,
        archived_at: imported.is_archived.then_some(now),
        created_at: now,
        updated_at: now,
    };
    let rules = core.rules.iter().map(|rule| {
        let fields = fields(rule)?;
        Ok(Rule {
            id: Id::generate(),
            flag_id: flag.id,
            fields,
            version: 1,
            created_at: now,
            updated_at: now,
        })
    });
    let rules = rules.collect::<Result<_, Invalid>>()?;
    Ok((flag, rules))
}

fn fields(rule: &togul_core::Rule) -> Result<RuleFields, Invalid> {
    let (rule_type, share) = match rule.kind {
        RuleKind::Percentage { rollout_percentage } => (RuleType::Percentage, Some(rollout_percentage)),
        _ => (RuleType::Boolean, None),
    };
    let (mut return_value, mut variant, mut split) = (ReturnValue(None), None, None);
    match &rule.answer {
        RuleAnswer::Value(value) => return_value = ReturnValue(Some(Decoded::Value(value.clone()))),
        RuleAnswer::Variant(key) => {
            let key = VariantKey::parse(&**key).map_err(|reason| Invalid::new("variant", reason))?;
            variant = Some(Decoded::Value(key));
        }
        RuleAnswer::Split(parts) => {
            let foreign = rule.bucketing.as_ref().and_then(|bucketing| bucketing.split_units(parts));
            let own = Split::of_core(parts, foreign.unwrap_or(BUCKETS));
            split = Some(Decoded::Value(own.ok_or_else(|| Invalid::new("split", "is incomplete"))?));
        }
    }
    let bucket_by =
        AttributeName::parse(&*rule.bucket_by).map_err(|reason| Invalid::new("bucket_by", reason))?;
    Ok(RuleFields {
        rule_type: Decoded::Value(rule_type),
        bucketing: rule.bucketing.clone().map(Decoded::Value),
        priority: Decoded::Value(rule.priority),
        attribute: None,
        operator: None,
        value_json: None,
        rollout_percentage: share.map(Decoded::Value),
        bucket_by: Decoded::Value(bucket_by),
        seed: None,
        conditions: Decoded::Value(Conditions(rule.conditions.clone())),
        return_value,
        variant,
        split,
        is_active: true,
    })
}

/// A segment that does not exist yet.
pub(super) fn segment(
    imported: &ImportedSegment,
    environment: Id<Environment>,
    now: Time,
) -> Result<Segment, Invalid> {
    let core = &imported.segment;
    let list = |field: &str, values: &[String]| {
        ValueList::of(values.to_vec()).map_err(|reason| Invalid::new(field, reason)).map(Decoded::Value)
    };
    let rules = core.rules.iter().map(|rule| SegmentRule { conditions: Conditions(rule.conditions.clone()) });
    let attribute =
        AttributeName::parse(&*core.attribute).map_err(|reason| Invalid::new("attribute", reason))?;
    Ok(Segment {
        id: Id::generate(),
        environment_id: environment,
        key: Key::parse(&*core.key).map_err(|reason| Invalid::new("key", reason))?.to_string(),
        name: name(&imported.name, &core.key),
        description: description(&imported.description),
        attribute: Decoded::Value(attribute),
        included: list("included", &core.included)?,
        excluded: list("excluded", &core.excluded)?,
        rules: Decoded::Value(SegmentRules(rules.collect())),
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

/// Names and descriptions are for people: what cannot be one here becomes the key, or nothing.
fn name(name: &str, key: &str) -> String {
    Name::parse(name).map_or_else(|_| key.to_owned(), String::from)
}

fn description(description: &str) -> String {
    Description::parse(description).map(String::from).unwrap_or_default()
}
