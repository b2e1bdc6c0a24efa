//! Conversions of Rust values and JSON values into [`ContextValue`].

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

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

/// The members of an object, of duplicate names the last one.
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> FromIterator<(K, V)> for ContextValue<'a> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        Self(Repr::Object(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

/// An object.
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>, S> From<HashMap<K, V, S>> for ContextValue<'a> {
    fn from(members: HashMap<K, V, S>) -> Self {
        members.into_iter().collect()
    }
}

/// An object.
impl<'a, K: Into<Cow<'a, str>>, V: Into<ContextValue<'a>>> From<BTreeMap<K, V>> for ContextValue<'a> {
    fn from(members: BTreeMap<K, V>) -> Self {
        members.into_iter().collect()
    }
}

/// An object.
impl From<Map<String, Value>> for ContextValue<'_> {
    fn from(members: Map<String, Value>) -> Self {
        Value::Object(members).into()
    }
}

/// Objects nest as deep as in a context; deeper members are left out.
impl<'a> From<&'a Value> for ContextValue<'a> {
    fn from(value: &'a Value) -> Self {
        borrowed(value, Context::DEPTH)
    }
}

/// Objects nest as deep as in a context; deeper members are left out.
impl From<Value> for ContextValue<'_> {
    fn from(value: Value) -> Self {
        owned(value, Context::DEPTH)
    }
}

/// `depth` levels of names are left.
fn borrowed(value: &Value, depth: usize) -> ContextValue<'_> {
    match value {
        Value::Array(elements) => elements.iter().filter_map(Scalar::from_json).collect(),
        Value::Object(members) if depth > 1 => {
            members.iter().map(|(name, value)| (name.as_str(), borrowed(value, depth - 1))).collect()
        }
        _ => Scalar::from_json(value).map_or(ContextValue(Repr::Missing), ContextValue::from),
    }
}

/// `depth` levels of names are left.
pub(crate) fn owned<'a>(value: Value, depth: usize) -> ContextValue<'a> {
    match value {
        Value::String(text) => text.into(),
        Value::Bool(value) => value.into(),
        Value::Number(number) => {
            Scalar::from_json_number(&number).map_or(ContextValue(Repr::Missing), ContextValue::from)
        }
        Value::Array(elements) => {
            elements.into_iter().filter_map(|element| owned(element, 1).into_scalar()).collect()
        }
        Value::Object(members) if depth > 1 => {
            members.into_iter().map(|(name, value)| (name, owned(value, depth - 1))).collect()
        }
        Value::Null | Value::Object(_) => ContextValue(Repr::Missing),
    }
}
