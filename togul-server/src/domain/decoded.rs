//! Values from columns that something else than this server may have written.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};
use togul_core::Invalid;

/// A value that is stored as JSON, as a name or as a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Decoded<T> {
    Value(T),
    /// The text in the database, which is no `T`. It is shown as a string, and no write accepts it.
    Damaged(String),
}

impl<T> Decoded<T> {
    /// Of what a column holds; `value` returns `None` when that is no `T`.
    pub fn of<C: ToString>(stored: C, value: impl FnOnce(&C) -> Option<T>) -> Self {
        value(&stored).map_or_else(|| Self::Damaged(stored.to_string()), Self::Value)
    }

    /// # Errors
    /// [`Invalid`] with this field when the stored text is damaged.
    pub fn get(&self, field: &str) -> Result<&T, Invalid> {
        self.get_or(field, "set it again")
    }

    /// For a field that no patch sets.
    ///
    /// # Errors
    /// [`Invalid`] with this field and what repairs it when the stored text is damaged.
    pub fn get_or(&self, field: &str, repair: &str) -> Result<&T, Invalid> {
        match self {
            Self::Value(value) => Ok(value),
            Self::Damaged(_) => Err(Invalid::new(field, format!("is damaged in the database: {repair}"))),
        }
    }

    /// The value, unless it is damaged.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Damaged(_) => None,
        }
    }

    /// What its column holds; `stored` returns what it holds for a value.
    pub fn stored<C: From<String>>(&self, stored: impl FnOnce(&T) -> C) -> C {
        match self {
            Self::Value(value) => stored(value),
            Self::Damaged(text) => text.clone().into(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Decoded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Value)
    }
}

/// As in requests. In responses it is [`schema::Shown`](super::schema::Shown).
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
