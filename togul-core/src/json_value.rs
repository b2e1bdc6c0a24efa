//! Reading JSON values without special keys.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// A [`Value`] that reads back as it was written.
///
/// `Value` itself does not: features of serde_json, which any crate of the application can turn on, give an object
/// another meaning if its first key is `$serde_json::private::RawValue` or `$serde_json::private::Number`.
///
/// ```
/// use togul_core::JsonValue;
///
/// let json = r#"{"$serde_json::private::RawValue":"true"}"#;
/// let JsonValue(value) = serde_json::from_str(json)?;
/// assert_eq!(value.to_string(), json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JsonValue(pub Value);

impl Serialize for JsonValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for JsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Read::deserialize(deserializer).map(|read| Self(read.value))
    }
}

/// The key under which serde_json passes the digits of a number with its feature `arbitrary_precision`.
pub(crate) const NUMBER_KEY: &str = "$serde_json::private::Number";

/// An object of a deserializer up to its first value.
pub(crate) enum First<'de> {
    /// No object: a number of serde_json, by its digits.
    Number(String),
    Entry(Cow<'de, str>, Value),
}

/// Reads the value of an object's first key. Only for a number of serde_json, the key is borrowed and the value an owned
/// string. An object of the input has both borrowed, or both owned.
pub(crate) fn first_value<'de, A: MapAccess<'de>>(
    key: Cow<'de, str>,
    map: &mut A,
) -> Result<First<'de>, A::Error> {
    let Read { value, is_owned_string } = map.next_value()?;
    Ok(match (key, value) {
        (Cow::Borrowed(NUMBER_KEY), Value::String(digits)) if is_owned_string => First::Number(digits),
        (key, value) => First::Entry(key, value),
    })
}

struct Read {
    value: Value,
    /// Whether the deserializer passed an owned string.
    is_owned_string: bool,
}

impl From<Value> for Read {
    fn from(value: Value) -> Self {
        Self { value, is_owned_string: false }
    }
}

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadVisitor)
    }
}

struct ReadVisitor;

impl<'de> Visitor<'de> for ReadVisitor {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Read, E> {
        Ok(Value::Bool(value).into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Read, E> {
        Ok(Value::from(number).into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Read, E> {
        Ok(Value::from(number).into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Read, E> {
        Ok(Value::from(number).into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Read, E> {
        Ok(Value::from(text).into())
    }

    fn visit_string<E>(self, text: String) -> Result<Read, E> {
        Ok(Read { value: Value::String(text), is_owned_string: true })
    }

    fn visit_none<E>(self) -> Result<Read, E> {
        Ok(Value::Null.into())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read, D::Error> {
        Read::deserialize(deserializer)
    }

    fn visit_unit<E>(self) -> Result<Read, E> {
        Ok(Value::Null.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Read, A::Error> {
        let mut elements = Vec::new();
        while let Some(JsonValue(element)) = seq.next_element()? {
            elements.push(element);
        }
        Ok(Value::Array(elements).into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let mut entries = Map::new();
        if let Some(key) = map.next_key_seed(KeyVisitor)? {
            match first_value(key, &mut map)? {
                First::Number(digits) => {
                    let number: Number = digits.parse().map_err(A::Error::custom)?;
                    return Ok(Value::Number(number).into());
                }
                First::Entry(key, value) => entries.insert(key.into_owned(), value),
            };
        }
        while let Some((key, JsonValue(value))) = map.next_entry()? {
            entries.insert(key, value);
        }
        Ok(Value::Object(entries).into())
    }
}

/// Borrows from the input where it can; serde's own `Cow` never does inside a map.
pub(crate) struct KeyVisitor;

impl<'de> DeserializeSeed<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(name.into())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(name.to_owned().into())
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(name.into())
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{BorrowedStrDeserializer, MapDeserializer};
    use serde_json::json;

    use super::*;
    use crate::{ContextValue, Flag, FlagValue, RuleAnswer, Snapshot};

    const KEYS: [&str; 2] = ["$serde_json::private::RawValue", "$serde_json::private::Number"];

    fn values() -> impl Iterator<Item = Value> {
        KEYS.into_iter().flat_map(|key| {
            let contents =
                [json!("x"), json!("7"), json!("true"), json!("{\"a\":1}"), json!(7), json!(null), json!({})];
            let objects = contents.map(|content| json!({ key: content }));
            objects.into_iter().flat_map(move |object| {
                let more = json!({ key: "7", "a": 1 });
                [json!([[{ "a": [object] }]]), json!({ "a": { "b": object }, key: object }), object, more]
            })
        })
    }

    /// A number as serde_json passes it with `arbitrary_precision`.
    fn number<'de, T: Deserialize<'de>>(digits: &str) -> Result<T, serde_json::Error> {
        let entry = (BorrowedStrDeserializer::new(NUMBER_KEY), digits.to_owned().into_deserializer());
        T::deserialize(MapDeserializer::new([entry].into_iter()))
    }

    #[test]
    fn objects_with_the_keys_of_serde_json_read_back_as_written() {
        for value in values() {
            let json = value.to_string();
            for json in [json.clone(), json.replace('$', "\\u0024")] {
                assert_eq!(
                    serde_json::from_str::<JsonValue>(&json).unwrap(),
                    JsonValue(value.clone()),
                    "{json}"
                );
            }
            assert_eq!(JsonValue::deserialize(&value).unwrap().0, value);
            assert_eq!(serde_json::from_value::<JsonValue>(value.clone()).unwrap().0, value);
            assert_eq!(serde_json::to_string(&JsonValue(value)).unwrap(), json);
        }
    }

    #[test]
    fn every_other_value_is_read_as_by_serde_json() {
        for json in
            ["null", "true", "-7", "18446744073709551615", "0.1", "-0.0", "\"\\n\"", "[]", "{\"b\":[{}]}"]
        {
            let JsonValue(value) = serde_json::from_str(json).unwrap();
            assert_eq!(value, serde_json::from_str::<Value>(json).unwrap(), "{json}");
        }
        for json in ["", "[1,", "{\"a\":}", "nul", "1e999"] {
            assert!(serde_json::from_str::<JsonValue>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn numbers_are_read_with_arbitrary_precision_turned_on() {
        assert_eq!(number::<JsonValue>("42.5").unwrap().0, json!(42.5));
        for (digits, text) in
            [("1234567890123456789", "1234567890123456789"), ("-0", "0"), ("5.0", "5"), ("1e2", "100")]
        {
            assert_eq!(number::<ContextValue<'_>>(digits).unwrap().text(), Some(text));
        }
        assert!(number::<JsonValue>("x").is_err() && number::<ContextValue<'_>>("x").is_err());
        assert!(number::<ContextValue<'_>>("1e999").is_err());
    }

    #[test]
    fn flags_keep_values_with_the_keys_of_serde_json() {
        for value in values() {
            let json = json!({"key": "a", "enabled": true, "value_type": "json", "default_value": value, "salt": "00",
                "rules": [{"id": "0190a5b8-0000-7000-8000-000000000001", "priority": 0, "rule_type": "boolean",
                    "conditions": [{"attribute": "a", "operator": "exists"}], "return_value": value}]});
            let flag: Flag = serde_json::from_str(&json.to_string()).unwrap();
            let json = json.to_string();
            let text = value.to_string();
            assert_eq!(flag.default_value.text(), text);
            assert_eq!(flag.rules[0].answer, RuleAnswer::Value(flag.default_value.clone()));
            let written = serde_json::to_string(&flag).unwrap();
            assert_eq!(serde_json::from_str::<Flag>(&written).unwrap(), flag);
            let snapshot = Snapshot::new(uuid::Uuid::nil(), "", crate::Revision::ZERO, [&*json]).unwrap();
            let evaluated =
                |context| snapshot.flag("a").unwrap().evaluate(&context).value().map(FlagValue::to_json);
            assert_eq!(evaluated(crate::Context::new()), Some(value.clone()));
            assert_eq!(evaluated(crate::Context::new().with("a", 1)), Some(value));
        }
    }

    #[test]
    fn an_object_with_a_key_of_serde_json_is_flattened_in_a_context_as_any_other() {
        for value in values().filter(Value::is_object) {
            let value = json!({ "a": value, "b": [value] });
            let read =
                crate::Context::from_json(value.to_string().as_bytes()).map(|read| format!("{read:?}"));
            let converted: crate::Context<'_> = value.as_object().unwrap().into();
            assert_eq!(read.unwrap(), format!("{converted:?}"), "{value}");
        }
    }
}
