//! Checks before a flag is stored: every limit and type.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Display};

use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use thiserror::Error;

use crate::compile::Tables;
use crate::operand::Operand;
use crate::scalar::Scalar;
use crate::{
    Comparison, Condition, Cost, Flag, Json, Operator, Rule, RuleKind, ValueType, Variant, cost, limits,
    value_set,
};

/// Why a flag, rule or condition is invalid.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {reason}")]
pub struct Invalid {
    /// The path of the field: `value`, `conditions[2].operator`, `rules[3].return_value`.
    pub field: String,
    /// What would be right, as in `must be a number`.
    pub reason: String,
}

impl Invalid {
    /// `reason` states what would be right.
    pub fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into() }
    }

    /// The same error with the path of the whole in front.
    pub(crate) fn inside(self, whole: impl Display) -> Self {
        Self { field: format!("{whole}.{}", self.field), reason: self.reason }
    }
}

impl Flag {
    /// Checks types, limits and every rule, but not the size of the whole, [`limits::FLAG_BYTES`], and returns the cost of
    /// an evaluation. A flag that passes can be read by evaluators of this version if its cost is within
    /// [`limits::STORED_FLAG_COST`]. The caller compares the cost with [`limits::FLAG_COST`], because a flag that costs
    /// more already may be changed, as long as it does not cost more than before. Rules behind that which exceeds
    /// `STORED_FLAG_COST` are neither checked nor counted, because that would take long.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self) -> Result<Cost, Invalid> {
        check_key(&self.key)?;
        if !(1..=Self::SUPPORTED_NEEDS).contains(&self.needs) {
            return Err(Invalid::new("needs", format!("must be 1 to {}", Self::SUPPORTED_NEEDS)));
        }
        check_value("default_value", self.value_type, &self.default_value)?;
        if let Some(value) = &self.off_value {
            check_value("off_value", self.value_type, value)?;
        }
        self.check_variants()?;
        self.check_prerequisites()?;
        if self.salt.len() != limits::SALT_DIGITS || !self.salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Invalid::new("salt", "must be 16 hexadecimal digits"));
        }
        at_most("rules", "rules", limits::RULES, self.rules.len())?;
        let mut cost = cost::flag();
        let mut ids = BTreeSet::new();
        for (at, rule) in self.rules.iter().enumerate() {
            if cost <= limits::STORED_FLAG_COST {
                let checked = rule.check(self.value_type, &self.variants);
                cost = cost + checked.map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?;
            }
            if rule.bucketing.is_some() && self.needs < Self::BUCKETING_NEEDS {
                let reason = format!("must be {} for rules with bucketing", Self::BUCKETING_NEEDS);
                return Err(Invalid::new("needs", reason));
            }
            if !ids.insert(rule.id) {
                return Err(Invalid::new(format!("rules[{at}].id"), "must not be that of another rule"));
            }
        }
        Ok(cost)
    }
}

impl Rule {
    /// Checks a rule of a flag of that type and with these variants, and returns what it adds to the flag's cost. Conditions behind that which
    /// exceeds [`limits::STORED_FLAG_COST`] are neither checked nor counted.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self, value_type: ValueType, variants: &[Variant]) -> Result<Cost, Invalid> {
        let mut cost = match &self.kind {
            RuleKind::Boolean | RuleKind::Percentage { .. } => Cost::default(),
            RuleKind::Attribute(comparison) => comparison.check()?,
        };
        if self.hashes() {
            cost = cost + if self.bucketing.is_some() { cost::foreign_share() } else { cost::share() };
        }
        cost = check_conditions(&self.conditions, cost)?;
        self.check_answer(value_type, variants)?;
        Ok(cost)
    }

    /// The field of the condition with the highest cost: `value`, or that of an element of `conditions`.
    pub fn most_expensive_field(&self) -> String {
        let own = match &self.kind {
            RuleKind::Attribute(comparison) => Some(("value".to_owned(), comparison)),
            RuleKind::Boolean | RuleKind::Percentage { .. } => None,
        };
        let others = leaves_with_paths(&self.conditions);
        let others = others.into_iter().filter_map(|(path, leaf)| match leaf {
            Condition::Compare(comparison) => Some((format!("{path}.value"), comparison)),
            _ => None,
        });
        let field = own.into_iter().chain(others).max_by_key(|(_, comparison)| comparison.check().ok());
        field.map_or_else(|| "bucket_by".to_owned(), |(field, _)| field)
    }
}

/// Checks conditions that must all hold, and returns the cost with theirs. Conditions behind that which exceeds
/// [`limits::STORED_FLAG_COST`] are not counted, and their values are not checked.
pub(crate) fn check_conditions(conditions: &[Condition], mut cost: Cost) -> Result<Cost, Invalid> {
    for (at, condition) in conditions.iter().enumerate() {
        check_nesting(condition, 0).map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))?;
    }
    let leaves = leaves_with_paths(conditions);
    at_most("conditions", "conditions", limits::CONDITIONS, leaves.len())?;
    for (path, leaf) in leaves {
        if cost > limits::STORED_FLAG_COST {
            break;
        }
        let checked = match leaf {
            Condition::Compare(comparison) => comparison.check(),
            Condition::InSegment(keys) => check_segments(keys),
            Condition::Any(_) | Condition::All(_) | Condition::Not(_) => Ok(Cost::default()),
        };
        cost = cost + checked.map_err(|invalid| invalid.inside(path))?;
    }
    Ok(cost)
}

/// Checks that groups nest no deeper than allowed, and that none is empty. `depth` is that of the groups around.
fn check_nesting(condition: &Condition, depth: usize) -> Result<(), Invalid> {
    let (name, is_empty) = match condition {
        Condition::Compare(_) | Condition::InSegment(_) => return Ok(()),
        Condition::Any(parts) => ("any", parts.is_empty()),
        Condition::All(parts) => ("all", parts.is_empty()),
        Condition::Not(_) => ("not", false),
    };
    if depth == limits::CONDITION_DEPTH {
        let limit = limits::CONDITION_DEPTH;
        return Err(Invalid::new(
            name,
            format!("must not be here: any, all and not nest at most {limit} deep"),
        ));
    }
    if is_empty {
        return Err(Invalid::new(name, "must have at least one condition"));
    }
    for (path, part) in condition.parts() {
        check_nesting(part, depth + 1).map_err(|invalid| invalid.inside(path))?;
    }
    Ok(())
}

/// The conditions that are no groups, each with its path: `conditions[2].any[0]`.
pub(crate) fn leaves_with_paths(conditions: &[Condition]) -> Vec<(String, &Condition)> {
    fn add<'c>(path: String, condition: &'c Condition, leaves: &mut Vec<(String, &'c Condition)>) {
        if let Condition::Compare(_) | Condition::InSegment(_) = condition {
            return leaves.push((path, condition));
        }
        for (part_path, part) in condition.parts() {
            add(format!("{path}.{part_path}"), part, leaves);
        }
    }

    let mut leaves = Vec::new();
    for (at, condition) in conditions.iter().enumerate() {
        add(format!("conditions[{at}]"), condition, &mut leaves);
    }
    leaves
}

/// Whether the segments exist is checked where the other objects are known.
fn check_segments(keys: &[String]) -> Result<Cost, Invalid> {
    if keys.is_empty() {
        return Err(Invalid::new("value", "must have at least one key"));
    }
    at_most("value", "keys", limits::SEGMENT_REACH, keys.len())?;
    match keys.iter().find(|key| !limits::is_key(key)) {
        Some(key) => Err(Invalid::new("value", format!("must be keys of segments; {key:?} is no key"))),
        None => Ok(cost::in_segment(keys.len())),
    }
}

impl Comparison {
    /// Checks the attribute's name and that the value suits the operator, and returns the condition's cost.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self) -> Result<Cost, Invalid> {
        check_name("attribute", &self.attribute)?;
        match &self.value {
            Some(list) if list.is_list() => {
                let limit = if self.operator.takes_parts() { limits::PARTS } else { limits::LIST_VALUES };
                at_most("value", "values", limit, count(list))?;
                for (at, value) in value_set::scalars(list).into_iter().flatten().enumerate() {
                    check_operand(|| format!("value[{at}]"), value)?;
                }
            }
            Some(value) => check_operand(|| "value".to_owned(), value_set::scalar(value))?,
            None => {}
        }
        if let (Operator::Matches, Some(value)) = (self.operator, &self.value) {
            return Operand::cost_of_matches(value);
        }
        let mut tables = Tables::default();
        tables.comparison(self)?;
        Ok(tables.cost())
    }
}

pub(crate) fn check_key(key: &str) -> Result<(), Invalid> {
    if limits::is_key(key) {
        return Ok(());
    }
    Err(Invalid::new("key", "must be 1 to 128 of a-z A-Z 0-9 . _ - and start with a letter or digit"))
}

pub(crate) fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
    let chars = name.chars().count();
    if !(1..=limits::ATTRIBUTE_CHARS).contains(&chars) {
        let limit = limits::ATTRIBUTE_CHARS;
        return Err(Invalid::new(field, format!("must have 1 to {limit} characters; it has {chars}")));
    }
    if name.contains('\0') {
        return Err(Invalid::new(field, NUL));
    }
    Ok(())
}

/// The number of elements of a list.
fn count(list: &Json) -> usize {
    struct Count;

    impl<'de> Visitor<'de> for Count {
        type Value = usize;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
            let mut count = 0;
            while seq.next_element::<IgnoredAny>()?.is_some() {
                count += 1;
            }
            Ok(count)
        }
    }

    serde_json::Deserializer::from_str(list.text()).deserialize_seq(Count).unwrap_or_default()
}

fn check_operand(field: impl Fn() -> String, value: Option<Scalar<'_>>) -> Result<(), Invalid> {
    // The text forms of numbers are always shorter than the limit.
    let text = value.as_ref().and_then(Scalar::as_text).unwrap_or_default();
    if text.contains('\0') {
        return Err(Invalid::new(field(), NUL));
    }
    let bytes = text.len();
    if bytes > limits::VALUE_BYTES {
        let limit = limits::VALUE_BYTES;
        return Err(Invalid::new(field(), format!("must have at most {limit} bytes; it has {bytes}")));
    }
    Ok(())
}

pub(crate) fn check_value(field: &str, value_type: ValueType, value: &Json) -> Result<(), Invalid> {
    has_type(field, value_type, value)?;
    let bytes = value.text().len();
    if bytes > limits::JSON_BYTES {
        let limit = limits::JSON_BYTES;
        return Err(Invalid::new(field, format!("must have at most {limit} bytes of JSON; it has {bytes}")));
    }
    if limits::json_depth(value.text()) > limits::JSON_DEPTH {
        let limit = limits::JSON_DEPTH;
        return Err(Invalid::new(field, format!("must nest at most {limit} deep")));
    }
    if value.has_nul() {
        return Err(Invalid::new(field, NUL));
    }
    match value.duplicate_key() {
        None => Ok(()),
        Some(key) => Err(Invalid::new(field, format!("must not have an object with the key {key:?} twice"))),
    }
}

/// Checked when a flag is read, too: no caller expects a value of another type.
pub(crate) fn has_type(field: &str, value_type: ValueType, value: &Json) -> Result<(), Invalid> {
    if value_type.accepts(value) {
        return Ok(());
    }
    let expected = match value_type {
        ValueType::Boolean => "true or false",
        ValueType::String => "a string",
        ValueType::Number => "a number",
        ValueType::Json => "a JSON value",
    };
    Err(Invalid::new(field, format!("must be {expected}: the flag's value_type is {value_type}")))
}

pub(crate) const NUL: &str = "must not contain the character U+0000, which databases cannot store";

pub(crate) fn at_most(field: &str, things: &str, limit: usize, count: usize) -> Result<(), Invalid> {
    if count <= limit {
        return Ok(());
    }
    Err(Invalid::new(field, format!("must have at most {limit} {things}; it has {count}")))
}
