//! Projects of an organization.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    id::Id,
    organization::Organization,
    patch::Patch,
    permission::Permissions,
    text::{Description, Name},
    time::Time,
};

/// A project: environments with their flags, and the members who work on them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "ProjectFields")]
pub struct Project {
    pub id: Id<Project>,
    pub organization_id: Id<Organization>,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub created_at: Time,
    pub updated_at: Time,
}

/// A project as one caller sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Project")]
pub struct VisibleProject {
    #[serde(flatten)]
    pub project: Project,
    /// What the caller may do in it.
    pub permissions: Permissions,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    pub name: Name,
    #[serde(default)]
    pub description: Description,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ProjectPatch {
    pub name: Patch<Name>,
    pub description: Patch<Description>,
}
