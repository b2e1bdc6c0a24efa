//! Writes: one function is one use case and one transaction.

pub mod accounts;
pub mod api_keys;
mod change;
pub mod environments;
pub mod flags;
pub mod organizations;
pub mod projects;
pub mod rules;

use std::time::Duration;

use serde_json::Value;
use togul_core::Invalid;

use crate::{
    auth::password::Busy,
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
    #[error("not found")]
    NotFound,
    #[error("{}", .0.message())]
    Conflict(Conflict),
    /// Somebody was faster; this is the object as it is now.
    #[error("the object has changed")]
    VersionConflict(Box<Value>),
    #[error("too many failed attempts")]
    RateLimited { retry_after: Duration },
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
        }
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
