//! Conversions of Rust values and JSON values into [`ContextValue`].

use std::borrow::Cow;

use serde_json::Value;

use crate::context::{ContextValue, Repr};
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
