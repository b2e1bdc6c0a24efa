//! Environments, such as production and staging.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use togul_core::Revision;

use super::{
    id::Id,
    patch::Patch,
    project::Project,
    text::{Color, Description, Key, Name},
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
    /// How the console shows it, as `#rrggbb`; null leaves the choice to the console.
    pub color: Option<String>,
    /// Whether the console asks before a change.
    pub confirm_changes: bool,
    /// The regions whose servers evaluate it; may be empty.
    pub regions: Vec<String>,
    /// Raised by one with each change of a flag, a rule or a segment.
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
    #[serde(default)]
    pub color: Option<Color>,
    /// By default true if key or name contains `prod`.
    #[serde(default)]
    pub confirm_changes: Patch<bool>,
}

impl NewEnvironment {
    /// Whether the console asks before a change.
    #[must_use]
    pub fn confirms_changes(&self) -> bool {
        let is_production = [&*self.key, &*self.name].iter().any(|text| text.to_lowercase().contains("prod"));
        self.confirm_changes.merged(is_production)
    }
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EnvironmentPatch {
    pub name: Patch<Name>,
    pub description: Patch<Description>,
    pub color: Patch<Option<Color>>,
    pub confirm_changes: Patch<bool>,
}

/// The regions whose servers evaluate an environment; may be empty.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    #[schemars(extend("uniqueItems" = true))]
    pub regions: Vec<Key>,
}
