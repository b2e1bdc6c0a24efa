//! Writes: one function is one use case and one transaction.

pub mod accounts;
pub mod api_keys;
mod attempts;
pub mod audit;
mod authority;
pub mod change;
pub mod environments;
pub mod flags;
pub mod import;
pub mod invitations;
pub mod machine_tokens;
pub mod members;
pub mod organizations;
pub mod password_resets;
pub mod playground;
pub mod project_members;
pub mod projects;
mod quota;
mod rank;
pub mod refusals;
pub mod roles;
pub mod rules;
pub mod segments;
pub mod sessions;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use strum::IntoStaticStr;
use togul_core::Invalid;

use crate::{
    auth::limiter::TooMany,
    domain::{
        access::{Denied, Grant},
        id::Id,
        permission::Permission,
        project::Project,
        quota::QuotaExceeded,
        split::{TooManyRanges, Unallocated},
        used_by::UsedBy,
        view::Guarded,
    },
    fair_queue::Busy,
    import::Unreadable,
    store::{StoreError, Tx},
};

/// The failure of a use case. Nothing was written, except that a commit whose connection broke may have succeeded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    TooManyRanges(#[from] TooManyRanges),
    #[error("no valid credential")]
    Unauthorized,
    /// An unknown account or a wrong password.
    #[error("wrong e-mail or password")]
    WrongLogin,
    #[error("registration is closed")]
    RegistrationClosed,
    #[error("{} is missing", .0.key())]
    Forbidden(Permission),
    /// Callers cannot change their own role, even with this permission.
    #[error("the caller's own role")]
    OwnRole(Permission),
    /// The member or role has this permission in a place where the caller lacks it.
    #[error("the target holds {}", .0.key())]
    Above(Permission),
    #[error("an account has the invited e-mail, and the caller is not logged in to it")]
    LoginRequired,
    #[error("not a member of the organization")]
    NotMember,
    #[error("not found")]
    NotFound,
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// A write to an archived flag.
    #[error("the flag is archived")]
    Archived,
    /// These use the object that was to be deleted, archived or dropped, as far as the caller may read them.
    #[error("other objects use it")]
    InUse(Vec<UsedBy>),
    #[error(transparent)]
    QuotaExceeded(#[from] QuotaExceeded),
    /// The object is not at the expected version. This is its current state.
    #[error("the object has changed")]
    VersionConflict(Box<RawValue>),
    #[error("too many attempts")]
    RateLimited(TooMany),
    /// A document of another form than its system has.
    #[error(transparent)]
    Unreadable(Unreadable),
    /// An import that would leave something out without the permission to do so.
    #[error("something cannot be carried over")]
    Loss(Box<import::Plan>),
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The state that prevents a use case. `Display` is the message for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, thiserror::Error)]
#[strum(serialize_all = "snake_case")]
pub enum Conflict {
    #[error("an account with this e-mail exists: log in, or use another e-mail")]
    EmailTaken,
    #[error("the organization has a project with this name: choose another name")]
    SlugTaken,
    #[error("this key is already in use: choose another key")]
    KeyTaken,
    #[error("a revoked API key stays revoked: create another one")]
    KeyRevoked,
    #[error("an organization must have an owner: make another member an owner first")]
    LastOwner,
    #[error("this is your only organization: create or join another one first")]
    LastOrganization,
    #[error("system roles cannot be changed: create a role of your own")]
    SystemRole,
    #[error("members, invitations or tokens have this role: give them another one first")]
    RoleInUse,
    #[error("this person is a member already: change their role instead")]
    AlreadyMember,
    #[error("this is your own account: change its password with POST /me/password")]
    OwnPassword,
    #[error(
        "this person is also a member of another organization: the operator can run `togul-server reset-password`"
    )]
    MemberElsewhere,
    #[error("an invitation for this e-mail is pending: withdraw it first")]
    InvitationActive,
}

impl Conflict {
    /// The name for programs.
    #[must_use]
    pub fn reason(self) -> &'static str {
        self.into()
    }
}

impl Error {
    /// [`Error::InUse`] with those of the users that the caller may read.
    fn in_use(users: Vec<UsedBy>, grant: &Grant) -> Self {
        let may_read = |user: &UsedBy| grant.permissions.contains(user.kind.read_permission());
        Self::InUse(users.into_iter().filter(may_read).collect())
    }
}

impl From<Unallocated> for Error {
    fn from(unallocated: Unallocated) -> Self {
        match unallocated {
            Unallocated::Invalid(invalid) => invalid.into(),
            Unallocated::TooManyRanges(too_many) => too_many.into(),
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

/// Maps a violated unique constraint to the conflict that it means at this call.
fn on_unique_violation(conflict: Conflict) -> impl Fn(StoreError) -> Error {
    move |error| match error {
        StoreError::Taken(_) => Error::Conflict(conflict),
        other => Error::Store(other),
    }
}

/// The error for something of a project that the transaction did not find. Another process may have deleted it: then it is
/// returned once this process does not evaluate it any more.
async fn missing(tx: Tx, project: Id<Project>) -> Error {
    match tx.end_missing(project).await {
        Ok(()) => Error::NotFound,
        Err(error) => error.into(),
    }
}

/// The version that the caller expects the object to have, if the request names one.
pub type Expected = Option<i64>;

/// `object` is the current state under this name, for the error: as far as the caller may read it.
fn expect_version(
    expected: Expected,
    grant: &Grant,
    current: i64,
    name: &str,
    object: impl Guarded + Serialize,
) -> Result<(), Error> {
    match expected {
        Some(version) if version != current => {
            let details = to_raw_value(&BTreeMap::from([(name, grant.view(object))]));
            Err(Error::VersionConflict(details.expect("plain data with string keys always serializes")))
        }
        _ => Ok(()),
    }
}
