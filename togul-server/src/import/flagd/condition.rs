//! JSONLogic as conditions.

use serde_json::Value;
use togul_core::{Json, Operator};

use super::{
    operand::{Operand, is_truthy, operation, to_number, to_text},
    targeting::Targeting,
};
use crate::import::{
    budget::Bytes,
    predicate::{Predicate, text},
    translation::Problem,
};

/// Deeper than any file that people write, and far from the end of the stack.
const MAX_DEPTH: usize = 100;

impl Targeting<'_> {
    /// Where an expression counts as true.
    pub(super) fn condition(
        &self,
        expression: &Value,
        place: &str,
        depth: usize,
    ) -> Result<Predicate, Problem> {
        if depth > MAX_DEPTH {
            return Err(Problem::new(place, format!("nests more than {MAX_DEPTH} expressions")));
        }
        self.budget.spend(size_of::<Predicate>() + place.len(), place)?;
        match self.read(expression, place)? {
            Some(Operand::Constant(value)) => return Ok(Predicate::constant(is_truthy(&value))),
            Some(Operand::Attribute { name, default }) => return Ok(truthy(&name, &default)),
            None => {}
        }
        let Some((operator, arguments)) = operation(expression) else {
            return Err(Problem::new(place, "is no expression: it must be an object with one operator"));
        };
        let place = format!("{place}.{operator}");
        let part =
            |at: usize, argument: &Value| self.condition(argument, &format!("{place}[{at}]"), depth + 1);
        let parts = || {
            arguments
                .iter()
                .enumerate()
                .map(|(at, argument)| part(at, argument))
                .collect::<Result<Vec<_>, _>>()
        };
        match (operator, arguments) {
            ("$ref", [Value::String(name)]) => {
                let evaluator = self.file.evaluators.get(name);
                let evaluator = evaluator.ok_or_else(|| {
                    Problem::new(&place, format!("names {name:?}, which is not among the $evaluators"))
                })?;
                self.condition(evaluator, &format!("$evaluators.{name}"), depth + 1)
            }
            ("and", [_, ..]) => Ok(Predicate::all(parts()?)),
            ("or", [_, ..]) => Ok(Predicate::any(parts()?)),
            ("!", [one]) => Ok(part(0, one)?.negated()),
            ("!!", [one]) => part(0, one),
            ("if" | "?:", [condition, then, rest @ ..]) if rest.len() < 2 => {
                let (condition, then) = (part(0, condition)?, part(1, then)?);
                let rest = rest.first().map_or(Ok(Predicate::constant(false)), |rest| part(2, rest))?;
                self.budget.spend(condition.bytes(), &place)?;
                let otherwise = Predicate::all(vec![condition.clone().negated(), rest]);
                Ok(Predicate::any(vec![Predicate::all(vec![condition, then]), otherwise]))
            }
            _ => {
                let predicate = self.comparison(operator, arguments, &place)?;
                self.budget.spend(predicate.bytes(), &place)?;
                Ok(predicate)
            }
        }
    }

    fn comparison(&self, operator: &str, arguments: &[Value], place: &str) -> Result<Predicate, Problem> {
        match (operator, arguments) {
            ("==" | "===", [one, other]) => self.equal(one, other, place),
            ("!=" | "!==", [one, other]) => Ok(self.equal(one, other, place)?.negated()),
            ("in", [needle, haystack]) => self.is_in(needle, haystack, place),
            ("<" | "<=" | ">" | ">=", [one, other]) => self.ordered(operator, one, other, place),
            ("<" | "<=", [low, between, high]) => Ok(Predicate::all(vec![
                self.ordered(operator, low, between, place)?,
                self.ordered(operator, between, high, place)?,
            ])),
            ("starts_with" | "ends_with", _) => self.text_part(operator, arguments, place),
            ("sem_ver", _) => self.version(arguments, place),
            _ => Err(Problem::new(place, "this operator has no counterpart among the conditions here")),
        }
    }

    /// As [`Operand::read`], for operands that references may repeat.
    pub(super) fn read(&self, expression: &Value, place: &str) -> Result<Option<Operand>, Problem> {
        let operand = Operand::read(expression, self.key, place)?;
        self.budget.spend(operand.as_ref().map_or(0, Bytes::bytes), place)?;
        Ok(operand)
    }

    fn operand(&self, expression: &Value, place: &str) -> Result<Operand, Problem> {
        let operand = self.read(expression, place)?;
        operand.ok_or_else(|| {
            Problem::new(place, "must be a constant or a `var`: computed operands have no counterpart")
        })
    }

    fn equal(&self, one: &Value, other: &Value, place: &str) -> Result<Predicate, Problem> {
        match (self.operand(one, place)?, self.operand(other, place)?) {
            (Operand::Constant(one), Operand::Constant(other)) => {
                Ok(Predicate::constant(equal_constants(&one, &other)))
            }
            (Operand::Attribute { name, default }, Operand::Constant(value))
            | (Operand::Constant(value), Operand::Attribute { name, default }) => {
                if value.is_null() {
                    let missing = Predicate::exists(&name).negated();
                    return Ok(if default.is_null() { missing } else { Predicate::constant(false) });
                }
                if to_text(&value).is_none() {
                    return Err(Problem::new(
                        place,
                        "compares with a list or an object, which conditions here cannot",
                    ));
                }
                let is_equal = Predicate::is_in(&name, vec![Json::from(value.clone())]);
                Ok(with_default(is_equal, &name, equal_constants(&default, &value)))
            }
            _ => Err(Problem::new(place, "compares two attributes, which conditions here cannot")),
        }
    }

    /// An element of a constant list, or a part of a text.
    fn is_in(&self, needle: &Value, haystack: &Value, place: &str) -> Result<Predicate, Problem> {
        match (self.operand(needle, place)?, self.operand(haystack, place)?) {
            (Operand::Constant(needle), Operand::Constant(haystack)) => {
                Ok(Predicate::constant(contains(&needle, &haystack)))
            }
            (Operand::Attribute { name, default }, Operand::Constant(Value::Array(values))) => {
                let scalars: Vec<_> =
                    values.iter().filter(|value| to_text(value).is_some()).cloned().collect();
                let is_in = Predicate::is_in(&name, scalars.into_iter().map(Json::from).collect());
                Ok(with_default(is_in, &name, contains(&default, &Value::Array(values))))
            }
            (Operand::Constant(needle), Operand::Attribute { name, default }) => {
                let Some(part) = to_text(&needle) else {
                    return Err(Problem::new(place, "searches for something that is no text"));
                };
                let has_part = Predicate::has_part(&name, Operator::Contains, &[text(&part)]);
                Ok(with_default(has_part, &name, contains(&needle, &default)))
            }
            (Operand::Attribute { .. }, _) => {
                Err(Problem::new(place, "searches for an attribute in a text or in another attribute"))
            }
        }
    }

    fn ordered(&self, operator: &str, one: &Value, other: &Value, place: &str) -> Result<Predicate, Problem> {
        let (name, default, value, operator) = match (self.operand(one, place)?, self.operand(other, place)?)
        {
            (Operand::Attribute { name, default }, Operand::Constant(value)) => {
                (name, default, value, operator)
            }
            (Operand::Constant(value), Operand::Attribute { name, default }) => {
                (name, default, value, flipped(operator))
            }
            (Operand::Constant(one), Operand::Constant(other)) => {
                let numbers = to_number(&one).zip(to_number(&other));
                return Ok(Predicate::constant(
                    numbers.is_some_and(|(one, other)| orders(operator, one, other)),
                ));
            }
            _ => return Err(Problem::new(place, "compares two attributes, which conditions here cannot")),
        };
        let Some(bound) = value.as_number().and_then(serde_json::Number::as_f64) else {
            return Err(Problem::new(
                place,
                "orders something else than numbers, which conditions here cannot",
            ));
        };
        let compared = match operator {
            "<" => Operator::Lt,
            "<=" => Operator::Lte,
            ">" => Operator::Gt,
            _ => Operator::Gte,
        };
        let predicate = Predicate::number(&name, compared, Json::from(value));
        // A missing value counts as 0.
        let missing = to_number(&default).is_some_and(|number| orders(operator, number, bound));
        Ok(with_default(predicate, &name, missing))
    }

    fn text_part(&self, operator: &str, arguments: &[Value], place: &str) -> Result<Predicate, Problem> {
        let [value, part] = arguments else { return Ok(Predicate::constant(false)) };
        let is_start = operator == "starts_with";
        let (value, part) = (self.operand(value, place)?, self.operand(part, place)?);
        let Operand::Constant(part) = part else {
            return Err(Problem::new(place, "searches for an attribute, which conditions here cannot"));
        };
        let Value::String(part) = part else { return Ok(Predicate::constant(false)) };
        let has_part = |text: &str| if is_start { text.starts_with(&part) } else { text.ends_with(&part) };
        match value {
            Operand::Constant(value) => Ok(Predicate::constant(value.as_str().is_some_and(has_part))),
            Operand::Attribute { name, default } => {
                let operator = if is_start { Operator::StartsWith } else { Operator::EndsWith };
                let predicate = Predicate::has_part(&name, operator, &[text(&part)]);
                Ok(with_default(predicate, &name, default.as_str().is_some_and(has_part)))
            }
        }
    }

    fn version(&self, arguments: &[Value], place: &str) -> Result<Predicate, Problem> {
        let [value, Value::String(operator), bound] = arguments else {
            return Ok(Predicate::constant(false));
        };
        let (value, bound) = (self.operand(value, place)?, self.operand(bound, place)?);
        let (Operand::Attribute { name, default: Value::Null }, Operand::Constant(bound)) = (value, bound)
        else {
            return Err(Problem::new(place, "must compare an attribute without a default with a constant"));
        };
        // flagd takes any other bound for an error, which counts as false.
        let Some(version) = to_text(&bound).as_deref().and_then(Version::read) else {
            return Ok(Predicate::constant(false));
        };
        let compared = |operator, version: &str| Predicate::semver(&name, operator, text(version));
        let range = |from: (u64, u64), to: (u64, u64)| {
            // The lowest pre-release is below all other versions with these numbers.
            let low = compared(Operator::SemverGte, &format!("{}.{}.0-0", from.0, from.1));
            Predicate::all(vec![low, compared(Operator::SemverLt, &format!("{}.{}.0-0", to.0, to.1))])
        };
        let whole = &version.whole;
        Ok(match &**operator {
            "=" => compared(Operator::SemverEq, whole),
            "!=" => Predicate::other_version(&name, text(whole)),
            "<" => compared(Operator::SemverLt, whole),
            "<=" => compared(Operator::SemverLte, whole),
            ">" => compared(Operator::SemverGt, whole),
            ">=" => compared(Operator::SemverGte, whole),
            "^" => range((version.major, 0), (version.major + 1, 0)),
            "~" => range((version.major, version.minor), (version.major, version.minor + 1)),
            _ => Predicate::constant(false),
        })
    }
}

/// A version as flagd reads it: with or without a `v`, and without the numbers that are 0.
struct Version {
    major: u64,
    minor: u64,
    /// With all numbers.
    whole: String,
}

impl Version {
    fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let end = text.find(['-', '+']).unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        let numbers: Vec<u64> =
            numbers.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        let (major, minor, patch) = match (&*numbers, rest) {
            ([major], "") => (*major, 0, 0),
            ([major, minor], "") => (*major, *minor, 0),
            ([major, minor, patch], _) => (*major, *minor, *patch),
            _ => return None,
        };
        Some(Self { major, minor, whole: format!("{major}.{minor}.{patch}{rest}") })
    }
}

/// Where the attribute is truthy.
fn truthy(name: &str, default: &Value) -> Predicate {
    let falsy = [Value::Bool(false), Value::from(0), Value::from("")].map(Json::from);
    let is_truthy =
        Predicate::all(vec![Predicate::exists(name), Predicate::is_in(name, falsy.into()).negated()]);
    with_default(is_truthy, name, self::is_truthy(default))
}

/// The predicate, where a missing attribute counts as a default that holds or does not.
fn with_default(predicate: Predicate, name: &str, holds: bool) -> Predicate {
    if holds { predicate.or_missing(name) } else { predicate }
}

fn equal_constants(one: &Value, other: &Value) -> bool {
    match (to_text(one), to_text(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one.is_null() && other.is_null(),
    }
}

fn contains(needle: &Value, haystack: &Value) -> bool {
    match haystack {
        Value::Array(values) => {
            values.iter().any(|value| to_text(value).is_some() && equal_constants(needle, value))
        }
        Value::String(text) => needle.as_str().is_some_and(|needle| text.contains(needle)),
        _ => false,
    }
}

fn flipped(operator: &str) -> &'static str {
    match operator {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        _ => "<=",
    }
}

fn orders(operator: &str, one: f64, other: f64) -> bool {
    match operator {
        "<" => one < other,
        "<=" => one <= other,
        ">" => one > other,
        _ => one >= other,
    }
}
