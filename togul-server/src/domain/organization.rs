//! Tenants. Nothing crosses from one to another.

use schemars::JsonSchema;
use serde::Serialize;

use super::id::Id;

#[derive(Debug)]
pub struct Organization;

/// An organization as one of its members sees it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OrganizationSummary {
    pub id: Id<Organization>,
    pub slug: String,
    pub name: String,
    /// The member's role key in it.
    pub role: String,
}
