//! User accounts.

use std::borrow::Cow;

use chrono::TimeDelta;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use strum::{IntoStaticStr, VariantArray, VariantNames};

use super::{
    id::Id,
    names::named,
    patch::Patch,
    text::{Email, Name},
    time::Time,
};

/// A person with an account.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct User {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
    /// Kept for clients that expect it; authorization does not depend on it.
    pub role: String,
    pub email_verified_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
}

/// The body of `PATCH /me`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserPatch {
    pub name: Patch<Name>,
}

/// The body of `POST /me/password`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    pub current_password: Password,
    pub new_password: Password,
}

/// Who may register. Invited people may always create an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Registration {
    /// Only the first account, which owns the first organization.
    #[default]
    First,
    Open,
    Closed,
}

named!(Registration);

/// How long a failed login counts against further attempts.
pub const FAILURES_COUNT_FOR: TimeDelta = TimeDelta::hours(24);
/// How long a network is known to an account after a login from it.
pub const NETWORK_IS_KNOWN_FOR: TimeDelta = TimeDelta::days(90);

/// A failed login; only its id is used.
#[derive(Debug)]
pub struct LoginFailure;

/// A password in clear text, hidden from `Debug`. `auth::password` checks its rules.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(pub String);

impl JsonSchema for Password {
    fn schema_name() -> Cow<'static, str> {
        "Password".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // The rule counts bytes and a schema counts characters, which have up to four bytes.
        json_schema!({
            "type": "string",
            "format": "password",
            "minLength": 2,
            "maxLength": 1024,
            "writeOnly": true,
            "description": "8 to 1,024 bytes, all of them significant.",
        })
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_email)]
pub struct NewAccount {
    pub name: Name,
    /// The e-mail address.
    #[serde(alias = "email")]
    pub username: Email,
    pub password: Password,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = or_email)]
pub struct Credentials {
    /// The e-mail address.
    #[serde(alias = "email")]
    pub username: String,
    pub password: Password,
}

/// JSON Schema has no aliases: `email` is another name of `username`, and exactly one of them is required.
fn or_email(schema: &mut Schema) {
    let schema = schema.ensure_object();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
        && let Some(username) = properties.get("username").cloned()
    {
        properties.insert("email".to_owned(), username);
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != "username");
    }
    schema.insert("oneOf".to_owned(), json!([{ "required": ["username"] }, { "required": ["email"] }]));
}
