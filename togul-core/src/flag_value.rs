//! The values that flags answer.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::json_text::with_integers;
use crate::{Json, JsonValue, ValueType, number};

/// A value that a flag answers: ready to use if it is a boolean, a string or a number, otherwise as its JSON.
#[derive(Clone, PartialEq)]
pub struct FlagValue(Repr);

#[derive(Clone, PartialEq)]
enum Repr {
    Bool(bool),
    String(Box<str>),
    /// The nearest f64, and the number as its author wrote it.
    Number(f64, Json),
    /// Null, a list or an object.
    Json(Json),
}

impl FlagValue {
    pub(crate) const fn bool(value: bool) -> Self {
        Self(Repr::Bool(value))
    }

    /// The boolean, if it is one.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match self.0 {
            Repr::Bool(value) => Some(value),
            Repr::String(_) | Repr::Number(..) | Repr::Json(_) => None,
        }
    }

    /// The string, if it is one.
    #[inline]
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Repr::String(text) => Some(text),
            Repr::Bool(_) | Repr::Number(..) | Repr::Json(_) => None,
        }
    }

    /// The number's nearest f64, if it is one.
    #[inline]
    pub fn as_f64(&self) -> Option<f64> {
        match self.0 {
            Repr::Number(value, _) => Some(value),
            Repr::Bool(_) | Repr::String(_) | Repr::Json(_) => None,
        }
    }

    /// The integer, if it is one of 64 bits, or a number that is integral and within ±2^53, however it is written:
    /// `75.0`, `1e2`.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Number(value, json) => number::integer(*value, json.text()),
            Repr::Bool(_) | Repr::String(_) | Repr::Json(_) => None,
        }
    }

    /// The value as a `T`, parsed for each call; `None` if it does not fit. Integral numbers within ±2^53 count as
    /// integers where a `T` needs integers, however they are written.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Option<T> {
        match &self.0 {
            Repr::Bool(value) => T::deserialize(Value::Bool(*value)).ok(),
            Repr::String(text) => T::deserialize(Value::from(&**text)).ok(),
            Repr::Number(_, json) | Repr::Json(json) => {
                json.read().or_else(|_| serde_json::from_str(&with_integers(json.text()))).ok()
            }
        }
    }

    /// The value as a tree.
    pub fn to_json(&self) -> Value {
        match &self.0 {
            Repr::Bool(value) => Value::Bool(*value),
            Repr::String(text) => Value::from(&**text),
            Repr::Number(_, json) | Repr::Json(json) => {
                json.read().map(|JsonValue(value)| value).expect("a `Json` can be parsed")
            }
        }
    }
}

impl FlagValue {
    /// The narrowest type that it has.
    pub(crate) fn value_type(&self) -> ValueType {
        match &self.0 {
            Repr::Bool(_) => ValueType::Boolean,
            Repr::String(_) => ValueType::String,
            Repr::Number(..) => ValueType::Number,
            Repr::Json(_) => ValueType::Json,
        }
    }

    pub(crate) fn into_json(self) -> Json {
        match self.0 {
            Repr::Bool(value) => Value::Bool(value).into(),
            Repr::String(text) => Value::from(&*text).into(),
            Repr::Number(_, json) | Repr::Json(json) => json,
        }
    }
}

/// A number that is not finite becomes null, because JSON has none.
macro_rules! from_values {
    ($($value:ty),*) => {$(
        impl From<$value> for FlagValue {
            fn from(value: $value) -> Self {
                Json::from(Value::from(value)).into()
            }
        }
    )*};
}

from_values!(bool, i32, i64, u32, u64, f64, &str, String, Value);

impl From<Json> for FlagValue {
    fn from(json: Json) -> Self {
        if json.is_boolean() {
            return Self::bool(json.text() == "true");
        }
        if let Some(text) = json.as_string() {
            return Self(Repr::String(text.into()));
        }
        match number::read(json.text()) {
            Some(number) => Self(Repr::Number(number, json)),
            None => Self(Repr::Json(json)),
        }
    }
}

/// Its JSON.
impl fmt::Display for FlagValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Bool(value) => value.fmt(f),
            Repr::String(text) => Value::from(&**text).fmt(f),
            Repr::Number(_, json) | Repr::Json(json) => json.fmt(f),
        }
    }
}

impl fmt::Debug for FlagValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// As the value that it is, with the serializers of serde_json only.
impl Serialize for FlagValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Bool(value) => value.serialize(serializer),
            Repr::String(text) => text.serialize(serializer),
            Repr::Number(_, json) | Repr::Json(json) => json.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn value(json: &str) -> FlagValue {
        json.parse::<Json>().unwrap().into()
    }

    #[test]
    fn a_value_is_ready_in_its_own_type_only() {
        for (json, expected) in [
            ("true", (Some(true), None, None, None)),
            (r#""a\n\u00e9""#, (None, Some("a\né"), None, None)),
            ("75.0", (None, None, Some(75.0), Some(75))),
            ("0.5", (None, None, Some(0.5), None)),
            ("9223372036854775807", (None, None, Some(9_223_372_036_854_775_807.0), Some(i64::MAX))),
            ("null", (None, None, None, None)),
            ("[true]", (None, None, None, None)),
        ] {
            let value = value(json);
            assert_eq!((value.as_bool(), value.as_str(), value.as_f64(), value.as_i64()), expected);
            assert_eq!(value.to_json(), serde_json::from_str::<Value>(json).unwrap());
        }
    }

    #[test]
    fn a_value_is_written_as_it_was_read() {
        for json in ["false", r#""a\né""#, "1.50", "1e2", "18446744073709551616", r#"{"b":1,"a":[1.0]}"#] {
            assert_eq!(serde_json::to_string(&value(json)).unwrap(), json);
            assert_eq!(value(json).to_string(), json);
        }
    }

    #[test]
    fn a_value_deserializes_into_the_callers_type() {
        assert_eq!(value("[75.0,1e2,0.5]").deserialize(), Some((75_u32, 100_u32, 0.5)));
        assert_eq!(value("[75.0,1e2,0.5]").deserialize::<[u32; 3]>(), None);
        assert_eq!(value("true").deserialize(), Some(true));
        assert_eq!(value("\"a\"").deserialize(), Some(Some("a".to_owned())));
        assert_eq!(value("1.50").deserialize::<Json>().unwrap().text(), "1.50");
        let magic = r#"{"$serde_json::private::RawValue":"true"}"#;
        assert_eq!(
            value(magic).deserialize(),
            Some(JsonValue(json!({"$serde_json::private::RawValue": "true"})))
        );
    }
}
