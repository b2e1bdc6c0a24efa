//! Sessions of logged-in users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    account::User,
    id::Id,
    organization::{Organization, OrganizationSummary},
};

/// A session: one login and all tokens derived from it. Only its id is used.
#[derive(Debug)]
pub struct Session;

/// A refresh token in clear text, hidden from `Debug`.
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

/// The user and their organizations: the response of `GET /me`, and part of every session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Profile {
    pub user: User,
    pub current_organization: Option<OrganizationSummary>,
    pub organizations: Vec<OrganizationSummary>,
}
