//! Machine tokens: the credentials of scripts and importers for the management API.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{account::User, id::Id, project::Project, role::Role, text::Name, time, time::Time};

/// The prefix of secrets.
pub const SECRET_PREFIX: &str = "tgl_adm_";

/// A token without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MachineToken {
    pub id: Id<MachineToken>,
    /// The name of its entries in the audit log.
    pub name: String,
    pub role: Role,
    /// The only project that it acts in; null for all projects that its creator sees.
    pub project_id: Option<Id<Project>>,
    /// The user whose rights bound those of the token.
    pub created_by: Id<User>,
    pub expires_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMachineToken {
    pub name: Name,
    pub role_id: Id<Role>,
    #[serde(default)]
    pub project_id: Option<Id<Project>>,
    #[serde(default, deserialize_with = "time::deserialize")]
    pub expires_at: Option<Time>,
}
