//! Writes: one function is one use case and one transaction.

pub mod accounts;
pub mod api_keys;
mod attempts;
pub mod audit;
mod authority;
mod change;
pub mod environments;
pub mod flags;
pub mod invitations;
pub mod members;
pub mod organizations;
pub mod project_members;
pub mod projects;
pub mod roles;
pub mod rules;
pub mod sessions;

use serde_json::Value;
use togul_core::Invalid;

use crate::{
    auth::{limiter::TooMany, password::Busy},
    domain::{access::Denied, permission::Permission},
    store::StoreError,
};

/// Why a use case did not happen; nothing was written then.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Invalid(#[from] Invalid),
    #[error("no valid credential")]
    Unauthorized,
    #[error("{} is missing", .0.key())]
    Forbidden(Permission),
    /// What needs this permission is not for oneself.
    #[error("one's own role")]
    OwnRole(Permission),
    #[error("no member of the organization")]
    NotMember,
    #[error("not found")]
    NotFound,
    #[error("{}", .0.message())]
    Conflict(Conflict),
    /// Somebody was faster; this is the object as it is now.
    #[error("the object has changed")]
    VersionConflict(Box<Value>),
    #[error("too many attempts")]
    RateLimited(TooMany),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    EmailTaken,
    SlugTaken,
    KeyTaken,
    KeyRevoked,
    LastOwner,
    LastOrganization,
    SystemRole,
    RoleInUse,
    AlreadyMember,
    InvitationActive,
}

impl Conflict {
    /// For programs.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::EmailTaken => "email_taken",
            Self::SlugTaken => "slug_taken",
            Self::KeyTaken => "key_taken",
            Self::KeyRevoked => "key_revoked",
            Self::LastOwner => "last_owner",
            Self::LastOrganization => "last_organization",
            Self::SystemRole => "system_role",
            Self::RoleInUse => "role_in_use",
            Self::AlreadyMember => "already_member",
            Self::InvitationActive => "invitation_active",
        }
    }

    /// For people.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::EmailTaken => "an account with this e-mail exists: log in, or use another e-mail",
            Self::SlugTaken => "the organization has a project with this name: choose another name",
            Self::KeyTaken => "this key is taken here: choose another key",
            Self::KeyRevoked => "a revoked API key stays revoked: create another one",
            Self::LastOwner => "an organization keeps an owner: make somebody else one first",
            Self::LastOrganization => "this is your only organization: create or join another one first",
            Self::SystemRole => "system roles stay as they are: make a role of your own",
            Self::RoleInUse => "somebody has this role or is invited to it: give them another one first",
            Self::AlreadyMember => "this person is a member already: change their role instead",
            Self::InvitationActive => "an invitation for this e-mail is open: withdraw it first",
        }
    }
}

impl From<TooMany> for Error {
    fn from(too_many: TooMany) -> Self {
        Self::RateLimited(too_many)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::NotFound,
            Denied::Forbidden(permission) => Self::Forbidden(permission),
        }
    }
}

/// Turns a taken key into the conflict that the call knows it to be.
fn taken(conflict: Conflict) -> impl Fn(StoreError) -> Error {
    move |error| match error {
        StoreError::Taken(_) => Error::Conflict(conflict),
        other => Error::Store(other),
    }
}

/// The version that a caller expects an object to have, when they said so.
pub type Expected = Option<i64>;

fn expect_version(expected: Expected, present: i64, object: impl Fn() -> Value) -> Result<(), Error> {
    match expected {
        Some(version) if version != present => Err(Error::VersionConflict(Box::new(object()))),
        _ => Ok(()),
    }
}
