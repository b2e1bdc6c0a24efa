//! The types that a flag can answer with.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Invalid;

/// The type of everything that a flag can answer, fixed when the flag is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
// Through text: a derived enum would also take an object with its name as a key.
#[serde(rename_all = "snake_case", try_from = "String")]
pub enum ValueType {
    /// `true` or `false`.
    Boolean,
    /// Text.
    String,
    /// A JSON number.
    Number,
    /// Any JSON value, null included.
    Json,
}

impl ValueType {
    /// Every type, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Boolean, Self::String, Self::Number, Self::Json];

    /// The name as it travels: `boolean`, `string`, `number` or `json`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::String => "string",
            Self::Number => "number",
            Self::Json => "json",
        }
    }

    /// Whether `value` has this type. `Json` takes anything, null included.
    ///
    /// ```
    /// use serde_json::json;
    /// use togul_core::ValueType;
    ///
    /// assert!(ValueType::Number.accepts(&json!(2.5)));
    /// assert!(!ValueType::Number.accepts(&json!("2.5")));
    /// assert!(ValueType::Json.accepts(&json!(null)));
    /// ```
    pub fn accepts(self, value: &Value) -> bool {
        match self {
            Self::Boolean => value.is_boolean(),
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Json => true,
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ValueType {
    type Err = Invalid;

    fn from_str(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|known| known.as_str() == name).ok_or_else(|| {
            Invalid::new("value_type", "must be one of boolean, string, number, json".to_owned())
        })
    }
}

impl TryFrom<String> for ValueType {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        name.parse().map_err(|invalid: Invalid| invalid.reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_the_same_in_json_and_in_text() {
        for value_type in ValueType::ALL {
            assert_eq!(serde_json::to_value(value_type).unwrap(), json!(value_type.as_str()));
            assert_eq!(value_type.as_str().parse(), Ok(value_type));
            assert_eq!(value_type.to_string(), value_type.as_str());
        }
        assert!("Boolean".parse::<ValueType>().is_err());
    }

    #[test]
    fn each_type_accepts_its_own_values_only() {
        let values = [json!(true), json!("true"), json!(1), json!(null), json!([1]), json!({"a": 1})];
        let accepted = |value_type: ValueType| values.each_ref().map(|value| value_type.accepts(value));
        assert_eq!(accepted(ValueType::Boolean), [true, false, false, false, false, false]);
        assert_eq!(accepted(ValueType::String), [false, true, false, false, false, false]);
        assert_eq!(accepted(ValueType::Number), [false, false, true, false, false, false]);
        assert_eq!(accepted(ValueType::Json), [true; 6]);
    }
}
