//! Operands that are not a single text as it is: parsed once, ready to compare.

use alloc::boxed::Box;
use alloc::string::String;
use core::cmp::Ordering;
use core::net::IpAddr;

use chrono::{DateTime, Utc};
use serde_json::{Number, Value};

use crate::addresses::{self, AddressSet};
use crate::cost::{self, Cost};
use crate::parts::Parts;
use crate::pattern::Pattern;
use crate::scalar::Scalar;
use crate::semver::Version;
use crate::summary::MatchPosition;
use crate::value_set::{self, FoldedSet, NO_SCALAR, ValueSet, scalar};
use crate::{ContextValue, Invalid, Json, Operator, instant, number};

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    In(ValueSet),
    NotIn(ValueSet),
    /// `eq_ignore_case` has one value.
    InIgnoreCase(FoldedSet),
    /// Parts of the text form, one of which it must have.
    Parts(Parts),
    InAddresses(Box<Addresses>),
    /// The nearest f64 of the value, and the value as explanations show it.
    Number(Bound, f64, Number),
    Before(Box<Time>),
    After(Box<Time>),
    Semver(Bound, Box<Release>),
    Matches(Pattern),
}

#[derive(Clone, Debug)]
pub(crate) struct Addresses {
    set: AddressSet,
    /// The number of addresses and blocks as written.
    len: usize,
    written: Json,
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
    /// `None` for a comparison with a single text as it is, and for operators that take no value.
    pub fn compile(operator: Operator, value: &Json) -> Result<Option<Self>, Invalid> {
        Ok(Some(match operator {
            Operator::Exists | Operator::NotExists => return Ok(None),
            Operator::Eq | Operator::Neq => return Ok(None),
            Operator::Contains | Operator::StartsWith | Operator::EndsWith if !value.is_list() => {
                return Ok(None);
            }
            Operator::EqIgnoreCase => {
                let value_read = scalar(value).ok_or_else(|| Invalid::new("value", NO_SCALAR))?;
                Self::InIgnoreCase(FoldedSet::compile(value, vec![value_read]))
            }
            Operator::InIgnoreCase => Self::InIgnoreCase(FoldedSet::compile(value, value_set::list(value)?)),
            Operator::Contains => Self::Parts(Parts::compile(MatchPosition::Anywhere, value)?),
            Operator::StartsWith => Self::Parts(Parts::compile(MatchPosition::Start, value)?),
            Operator::EndsWith => Self::Parts(Parts::compile(MatchPosition::End, value)?),
            Operator::ContainsIgnoreCase => {
                Self::Parts(Parts::compile_folded(MatchPosition::Anywhere, value)?)
            }
            Operator::StartsWithIgnoreCase => {
                Self::Parts(Parts::compile_folded(MatchPosition::Start, value)?)
            }
            Operator::EndsWithIgnoreCase => Self::Parts(Parts::compile_folded(MatchPosition::End, value)?),
            Operator::IpIn => Self::InAddresses(Box::new(Addresses::compile(value)?)),
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
            Self::InIgnoreCase(values) => values.has_one_of(actual),
            Self::Parts(parts) => parts.are_in(actual),
            Self::InAddresses(addresses) => addresses.has_one_of(actual),
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

    /// Whether the attribute has a value of the kind that is compared; for a list, one element.
    pub fn can_judge(&self, actual: &ContextValue<'_>) -> bool {
        match self {
            Self::In(_) | Self::NotIn(_) | Self::InIgnoreCase(_) | Self::Parts(_) | Self::Matches(_) => {
                !actual.is_missing()
            }
            Self::InAddresses(_) => addresses_of(actual).next().is_some(),
            Self::Number(..) => actual.any_number(|_| true),
            Self::Before(_) | Self::After(_) => actual.any_instant(|_| true),
            Self::Semver(_, release) => actual.any_version(&release.version, |_| true),
        }
    }

    /// The worst time of a condition with this operand.
    pub fn cost(&self, operator: Operator) -> Cost {
        match self {
            Self::In(values) | Self::NotIn(values) => cost::condition(operator, values.len()),
            Self::InIgnoreCase(values) => cost::condition(operator, values.len()),
            Self::Parts(parts) => cost::condition(operator, parts.len()),
            Self::InAddresses(addresses) => cost::condition(operator, addresses.len()),
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
            Self::In(values) | Self::NotIn(values) => values.to_json(),
            Self::InIgnoreCase(values) => values.to_json(),
            Self::Parts(parts) => parts.to_json(),
            Self::InAddresses(addresses) => value_set::written(&addresses.written),
            Self::Number(_, _, shown) => Value::Number(shown.clone()),
            Self::Before(time) | Self::After(time) => Value::from(&*time.written),
            Self::Semver(_, release) => Value::from(&*release.written),
            Self::Matches(pattern) => Value::from(pattern.as_str()),
        }
    }
}

impl Addresses {
    fn compile(value: &Json) -> Result<Self, Invalid> {
        let values = value_set::list(value)?;
        let set = AddressSet::parse(values.iter().map(Scalar::text));
        let set = set.map_err(|(at, problem)| Invalid::new(format!("value[{at}]"), problem))?;
        Ok(Self { set, len: values.len(), written: value.clone() })
    }

    fn len(&self) -> usize {
        self.len
    }

    fn has_one_of(&self, actual: &ContextValue<'_>) -> bool {
        addresses_of(actual).any(|address| self.set.contains(address))
    }
}

/// The elements that are IP addresses.
fn addresses_of(actual: &ContextValue<'_>) -> impl Iterator<Item = IpAddr> {
    actual.scalars().iter().filter_map(Scalar::as_text).filter_map(addresses::read)
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
