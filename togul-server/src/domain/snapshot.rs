//! A flag with its rules, in the form for evaluators.

use serde::Deserialize;
use serde_json::value::RawValue;
use togul_core::Invalid;
use uuid::Uuid;

use super::{flag::Flag, id::Id, rule::Rule};

/// The flag's bytes in snapshots and events: its active rules in evaluation order, without fields that have no influence
/// on answers.
///
/// # Errors
/// The first limit or type that the flag with these rules breaks.
pub fn of(flag: &Flag, rules: &[Rule]) -> Result<String, Invalid> {
    let active = rules.iter().filter(|rule| rule.fields.is_active).map(|rule| {
        rule.to_core()
            .map_err(|error| Invalid::new(format!("rules[{}].{}", rule.id, error.field), error.reason))
    });
    let mut active = active.collect::<Result<Vec<_>, _>>()?;
    active.sort_by_key(|rule| (rule.priority, rule.id));
    let flag = togul_core::Flag {
        key: flag.key.clone(),
        needs: 1,
        enabled: flag.enabled,
        value_type: flag.value_type,
        default_value: flag.default_value.get("default_value")?.clone(),
        salt: flag.salt.clone(),
        rules: active,
    };
    flag.check()?;
    Ok(serde_json::to_string(&flag).expect("plain data with string keys always serializes"))
}

/// The bytes of the same flag without a rule, which need not be readable.
///
/// # Errors
/// Bytes that are no flag with rules.
pub fn without_rule(snapshot: &str, id: Id<Rule>) -> Result<String, Invalid> {
    #[derive(Deserialize)]
    struct Rules<'a> {
        #[serde(borrow)]
        rules: &'a RawValue,
    }

    #[derive(Deserialize)]
    struct Head {
        id: Uuid,
    }

    let read = || {
        let Rules { rules } = serde_json::from_str(snapshot).ok()?;
        // The last field, and a value before it may have the same text.
        let (head, tail) = snapshot.rsplit_once(rules.get())?;
        let rules: Vec<&RawValue> = serde_json::from_str(rules.get()).ok()?;
        let is_kept = |rule: &&str| !serde_json::from_str(rule).is_ok_and(|rule: Head| rule.id == id.uuid());
        let kept: Vec<_> = rules.into_iter().map(RawValue::get).filter(is_kept).collect();
        Some(format!("{head}[{}]{tail}", kept.join(",")))
    };
    read().ok_or_else(|| Invalid::new("rules", "are damaged in the database: delete the flag"))
}
