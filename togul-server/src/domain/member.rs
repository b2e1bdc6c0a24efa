//! Members of an organization or a project, and their roles.

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{account::User, id::Id, organization::Organization, role::Role, time::Time};

/// A membership of an organization, or of a project in it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(bound = "")]
#[schemars(rename = "{Of}Member")]
pub struct Member<Of = Organization> {
    pub id: Id<Member<Of>>,
    pub user: MemberUser,
    pub role: Role,
    pub created_at: Time,
    pub updated_at: Time,
    #[serde(skip)]
    #[schemars(skip)]
    pub of: PhantomData<Of>,
}

/// The part of a user that other members see.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MemberUser {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
    pub email_verified_at: Option<Time>,
}

impl From<User> for MemberUser {
    fn from(User { id, name, email, email_verified_at, .. }: User) -> Self {
        Self { id, name, email, email_verified_at }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MemberPatch {
    pub role_id: Id<Role>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProjectMember {
    /// A member of the project's organization.
    pub user_id: Id<User>,
    pub role_id: Id<Role>,
}
