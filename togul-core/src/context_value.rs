//! Conversions of Rust values and JSON into [`ContextValue`] and [`Context`].

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Number, Value};

use crate::context::{Context, ContextValue, Repr};
use crate::scalar::Scalar;

impl<'a> From<Scalar<'a>> for ContextValue<'a> {
    #[inline]
    fn from(scalar: Scalar<'a>) -> Self {
        Self(Repr::Scalar(scalar))
    }
}

impl<'a> FromIterator<Scalar<'a>> for ContextValue<'a> {
    fn from_iter<I: IntoIterator<Item = Scalar<'a>>>(scalars: I) -> Self {
        Self(Repr::List(Vec::from_iter(scalars), None))
    }
}

impl<'a> From<&'a str> for ContextValue<'a> {
    #[inline]
    fn from(text: &'a str) -> Self {
        Scalar::borrowed(text).into()
    }
}

impl From<String> for ContextValue<'_> {
    fn from(text: String) -> Self {
        Scalar::owned(text).into()
    }
}

impl<'a> From<&'a String> for ContextValue<'a> {
    #[inline]
    fn from(text: &'a String) -> Self {
        Scalar::borrowed(text).into()
    }
}

impl<'a> From<Cow<'a, str>> for ContextValue<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<bool> for ContextValue<'_> {
    fn from(value: bool) -> Self {
        Scalar::boolean(value).into()
    }
}

macro_rules! from_integers {
    ($($integer:ty)* => $constructor:ident) => {$(
        /// Text and buckets use all the digits; comparisons with `gt` and the like use the nearest f64.
        impl From<$integer> for ContextValue<'_> {
            fn from(number: $integer) -> Self {
                Scalar::$constructor(number as _).into()
            }
        }
    )*};
}
from_integers! { i8 i16 i32 i64 isize => signed }
from_integers! { u8 u16 u32 u64 usize => unsigned }

/// NaN and the infinities are missing.
impl From<f64> for ContextValue<'_> {
    fn from(number: f64) -> Self {
        Scalar::number(number).map_or(Self(Repr::Missing), Self::from)
    }
}

/// Elements that are not scalars are dropped.
impl<'a, T: Into<ContextValue<'a>>> From<Vec<T>> for ContextValue<'a> {
    fn from(elements: Vec<T>) -> Self {
        elements.into_iter().filter_map(|element| element.into().into_scalar()).collect()
    }
}

/// Elements that are not scalars are dropped.
impl<'a, T: Into<ContextValue<'a>>, const N: usize> From<[T; N]> for ContextValue<'a> {
    fn from(elements: [T; N]) -> Self {
        Vec::from(elements).into()
    }
}

/// `None` is missing.
impl<'a, T: Into<ContextValue<'a>>> From<Option<T>> for ContextValue<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self(Repr::Missing), Into::into)
    }
}

impl<'a> From<&'a Value> for ContextValue<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Array(elements) => elements.iter().filter_map(Scalar::from_json).collect(),
            _ => Scalar::from_json(value).map_or(Self(Repr::Missing), Self::from),
        }
    }
}

impl From<Value> for ContextValue<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => text.into(),
            Value::Bool(value) => value.into(),
            Value::Number(number) => {
                Scalar::from_json_number(&number).map_or(Self(Repr::Missing), Self::from)
            }
            Value::Array(elements) => elements.into(),
            Value::Null | Value::Object(_) => Self(Repr::Missing),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Context<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContextVisitor)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for ContextValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor { in_list: false })
    }
}

/// How serde_json represents a number when any crate of the application turns on its `arbitrary_precision`.
const ARBITRARY_PRECISION: &str = "$serde_json::private::Number";

struct ContextVisitor;

impl<'de> Visitor<'de> for ContextVisitor {
    type Value = Context<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a context: an object of attribute names and values")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut context = Context::new();
        while let Some(name) = map.next_key_seed(NameVisitor)? {
            context.set(name, map.next_value::<ContextValue<'de>>()?);
        }
        Ok(context)
    }
}

/// Lists and objects inside of lists and objects are skipped, at any depth.
struct ValueVisitor {
    in_list: bool,
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
        if self.in_list {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(ContextValue(Repr::Missing));
        }
        let mut scalars = Vec::new();
        while let Some(element) = seq.next_element_seed(Self { in_list: true })? {
            scalars.extend(element.into_scalar());
        }
        Ok(scalars.into_iter().collect())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match map.next_key_seed(NameVisitor)? {
            Some(name) if name == ARBITRARY_PRECISION => {
                let digits: Cow<'de, str> = map.next_value()?;
                let number: Number = digits.parse().map_err(A::Error::custom)?;
                let scalar = Scalar::from_json_number(&number);
                return scalar.map(Into::into).ok_or_else(|| A::Error::custom("number out of range"));
            }
            Some(_) => drop(map.next_value::<IgnoredAny>()?),
            None => {}
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(ContextValue(Repr::Missing))
    }
}

/// Borrows from the input where it can; serde's own `Cow` never does inside a map.
struct NameVisitor;

impl<'de> DeserializeSeed<'de> for NameVisitor {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(name.into())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(name.to_owned().into())
    }
}
