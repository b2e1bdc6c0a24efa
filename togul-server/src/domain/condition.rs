//! Conditions as the management API accepts them.
//!
//! Stricter than evaluators, which ignore unknown fields: in a request such a field is a mistake.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use togul_core::{Comparison, Condition, Json, Operator};

use super::{object::Object, schema};

/// Conditions that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Conditions(pub Vec<Condition>);

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(inner).map(Self)
    }
}

impl JsonSchema for Conditions {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Conditions".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schema::conditions(generator)
    }
}

struct Strict(Condition);

/// The fields of all forms.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    attribute: Option<String>,
    operator: Option<LeafOperator>,
    value: Option<Json>,
    any: Option<Vec<Strict>>,
    all: Option<Vec<Strict>>,
    not: Option<Box<Strict>>,
}

enum LeafOperator {
    Compare(Operator),
    InSegment,
}

impl<'de> Deserialize<'de> for LeafOperator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        if name == Condition::IN_SEGMENT {
            return Ok(Self::InSegment);
        }
        let refused = |reason| D::Error::custom(format_args!("{reason}, {}", Condition::IN_SEGMENT));
        name.parse().map(Self::Compare).map_err(|invalid: togul_core::Invalid| refused(invalid.reason))
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(Fields { attribute, operator, value, any, all, not }) = Object::deserialize(deserializer)?;
        let has_leaf = attribute.is_some() || operator.is_some() || value.is_some();
        let condition = match (has_leaf, any, all, not) {
            (_, None, None, None) => leaf(attribute, operator, value)?,
            (false, Some(parts), None, None) => Condition::Any(inner(parts)),
            (false, None, Some(parts), None) => Condition::All(inner(parts)),
            (false, None, None, Some(part)) => Condition::Not(Box::new(part.0)),
            _ => {
                let forms = "either attribute, operator and value, or exactly one of any, all and not";
                return Err(D::Error::custom(format_args!("a condition must have {forms}")));
            }
        };
        Ok(Self(condition))
    }
}

fn leaf<E: Error>(
    attribute: Option<String>,
    operator: Option<LeafOperator>,
    value: Option<Json>,
) -> Result<Condition, E> {
    let operator = operator.ok_or_else(|| E::missing_field("operator"))?;
    let LeafOperator::Compare(operator) = operator else {
        if attribute.is_some() {
            return Err(E::custom("attribute must be absent: in_segment takes none"));
        }
        return segment_keys(value).map(Condition::InSegment);
    };
    let attribute = attribute.ok_or_else(|| E::missing_field("attribute"))?;
    Ok(Condition::Compare(Comparison { attribute, operator, value }))
}

fn segment_keys<E: Error>(value: Option<Json>) -> Result<Vec<String>, E> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Keys {
        One(String),
        Many(Vec<String>),
    }

    let value = value.ok_or_else(|| E::missing_field("value"))?;
    match value.read() {
        Ok(Keys::One(key)) => Ok(vec![key]),
        Ok(Keys::Many(keys)) => Ok(keys),
        Err(_) => Err(E::custom("value must be the key of a segment or a list of keys")),
    }
}

fn inner(conditions: Vec<Strict>) -> Vec<Condition> {
    conditions.into_iter().map(|Strict(condition)| condition).collect()
}
