//! The values of attributes, and conversions of Rust values and JSON values into them.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
#[cfg(feature = "std")]
use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::Context;
use crate::scalar::Scalar;
use crate::summary::Summary;

/// The value of an attribute: a string, a boolean, a number, a list of them, or *missing*.
///
/// Integers of at most 64 bits keep their digits; other numbers are f64.
///
/// Null, NaN, infinities and lists without any scalar are missing. Elements of a list that are not scalars are dropped.
/// An object is missing as well; a [`Context`] has its members as attributes.
#[derive(Clone)]
pub struct ContextValue<'a>(pub(crate) Repr<'a>);

#[derive(Clone)]
pub(crate) enum Repr<'a> {
    Missing,
    Scalar(Scalar<'a>),
    /// A string that is expensive to parse as a number, a time or a version.
    Long(Box<(Scalar<'a>, Box<Summary>)>),
    List(Vec<Scalar<'a>>, Option<Box<Summary>>),
    /// Only until the value is set: an attribute of a context is none.
    Object(Vec<(Cow<'a, str>, ContextValue<'a>)>),
}

impl<'a> ContextValue<'a> {
    /// Whether no operator but `not_exists` holds for this value.
    pub fn is_missing(&self) -> bool {
        self.scalars().is_empty()
    }

    /// How many attributes of a context the value gives: those of its members for an object that has some.
    pub fn attribute_count(&self) -> usize {
        match &self.0 {
            Repr::Object(members) if !members.is_empty() => {
                members.iter().map(|(_, value)| value.attribute_count()).sum()
            }
            _ => 1,
        }
    }

    /// The text form, which rules compare and buckets hash. `None` for lists and missing values.
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Repr::Scalar(scalar) => Some(scalar.text()),
            Repr::Long(long) => Some(long.0.text()),
            Repr::Missing | Repr::List(..) | Repr::Object(_) => None,
        }
    }

    /// The same value with its own copies of all strings.
    pub fn into_owned(self) -> ContextValue<'static> {
        ContextValue(match self.0 {
            Repr::Missing => Repr::Missing,
            Repr::Scalar(scalar) => Repr::Scalar(scalar.into_owned()),
            Repr::Long(long) => Repr::Long(Box::new((long.0.into_owned(), long.1))),
            Repr::List(scalars, summary) => {
                Repr::List(scalars.into_iter().map(Scalar::into_owned).collect(), summary)
            }
            Repr::Object(members) => {
                let owned = |(name, value): (Cow<'_, str>, ContextValue<'_>)| {
                    (Cow::Owned(name.into_owned()), value.into_owned())
                };
                Repr::Object(members.into_iter().map(owned).collect())
            }
        })
    }

    /// The value as JSON; null when it is null, or an attribute of a context that is missing.
    pub fn to_json(&self) -> Value {
        match &self.0 {
            Repr::Missing => Value::Null,
            Repr::Scalar(scalar) => scalar.to_json(),
            Repr::Long(long) => long.0.to_json(),
            Repr::List(scalars, _) => scalars.iter().map(Scalar::to_json).collect(),
            Repr::Object(members) => {
                members.iter().map(|(name, value)| (name.clone().into_owned(), value.to_json())).collect()
            }
        }
    }

    /// The scalar of a value that is neither a list nor long.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&Scalar<'a>> {
        match &self.0 {
            Repr::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The scalars that conditions compare: one, the elements of a list, or none when the value is missing.
    pub(crate) fn scalars(&self) -> &[Scalar<'a>] {
        match &self.0 {
            Repr::Missing | Repr::Object(_) => &[],
            Repr::Scalar(scalar) => core::slice::from_ref(scalar),
            Repr::Long(long) => core::slice::from_ref(&long.0),
            Repr::List(scalars, _) => scalars,
        }
    }

    /// The value as an element of a list.
    pub(crate) fn into_scalar(self) -> Option<Scalar<'a>> {
        match self.0 {
            Repr::Scalar(scalar) => Some(scalar),
            Repr::Long(long) => Some(long.0),
            Repr::Missing | Repr::List(..) | Repr::Object(_) => None,
        }
    }
}

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
    #[inline]
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
    #[inline]
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
#[cfg(feature = "std")]
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

impl fmt::Debug for ContextValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_json())
    }
}
