//! Flags as the management API stores them.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use togul_core::{Invalid, Json, ValueType, limits};

use super::{
    decoded::Decoded,
    environment::Environment,
    id::Id,
    object,
    patch::Patch,
    prerequisite::Prerequisites,
    rule::NewFlagRule,
    schema,
    text::{Description, Key, Name},
    time::Time,
    variant::Variants,
};

/// A flag without its rules.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flag {
    pub id: Id<Flag>,
    pub environment_id: Id<Environment>,
    pub key: String,
    pub name: String,
    pub description: String,
    /// Whether the rules are evaluated. A flag that is off answers with `off_value`, or with
    /// `default_value` if that is null.
    pub enabled: bool,
    #[schemars(with = "schema::Shown<schema::ValueType>")]
    pub value_type: Decoded<ValueType>,
    /// The answer when no rule matches.
    #[schemars(with = "Value")]
    pub default_value: Decoded<Json>,
    /// The answer while the flag is off; null stands for `default_value`.
    #[schemars(with = "Value")]
    pub off_value: Option<Decoded<Json>>,
    /// Values with a key, which rules can answer with.
    #[schemars(with = "schema::Shown<Variants>")]
    pub variants: Decoded<Variants>,
    /// Answers of other flags without which this one answers as if it were off.
    #[schemars(with = "schema::Shown<Prerequisites>")]
    pub prerequisites: Decoded<Prerequisites>,
    /// The seed of the hash that places contexts inside or outside of this flag's percentages.
    pub salt: String,
    /// Raised by one with each change of the flag itself.
    pub version: i64,
    /// Since when the flag is archived: it is kept, and programs get the answer that there is no such flag.
    pub archived_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Flag {
    /// # Errors
    /// [`Invalid`] when it is damaged in the database.
    pub fn value_type(&self) -> Result<ValueType, Invalid> {
        self.value_type.get_or("value_type", "delete the flag, and create it again").copied()
    }

    /// The variants as evaluators read them.
    ///
    /// # Errors
    /// [`Invalid`] when they are damaged in the database.
    pub fn core_variants(&self) -> Result<Vec<togul_core::Variant>, Invalid> {
        Ok(self.variants.get("variants")?.to_core())
    }

    /// The flag after a patch.
    #[must_use]
    pub fn patched(&self, patch: FlagPatch) -> Self {
        let current = self.clone();
        Self {
            name: patch.name.value().map_or(current.name, String::from),
            description: patch.description.value().map_or(current.description, String::from),
            enabled: patch.enabled.merged(current.enabled),
            default_value: patch.default_value.merged(current.default_value),
            off_value: patch.off_value.merged(current.off_value),
            variants: patch.variants.merged(current.variants),
            prerequisites: patch.prerequisites.merged(current.prerequisites),
            ..current
        }
    }
}

/// The part of a flag that is readable even if its value is not.
#[derive(Clone, Debug, Serialize)]
pub struct FlagHead {
    pub id: Id<Flag>,
    pub environment_id: Id<Environment>,
    pub key: String,
    pub version: i64,
    pub archived_at: Option<Time>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFlag {
    pub environment_id: Id<Environment>,
    pub key: Key,
    pub name: Name,
    #[serde(default)]
    pub description: Description,
    /// Whether the rules are evaluated. A flag that is off answers with `off_value`, or with
    /// `default_value` if that is null.
    #[serde(default = "enabled")]
    pub enabled: bool,
    #[serde(default = "boolean")]
    #[schemars(with = "schema::ValueType")]
    pub value_type: ValueType,
    /// The answer when no rule matches. Null is a value of `json` flags, and not the same as an absent field.
    #[serde(default, deserialize_with = "present")]
    #[schemars(with = "Value")]
    pub default_value: Option<Json>,
    /// The answer while the flag is off. Null, also in a `json` flag, stands for `default_value`.
    #[serde(default)]
    #[schemars(with = "Value")]
    pub off_value: Option<Json>,
    /// Values with a key, which rules can answer with.
    #[serde(default)]
    pub variants: Variants,
    /// Answers of other flags without which this one answers as if it were off.
    #[serde(default)]
    pub prerequisites: Prerequisites,
    /// The rules that it begins with. They need the permission `rules.write` as well.
    #[serde(default, deserialize_with = "object::list::<{ limits::RULES }, _, _>")]
    #[schemars(length(max = 200))]
    pub rules: Vec<NewFlagRule>,
}

fn enabled() -> bool {
    true
}

fn boolean() -> ValueType {
    ValueType::Boolean
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FlagPatch {
    pub name: Patch<Name>,
    pub description: Patch<Description>,
    pub enabled: Patch<bool>,
    #[schemars(with = "Value")]
    pub default_value: Patch<Decoded<Json>>,
    /// Null, also in a `json` flag, stands for `default_value`.
    #[schemars(with = "Value")]
    pub off_value: Patch<Option<Decoded<Json>>>,
    /// Replaces the whole list. A variant that a rule names cannot be left out.
    pub variants: Patch<Decoded<Variants>>,
    pub prerequisites: Patch<Decoded<Prerequisites>>,
}

/// Restricts a list of flags; an absent field matches every flag.
#[derive(Debug, Default)]
pub struct FlagFilter {
    pub environment: Option<Id<Environment>>,
    /// Part of the key or the name, compared without case.
    pub q: Option<String>,
    pub enabled: Option<bool>,
    pub value_type: Option<ValueType>,
    /// The key of a segment that a rule names, active or not.
    pub segment: Option<String>,
    /// Either archived flags alone, or all others.
    pub is_archived: bool,
}
