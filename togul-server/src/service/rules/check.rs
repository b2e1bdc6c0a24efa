//! Checks of rules, and the buckets of their splits.

use togul_core::{Invalid, ValueType, Variant, bucket::BUCKETS, limits};

use crate::{
    domain::{
        decoded::Decoded,
        flag::Flag,
        rule::{Rule, RuleFields},
        split::Split,
    },
    service::{Error, change::off_thread},
};

/// The rule of a flag as evaluators read it, checked.
pub(in crate::service) async fn check(rule: &Rule, flag: &Flag) -> Result<togul_core::Rule, Error> {
    let (value_type, variants) = (flag.value_type()?, flag.core_variants()?);
    let rule = to_core(rule)?;
    Ok(off_thread(move || checked(rule, value_type, &variants)).await?)
}

/// As [`check`], for callers that are not on a thread that serves requests.
pub(in crate::service) fn check_now(
    rule: &Rule,
    value_type: ValueType,
    variants: &[Variant],
) -> Result<togul_core::Rule, Invalid> {
    checked(to_core(rule)?, value_type, variants)
}

fn to_core(rule: &Rule) -> Result<togul_core::Rule, Invalid> {
    // The size limit of a flag does not cover white space and inactive rules, which are stored as well.
    if rule.fields.value_json.as_ref().is_some_and(|json| json.len() > limits::FLAG_BYTES) {
        let reason = format!("must have at most {} bytes", limits::FLAG_BYTES);
        return Err(Invalid::new("value_json", reason));
    }
    rule.to_core()
}

fn checked(
    rule: togul_core::Rule,
    value_type: ValueType,
    variants: &[Variant],
) -> Result<togul_core::Rule, Invalid> {
    match rule.check(value_type, variants) {
        Ok(_) => Ok(rule),
        Err(invalid) => match invalid.field.strip_prefix("value[") {
            // In the API this field is a string, so a path cannot point inside it.
            Some(place) => Err(Invalid::new("value_json", format!("[{place} {}", invalid.reason))),
            None => Err(Invalid { field: api_field(invalid.field), ..invalid }),
        },
    }
}

/// The name that the management API has for a field of a rule.
pub(in crate::service) fn api_field(field: String) -> String {
    if field == "value" { "value_json".to_owned() } else { field }
}

/// Gives the variants of a split that was written buckets from 0 on.
pub(in crate::service) fn lay_out(fields: &mut RuleFields, flag: &Flag) -> Result<(), Invalid> {
    lay_out_to(BUCKETS, fields, flag)
}

/// As [`lay_out`], up to the end of all buckets.
fn lay_out_to(total: u32, fields: &mut RuleFields, flag: &Flag) -> Result<(), Invalid> {
    let Some(Decoded::Value(split)) = &mut fields.split else { return Ok(()) };
    split.check(flag.variants.get("variants")?)?;
    *split = split.clone().laid_out(total)?;
    Ok(())
}

/// As [`lay_out`], with the buckets of the rule's split until now as far as possible.
pub(super) fn follow(fields: &mut RuleFields, flag: &Flag, before: Option<&Split>) -> Result<(), Error> {
    let (Some(Decoded::Value(split)), Some(before)) = (&mut fields.split, before) else {
        return Ok(lay_out(fields, flag)?);
    };
    split.check(flag.variants.get("variants")?)?;
    *split = split.clone().following(before)?;
    Ok(())
}

/// As [`lay_out`], for a rule that may have been written without a split. `before` is the rule's split until now.
pub(super) fn rebalance(fields: &mut RuleFields, flag: &Flag, before: Option<&Split>) -> Result<(), Invalid> {
    match &fields.split {
        Some(split) => drop(split.get("split")?),
        None => {
            let reason = "is for rules with a split: leave it out, or add a split";
            return Err(Invalid::new("rebalance", reason));
        }
    }
    lay_out_to(before.map_or(BUCKETS, Split::total), fields, flag)
}
