//! The types of flag values.

use strum::{IntoStaticStr, VariantArray, VariantNames};

use crate::Json;
use crate::names::named;

/// The type of every value that a flag can answer, fixed when the flag is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum ValueType {
    /// `true` or `false`.
    Boolean,
    /// A string.
    String,
    /// A JSON number.
    Number,
    /// Any JSON value, null included.
    Json,
}

named!(ValueType, "value_type");

impl ValueType {
    /// Whether `value` has this type. `Json` accepts any value, null included.
    ///
    /// ```
    /// use togul_core::ValueType;
    ///
    /// assert!(ValueType::Number.accepts(&"2.5".parse()?));
    /// assert!(!ValueType::Number.accepts(&r#""2.5""#.parse()?));
    /// assert!(ValueType::Json.accepts(&"null".parse()?));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn accepts(self, value: &Json) -> bool {
        match self {
            Self::Boolean => value.is_boolean(),
            Self::String => value.is_string(),
            Self::Number => value.is_number(),
            Self::Json => true,
        }
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
            assert_eq!(value_type.as_str().parse(), Ok(*value_type));
            assert_eq!(value_type.to_string(), value_type.as_str());
        }
        assert!("Boolean".parse::<ValueType>().is_err());
    }

    #[test]
    fn each_type_accepts_its_own_values_only() {
        let values =
            [json!(true), json!("true"), json!(1), json!(null), json!([1]), json!({"a": 1})].map(Json::from);
        let accepted = |value_type: ValueType| values.each_ref().map(|value| value_type.accepts(value));
        assert_eq!(accepted(ValueType::Boolean), [true, false, false, false, false, false]);
        assert_eq!(accepted(ValueType::String), [false, true, false, false, false, false]);
        assert_eq!(accepted(ValueType::Number), [false, false, true, false, false, false]);
        assert_eq!(accepted(ValueType::Json), [true; 6]);
    }
}
