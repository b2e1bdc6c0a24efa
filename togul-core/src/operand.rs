//! What conditions compare with when it is more than one text: parsed once, ready to compare.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};
use regex::{Regex, RegexBuilder};
use serde_json::Value;

use crate::scalar::Scalar;
use crate::semver::Version;
use crate::{ContextValue, Invalid, Operator, instant, limits, number};

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Among(Among),
    NotAmong(Among),
    Number(Bound, f64),
    Before(Box<Time>),
    After(Box<Time>),
    Semver(Bound, Box<Release>),
    Matches(Regex),
}

/// Values sorted by tag: one search, then full texts among equal tags.
#[derive(Clone, Debug)]
pub(crate) struct Among {
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

/// Which side of the value is inside.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bound {
    Equal,
    Above,
    AtLeast,
    Below,
    AtMost,
}

impl Operand {
    /// `None` for an operator that compares with one text, or with nothing.
    pub fn compile(operator: Operator, value: &Value) -> Result<Option<Self>, Invalid> {
        Ok(Some(match operator {
            Operator::Exists | Operator::NotExists => return Ok(None),
            Operator::Eq | Operator::Neq => return Ok(None),
            Operator::Contains | Operator::StartsWith | Operator::EndsWith => return Ok(None),
            Operator::In => Self::Among(Among::compile(value)?),
            Operator::NotIn => Self::NotAmong(Among::compile(value)?),
            Operator::Gt => Self::Number(Bound::Above, numeric(value)?),
            Operator::Gte => Self::Number(Bound::AtLeast, numeric(value)?),
            Operator::Lt => Self::Number(Bound::Below, numeric(value)?),
            Operator::Lte => Self::Number(Bound::AtMost, numeric(value)?),
            Operator::Before => Self::Before(time(value)?),
            Operator::After => Self::After(time(value)?),
            Operator::SemverEq => Self::Semver(Bound::Equal, release(value)?),
            Operator::SemverGt => Self::Semver(Bound::Above, release(value)?),
            Operator::SemverGte => Self::Semver(Bound::AtLeast, release(value)?),
            Operator::SemverLt => Self::Semver(Bound::Below, release(value)?),
            Operator::SemverLte => Self::Semver(Bound::AtMost, release(value)?),
            Operator::Matches => Self::Matches(pattern(value)?),
        }))
    }

    /// Whether this holds for an attribute that is not missing; for a list, for one element.
    pub fn holds(&self, actual: &ContextValue<'_>) -> bool {
        match self {
            Self::Among(values) => values.have_one_of(actual),
            Self::NotAmong(values) => !values.have_one_of(actual),
            Self::Number(bound, value) => {
                actual.any_number(|held| held.partial_cmp(value).is_some_and(|order| bound.admits(order)))
            }
            Self::Before(time) => actual.any_instant(|held| held < time.instant),
            Self::After(time) => actual.any_instant(|held| held > time.instant),
            Self::Semver(Bound::Equal, release) => release.is_one_of(actual),
            Self::Semver(bound, release) => actual.any_version(&release.version, |order| bound.admits(order)),
            Self::Matches(pattern) => actual.scalars().iter().any(|held| pattern.is_match(held.text())),
        }
    }

    /// What is compared with, as JSON; a list comes in no particular order.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Among(values) | Self::NotAmong(values) => {
                values.values.iter().map(Scalar::to_json).collect()
            }
            Self::Number(_, value) => number::to_json(*value),
            Self::Before(time) | Self::After(time) => Value::from(&*time.written),
            Self::Semver(_, release) => Value::from(&*release.written),
            Self::Matches(pattern) => Value::from(pattern.as_str()),
        }
    }
}

impl Among {
    /// So many are looked through faster than searched.
    const FEW: usize = 8;

    fn compile(value: &Value) -> Result<Self, Invalid> {
        let values = value.as_array().filter(|values| !values.is_empty());
        let values = values.ok_or_else(|| Invalid::new("value", "must be a list with at least one value"))?;
        let values = values.iter().enumerate().map(|(at, value)| {
            let read = Scalar::from_json(value).map(Scalar::into_owned);
            read.ok_or_else(|| Invalid::new(format!("value[{at}]"), NO_SCALAR))
        });
        let mut values = values.collect::<Result<Box<[_]>, _>>()?;
        values.sort_by_key(Scalar::tag);
        Ok(Self { tags: values.iter().map(Scalar::tag).collect(), values })
    }

    fn have_one_of(&self, actual: &ContextValue<'_>) -> bool {
        if actual.summary().is_some() && self.values.len() < actual.scalars().len() {
            return self.values.iter().any(|value| actual.is(value.tag(), value.text().as_bytes()));
        }
        actual.scalars().iter().any(|held| self.has(held))
    }

    fn has(&self, scalar: &Scalar<'_>) -> bool {
        let tag = scalar.tag();
        let first = if self.tags.len() <= Self::FEW {
            self.tags.iter().position(|held| *held == tag)
        } else {
            Some(self.tags.partition_point(|held| *held < tag))
        };
        let candidates = first.and_then(|first| self.values.get(first..)).unwrap_or_default();
        candidates.iter().take_while(|value| value.tag() == tag).any(|value| value.is_same(scalar))
    }
}

impl Release {
    fn is_one_of(&self, actual: &ContextValue<'_>) -> bool {
        let is_equal = Ordering::is_eq;
        // Versions are equal when their texts are, up to the build.
        let plain = self.written.split('+').next().unwrap_or_default();
        let is_plain_or_built = |held: &&str| {
            held.strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('+'))
        };
        actual.any_version(&self.version, is_equal)
            || actual.summary().is_some()
                && actual
                    .scalars()
                    .iter()
                    .filter_map(Scalar::as_text)
                    .filter(is_plain_or_built)
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

/// What is wrong with a value that has no text form.
pub(crate) const NO_SCALAR: &str = "must be a text, a number or a boolean";

fn numeric(value: &Value) -> Result<f64, Invalid> {
    value.as_f64().ok_or_else(|| Invalid::new("value", "must be a number"))
}

fn time(value: &Value) -> Result<Box<Time>, Invalid> {
    let read =
        value.as_str().and_then(|text| Some(Time { instant: instant::read(text)?, written: text.into() }));
    read.map(Box::new).ok_or_else(|| {
        Invalid::new("value", "must be an RFC 3339 time with an offset, like 2026-03-01T12:00:00Z")
    })
}

fn release(value: &Value) -> Result<Box<Release>, Invalid> {
    let read = value
        .as_str()
        .and_then(|text| Some(Release { version: Version::parse(text)?.to_boxed(), written: text.into() }));
    read.map(Box::new)
        .ok_or_else(|| Invalid::new("value", "must be a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1"))
}

/// Bytes that a search may remember its states in; with less than it wants it is slower, not wrong.
const REGEX_CACHE_BYTES: usize = 256 << 10;

fn pattern(value: &Value) -> Result<Regex, Invalid> {
    let text =
        value.as_str().ok_or_else(|| Invalid::new("value", "must be a regular expression as a text"))?;
    let built = build(text, limits::REGEX_PROGRAM_BYTES);
    built.map_err(|err| Invalid::new("value", format!("must be a regular expression: {}", in_one_line(&err))))
}

fn build(pattern: &str, program_bytes: usize) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(program_bytes).dfa_size_limit(REGEX_CACHE_BYTES).build()
}

/// How much memory a regular expression takes, rounded up: the least of a few limits that it compiles within, and
/// something for what surrounds the program. Measured, the estimate is right within a factor of two. Nothing for one
/// that is too long or none at all: it is refused for that.
pub(crate) fn pattern_bytes(pattern: &str) -> usize {
    const LIMITS: [usize; 4] = [4 << 10, 16 << 10, 64 << 10, 256 << 10];
    const AROUND: usize = 16 << 10;
    if pattern.len() > limits::VALUE_BYTES {
        return 0;
    }
    for limit in LIMITS {
        match build(pattern, limit) {
            Ok(_) => return limit + AROUND,
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(_) => return 0,
        }
    }
    limits::REGEX_PROGRAM_BYTES + AROUND
}

/// The regex crate draws the pattern with a caret below; its last line says what is wrong.
fn in_one_line(err: &regex::Error) -> String {
    match err {
        regex::Error::CompiledTooBig(limit) => {
            format!("this one would take more than {limit} bytes of memory")
        }
        _ => {
            let drawn = err.to_string();
            let last = drawn.lines().next_back().unwrap_or_default();
            last.strip_prefix("error: ").unwrap_or(last).to_owned()
        }
    }
}
