//! Conditions of which some parts may be unreadable.

use alloc::boxed::Box;
use alloc::vec::Vec;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::Condition;
use crate::json_object::read_object;

/// A condition in which any part may be unreadable.
#[derive(Debug, PartialEq)]
pub(crate) enum PartialCondition {
    /// No group.
    Leaf(Condition),
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Unreadable,
}

/// The fields that tell a group from other forms.
#[derive(Deserialize)]
struct Fields<'a> {
    attribute: Option<IgnoredAny>,
    operator: Option<IgnoredAny>,
    #[serde(borrow)]
    any: Option<&'a RawValue>,
    #[serde(borrow)]
    all: Option<&'a RawValue>,
    #[serde(borrow)]
    not: Option<&'a RawValue>,
}

impl PartialCondition {
    /// Groups that nest deeper are unreadable, so that reading them cannot exhaust the stack. No writer nests half as deep.
    const DEPTH: usize = 32;

    /// Reads as much as can be read.
    pub fn read(json: &str) -> Self {
        Self::read_nested(json, Self::DEPTH)
    }

    fn read_nested(json: &str, depth: usize) -> Self {
        let (Ok(fields), Some(depth)) = (read_object::<Fields<'_>>(json), depth.checked_sub(1)) else {
            return Self::Unreadable;
        };
        let list = |json: &RawValue| {
            let parts = serde_json::from_str::<Vec<&RawValue>>(json.get()).ok()?;
            Some(parts.into_iter().map(|part| Self::read_nested(part.get(), depth)).collect())
        };
        let group = match (fields.any, fields.all, fields.not) {
            _ if fields.attribute.is_some() || fields.operator.is_some() => None,
            (Some(any), None, None) => list(any).map(Self::Any),
            (None, Some(all), None) => list(all).map(Self::All),
            (None, None, Some(not)) => Some(Self::Not(Box::new(Self::read_nested(not.get(), depth)))),
            _ => None,
        };
        group.unwrap_or_else(|| serde_json::from_str::<Condition>(json).map_or(Self::Unreadable, Self::from))
    }
}

impl From<Condition> for PartialCondition {
    fn from(condition: Condition) -> Self {
        let list = |parts: Vec<Condition>| parts.into_iter().map(Self::from).collect();
        match condition {
            Condition::Any(parts) => Self::Any(list(parts)),
            Condition::All(parts) => Self::All(list(parts)),
            Condition::Not(part) => Self::Not(Box::new(Self::from(*part))),
            leaf @ (Condition::Compare(_) | Condition::InSegment(_)) => Self::Leaf(leaf),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_that_can_be_read_is() {
        let leaf = r#"{"attribute":"a","operator":"exists"}"#;
        let readable = || PartialCondition::Leaf(serde_json::from_str(leaf).unwrap());
        let read = |json: &str| PartialCondition::read(&json.replace('L', leaf));
        assert_eq!(read("L"), readable());
        let unreadable = PartialCondition::Unreadable;
        for json in [
            "5",
            "{}",
            "null",
            r#"["a","exists"]"#,
            r#"{"xor":[L]}"#,
            r#"{"any":L}"#,
            r#"{"any":null}"#,
            r#"{"any":[L],"all":[L]}"#,
            r#"{"any":[L],"attribute":"a"}"#,
            r#"{"attribute":"a","operator":"sounds_like"}"#,
        ] {
            assert_eq!(read(json), unreadable, "{json}");
        }
        assert_eq!(
            read(r#"{"any":[L,{"not":5},{"all":[],"note":1}]}"#),
            PartialCondition::Any(vec![
                readable(),
                PartialCondition::Not(Box::new(unreadable)),
                PartialCondition::All(vec![]),
            ])
        );
    }

    #[test]
    fn deep_nesting_is_unreadable_before_the_stack_ends() {
        let deep = |depth: usize| format!("{}5{}", r#"{"not":"#.repeat(depth), "}".repeat(depth));
        let mut part = PartialCondition::read(&deep(100_000));
        let mut depth = 0;
        while let PartialCondition::Not(inner) = part {
            (part, depth) = (*inner, depth + 1);
        }
        assert_eq!((part, depth), (PartialCondition::Unreadable, PartialCondition::DEPTH));
    }
}
