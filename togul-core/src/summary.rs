//! Summaries of long attributes, so that conditions neither parse them nor compare them item by item, however many
//! conditions there are.

use alloc::boxed::Box;
use core::cmp::Ordering;
use core::mem;

use chrono::{DateTime, Utc};
use memchr::memmem;

use crate::context_value::Repr;
use crate::scalar::Scalar;
use crate::semver::Version;
use crate::{ContextValue, instant, limits};

/// Computed when the attribute is set. For short attributes it would cost more than it saves.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    /// The tags of the text forms, sorted, each with the position of its element; equal tags by the text form.
    tags: Box<[(u32, u32)]>,
    /// The text forms, with [`SEPARATOR`] before, between and behind them.
    strings: Box<[u8]>,
    numbers: Extremes<f64>,
    instants: Extremes<DateTime<Utc>>,
    versions: Extremes<Version<Box<str>>>,
}

/// In bytes, plus a constant for each element of a list.
const SHORT: usize = 256;

/// No UTF-8 has this byte.
const SEPARATOR: u8 = 0xff;

/// The least and the greatest element: if any element is on one side of a bound, one of these is.
#[derive(Clone, Debug)]
struct Extremes<T>(Option<[T; 2]>);

/// The part of an element in which a string is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MatchPosition {
    Start,
    End,
    Anywhere,
}

impl Summary {
    fn of(scalars: &[Scalar<'_>]) -> Box<Self> {
        let mut tags: Box<[_]> = scalars.iter().map(Scalar::tag).zip(0..).collect();
        let text = |position: u32| scalars.get(position as usize).map(Scalar::text);
        tags.sort_unstable_by(|(tag, position), (other, other_position)| {
            tag.cmp(other).then_with(|| text(*position).cmp(&text(*other_position)))
        });
        let mut strings = vec![SEPARATOR];
        for scalar in scalars {
            strings.extend_from_slice(scalar.text().as_bytes());
            strings.push(SEPARATOR);
        }
        let boxed =
            |extremes: Extremes<Version<&str>>| Extremes(extremes.0.map(|ends| ends.map(Version::to_boxed)));
        Box::new(Self {
            tags,
            strings: strings.into(),
            numbers: Extremes::of(numbers(scalars), f64::total_cmp),
            instants: Extremes::of(instants(scalars), Ord::cmp),
            versions: boxed(Extremes::of(versions(scalars), Version::precedence)),
        })
    }

    /// Whether there is an element with that text form, whose tag is given. Texts with equal tags can be made: their
    /// number must not matter.
    fn is(&self, tag: u32, text: &[u8], scalars: &[Scalar<'_>]) -> bool {
        let found = self.tags.binary_search_by(|(own, position)| {
            own.cmp(&tag).then_with(|| {
                scalars.get(*position as usize).map_or(b"".as_slice(), |own| own.text().as_bytes()).cmp(text)
            })
        });
        found.is_ok()
    }

    /// Whether an element has `text` in that part. `None` when `text` is longer than a value may be.
    fn has(&self, at: MatchPosition, text: &[u8]) -> Option<bool> {
        let mut sought = [SEPARATOR; limits::VALUE_BYTES + 2];
        sought.get_mut(1..=text.len())?.copy_from_slice(text);
        let (start, end) =
            (usize::from(at != MatchPosition::Start), text.len() + 1 + usize::from(at == MatchPosition::End));
        Some(memmem::find(&self.strings, sought.get(start..end)?).is_some())
    }
}

impl ContextValue<'_> {
    /// Computes the summary of a long value.
    #[inline]
    pub(crate) fn summarize(&mut self) {
        match &self.0 {
            Repr::Missing | Repr::Object(_) => {}
            Repr::Scalar(scalar) if !looks_long(scalar) => {}
            _ => self.summarize_if_long(),
        }
    }

    #[inline(never)]
    fn summarize_if_long(&mut self) {
        const EACH: usize = 16;
        let size: usize = self.scalars().iter().map(|scalar| EACH + scalar.text().len()).sum();
        if size <= SHORT {
            return;
        }
        let summary = Summary::of(self.scalars());
        self.0 = match mem::replace(&mut self.0, Repr::Missing) {
            Repr::Scalar(scalar) => Repr::Long(Box::new((scalar, summary))),
            Repr::List(scalars, _) => Repr::List(scalars, Some(summary)),
            other @ (Repr::Missing | Repr::Long(_) | Repr::Object(_)) => other,
        };
    }

    /// The summary of a long value.
    pub(crate) fn summary(&self) -> Option<&Summary> {
        match &self.0 {
            Repr::Missing | Repr::Scalar(_) | Repr::Object(_) => None,
            Repr::Long(long) => Some(&long.1),
            Repr::List(_, summary) => summary.as_deref(),
        }
    }

    /// Whether the text form of one element is `text`, whose tag is given.
    pub(crate) fn is(&self, tag: u32, text: &[u8]) -> bool {
        match self.summary() {
            Some(summary) => summary.is(tag, text, self.scalars()),
            None => self.scalars().iter().any(|held| held.is(tag, text)),
        }
    }

    /// Whether an element has `text` in that part.
    pub(crate) fn has(&self, at: MatchPosition, text: &[u8]) -> bool {
        self.summary().and_then(|summary| summary.has(at, text)).unwrap_or_else(|| {
            self.scalars().iter().map(|held| held.text().as_bytes()).any(|held| match at {
                MatchPosition::Start => held.starts_with(text),
                MatchPosition::End => held.ends_with(text),
                MatchPosition::Anywhere => memmem::find(held, text).is_some(),
            })
        })
    }

    /// Whether an element holds. Only for comparisons with a bound: of a long value only the extremes are compared.
    pub(crate) fn any_number(&self, holds: impl Fn(f64) -> bool) -> bool {
        match self.summary() {
            Some(summary) => summary.numbers.iter().copied().any(holds),
            None => numbers(self.scalars()).any(holds),
        }
    }

    /// Whether an element holds. Only for comparisons with a bound: of a long value only the extremes are compared.
    pub(crate) fn any_instant(&self, holds: impl Fn(DateTime<Utc>) -> bool) -> bool {
        match self.summary() {
            Some(summary) => summary.instants.iter().copied().any(holds),
            None => instants(self.scalars()).any(holds),
        }
    }

    /// Whether an element holds. Only for comparisons with a bound: of a long value only the extremes are compared, so
    /// that an equal version in between is not found.
    pub(crate) fn any_version(&self, bound: &Version<Box<str>>, holds: impl Fn(Ordering) -> bool) -> bool {
        match self.summary() {
            Some(summary) => summary.versions.iter().any(|held| holds(held.precedence(bound))),
            None => versions(self.scalars()).any(|held| holds(held.precedence(bound))),
        }
    }
}

impl<T> Extremes<T> {
    fn of(mut values: impl Iterator<Item = T>, compare: impl Fn(&T, &T) -> Ordering) -> Self
    where
        T: Clone,
    {
        let first = values.next();
        Self(first.map(|first| {
            values.fold([first.clone(), first], |[least, greatest], value| {
                if compare(&value, &least).is_lt() {
                    [value, greatest]
                } else if compare(&value, &greatest).is_gt() {
                    [least, value]
                } else {
                    [least, greatest]
                }
            })
        }))
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

/// Whether this is a long string that may be a number, a time or a version. Other strings need no summary.
#[inline]
fn looks_long(scalar: &Scalar<'_>) -> bool {
    scalar
        .as_text()
        .is_some_and(|text| text.len() > SHORT && matches!(text.as_bytes(), [b'-' | b'0'..=b'9', ..]))
}

/// The elements that are numbers.
fn numbers(scalars: &[Scalar<'_>]) -> impl Iterator<Item = f64> {
    scalars.iter().filter_map(Scalar::as_number)
}

/// The elements that are times.
fn instants(scalars: &[Scalar<'_>]) -> impl Iterator<Item = DateTime<Utc>> {
    scalars.iter().filter_map(Scalar::as_text).filter_map(instant::read)
}

/// The elements that are versions.
fn versions<'s>(scalars: &'s [Scalar<'_>]) -> impl Iterator<Item = Version<&'s str>> {
    scalars.iter().filter_map(Scalar::as_text).filter_map(Version::parse)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::Context;

    fn set(value: impl Into<ContextValue<'static>>) -> ContextValue<'static> {
        Context::new().with("a", value).get("a").unwrap().clone()
    }

    #[test]
    fn long_values_are_summarized() {
        let (word, digits) = ("x".repeat(300), "7".repeat(300));
        assert!(set(vec!["x"; 3]).summary().is_none() && set(word).summary().is_none());
        assert!(set(vec!["x"; 30]).summary().is_some() && set(vec!["x".repeat(300)]).summary().is_some());
        let held = set(digits.clone());
        assert!(held.summary().is_some());
        assert_eq!((held.text(), held.to_json()), (Some(&*digits), digits.clone().into()));
        assert!(held.any_number(|number| number > 1e299) && !held.any_number(|number| number < 1e299));
        assert_eq!(set(vec![digits.clone()]).to_json(), Value::from(vec![digits]));
    }

    #[test]
    fn extremes_are_those_of_elements_that_can_be_parsed() {
        let strings = ["x", "-3", "2026-03-01T12:00:00Z", "1.2.3", "10.0.0", "1.2.3-rc.1", "44", "true"];
        let held = set(strings.repeat(4));
        let bound = |text| Version::parse(text).unwrap().to_boxed();
        assert!(held.any_number(|number| number <= -3.0) && held.any_number(|number| number >= 44.0));
        assert!(!held.any_number(|number| number < -3.0) && !held.any_number(|number| number > 44.0));
        assert!(held.any_instant(|time| time == instant::read("2026-03-01T12:00:00Z").unwrap()));
        assert!(held.any_version(&bound("9.0.0"), Ordering::is_gt));
        assert!(!held.any_version(&bound("10.0.0"), Ordering::is_gt));
        assert!(!held.any_version(&bound("1.2.3-rc.1"), Ordering::is_lt));
        assert!(!set(vec![true; 30]).any_number(|_| true) && !set(vec![1; 30]).any_instant(|_| true));
    }

    #[test]
    fn text_is_found_within_elements_only() {
        let held = set(["abc", "bcd", "", "e"].repeat(9));
        for (text, starts, ends, anywhere) in [
            ("bc", true, true, true),
            ("abc", true, true, true),
            ("ab", true, false, true),
            ("cd", false, true, true),
            ("", true, true, true),
            ("cb", false, false, false),
            ("abcd", false, false, false),
        ] {
            let found = [MatchPosition::Start, MatchPosition::End, MatchPosition::Anywhere]
                .map(|at| held.has(at, text.as_bytes()));
            assert_eq!(found, [starts, ends, anywhere], "{text}");
        }
        let (longest, longer) = ("x".repeat(limits::VALUE_BYTES), "x".repeat(limits::VALUE_BYTES + 1));
        let held = set(vec![longer.clone()]);
        assert!(
            [MatchPosition::Start, MatchPosition::End, MatchPosition::Anywhere]
                .iter()
                .all(|at| held.has(*at, longest.as_bytes()))
        );
        assert!(
            [MatchPosition::Start, MatchPosition::End, MatchPosition::Anywhere]
                .iter()
                .all(|at| held.has(*at, longer.as_bytes()))
        );
        assert!(!held.has(MatchPosition::Anywhere, format!("{longer}x").as_bytes()));
    }
}
