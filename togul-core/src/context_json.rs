//! Contexts and their values read through serde, with strings that are copied or borrowed.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Number;

use crate::context::Context;
use crate::context_value::{self, ContextValue, Repr};
use crate::json_value::{First, KeyVisitor, first_value};
use crate::scalar::Scalar;

impl<'a> Context<'a> {
    /// Reads a context from a JSON object, borrowing every string without escapes. Of duplicate names the last one
    /// counts.
    ///
    /// # Errors
    ///
    /// When `json` is not exactly one JSON object in UTF-8, or has a number beyond the range of f64 (`1e999`).
    pub fn from_json(json: &'a [u8]) -> Result<Self, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let context = Self::deserialize_borrowed(&mut deserializer)?;
        deserializer.end()?;
        Ok(context)
    }

    /// Reads a context from any format of serde and borrows strings where the format allows it. [`Deserialize`] copies
    /// them, so that a `Context<'static>` can be read.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use togul_core::Context;
    ///
    /// #[derive(Deserialize)]
    /// struct Borrowing<'a> {
    ///     #[serde(borrow, deserialize_with = "Context::deserialize_borrowed")]
    ///     context: Context<'a>,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// struct Owning {
    ///     context: Context<'static>,
    /// }
    ///
    /// let json = String::from(r#"{"context": {"user_id": "user-123"}}"#);
    /// let borrowing: Borrowing<'_> = serde_json::from_str(&json)?;
    /// assert_eq!(borrowing.context.len(), 1);
    /// let owning: Owning = serde_json::from_str(&json)?;
    /// drop(json);
    /// assert_eq!(owning.context.len(), 1);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Input that is not a map with strings as keys, and the errors of the format.
    pub fn deserialize_borrowed<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContextVisitor)
    }
}

impl<'a> ContextValue<'a> {
    /// Reads a value from any format of serde that describes itself, and borrows strings where the format allows it.
    ///
    /// # Errors
    ///
    /// The errors of the format, and bytes, which JSON does not have.
    pub fn deserialize_borrowed<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor { levels: Context::DEPTH })
    }
}

impl<'a> Scalar<'a> {
    /// Reads a value as a scalar; `None` if it has no text form. A list or an object is skipped.
    pub fn deserialize_borrowed<D: Deserializer<'a>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ValueVisitor { levels: 0 }).map(ContextValue::into_scalar)
    }
}

/// Copies every string; [`Context::deserialize_borrowed`] does not.
impl<'de> Deserialize<'de> for Context<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Context::deserialize_borrowed(deserializer).map(Context::into_owned)
    }
}

/// Copies every string; [`ContextValue::deserialize_borrowed`] does not.
impl<'de> Deserialize<'de> for ContextValue<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ContextValue::deserialize_borrowed(deserializer).map(ContextValue::into_owned)
    }
}

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = Context<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a context: an object of attribute names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut context = Context::new();
        while let Some(name) = map.next_key_seed(KeyVisitor)? {
            context.set(name, map.next_value_seed(ValueVisitor { levels: Context::DEPTH })?);
        }
        Ok(context)
    }
}

/// Lists and objects inside of lists, and members that are too deep, are skipped, at any depth.
#[derive(Clone, Copy)]
struct ValueVisitor {
    /// The levels of names that are left; 0 for an element of a list.
    levels: usize,
}

impl<'de> DeserializeSeed<'de> for ValueVisitor {
    type Value = ContextValue<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = ContextValue<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::owned(text).into())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(number.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(ContextValue(Repr::Missing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        if self.levels == 0 {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(ContextValue(Repr::Missing));
        }
        let mut scalars = Vec::new();
        while let Some(element) = seq.next_element_seed(Self { levels: 0 })? {
            scalars.extend(element.into_scalar());
        }
        Ok(scalars.into_iter().collect())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        let has_members = self.levels > 1;
        let inner = Self { levels: self.levels.saturating_sub(1) };
        if let Some(key) = map.next_key_seed(KeyVisitor)? {
            match first_value(key, &mut map)? {
                First::Number(digits) => {
                    let number: Number = digits.parse().map_err(A::Error::custom)?;
                    let scalar = Scalar::from_json_number(&number);
                    return scalar.map(Into::into).ok_or_else(|| A::Error::custom("number out of range"));
                }
                First::Entry(name, value) if has_members => {
                    members.push((name, context_value::owned(value, inner.levels)));
                }
                First::Entry(..) => {}
            }
        }
        if !has_members {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(ContextValue(Repr::Missing));
        }
        while let Some(name) = map.next_key_seed(KeyVisitor)? {
            members.push((name, map.next_value_seed(inner)?));
        }
        Ok(ContextValue(Repr::Object(members)))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    use super::*;

    const JSON: &str =
        r#"{"user_id": "user-123", "escaped": "a\"b", "age": 42, "groups": ["x", 1], "none": null}"#;

    fn owned<T: DeserializeOwned>(json: String) -> T {
        serde_json::from_reader(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_context_may_outlive_what_it_was_read_from() {
        let expected = format!("{:?}", Context::from_json(JSON.as_bytes()).unwrap());
        let read: Context<'static> = owned(JSON.to_owned());
        assert_eq!(format!("{read:?}"), expected);
        let value: ContextValue<'static> = owned(r#"["x", "y"]"#.to_owned());
        assert_eq!(value.to_json(), serde_json::json!(["x", "y"]));
    }

    #[test]
    fn a_context_is_exactly_one_object() {
        for json in ["", "[]", "null", "1", "{} {}", "{}x", r#"{"a": 1e999}"#] {
            assert!(Context::from_json(json.as_bytes()).is_err(), "{json}");
            assert!(serde_json::from_str::<Context<'_>>(json).is_err(), "{json}");
        }
    }
}
