//! Variants of flags: values with a key, which rules answer with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use togul_core::{Json, limits};

use super::{
    flag::Flag,
    object,
    rule::Rule,
    text::{Name, VariantKey},
    used_by::{UsedBy, UserKind},
};

/// The variants of a flag.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Variants(
    #[serde(deserialize_with = "object::list::<{ limits::VARIANTS }, _, _>")]
    #[schemars(length(max = 50))]
    pub Vec<Variant>,
);

/// A value with a key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Unique in the flag. Rules name it, and answers carry it.
    pub key: VariantKey,
    /// Of the flag's `value_type`.
    #[schemars(with = "Value")]
    pub value: Json,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}

impl Variants {
    /// The rules of the flag that name a variant which is not among these, inactive ones included.
    #[must_use]
    pub fn users_of_others(&self, flag: &Flag, rules: &[Rule]) -> Vec<UsedBy> {
        let is_missing = |key: &&str| !self.0.iter().any(|variant| *variant.key == **key);
        let users = rules.iter().filter(|rule| rule.fields.named_variants().iter().any(is_missing));
        users.map(|rule| UsedBy { kind: UserKind::Rule, id: rule.id.uuid(), key: flag.key.clone() }).collect()
    }

    /// The variants as evaluators read them, without names.
    #[must_use]
    pub fn to_core(&self) -> Vec<togul_core::Variant> {
        let variants = self.0.iter();
        variants
            .map(|variant| togul_core::Variant { key: variant.key.to_string(), value: variant.value.clone() })
            .collect()
    }
}
