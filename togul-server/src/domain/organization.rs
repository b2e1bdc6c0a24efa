//! Organizations: the tenants, isolated from each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{id::Id, patch::Patch, permission::Permissions, text::Name, time::Time};

/// A tenant.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Organization {
    pub id: Id<Organization>,
    pub slug: String,
    pub name: String,
    pub created_at: Time,
    pub updated_at: Time,
}

/// An organization as one of its members sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrganizationSummary {
    pub id: Id<Organization>,
    pub slug: String,
    pub name: String,
    /// The member's role key in it.
    pub role: String,
    /// What the role allows in it, and in the projects of those who see all of them.
    pub permissions: Permissions,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    pub name: Name,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct OrganizationPatch {
    pub name: Patch<Name>,
}
