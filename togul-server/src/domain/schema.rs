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

/// The schema of [`togul_core::Condition`].
#[derive(Debug)]
pub enum Condition {}

schemas! {
    "ValueType" for ValueType, _generator => string_enum(togul_core::ValueType::NAMES.iter().copied());
    "Operator" for Operator, _generator => string_enum(togul_core::Operator::NAMES.iter().copied());
    "Percentage" for Percentage, _generator => json_schema!({
        "type": "number",
        "minimum": 0,
        "maximum": 100,
        "description": "Percent, with at most three decimals.",
    });
    "Condition" for Condition, generator => json_schema!({
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

/// The schema of a rule's conditions, with their maximum number.
pub fn conditions(generator: &mut SchemaGenerator) -> Schema {
    let condition = generator.subschema_for::<Condition>();
    json_schema!({ "type": "array", "items": condition, "maxItems": limits::CONDITIONS })
}
