//! Clauses of rules and segments.

use chrono::{DateTime, SecondsFormat};
use serde_json::Value;
use togul_core::{Json, Operator};

use super::{file::Clause, version};
use crate::import::{
    predicate::{Predicate, text},
    translation::Problem,
};

/// The kind of contexts whose attributes have no prefix here.
pub(super) const USER: &str = "user";

/// The attribute of a context of a kind.
pub(super) fn attribute(kind: Option<&str>, reference: &str, place: &str) -> Result<String, Problem> {
    let name = match reference.strip_prefix('/') {
        // A path with escapes.
        Some(path) => path
            .split('/')
            .map(|part| part.replace("~1", "/").replace("~0", "~"))
            .collect::<Vec<_>>()
            .join("."),
        None => reference.to_owned(),
    };
    if name.is_empty() {
        return Err(Problem::new(place, "names no attribute"));
    }
    if name == "kind" {
        return Err(Problem::new(
            place,
            "asks for the kinds of contexts, which are attributes with a prefix here",
        ));
    }
    Ok(match kind.unwrap_or(USER) {
        USER if name == "key" => togul_core::Rule::DEFAULT_BUCKET_BY.to_owned(),
        USER => name,
        kind => format!("{kind}.{name}"),
    })
}

/// A clause, of which the values are alternatives. Without the attribute it fails, also if it is negated.
pub(super) fn condition(clause: &Clause, place: &str) -> Result<Predicate, Problem> {
    let name = attribute(clause.context_kind.as_deref(), &clause.attribute, &format!("{place}.attribute"))?;
    let values = &clause.values;
    let any = |one: &dyn Fn(&Value) -> Result<Predicate, Problem>| -> Result<Predicate, Problem> {
        Ok(Predicate::any(values.iter().map(one).collect::<Result<_, _>>()?))
    };
    let has_part = |operator| {
        // Other values than texts match nothing.
        let parts: Vec<_> = values.iter().filter_map(Value::as_str).map(text).collect();
        Predicate::has_part(&name, operator, &parts)
    };
    let number = |operator| {
        any(&|value| match value {
            Value::Number(_) => Ok(Predicate::number(&name, operator, Json::from(value.clone()))),
            _ => Ok(Predicate::constant(false)),
        })
    };
    let semver = |operator| {
        any(&|value| match value.as_str() {
            Some(version) => version::compare(&name, operator, version, &format!("{place}.values")),
            None => Ok(Predicate::constant(false)),
        })
    };
    let time = |before: bool| any(&|value| time(&name, before, value, place));
    let predicate = match &*clause.op {
        "in" => {
            let scalars =
                values.iter().filter(|value| !value.is_array() && !value.is_object() && !value.is_null());
            Predicate::is_in(&name, scalars.map(|value| Json::from(value.clone())).collect())
        }
        "startsWith" => has_part(Operator::StartsWith),
        "endsWith" => has_part(Operator::EndsWith),
        "contains" => has_part(Operator::Contains),
        "matches" => Predicate::matches(&name, values.iter().filter_map(Value::as_str).map(text).collect()),
        "lessThan" => number(Operator::Lt)?,
        "lessThanOrEqual" => number(Operator::Lte)?,
        "greaterThan" => number(Operator::Gt)?,
        "greaterThanOrEqual" => number(Operator::Gte)?,
        "before" => time(true)?,
        "after" => time(false)?,
        "semVerEqual" => semver(Operator::SemverEq)?,
        "semVerLessThan" => semver(Operator::SemverLt)?,
        "semVerGreaterThan" => semver(Operator::SemverGt)?,
        other => return Err(Problem::new(format!("{place}.op"), format!("is {other:?}, which is unknown"))),
    };
    let predicate = if clause.negate { predicate.negated() } else { predicate };
    Ok(predicate.and_present(&name))
}

/// Times are texts or milliseconds, in the clause as in the context.
fn time(name: &str, before: bool, value: &Value, place: &str) -> Result<Predicate, Problem> {
    let instant = match value {
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()),
        Value::Number(millis) => {
            millis.as_f64().and_then(|millis| DateTime::from_timestamp_millis(millis as i64))
        }
        _ => None,
    };
    let instant = instant.ok_or_else(|| {
        Problem::new(
            format!("{place}.values"),
            format!("has {value}, which is neither a time nor milliseconds"),
        )
    })?;
    let (as_time, as_number) =
        if before { (Operator::Before, Operator::Lt) } else { (Operator::After, Operator::Gt) };
    let written = instant.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let millis = Json::from(Value::from(instant.timestamp_millis()));
    Ok(Predicate::any(vec![
        Predicate::time(name, as_time, text(&written)),
        Predicate::number(name, as_number, millis),
    ]))
}
