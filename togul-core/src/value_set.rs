//! Values of a condition.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::fold;
use crate::scalar::Scalar;
use crate::{ContextValue, Invalid, Json, JsonValue};

/// Values sorted by tag, then by text form. Texts with equal tags can be made: their number must not matter.
#[derive(Clone, Debug)]
pub(crate) struct ValueSet {
    tags: Box<[u32]>,
    values: Box<[Scalar<'static>]>,
}

/// Values that are compared without regard to case.
#[derive(Clone, Debug)]
pub(crate) struct FoldedSet {
    /// In lower case.
    values: ValueSet,
    /// The bytes of the longest one.
    longest: usize,
    written: Json,
}

impl ValueSet {
    /// For so few values a linear search is faster than a binary one.
    const FEW: usize = 8;

    pub fn compile(value: &Json) -> Result<Self, Invalid> {
        Ok(Self::new(list(value)?.into_iter().map(Scalar::into_owned).collect()))
    }

    fn new(mut values: Vec<Scalar<'static>>) -> Self {
        values.sort_by(|one, other| (one.tag(), one.text()).cmp(&(other.tag(), other.text())));
        Self { tags: values.iter().map(Scalar::tag).collect(), values: values.into() }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn to_json(&self) -> Value {
        self.values.iter().map(Scalar::to_json).collect()
    }

    pub fn has_one_of(&self, actual: &ContextValue<'_>) -> bool {
        if actual.summary().is_some() && self.values.len() < actual.scalars().len() {
            return self.values.iter().any(|value| actual.is(value.tag(), value.text().as_bytes()));
        }
        actual.scalars().iter().any(|held| self.has(held))
    }

    fn has(&self, scalar: &Scalar<'_>) -> bool {
        let tag = scalar.tag();
        if self.tags.len() <= Self::FEW {
            return self.tags.contains(&tag) && self.values.iter().any(|value| value.is_same(scalar));
        }
        let first = self.tags.partition_point(|held| *held < tag);
        let same_tag = self.tags.get(first..).unwrap_or_default();
        let same_tag = first..first + same_tag.partition_point(|held| *held == tag);
        let candidates = self.values.get(same_tag).unwrap_or_default();
        candidates.binary_search_by(|value| value.text().cmp(scalar.text())).is_ok()
    }
}

impl FoldedSet {
    /// Room for the longest value that can be looked up by its hash. Values may be written up to
    /// [`VALUE_BYTES`](crate::limits::VALUE_BYTES), and lower case takes at most half as many bytes more.
    const LOOKUP_BYTES: usize = crate::limits::VALUE_BYTES * 3 / 2;

    pub fn compile(value: &Json, values: Vec<Scalar<'_>>) -> Self {
        let values = values.iter().map(|value| Scalar::owned(fold::folded(value.text())));
        let values = ValueSet::new(values.collect());
        let longest = values.values.iter().map(|value| value.text().len()).max().unwrap_or_default();
        Self { values, longest, written: value.clone() }
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    pub fn to_json(&self) -> Value {
        written(&self.written)
    }

    pub fn has_one_of(&self, actual: &ContextValue<'_>) -> bool {
        actual.scalars().iter().any(|held| self.has(held.text()))
    }

    fn has(&self, text: &str) -> bool {
        let values = &self.values.values;
        if self.len() <= ValueSet::FEW && text.is_ascii() {
            return values.iter().any(|value| text.eq_ignore_ascii_case(value.text()));
        }
        if self.len() <= ValueSet::FEW || self.longest > Self::LOOKUP_BYTES {
            return values.iter().any(|value| fold::is_same(text, value.text()));
        }
        let mut buffer = [0; Self::LOOKUP_BYTES];
        fold::write(text, &mut buffer).is_some_and(|folded| self.values.has(&Scalar::borrowed(folded)))
    }
}

/// A value as explanations show it.
pub(crate) fn written(value: &Json) -> Value {
    value.read().map(|JsonValue(value)| value).unwrap_or_default()
}

/// The elements of a list that has at least one and only scalars.
pub(crate) fn list(value: &Json) -> Result<Vec<Scalar<'_>>, Invalid> {
    let values = scalars(value).filter(|values| !values.is_empty());
    let values = values.ok_or_else(|| Invalid::new("value", "must be a list with at least one value"))?;
    let values = values.into_iter().enumerate();
    values.map(|(at, read)| read.ok_or_else(|| Invalid::new(format!("value[{at}]"), NO_SCALAR))).collect()
}

/// A scalar, or the elements of such a list.
pub(crate) fn one_or_more(value: &Json) -> Result<Vec<Scalar<'_>>, Invalid> {
    if value.is_list() {
        return list(value);
    }
    scalar(value)
        .map(|scalar| vec![scalar])
        .ok_or_else(|| Invalid::new("value", "must be a string, a number, a boolean or a list of them"))
}

/// The problem of a value that has no text form.
pub(crate) const NO_SCALAR: &str = "must be a string, a number or a boolean";

/// The value as a scalar; `None` if it has no text form.
pub(crate) fn scalar(value: &Json) -> Option<Scalar<'_>> {
    Scalar::deserialize_borrowed(&mut serde_json::Deserializer::from_str(value.text())).ok()?
}

/// The elements of a list; `None` for an element that has no text form.
pub(crate) fn scalars(value: &Json) -> Option<Vec<Option<Scalar<'_>>>> {
    struct Element<'a>(Option<Scalar<'a>>);

    impl<'de> Deserialize<'de> for Element<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Scalar::deserialize_borrowed(deserializer).map(Self)
        }
    }

    let elements: Vec<Element<'_>> = serde_json::from_str(value.text()).ok()?;
    Some(elements.into_iter().map(|Element(element)| element).collect())
}
