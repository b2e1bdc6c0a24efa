//! Who is logged in, and where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    account::User,
    id::Id,
    organization::{Organization, OrganizationSummary},
};

/// Names a session: one login and all the tokens that followed from it.
#[derive(Debug)]
pub struct Session;

/// A refresh token as it travels; never printed.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RefreshToken(pub String);

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    pub refresh_token: RefreshToken,
}

/// The body of `POST /me/switch-organization`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    pub organization_id: Id<Organization>,
    pub refresh_token: RefreshToken,
}

/// Who one is: the answer of `GET /me`, and a part of every session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Profile {
    pub user: User,
    pub current_organization: Option<OrganizationSummary>,
    pub organizations: Vec<OrganizationSummary>,
}
