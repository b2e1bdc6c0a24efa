//! Sessions of logged-in users.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    account::User,
    id::Id,
    organization::{Organization, OrganizationSummary},
    patch::Patch,
    time::Time,
};

/// A session: one login and all tokens derived from it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpenSession")]
pub struct Session {
    pub id: Id<Session>,
    /// The organization that it is logged in to.
    pub organization_id: Option<Id<Organization>>,
    /// The address of the client at the last login or renewal; empty if it was not recorded.
    pub address: String,
    pub created_at: Time,
    /// When it was last renewed.
    pub last_used_at: Time,
    /// When it ends unless it is renewed.
    pub expires_at: Time,
    /// Whether it is the session of this request.
    pub is_current: bool,
}

/// A refresh token in clear text, hidden from `Debug`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct RefreshToken(pub String);

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

/// The body of `POST /refresh-token` and `POST /logout`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Refresh {
    /// Required, unless a page of this server sends the cookie `togul_refresh`.
    pub refresh_token: Patch<RefreshToken>,
}

/// The body of `POST /me/switch-organization`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    pub organization_id: Id<Organization>,
    /// Required, unless a page of this server sends the cookie `togul_refresh`.
    #[serde(default)]
    pub refresh_token: Patch<RefreshToken>,
}

/// The user and their organizations: the response of `GET /me`, and part of every session.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Profile {
    pub user: User,
    pub current_organization: Option<OrganizationSummary>,
    pub organizations: Vec<OrganizationSummary>,
}
