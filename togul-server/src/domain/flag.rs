//! Flags as the management API keeps them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use togul_core::ValueType;

use super::{
    environment::Environment,
    id::Id,
    patch::present,
    schema,
    text::{Description, Key, Name},
    time::Time,
};

/// A flag as it is managed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flag {
    pub id: Id<Flag>,
    pub environment_id: Id<Environment>,
    pub key: String,
    pub name: String,
    pub description: String,
    pub enabled: bool,
    #[schemars(with = "schema::ValueType")]
    pub value_type: ValueType,
    pub default_value: Value,
    /// What rollouts of this flag are hashed with.
    pub salt: String,
    /// Raised by one with each change of the flag itself.
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Flag {
    /// The flag after a patch.
    #[must_use]
    pub fn patched(&self, patch: FlagPatch) -> Self {
        let mut flag = self.clone();
        if let Some(name) = patch.name {
            flag.name = name.to_string();
        }
        if let Some(description) = patch.description {
            flag.description = description.to_string();
        }
        if let Some(enabled) = patch.enabled {
            flag.enabled = enabled;
        }
        if let Some(value) = patch.default_value {
            flag.default_value = value;
        }
        flag
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFlag {
    pub environment_id: Id<Environment>,
    pub key: Key,
    pub name: Name,
    #[serde(default)]
    pub description: Description,
    #[serde(default = "on")]
    pub enabled: bool,
    #[serde(default = "boolean")]
    #[schemars(with = "schema::ValueType")]
    pub value_type: ValueType,
    /// Null is a value for `json` flags.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub default_value: Option<Value>,
}

fn on() -> bool {
    true
}

fn boolean() -> ValueType {
    ValueType::Boolean
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagPatch {
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Name")]
    pub name: Option<Name>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Description")]
    pub description: Option<Description>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "bool")]
    pub enabled: Option<bool>,
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub default_value: Option<Value>,
}

/// Which flags a list holds.
#[derive(Debug, Default)]
pub struct FlagFilter {
    pub environment: Option<Id<Environment>>,
    /// A part of the key or the name, without case.
    pub q: Option<String>,
    pub enabled: Option<bool>,
    pub value_type: Option<ValueType>,
}
