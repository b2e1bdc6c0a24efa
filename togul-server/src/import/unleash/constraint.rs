//! Constraints of strategies and segments.

use serde_json::Value;
use togul_core::{Json, Operator};

use super::file::ConstraintText;
use crate::import::{
    predicate::{Predicate, text},
    translation::Problem,
};

/// All constraints of a strategy or of a segment.
pub(super) fn conditions(constraints: &[ConstraintText], place: &str) -> Result<Predicate, Problem> {
    let parts = constraints.iter().enumerate();
    let parts = parts.map(|(at, constraint)| condition(constraint, &format!("{place}.constraints[{at}]")));
    Ok(Predicate::all(parts.collect::<Result<_, _>>()?))
}

/// The attribute of a field of Unleash's context.
pub(super) fn attribute(context_name: &str) -> String {
    if context_name == "userId" {
        togul_core::Rule::DEFAULT_BUCKET_BY.to_owned()
    } else {
        context_name.to_owned()
    }
}

fn condition(constraint: &ConstraintText, place: &str) -> Result<Predicate, Problem> {
    if constraint.context_name == "currentTime" {
        return Err(Problem::new(place, "depends on the time, which evaluation here does not know"));
    }
    let name = attribute(&constraint.context_name);
    let values = constraint.values.as_deref().unwrap_or_default();
    let texts = || values.iter().map(|value| text(value)).collect::<Vec<_>>();
    let ignores_case = constraint.case_insensitive.unwrap_or(false);
    let has_part =
        |exact, ignoring| Predicate::has_part(&name, if ignores_case { ignoring } else { exact }, &texts());
    let value = || match &constraint.value {
        Some(Value::String(value)) => Ok(value.clone()),
        Some(Value::Number(value)) => Ok(value.to_string()),
        _ => Err(Problem::new(place, "needs a value")),
    };
    let number =
        |operator| {
            let value = value()?;
            let number: Json =
                value.trim().parse().ok().filter(Json::is_number).ok_or_else(|| {
                    Problem::new(place, format!("compares with {value:?}, which is no number"))
                })?;
            Ok(Predicate::number(&name, operator, number))
        };
    let semver = |operator| Ok(Predicate::semver(&name, operator, text(&value()?)));
    let predicate = match &*constraint.operator {
        "IN" => Predicate::is_in(&name, texts()),
        "NOT_IN" => Predicate::is_in(&name, texts()).negated(),
        "STR_CONTAINS" => has_part(Operator::Contains, Operator::ContainsIgnoreCase),
        "STR_STARTS_WITH" => has_part(Operator::StartsWith, Operator::StartsWithIgnoreCase),
        "STR_ENDS_WITH" => has_part(Operator::EndsWith, Operator::EndsWithIgnoreCase),
        "NUM_EQ" => Predicate::all(vec![number(Operator::Gte)?, number(Operator::Lte)?]),
        "NUM_GT" => number(Operator::Gt)?,
        "NUM_GTE" => number(Operator::Gte)?,
        "NUM_LT" => number(Operator::Lt)?,
        "NUM_LTE" => number(Operator::Lte)?,
        "DATE_AFTER" => Predicate::time(&name, Operator::After, text(&value()?)),
        "DATE_BEFORE" => Predicate::time(&name, Operator::Before, text(&value()?)),
        "SEMVER_EQ" => semver(Operator::SemverEq)?,
        "SEMVER_GT" => semver(Operator::SemverGt)?,
        "SEMVER_GTE" => semver(Operator::SemverGte)?,
        "SEMVER_LT" => semver(Operator::SemverLt)?,
        "SEMVER_LTE" => semver(Operator::SemverLte)?,
        "REGEX" => {
            let expression = value()?;
            let expression = if ignores_case { format!("(?i){expression}") } else { expression };
            Predicate::matches(&name, vec![text(&expression)])
        }
        "IN_CIDR" => Predicate::ip_in(&name, &texts()),
        other => return Err(Problem::new(place, format!("has the operator {other:?}, which is unknown"))),
    };
    Ok(if constraint.inverted.unwrap_or(false) { predicate.negated() } else { predicate })
}
