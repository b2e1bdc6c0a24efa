//! JSON Schemas of what cannot derive its own: how to describe a type by hand, and stand-ins for the types of the core,
//! which knows nothing of schemas. A field of a core type names the type in here that stands for it:
//! `#[schemars(with = "Option<schema::Operator>")]`.

use schemars::{Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::text::AttributeName;

/// A text that is one of these.
pub fn word(words: impl IntoIterator<Item = &'static str>) -> Schema {
    let words: Vec<_> = words.into_iter().collect();
    json_schema!({ "type": "string", "enum": words })
}

/// Describes types by hand: `"Name" for Type, generator => schema;`.
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

/// Stands for [`togul_core::ValueType`].
#[derive(Debug)]
pub enum ValueType {}

/// Stands for [`togul_core::Operator`].
#[derive(Debug)]
pub enum Operator {}

/// Stands for [`togul_core::Percentage`].
#[derive(Debug)]
pub enum Percentage {}

/// Stands for [`togul_core::Condition`].
#[derive(Debug)]
pub enum Condition {}

schemas! {
    "ValueType" for ValueType, _generator => word(togul_core::ValueType::NAMES.iter().copied());
    "Operator" for Operator, _generator => word(togul_core::Operator::NAMES.iter().copied());
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
            "value": { "description": "What to compare with: a text or number, or a list of them. \
                        `exists` and `not_exists` take none." },
        },
        "required": ["attribute", "operator"],
        "additionalProperties": false,
    });
}

/// At most as many conditions as a rule may have.
pub fn conditions(generator: &mut SchemaGenerator) -> Schema {
    let condition = generator.subschema_for::<Condition>();
    json_schema!({ "type": "array", "items": condition, "maxItems": limits::CONDITIONS })
}
