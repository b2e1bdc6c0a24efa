//! Values from columns that something else than this server may have written.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};
use togul_core::Invalid;

/// A value that is stored as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Decoded<T> {
    Value(T),
    /// The text in the database, which is no `T`. It is shown as a string, and no write accepts it.
    Damaged(String),
}

impl<T> Decoded<T> {
    /// # Errors
    /// [`Invalid`] with this field when the stored text is damaged.
    pub fn get(&self, field: &str) -> Result<&T, Invalid> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Damaged(_) => Err(Invalid::new(field, "is damaged in the database: set it again")),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Value)
    }
}

/// As in requests.
impl<T: JsonSchema> JsonSchema for Decoded<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
