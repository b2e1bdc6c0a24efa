//! Projects: what an organization builds.

use serde::{Deserialize, Serialize};

use super::{
    id::Id,
    organization::Organization,
    patch::present,
    text::{Description, Name},
    time::Time,
};

#[derive(Clone, Debug, Serialize)]
pub struct Project {
    pub id: Id<Project>,
    pub organization_id: Id<Organization>,
    pub slug: String,
    pub name: String,
    pub description: String,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    pub name: Name,
    #[serde(default)]
    pub description: Description,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectPatch {
    #[serde(default, deserialize_with = "present")]
    pub name: Option<Name>,
    #[serde(default, deserialize_with = "present")]
    pub description: Option<Description>,
}
