//! A flag with its rules, in the form for evaluators.

use togul_core::Invalid;

use super::{flag::Flag, rule::Rule};

/// The flag's bytes in snapshots and events: its active rules in evaluation order, without fields that have no influence
/// on answers.
///
/// # Errors
/// The first limit or type that the flag with these rules breaks.
pub fn of(flag: &Flag, rules: &[Rule]) -> Result<String, Invalid> {
    let mut active = rules
        .iter()
        .filter(|rule| rule.fields.is_active)
        .map(Rule::to_core)
        .collect::<Result<Vec<_>, _>>()?;
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
