//! Conditions as data.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Invalid, Json, Operator, json};

/// A condition of a rule or of a segment. Unknown fields are ignored when it is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// A comparison of one attribute.
    Compare(Comparison),
    /// The context is in one of these segments. In JSON it has the operator `in_segment`, and one key or a list of keys as
    /// its value.
    InSegment(Vec<String>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// All of them hold.
    All(Vec<Condition>),
    /// It fails.
    Not(Box<Condition>),
}

/// A comparison of one attribute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The attribute's name.
    pub attribute: String,
    /// How it is compared.
    pub operator: Operator,
    /// The value to compare with; `None` for the operators that take none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Json>,
}

impl Condition {
    /// The operator of [`Condition::InSegment`] in JSON.
    pub const IN_SEGMENT: &str = "in_segment";

    /// The conditions of which this one consists that are no groups, in their order; the condition itself if it is none.
    pub fn leaves(&self) -> Vec<&Self> {
        match self {
            Self::Compare(_) | Self::InSegment(_) => vec![self],
            Self::Any(parts) | Self::All(parts) => parts.iter().flat_map(Self::leaves).collect(),
            Self::Not(part) => part.leaves(),
        }
    }

    /// The parts of a group, each with its path within the group: `any[0]`, `not`.
    pub(crate) fn parts(&self) -> Vec<(String, &Self)> {
        let (name, parts) = match self {
            Self::Compare(_) | Self::InSegment(_) => return Vec::new(),
            Self::Not(part) => return vec![("not".to_owned(), part)],
            Self::Any(parts) => ("any", parts),
            Self::All(parts) => ("all", parts),
        };
        parts.iter().enumerate().map(|(at, part)| (format!("{name}[{at}]"), part)).collect()
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(untagged)]
        enum Keys<'a> {
            One(&'a str),
            Many(&'a [String]),
        }

        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Group<'a> {
            Any(&'a [Condition]),
            All(&'a [Condition]),
            Not(&'a Condition),
        }

        #[derive(Serialize)]
        struct InSegment<'a> {
            operator: &'a str,
            value: Keys<'a>,
        }

        match self {
            Self::Compare(comparison) => comparison.serialize(serializer),
            Self::InSegment(keys) => {
                let value = match &**keys {
                    [key] => Keys::One(key),
                    keys => Keys::Many(keys),
                };
                InSegment { operator: Self::IN_SEGMENT, value }.serialize(serializer)
            }
            Self::Any(conditions) => Group::Any(conditions).serialize(serializer),
            Self::All(conditions) => Group::All(conditions).serialize(serializer),
            Self::Not(condition) => Group::Not(condition).serialize(serializer),
        }
    }
}

/// The fields of all forms. Groups are read recursively, so that the limit of serde_json on nesting applies.
#[derive(Deserialize)]
struct ConditionText {
    attribute: Option<String>,
    operator: Option<String>,
    #[serde(default, deserialize_with = "json::read_option")]
    value: Option<Json>,
    any: Option<Vec<Condition>>,
    all: Option<Vec<Condition>>,
    not: Option<Box<Condition>>,
}

impl TryFrom<ConditionText> for Condition {
    type Error = Invalid;

    fn try_from(text: ConditionText) -> Result<Self, Invalid> {
        let ConditionText { attribute, operator, value, any, all, not } = text;
        let is_leaf = attribute.is_some() || operator.is_some();
        match (is_leaf, any, all, not) {
            (true, None, None, None) => leaf(attribute, operator, value),
            (false, Some(any), None, None) => Ok(Self::Any(any)),
            (false, None, Some(all), None) => Ok(Self::All(all)),
            (false, None, None, Some(not)) => Ok(Self::Not(not)),
            _ => Err(Invalid::new("condition", format!("must be {FORMS}"))),
        }
    }
}

const FORMS: &str = "an object with attribute, operator and value, or with one of any, all and not";

fn leaf(
    attribute: Option<String>,
    operator: Option<String>,
    value: Option<Json>,
) -> Result<Condition, Invalid> {
    let operator = operator.ok_or_else(|| Invalid::new("operator", "is needed"))?;
    if operator != Condition::IN_SEGMENT {
        let attribute = attribute.ok_or_else(|| Invalid::new("attribute", "is needed"))?;
        return Ok(Condition::Compare(Comparison { attribute, operator: operator.parse()?, value }));
    }
    if attribute.is_some() {
        return Err(Invalid::new("attribute", "must be absent: in_segment takes none"));
    }
    let wrong = || Invalid::new("value", "must be the key of a segment or a list of keys");
    let value = value.ok_or_else(wrong)?;
    let keys = match value.as_string() {
        Some(key) => vec![key.into_owned()],
        None => value.read().map_err(|_| wrong())?,
    };
    Ok(Condition::InSegment(keys))
}

/// From an object only: a derived implementation would also accept a list of the fields' values.
impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;

        impl<'de> Visitor<'de> for ObjectVisitor {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a condition: {FORMS}")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Condition, A::Error> {
                let text = ConditionText::deserialize(MapAccessDeserializer::new(map))?;
                text.try_into().map_err(A::Error::custom)
            }
        }

        deserializer.deserialize_map(ObjectVisitor)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn every_form_reads_back() {
        let country = r#"{"attribute":"country","operator":"eq","value":"TR"}"#;
        for json in [
            country,
            r#"{"attribute":"a","operator":"exists"}"#,
            r#"{"operator":"in_segment","value":"beta"}"#,
            r#"{"operator":"in_segment","value":["beta","staff"]}"#,
            &format!(r#"{{"any":[{country},{{"not":{country}}}]}}"#),
            &format!(r#"{{"all":[{{"any":[{country}]}}]}}"#),
        ] {
            let condition: Condition = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&condition).unwrap(), json);
        }
    }

    #[test]
    fn a_condition_is_an_object_of_one_form() {
        let read = |json: Value| serde_json::from_value::<Condition>(json).map_err(|err| err.to_string());
        let condition =
            read(json!({"attribute": "a", "operator": "exists", "value": null, "note": 1})).unwrap();
        assert_eq!(
            serde_json::to_value(&condition).unwrap(),
            json!({"attribute": "a", "operator": "exists"})
        );
        for other in [
            json!(["a", "eq", "x"]),
            json!("a"),
            json!(null),
            json!({}),
            json!({"attribute": "a"}),
            json!({"operator": "eq", "value": 1}),
            json!({"attribute": "a", "operator": "equals", "value": 1}),
            json!({"attribute": "a", "operator": "in_segment", "value": "beta"}),
            json!({"operator": "in_segment"}),
            json!({"operator": "in_segment", "value": 5}),
            json!({"any": [], "all": []}),
            json!({"any": [], "attribute": "a"}),
            json!({"not": []}),
            json!({"any": {}}),
        ] {
            assert!(read(other.clone()).is_err(), "{other}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_the_stack_ends() {
        let deep = format!("{}{}", r#"{"not":"#.repeat(100_000), "}".repeat(100_000));
        let refused = serde_json::from_str::<Condition>(&deep).unwrap_err().to_string();
        assert!(refused.contains("recursion limit"), "{refused}");
    }
}
