//! Checks before a flag is stored: every limit and type.

use std::collections::HashSet;
use std::fmt::{self, Display};

use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use thiserror::Error;

use crate::compile::Tables;
use crate::operand::{self, pattern_bytes};
use crate::scalar::Scalar;
use crate::{Condition, Flag, Json, Operator, Rule, RuleKind, ValueType, limits};

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
    /// Checks types, limits and every rule, but not the size of the whole, [`limits::FLAG_BYTES`]. A flag that passes can
    /// be read by evaluators of this version.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self) -> Result<(), Invalid> {
        if !limits::is_key(&self.key) {
            return Err(Invalid::new(
                "key",
                "must be 1 to 128 of a-z A-Z 0-9 . _ - and start with a letter or digit",
            ));
        }
        if !(1..=Self::SUPPORTED_NEEDS).contains(&self.needs) {
            return Err(Invalid::new("needs", format!("must be 1 to {}", Self::SUPPORTED_NEEDS)));
        }
        check_value("default_value", self.value_type, &self.default_value)?;
        if self.salt.len() != limits::SALT_DIGITS || !self.salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Invalid::new("salt", "must be 16 hexadecimal digits"));
        }
        at_most("rules", "rules", limits::RULES, self.rules.len())?;
        self.check_patterns()?;
        let mut ids = HashSet::with_capacity(self.rules.len());
        for (at, rule) in self.rules.iter().enumerate() {
            rule.check(self.value_type).map_err(|invalid| invalid.inside(format_args!("rules[{at}]")))?;
            if !ids.insert(rule.id) {
                return Err(Invalid::new(format!("rules[{at}].id"), "must not be that of another rule"));
            }
        }
        Ok(())
    }

    /// Before they are compiled, because a short pattern can need a lot of memory.
    fn check_patterns(&self) -> Result<(), Invalid> {
        let mut bytes = 0;
        for rule in &self.rules {
            let own = match &rule.kind {
                RuleKind::Attribute(condition) => Some(condition),
                RuleKind::Boolean | RuleKind::Percentage { .. } => None,
            };
            for condition in own.into_iter().chain(&rule.conditions) {
                let value = condition.value.as_ref().filter(|_| condition.operator == Operator::Matches);
                if let Some(pattern) = value.and_then(Json::as_string) {
                    bytes += pattern_bytes(&pattern);
                }
                if bytes > limits::FLAG_REGEX_BYTES {
                    let limit = limits::FLAG_REGEX_BYTES;
                    let reason =
                        format!("must have regular expressions of at most {limit} bytes of memory in all");
                    return Err(Invalid::new("rules", reason));
                }
            }
        }
        Ok(())
    }
}

impl Rule {
    /// Checks a rule of a flag of that type.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self, value_type: ValueType) -> Result<(), Invalid> {
        match &self.kind {
            RuleKind::Boolean => {}
            RuleKind::Attribute(condition) => condition.check()?,
            RuleKind::Percentage { bucket_by, .. } => check_name("bucket_by", bucket_by)?,
        }
        at_most("conditions", "conditions", limits::CONDITIONS, self.conditions.len())?;
        for (at, condition) in self.conditions.iter().enumerate() {
            condition.check().map_err(|invalid| invalid.inside(format_args!("conditions[{at}]")))?;
        }
        check_value("return_value", value_type, &self.return_value)
    }
}

impl Condition {
    /// Checks the attribute's name and that the value suits the operator.
    ///
    /// # Errors
    ///
    /// The first problem, in the order of the fields.
    pub fn check(&self) -> Result<(), Invalid> {
        check_name("attribute", &self.attribute)?;
        match &self.value {
            Some(list) if list.is_list() => {
                at_most("value", "values", limits::LIST_VALUES, count(list))?;
                for (at, value) in operand::scalars(list).into_iter().flatten().enumerate() {
                    check_operand(|| format!("value[{at}]"), value)?;
                }
            }
            Some(value) => check_operand(|| "value".to_owned(), operand::scalar(value))?,
            None => {}
        }
        Tables::default().condition(self)
    }
}

fn check_name(field: &str, name: &str) -> Result<(), Invalid> {
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

fn check_value(field: &str, value_type: ValueType, value: &Json) -> Result<(), Invalid> {
    has_type(field, value_type, value)?;
    if limits::json_depth(value.text()) > limits::JSON_DEPTH {
        let limit = limits::JSON_DEPTH;
        return Err(Invalid::new(field, format!("must nest at most {limit} deep")));
    }
    if value.has_nul() {
        return Err(Invalid::new(field, NUL));
    }
    let bytes = value.text().len();
    if bytes > limits::JSON_BYTES {
        let limit = limits::JSON_BYTES;
        return Err(Invalid::new(field, format!("must have at most {limit} bytes of JSON; it has {bytes}")));
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

const NUL: &str = "must not contain the character U+0000, which databases cannot store";

fn at_most(field: &str, things: &str, limit: usize, count: usize) -> Result<(), Invalid> {
    if count <= limit {
        return Ok(());
    }
    Err(Invalid::new(field, format!("must have at most {limit} {things}; it has {count}")))
}
