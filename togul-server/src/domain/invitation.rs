//! Invitations to an organization.

use chrono::TimeDelta;
use schemars::{JsonSchema, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{
    account::Password,
    id::Id,
    role::Role,
    schema::schemas,
    text::{Email, Name},
    time::Time,
};

/// An invitation that is neither accepted nor withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Invitation {
    pub id: Id<Invitation>,
    pub email: String,
    pub role: Role,
    pub expires_at: Time,
    pub created_at: Time,
    pub updated_at: Time,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub email: Email,
    pub role_id: Id<Role>,
    #[serde(default)]
    pub expires_in_hours: Hours,
}

/// The lifetime of an invitation: 1 to 720 hours, 168 (a week) by default.
#[derive(Clone, Copy, Debug)]
pub struct Hours(u16);

impl Hours {
    pub const DEFAULT: u16 = 168;
    pub const MAX: u16 = 720;

    #[must_use]
    pub fn delta(self) -> TimeDelta {
        TimeDelta::hours(self.0.into())
    }
}

impl Default for Hours {
    fn default() -> Self {
        Self(Self::DEFAULT)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hours = i64::deserialize(deserializer)?;
        u16::try_from(hours)
            .ok()
            .filter(|hours| (1..=Self::MAX).contains(hours))
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("must be 1 to {} hours", Self::MAX)))
    }
}

schemas! {
    "Hours" for Hours, _generator => json_schema!({
        "type": "integer",
        "minimum": 1,
        "maximum": (Hours::MAX),
        "default": (Hours::DEFAULT),
    });
}

/// The token of an invitation in clear text, hidden from `Debug`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct AcceptToken(pub String);

impl std::fmt::Debug for AcceptToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AcceptToken(..)")
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    pub token: AcceptToken,
    /// Required for a new account, like the password; both must be absent for an existing one.
    pub name: Option<Name>,
    pub password: Option<Password>,
}
