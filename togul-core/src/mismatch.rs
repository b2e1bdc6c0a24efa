//! Why a context's value cannot be compared: the words of explanations.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use core::net::SocketAddr;

use crate::context_value::ContextValue;
use crate::scalar::Scalar;
use crate::semver::Version;
use crate::{Operator, addresses, instant, number};

/// Why the value of an attribute cannot be compared by `operator`; of a list, how many of its elements cannot be, and why
/// the first of them. `None` if everything can be compared.
pub(crate) fn mismatch(operator: Operator, actual: Option<&ContextValue<'_>>) -> Option<String> {
    if matches!(operator, Operator::Exists | Operator::NotExists) {
        return None;
    }
    let scalars = match present(actual) {
        Ok(actual) => actual.scalars(),
        Err(missing) => return Some(missing.to_owned()),
    };
    let expected = Expected::by(operator)?;
    let mut unsuitable = scalars.iter().filter(|scalar| !expected.is_met_by(scalar));
    // Only for the first one, because there may be thousands.
    let first = expected.problem(unsuitable.next()?);
    Some(match (scalars.len(), 1 + unsuitable.count()) {
        (1, _) => first,
        (all, count) => format!("{count} of {all} elements do not count, the first because {first}"),
    })
}

/// Why there is no text form to hash.
pub(crate) fn unhashable(actual: Option<&ContextValue<'_>>) -> Option<String> {
    let problem = match present(actual) {
        Ok(actual) if actual.text().is_some() => return None,
        Ok(_) => "the attribute is a list, and only single values have a bucket",
        Err(missing) => missing,
    };
    Some(problem.to_owned())
}

/// The value of an attribute, or why it is missing.
fn present<'c, 'a>(actual: Option<&'c ContextValue<'a>>) -> Result<&'c ContextValue<'a>, &'static str> {
    match actual {
        None => Err("the context does not have the attribute"),
        Some(actual) if actual.is_missing() => {
            Err("the attribute is neither a string, a number or a boolean nor a list that has one of them")
        }
        Some(actual) => Ok(actual),
    }
}

/// The kinds of values that only some attributes are.
#[derive(Clone, Copy)]
enum Expected {
    Number,
    Time,
    Version,
    Address,
}

impl Expected {
    /// `None` for the operators that compare text forms.
    fn by(operator: Operator) -> Option<Self> {
        match operator {
            Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte => Some(Self::Number),
            Operator::Before | Operator::After => Some(Self::Time),
            Operator::SemverEq
            | Operator::SemverGt
            | Operator::SemverGte
            | Operator::SemverLt
            | Operator::SemverLte => Some(Self::Version),
            Operator::IpIn => Some(Self::Address),
            Operator::Eq
            | Operator::Neq
            | Operator::In
            | Operator::NotIn
            | Operator::Contains
            | Operator::StartsWith
            | Operator::EndsWith
            | Operator::EqIgnoreCase
            | Operator::InIgnoreCase
            | Operator::ContainsIgnoreCase
            | Operator::StartsWithIgnoreCase
            | Operator::EndsWithIgnoreCase
            | Operator::Matches
            | Operator::Exists
            | Operator::NotExists => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "a JSON number",
            Self::Time => "an RFC 3339 time, like 2026-03-01T12:00:00Z",
            Self::Version => "a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1",
            Self::Address => "an IP address, like 192.0.2.1 or 2001:db8::1",
        }
    }

    /// Whether conditions compare this value.
    fn is_met_by(self, scalar: &Scalar<'_>) -> bool {
        match scalar.as_text() {
            Some(text) => self.accepts(text),
            None => matches!(self, Self::Number) && scalar.as_number().is_some(),
        }
    }

    /// Whether conditions compare a value that is this text.
    fn accepts(self, text: &str) -> bool {
        match self {
            Self::Number => number::read(text).is_some(),
            Self::Time => instant::read(text).is_some(),
            Self::Version => Version::parse(text).is_some(),
            Self::Address => addresses::read(text).is_some(),
        }
    }

    /// Why this value is not compared.
    fn problem(self, scalar: &Scalar<'_>) -> String {
        let (shown, name) = (shown(scalar.text()), self.name());
        match scalar.as_text() {
            Some(text) => {
                let hint = self.hint(text).map(|hint| format!(": it {hint}")).unwrap_or_default();
                format!("`{shown}` is not {name}{hint}")
            }
            None if scalar.as_number().is_some() => format!("`{shown}` is a number, not {name}"),
            None => format!("`{shown}` is a boolean, not {name}"),
        }
    }

    /// What is wrong with a string: the most common mistakes, each recognized by its correction.
    fn hint(self, text: &str) -> Option<&'static str> {
        if self.accepts(text.trim()) {
            return Some("has white space around it");
        }
        match self {
            Self::Number => {
                (number::is_json_number(text)).then_some("is beyond the range of 64-bit floating point")
            }
            Self::Time if self.accepts(&format!("{text}Z")) => Some("has no UTC offset"),
            Self::Time if self.accepts(&format!("{text}T00:00:00Z")) => Some("is a date without a time"),
            Self::Time if self.accepts(&text.replacen(' ', "T", 1)) => {
                Some("has a space between date and time instead of a T")
            }
            Self::Time => None,
            Self::Version if text.strip_prefix(['v', 'V']).is_some_and(|rest| self.accepts(rest)) => {
                Some("starts with a v")
            }
            Self::Version if ["", ".0"].iter().any(|patch| self.accepts(&format!("{text}.0{patch}"))) => {
                Some("has fewer than three numbers")
            }
            Self::Version => None,
            Self::Address if text.split_once('/').is_some_and(|(address, _)| self.accepts(address)) => {
                Some("is a block of addresses")
            }
            Self::Address if text.parse::<SocketAddr>().is_ok() => Some("has a port"),
            Self::Address => None,
        }
    }
}

/// The start of a string, in one line.
fn shown(text: &str) -> Cow<'_, str> {
    const CHARS: usize = 60;
    let is_short = text.chars().nth(CHARS).is_none();
    if is_short && !text.contains(char::is_control) {
        return text.into();
    }
    let start = text.chars().take(CHARS).map(|char| if char.is_control() { '\u{fffd}' } else { char });
    start.chain((!is_short).then_some('…')).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Context;

    fn problem(operator: Operator, value: Value) -> Option<String> {
        let context = Context::new().with("a", value);
        mismatch(operator, context.get("a"))
    }

    #[test]
    fn a_value_of_another_kind_is_named_with_its_mistake() {
        let cases = [
            (
                Operator::SemverGte,
                json!("v1.2.3"),
                "`v1.2.3` is not a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1: it starts with a v",
            ),
            (
                Operator::SemverEq,
                json!("1.2"),
                "`1.2` is not a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1: it has fewer than three numbers",
            ),
            (
                Operator::SemverLt,
                json!("1"),
                "`1` is not a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1: it has fewer than three numbers",
            ),
            (
                Operator::SemverLt,
                json!("1.2.03"),
                "`1.2.03` is not a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1",
            ),
            (
                Operator::SemverGt,
                json!(1.2),
                "`1.2` is a number, not a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1",
            ),
            (
                Operator::Before,
                json!("2026-03-01T12:00:00"),
                "`2026-03-01T12:00:00` is not an RFC 3339 time, like 2026-03-01T12:00:00Z: it has no UTC offset",
            ),
            (
                Operator::After,
                json!("2026-03-01"),
                "`2026-03-01` is not an RFC 3339 time, like 2026-03-01T12:00:00Z: it is a date without a time",
            ),
            (
                Operator::After,
                json!("2026-03-01 12:00:00+03:00"),
                "`2026-03-01 12:00:00+03:00` is not an RFC 3339 time, like 2026-03-01T12:00:00Z: it has a space between date and time instead of a T",
            ),
            (
                Operator::After,
                json!("yesterday"),
                "`yesterday` is not an RFC 3339 time, like 2026-03-01T12:00:00Z",
            ),
            (
                Operator::Before,
                json!(1_772_366_400),
                "`1772366400` is a number, not an RFC 3339 time, like 2026-03-01T12:00:00Z",
            ),
            (Operator::Gt, json!("12,5"), "`12,5` is not a JSON number"),
            (Operator::Gte, json!(" 5"), "` 5` is not a JSON number: it has white space around it"),
            (
                Operator::Lt,
                json!("1e999"),
                "`1e999` is not a JSON number: it is beyond the range of 64-bit floating point",
            ),
            (Operator::Lte, json!(true), "`true` is a boolean, not a JSON number"),
            (Operator::Gt, json!(""), "`` is not a JSON number"),
            (
                Operator::IpIn,
                json!("10.0.0.0/8"),
                "`10.0.0.0/8` is not an IP address, like 192.0.2.1 or 2001:db8::1: it is a block of addresses",
            ),
            (
                Operator::IpIn,
                json!("[::1]:443"),
                "`[::1]:443` is not an IP address, like 192.0.2.1 or 2001:db8::1: it has a port",
            ),
            (
                Operator::IpIn,
                json!("010.0.0.1"),
                "`010.0.0.1` is not an IP address, like 192.0.2.1 or 2001:db8::1",
            ),
            (Operator::Gt, json!("a\nb"), "`a\u{fffd}b` is not a JSON number"),
        ];
        for (operator, value, expected) in cases {
            assert_eq!(problem(operator, value).as_deref(), Some(expected));
        }
        let long = problem(Operator::Gt, json!("x".repeat(4_096))).unwrap();
        assert_eq!(long, format!("`{}…` is not a JSON number", "x".repeat(60)));
    }

    #[test]
    fn of_a_list_the_elements_that_do_not_count_are_counted() {
        assert_eq!(
            problem(Operator::Gt, json!([1, "a", "2", true])).unwrap(),
            "2 of 4 elements do not count, the first because `a` is not a JSON number"
        );
        assert_eq!(problem(Operator::Gt, json!(["a"])).unwrap(), "`a` is not a JSON number");
        assert_eq!(problem(Operator::Gt, json!([1, "2"])), None);
    }

    #[test]
    fn what_can_be_compared_has_no_problem() {
        for (operator, value) in [
            (Operator::Gt, json!("1e3")),
            (Operator::Lte, json!(5)),
            (Operator::Before, json!("2026-03-01T12:00:00+03:00")),
            (Operator::SemverGt, json!("1.2.3-rc.1")),
            (Operator::Eq, json!(true)),
            (Operator::NotIn, json!([1, "x"])),
            (Operator::Matches, json!("v1.2.3")),
            (Operator::IpIn, json!(["::ffff:192.0.2.1", "192.0.2.1"])),
            (Operator::ContainsIgnoreCase, json!(5)),
            (Operator::Exists, json!(null)),
            (Operator::NotExists, json!(5)),
        ] {
            assert_eq!(problem(operator, value.clone()), None, "{operator} {value}");
        }
    }

    #[test]
    fn an_absent_value_differs_from_one_without_a_text_form() {
        let without =
            "the attribute is neither a string, a number or a boolean nor a list that has one of them";
        for value in [json!(null), json!({}), json!([]), json!([null])] {
            assert_eq!(problem(Operator::Eq, value).unwrap(), without);
        }
        assert_eq!(mismatch(Operator::Gt, None).unwrap(), "the context does not have the attribute");
        let context = Context::new().with("one", 5).with("list", [5]).with("none", None::<bool>);
        assert_eq!(unhashable(context.get("one")), None);
        assert!(unhashable(context.get("list")).unwrap().starts_with("the attribute is a list"));
        assert_eq!(unhashable(context.get("none")).unwrap(), without);
        assert_eq!(unhashable(None).unwrap(), "the context does not have the attribute");
    }
}
