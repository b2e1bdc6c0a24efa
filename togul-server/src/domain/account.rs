//! People who log in.

use serde::{Deserialize, Serialize};

use super::{
    id::Id,
    text::{Email, Name},
    time::Time,
};

#[derive(Clone, Debug, Serialize)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
    pub role: String,
    pub email_verified_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// Names a failed login.
#[derive(Debug)]
pub struct Failure;

/// A password as it was typed; never printed. Its rules are checked by `auth::password`.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    pub name: Name,
    #[serde(alias = "email")]
    pub username: Email,
    pub password: Password,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    #[serde(alias = "email")]
    pub username: String,
    pub password: Password,
}
