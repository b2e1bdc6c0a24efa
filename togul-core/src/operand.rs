//! Operands that are not a single text: parsed once, ready to compare.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::{Number, Value};

use crate::cost::{self, Cost};
use crate::pattern::Pattern;
use crate::scalar::Scalar;
use crate::semver::Version;
use crate::{ContextValue, Invalid, Json, Operator, instant, number};

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    In(ValueSet),
    NotIn(ValueSet),
    /// The nearest f64 of the value, and the value as explanations show it.
    Number(Bound, f64, Number),
    Before(Box<Time>),
    After(Box<Time>),
    Semver(Bound, Box<Release>),
    Matches(Pattern),
}

/// Values sorted by tag, then by text form. Texts with equal tags can be made: their number must not matter.
#[derive(Clone, Debug)]
pub(crate) struct ValueSet {
    tags: Box<[u32]>,
    values: Box<[Scalar<'static>]>,
}

#[derive(Clone, Debug)]
pub(crate) struct Time {
    instant: DateTime<Utc>,
    written: Box<str>,
}

#[derive(Clone, Debug)]
pub(crate) struct Release {
    version: Version<Box<str>>,
    written: Box<str>,
}

/// The side of the value on which the condition holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    Equal,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Operand {
    /// `None` for operators that compare with a single text, or take no value.
    pub fn compile(operator: Operator, value: &Json) -> Result<Option<Self>, Invalid> {
        Ok(Some(match operator {
            Operator::Exists | Operator::NotExists => return Ok(None),
            Operator::Eq | Operator::Neq => return Ok(None),
            Operator::Contains | Operator::StartsWith | Operator::EndsWith => return Ok(None),
            Operator::In => Self::In(ValueSet::compile(value)?),
            Operator::NotIn => Self::NotIn(ValueSet::compile(value)?),
            Operator::Gt => Self::number(Bound::Above, value)?,
            Operator::Gte => Self::number(Bound::AtLeast, value)?,
            Operator::Lt => Self::number(Bound::Below, value)?,
            Operator::Lte => Self::number(Bound::AtMost, value)?,
            Operator::Before => Self::Before(time(value)?),
            Operator::After => Self::After(time(value)?),
            Operator::SemverEq => Self::Semver(Bound::Equal, release(value)?),
            Operator::SemverGt => Self::Semver(Bound::Above, release(value)?),
            Operator::SemverGte => Self::Semver(Bound::AtLeast, release(value)?),
            Operator::SemverLt => Self::Semver(Bound::Below, release(value)?),
            Operator::SemverLte => Self::Semver(Bound::AtMost, release(value)?),
            Operator::Matches => Self::Matches(expression(value, Pattern::compile)?),
        }))
    }

    fn number(bound: Bound, value: &Json) -> Result<Self, Invalid> {
        let number = scalar(value).filter(|_| value.is_number());
        let parts = number.and_then(|number| Some((number.as_number()?, number::to_json(number.text())?)));
        let (value, shown) = parts.ok_or_else(|| Invalid::new("value", "must be a number"))?;
        Ok(Self::Number(bound, value, shown))
    }

    /// Whether the condition holds for an attribute that is not missing; for a list, for one of its elements.
    pub fn holds(&self, actual: &ContextValue<'_>) -> bool {
        match self {
            Self::In(values) => values.has_one_of(actual),
            Self::NotIn(values) => !values.has_one_of(actual),
            Self::Number(bound, value, _) => {
                actual.any_number(|held| held.partial_cmp(value).is_some_and(|order| bound.admits(order)))
            }
            Self::Before(time) => actual.any_instant(|held| held < time.instant),
            Self::After(time) => actual.any_instant(|held| held > time.instant),
            Self::Semver(Bound::Equal, release) => release.is_one_of(actual),
            Self::Semver(bound, release) => actual.any_version(&release.version, |order| bound.admits(order)),
            Self::Matches(pattern) => actual.scalars().iter().any(|held| pattern.is_match(held.text())),
        }
    }

    /// The worst time of a condition with this operand.
    pub fn cost(&self, operator: Operator) -> Cost {
        match self {
            Self::In(values) | Self::NotIn(values) => cost::condition(operator, values.values.len()),
            Self::Matches(pattern) => cost::condition(operator, 1) + pattern.cost(),
            Self::Number(..) | Self::Before(_) | Self::After(_) | Self::Semver(..) => {
                cost::condition(operator, 1)
            }
        }
    }

    /// As [`cost`](Self::cost) of an operand of `matches`, which is compiled only if that is not known.
    pub fn cost_of_matches(value: &Json) -> Result<Cost, Invalid> {
        Ok(cost::condition(Operator::Matches, 1) + expression(value, Pattern::cost_of)?)
    }

    /// The operand as JSON; a list is in no particular order.
    pub fn to_json(&self) -> Value {
        match self {
            Self::In(values) | Self::NotIn(values) => values.values.iter().map(Scalar::to_json).collect(),
            Self::Number(_, _, shown) => Value::Number(shown.clone()),
            Self::Before(time) | Self::After(time) => Value::from(&*time.written),
            Self::Semver(_, release) => Value::from(&*release.written),
            Self::Matches(pattern) => Value::from(pattern.as_str()),
        }
    }
}

impl ValueSet {
    /// For so few values a linear search is faster than a binary one.
    const FEW: usize = 8;

    fn compile(value: &Json) -> Result<Self, Invalid> {
        let values = scalars(value).filter(|values| !values.is_empty());
        let values = values.ok_or_else(|| Invalid::new("value", "must be a list with at least one value"))?;
        let values = values.into_iter().enumerate().map(|(at, read)| {
            read.map(Scalar::into_owned).ok_or_else(|| Invalid::new(format!("value[{at}]"), NO_SCALAR))
        });
        let mut values = values.collect::<Result<Vec<_>, _>>()?;
        values.sort_by(|one, other| (one.tag(), one.text()).cmp(&(other.tag(), other.text())));
        Ok(Self { tags: values.iter().map(Scalar::tag).collect(), values: values.into() })
    }

    fn has_one_of(&self, actual: &ContextValue<'_>) -> bool {
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

impl Release {
    fn is_one_of(&self, actual: &ContextValue<'_>) -> bool {
        let is_equal = Ordering::is_eq;
        // A summary has only the extremes. Versions are equal when their texts are, up to the build metadata.
        let plain = self.written.split('+').next().unwrap_or_default();
        let may_be_equal = |held: &&str| {
            held.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('+'))
        };
        actual.any_version(&self.version, is_equal)
            || actual.summary().is_some()
                && actual
                    .scalars()
                    .iter()
                    .filter_map(Scalar::as_text)
                    .filter(may_be_equal)
                    .filter_map(Version::parse)
                    .any(|held| is_equal(held.precedence(&self.version)))
    }
}

impl Bound {
    fn admits(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Above => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
        }
    }
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

fn time(value: &Json) -> Result<Box<Time>, Invalid> {
    let read = value
        .as_string()
        .and_then(|text| Some(Time { instant: instant::read(&text)?, written: text.into() }));
    read.map(Box::new).ok_or_else(|| {
        Invalid::new("value", "must be an RFC 3339 time with an offset, like 2026-03-01T12:00:00Z")
    })
}

fn release(value: &Json) -> Result<Box<Release>, Invalid> {
    let read = value
        .as_string()
        .and_then(|text| Some(Release { version: Version::parse(&text)?.to_boxed(), written: text.into() }));
    read.map(Box::new)
        .ok_or_else(|| Invalid::new("value", "must be a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1"))
}

fn expression<T>(value: &Json, read: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Invalid> {
    let text =
        value.as_string().ok_or_else(|| Invalid::new("value", "must be a regular expression in a string"))?;
    read(&text).map_err(|problem| Invalid::new("value", format!("must be a regular expression: {problem}")))
}
