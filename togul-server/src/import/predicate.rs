//! Conditions with two outcomes, as other systems have them.
//!
//! A condition here is unknown where its attribute is missing or of another kind, and so is its `not`. Elsewhere it fails, and its
//! negation holds. So each predicate has two conditions: when it holds, and when it does not.

use std::mem;

use togul_core::{Comparison, Condition, Json, Operator};

/// A condition, or a constant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Always,
    Never,
    When(Condition),
}

/// A condition with two outcomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Predicate {
    pub holds: Test,
    /// Exactly where it does not hold.
    pub fails: Test,
}

/// JSON numbers, as text.
const NUMBER: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$";
/// Versions of SemVer 2.0.
const SEMVER: &str =
    r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$";
/// Times of RFC 3339.
const TIME: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

impl Test {
    /// All of them.
    pub fn all(tests: impl IntoIterator<Item = Self>) -> Self {
        let mut conditions = Vec::new();
        for test in tests {
            match test {
                Self::Always => {}
                Self::Never => return Self::Never,
                Self::When(Condition::All(parts)) => conditions.extend(parts),
                Self::When(condition) => conditions.push(condition),
            }
        }
        match conditions.len() {
            0 => Self::Always,
            1 => Self::When(conditions.remove(0)),
            _ => Self::When(Condition::All(conditions)),
        }
    }

    /// At least one of them.
    pub fn any(tests: impl IntoIterator<Item = Self>) -> Self {
        let mut conditions = Vec::new();
        for test in tests {
            match test {
                Self::Never => {}
                Self::Always => return Self::Always,
                Self::When(Condition::Any(parts)) => conditions.extend(parts),
                Self::When(condition) => conditions.push(condition),
            }
        }
        match conditions.len() {
            0 => Self::Never,
            1 => Self::When(conditions.remove(0)),
            _ => Self::When(Condition::Any(conditions)),
        }
    }

    pub fn and(&self, other: &Self) -> Self {
        Self::all([self.clone(), other.clone()])
    }
}

impl From<Condition> for Test {
    fn from(condition: Condition) -> Self {
        Self::When(condition)
    }
}

impl Predicate {
    pub fn constant(holds: bool) -> Self {
        match holds {
            true => Self { holds: Test::Always, fails: Test::Never },
            false => Self { holds: Test::Never, fails: Test::Always },
        }
    }

    pub fn negated(self) -> Self {
        Self { holds: self.fails, fails: self.holds }
    }

    pub fn all(parts: Vec<Self>) -> Self {
        let (holds, fails) =
            parts.into_iter().map(|part| (part.holds, part.fails)).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { holds: Test::all(holds), fails: Test::any(fails) }
    }

    pub fn any(parts: Vec<Self>) -> Self {
        Self::all(parts.into_iter().map(Self::negated).collect()).negated()
    }

    /// The attribute is there.
    pub fn exists(attribute: &str) -> Self {
        Self {
            holds: plain(attribute, Operator::Exists).into(),
            fails: plain(attribute, Operator::NotExists).into(),
        }
    }

    /// The text form is one of these; no value is none of them.
    pub fn is_in(attribute: &str, values: Vec<Json>) -> Self {
        if values.is_empty() {
            return Self::constant(false);
        }
        let (holds, fails) = match &*values {
            [value] => {
                [Operator::Eq, Operator::Neq].map(|operator| compare(attribute, operator, value.clone()))
            }
            values => {
                [Operator::In, Operator::NotIn].map(|operator| compare(attribute, operator, list(values)))
            }
        }
        .into();
        Self::of(attribute, holds, fails)
    }

    /// The text form has one of these parts, as the operator says.
    pub fn has_part(attribute: &str, operator: Operator, parts: &[Json]) -> Self {
        let holds = match parts {
            [] => return Self::constant(false),
            [part] => compare(attribute, operator, part.clone()),
            parts => compare(attribute, operator, list(parts)),
        };
        let fails = Condition::Not(Box::new(holds.clone()));
        Self::of(attribute, holds, fails)
    }

    /// The text form matches one of these expressions.
    pub fn matches(attribute: &str, expressions: Vec<Json>) -> Self {
        Self::any(
            expressions
                .into_iter()
                .map(|expression| {
                    let holds = compare(attribute, Operator::Matches, expression);
                    let fails = Condition::Not(Box::new(holds.clone()));
                    Self::of(attribute, holds, fails)
                })
                .collect(),
        )
    }

    /// The attribute is an address in one of these networks.
    pub fn ip_in(attribute: &str, networks: &[Json]) -> Self {
        if networks.is_empty() {
            return Self::constant(false);
        }
        let holds = compare(attribute, Operator::IpIn, list(networks));
        // Whether other texts are addresses cannot be tested.
        Self::of(attribute, holds.clone(), Condition::Not(Box::new(holds)))
    }

    /// A comparison of numbers: any other text compares as false.
    pub fn number(attribute: &str, operator: Operator, value: Json) -> Self {
        Self::of_kind(attribute, operator, value, NUMBER)
    }

    /// A comparison of versions: any other text compares as false.
    pub fn semver(attribute: &str, operator: Operator, value: Json) -> Self {
        Self::of_kind(attribute, operator, value, SEMVER)
    }

    /// Another version than this one: any other text compares as false.
    pub fn other_version(attribute: &str, version: Json) -> Self {
        let equal = compare(attribute, Operator::SemverEq, version.clone());
        let Self { fails, .. } = Self::of_kind(attribute, Operator::SemverEq, version, SEMVER);
        let Test::When(Condition::Any(mut parts)) = fails else { return Self::constant(false) };
        let Some(first) = parts.first_mut() else { return Self::constant(false) };
        let holds = mem::replace(first, equal);
        Self { holds: holds.into(), fails: Condition::Any(parts).into() }
    }

    /// A comparison of times: any other text compares as false.
    pub fn time(attribute: &str, operator: Operator, value: Json) -> Self {
        Self::of_kind(attribute, operator, value, TIME)
    }

    pub fn in_segments(keys: Vec<String>) -> Self {
        let holds = Condition::InSegment(keys);
        // Imported segments are never unknown.
        Self { fails: Condition::Not(Box::new(holds.clone())).into(), holds: holds.into() }
    }

    /// The same, but it holds without the attribute as well.
    pub fn or_missing(self, attribute: &str) -> Self {
        Self::any(vec![self, Self::exists(attribute).negated()])
    }

    /// The same, but it fails without the attribute in any case.
    pub fn and_present(self, attribute: &str) -> Self {
        Self::all(vec![Self::exists(attribute), self])
    }

    fn of_kind(attribute: &str, operator: Operator, value: Json, kind: &str) -> Self {
        let holds = compare(attribute, operator, value);
        let is_kind = compare(attribute, Operator::Matches, text(kind));
        let fails = Test::any([
            Condition::Not(Box::new(holds.clone())).into(),
            plain(attribute, Operator::NotExists).into(),
            Condition::Not(Box::new(is_kind)).into(),
        ]);
        Self { holds: holds.into(), fails }
    }

    /// `fails` is where it does not hold, apart from a missing attribute.
    fn of(attribute: &str, holds: Condition, fails: Condition) -> Self {
        let missing = plain(attribute, Operator::NotExists);
        Self { holds: holds.into(), fails: Test::any([fails.into(), missing.into()]) }
    }
}

pub(super) fn compare(attribute: &str, operator: Operator, value: Json) -> Condition {
    Condition::Compare(Comparison { attribute: attribute.to_owned(), operator, value: Some(value) })
}

/// With an operator that takes no value.
pub(super) fn plain(attribute: &str, operator: Operator) -> Condition {
    Condition::Compare(Comparison { attribute: attribute.to_owned(), operator, value: None })
}

pub(super) fn text(text: &str) -> Json {
    Json::from(serde_json::Value::from(text))
}

fn list(values: &[Json]) -> Json {
    let texts: Vec<_> = values.iter().map(Json::text).collect();
    format!("[{}]", texts.join(",")).parse().expect("a list of JSON values is JSON")
}
