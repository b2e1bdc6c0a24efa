//! Roles: the five system roles, and custom roles of an organization.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    access::Grant,
    id::Id,
    patch::Patch,
    permission::{Permissions, SystemRole},
    text::{Key, Name},
};

/// A named set of permissions.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Role {
    pub id: Id<Role>,
    pub key: String,
    pub name: String,
    /// Whether it is one of the five system roles, which every organization has and which cannot be changed.
    pub is_system: bool,
    pub permissions: Permissions,
}

impl Role {
    #[must_use]
    pub fn grant(&self) -> Grant {
        let system = SystemRole::from_key(&self.key).filter(|_| self.is_system);
        Grant { system, permissions: self.permissions }
    }

    /// Whether its members own the organization.
    #[must_use]
    pub fn is_owner(&self) -> bool {
        self.grant().system == Some(SystemRole::Owner)
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRole {
    pub key: Key,
    pub name: Name,
    pub permissions: Permissions,
}

#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RolePatch {
    pub key: Patch<Key>,
    pub name: Patch<Name>,
    pub permissions: Patch<Permissions>,
}
