//! Lost passwords.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    account::{Password, User},
    id::Id,
    organization::Organization,
};

/// A one-time token that sets a password.
#[derive(Clone, Copy, Debug)]
pub struct PasswordReset {
    pub user: Id<User>,
    /// None if the operator issued it at the command line.
    pub issuer: Option<Issuer>,
}

/// The member who issued a token, and their organization.
#[derive(Clone, Copy, Debug)]
pub struct Issuer {
    pub organization: Id<Organization>,
    pub user: Id<User>,
}

/// A reset token in clear text, hidden from `Debug`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct ResetToken(pub String);

impl std::fmt::Debug for ResetToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetToken(..)")
    }
}

/// The body of `POST /password-reset`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    pub token: ResetToken,
    pub new_password: Password,
}
