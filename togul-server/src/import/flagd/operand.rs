//! Operands of JSONLogic: constants, and values of the context.

use serde_json::Value;

use crate::import::{budget::Bytes, translation::Problem};

/// What flagd calls the attribute that identifies a user, and what it is called here.
const TARGETING_KEY: &str = "targetingKey";
pub(super) const USER: &str = togul_core::Rule::DEFAULT_BUCKET_BY;

/// An operand of an operator.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Constant(Value),
    Attribute {
        name: String,
        /// What a missing attribute counts as.
        default: Value,
    },
}

impl Operand {
    /// `None` for an operand that is an expression.
    pub fn read(expression: &Value, flag_key: &str, place: &str) -> Result<Option<Self>, Problem> {
        let Value::Object(members) = expression else {
            return Ok(match expression {
                Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => None,
                constant => Some(Self::Constant(constant.clone())),
            });
        };
        let Some(argument) = members.get("var").filter(|_| members.len() == 1) else { return Ok(None) };
        let (path, default) = match argument {
            Value::Array(list) => match &**list {
                [path] => (path, Value::Null),
                [path, default] => (path, default.clone()),
                _ => return Err(Problem::new(place, "`var` has neither one argument nor two")),
            },
            path => (path, Value::Null),
        };
        match path.as_str() {
            Some("$flagd.flagKey") => Ok(Some(Self::Constant(flag_key.into()))),
            Some("$flagd.timestamp") => {
                Err(Problem::new(place, "depends on the time, which evaluation here does not know"))
            }
            Some("") | None => Err(Problem::new(place, "`var` needs the name of an attribute")),
            Some(TARGETING_KEY) => Ok(Some(Self::Attribute { name: USER.to_owned(), default })),
            Some(name) => Ok(Some(Self::Attribute { name: name.to_owned(), default })),
        }
    }
}

impl Bytes for Operand {
    fn bytes(&self) -> usize {
        match self {
            Self::Constant(value) => value.bytes(),
            Self::Attribute { name, default } => name.len() + default.bytes(),
        }
    }
}

/// Whether JSONLogic takes a constant for true.
pub(super) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(_) => true,
    }
}

/// The number that JSONLogic compares; `None` for what is no number.
pub(super) fn to_number(value: &Value) -> Option<f64> {
    match value {
        Value::Null => Some(0.0),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text by which constants are compared; `None` for what has none.
pub(super) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(_) => togul_core::ContextValue::from(value).text().map(str::to_owned),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The operator and the arguments of an expression.
pub(super) fn operation(expression: &Value) -> Option<(&str, &[Value])> {
    let members = expression.as_object().filter(|members| members.len() == 1)?;
    let (operator, arguments) = members.iter().next()?;
    let arguments = arguments.as_array().map_or(std::slice::from_ref(arguments), Vec::as_slice);
    Some((operator, arguments))
}
