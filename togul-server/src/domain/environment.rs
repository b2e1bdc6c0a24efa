//! Environments, such as production and staging.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use togul_core::Revision;

use super::{
    id::Id,
    patch::Patch,
    project::Project,
    text::{Description, Key, Name},
    time::Time,
};

/// A set of flags with their own settings, such as production.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Environment {
    pub id: Id<Environment>,
    pub project_id: Id<Project>,
    pub key: String,
    pub name: String,
    pub description: String,
    /// The regions whose servers evaluate it; may be empty.
    pub regions: Vec<String>,
    /// Raised by one with each change of a flag or rule.
    #[schemars(with = "i64")]
    pub revision: Revision,
    /// Raised by one with each change of the environment itself.
    pub version: i64,
    pub created_at: Time,
    pub updated_at: Time,
}

impl Environment {
    /// Whether the servers of `region` evaluate it.
    #[must_use]
    pub fn is_in(&self, region: &str) -> bool {
        self.regions.iter().any(|one| one == region)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnvironment {
    pub key: Key,
    pub name: Name,
    #[serde(default)]
    pub description: Description,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EnvironmentPatch {
    pub name: Patch<Name>,
    pub description: Patch<Description>,
}

/// The regions whose servers evaluate an environment; may be empty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    #[schemars(extend("uniqueItems" = true))]
    pub regions: Vec<Key>,
}
