//! Fields of a PATCH body.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// A field that keeps its value when it is absent. `Patch<Option<T>>` accepts null, which clears the field;
/// `Patch<T>` refuses null.
///
/// serde and schemars call a field optional only with `#[serde(default)]`, which the body's type carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    #[default]
    Absent,
    Value(T),
}

impl<T> Patch<T> {
    /// The field after the patch.
    pub fn merged(self, current: T) -> T {
        match self {
            Self::Absent => current,
            Self::Value(value) => value,
        }
    }

    /// The new value, if there is one, borrowed.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(value),
        }
    }

    /// The new value, if there is one.
    pub fn value(self) -> Option<T> {
        match self {
            Self::Absent => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::Value)
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Body {
        name: Patch<String>,
        expiry: Patch<Option<u8>>,
    }

    #[test]
    fn null_clears_an_optional_field_and_is_refused_elsewhere() {
        let read = serde_json::from_value::<Body>;
        assert_eq!(read(json!({})).expect("an empty patch"), Body::default());
        let cleared = read(json!({ "expiry": null })).expect("null clears");
        assert_eq!(cleared.expiry, Patch::Value(None));
        assert_eq!(
            (cleared.expiry.merged(Some(1)), cleared.name.merged("a".to_owned())),
            (None, "a".to_owned())
        );
        assert!(read(json!({ "name": null })).is_err());
    }
}
