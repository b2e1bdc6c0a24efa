//! JSON Schemas of types that cannot derive them: a macro to implement them, and stand-ins for types of the core, which
//! does not depend on schemars. A field with a core type names its stand-in: `#[schemars(with = "schema::Operator")]`.
//!
//! In `domain` and not in `http::openapi`, because entities derive their schemas here.

use std::{borrow::Cow, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::text::AttributeName;

/// The schema of a string with one of these values.
pub fn string_enum(names: impl IntoIterator<Item = &'static str>) -> Schema {
    let names: Vec<_> = names.into_iter().collect();
    json_schema!({ "type": "string", "enum": names })
}

/// Implements `JsonSchema`: `"Name" for Type, generator => schema;`.
macro_rules! schemas {
    ($($name:literal for $type:ty, $generator:ident => $schema:expr;)*) => {$(
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }
            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $schema
            }
        }
    )*};
}
pub(super) use schemas;

/// The schema of [`togul_core::ValueType`].
#[derive(Debug)]
pub enum ValueType {}

/// The schema of [`togul_core::Operator`].
#[derive(Debug)]
pub enum Operator {}

/// The schema of [`togul_core::Percentage`].
#[derive(Debug)]
pub enum Percentage {}

/// The schema of [`togul_core::Comparison`].
#[derive(Debug)]
pub enum Comparison {}

/// The schema of [`togul_core::Condition`].
#[derive(Debug)]
pub enum Condition {}

/// The schema of [`togul_core::Bucketing`].
#[derive(Debug)]
pub enum Bucketing {}

schemas! {
    "ValueType" for ValueType, _generator => string_enum(togul_core::ValueType::NAMES.iter().copied());
    "Operator" for Operator, _generator => string_enum(togul_core::Operator::NAMES.iter().copied());
    "Percentage" for Percentage, _generator => json_schema!({
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "description": "Percent, with at most three decimals.",
    });
    "Comparison" for Comparison, generator => json_schema!({
        "type": "object",
        "properties": {
            "attribute": generator.subschema_for::<AttributeName>(),
            "operator": generator.subschema_for::<Operator>(),
            "value": { "description": "The value to compare with: a string or number, or a list of them. \
                        `exists` and `not_exists` take none." },
        },
        "required": ["attribute", "operator"],
        "additionalProperties": false,
    });
    "Condition" for Condition, generator => condition(generator);
    "Bucketing" for Bucketing, _generator => json_schema!({
        "type": "object",
        "description": "The buckets of another system, with the parameters of its scheme.",
        "properties": {
            "scheme": { "type": "string", "enum": ["unleash", "unleash_variant", "launchdarkly", "flagd"] },
            "group": { "type": "string", "description": "Of Unleash: the group id, or the name of the feature." },
            "total": { "type": "integer", "description": "Of `unleash_variant`: the sum of all weights." },
            "prefix": {
                "type": "string",
                "description": "Of `launchdarkly` and `flagd`: the text that is hashed before the attribute.",
            },
            "version": { "type": "integer", "description": "Of `flagd`: the version of its buckets, 1 to 3." },
            "pair": { "type": "boolean", "description": "Of `flagd` 3: prefix and attribute are hashed as a list." },
        },
        "required": ["scheme"],
        "additionalProperties": false,
    });
}

/// The schema of a [`Decoded`](super::decoded::Decoded) `T` in responses.
#[derive(Debug)]
pub struct Shown<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for Shown<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Shown{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                generator.subschema_for::<T>(),
                { "type": "string", "description": "The text in the database, if it is damaged." },
            ],
        })
    }
}

fn condition(generator: &mut SchemaGenerator) -> Schema {
    let (comparison, part) =
        (generator.subschema_for::<Comparison>(), generator.subschema_for::<Condition>());
    let parts =
        json_schema!({ "type": "array", "items": part, "minItems": 1, "maxItems": limits::CONDITIONS });
    let form = |name: &str, content: Schema| {
        json_schema!({
            "type": "object",
            "properties": { name: content },
            "required": [name],
            "additionalProperties": false,
        })
    };
    json_schema!({
        "description": format!(
            "A comparison of an attribute, a test for segments, or a group. Groups nest at most {} deep.",
            limits::CONDITION_DEPTH,
        ),
        "anyOf": [
            comparison,
            {
                "type": "object",
                "description": "The context is in one of the segments.",
                "properties": {
                    "operator": { "const": togul_core::Condition::IN_SEGMENT },
                    "value": {
                        "description": "The key of a segment, or a list of keys.",
                        "anyOf": [
                            { "type": "string" },
                            { "type": "array", "items": { "type": "string" }, "minItems": 1 },
                        ],
                    },
                },
                "required": ["operator", "value"],
                "additionalProperties": false,
            },
            form("any", parts.clone()),
            form("all", parts),
            form("not", part),
        ],
    })
}

/// The schema of a rule's conditions, with their maximum number.
pub fn conditions(generator: &mut SchemaGenerator) -> Schema {
    let condition = generator.subschema_for::<Condition>();
    json_schema!({ "type": "array", "items": condition, "maxItems": limits::CONDITIONS })
}
