//! The audit log: each change with its author, time and source.

mod states;

pub use states::States;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{
    Map, Value,
    value::{RawValue, to_raw_value},
};
use strum::{IntoStaticStr, VariantArray, VariantNames};
use uuid::Uuid;

use super::{
    account::User, change::ChangeKind, flag::Flag, id::Id, machine_token::MachineToken, names::named,
    organization::Organization, project::Project, request_source::RequestSource, time::Time,
};

/// The user who acts, and the request they act through.
#[derive(Clone, Debug)]
pub struct Author {
    pub user: Id<User>,
    pub source: RequestSource,
}

/// A machine token that acts.
#[derive(Clone, Debug)]
pub struct TokenActor {
    pub id: Id<MachineToken>,
    pub name: String,
}

/// What was done: the kind of its target, a dot, and a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
pub enum Action {
    #[strum(serialize = "user.registered")]
    UserRegistered,
    #[strum(serialize = "user.updated")]
    UserUpdated,
    #[strum(serialize = "user.password_changed")]
    UserPasswordChanged,
    #[strum(serialize = "user.password_reset")]
    UserPasswordReset,
    #[strum(serialize = "user.login_refused")]
    UserLoginRefused,
    #[strum(serialize = "session.created")]
    SessionCreated,
    #[strum(serialize = "session.refreshed")]
    SessionRefreshed,
    #[strum(serialize = "session.replayed")]
    SessionReplayed,
    #[strum(serialize = "session.switched")]
    SessionSwitched,
    #[strum(serialize = "session.ended")]
    SessionEnded,
    #[strum(serialize = "permission.denied")]
    PermissionDenied,
    #[strum(serialize = "organization.created")]
    OrganizationCreated,
    #[strum(serialize = "organization.updated")]
    OrganizationUpdated,
    #[strum(serialize = "organization.deleted")]
    OrganizationDeleted,
    #[strum(serialize = "member.updated")]
    MemberUpdated,
    #[strum(serialize = "member.removed")]
    MemberRemoved,
    #[strum(serialize = "member.password_reset_issued")]
    MemberPasswordReset,
    #[strum(serialize = "role.created")]
    RoleCreated,
    #[strum(serialize = "role.updated")]
    RoleUpdated,
    #[strum(serialize = "role.deleted")]
    RoleDeleted,
    #[strum(serialize = "invitation.created")]
    InvitationCreated,
    #[strum(serialize = "invitation.withdrawn")]
    InvitationWithdrawn,
    #[strum(serialize = "invitation.accepted")]
    InvitationAccepted,
    #[strum(serialize = "project.created")]
    ProjectCreated,
    #[strum(serialize = "project.updated")]
    ProjectUpdated,
    #[strum(serialize = "project.deleted")]
    ProjectDeleted,
    #[strum(serialize = "project_member.added")]
    ProjectMemberAdded,
    #[strum(serialize = "project_member.updated")]
    ProjectMemberUpdated,
    #[strum(serialize = "project_member.removed")]
    ProjectMemberRemoved,
    #[strum(serialize = "environment.created")]
    EnvironmentCreated,
    #[strum(serialize = "environment.updated")]
    EnvironmentUpdated,
    #[strum(serialize = "environment.deleted")]
    EnvironmentDeleted,
    #[strum(serialize = "api_key.created")]
    ApiKeyCreated,
    #[strum(serialize = "api_key.rotated")]
    ApiKeyRotated,
    #[strum(serialize = "api_key.revoked")]
    ApiKeyRevoked,
    #[strum(serialize = "flag.created")]
    FlagCreated,
    #[strum(serialize = "flag.updated")]
    FlagUpdated,
    #[strum(serialize = "flag.archived")]
    FlagArchived,
    #[strum(serialize = "flag.restored")]
    FlagRestored,
    #[strum(serialize = "flag.deleted")]
    FlagDeleted,
    #[strum(serialize = "rule.created")]
    RuleCreated,
    #[strum(serialize = "rule.updated")]
    RuleUpdated,
    #[strum(serialize = "rule.deleted")]
    RuleDeleted,
    #[strum(serialize = "segment.created")]
    SegmentCreated,
    #[strum(serialize = "segment.updated")]
    SegmentUpdated,
    #[strum(serialize = "segment.deleted")]
    SegmentDeleted,
    #[strum(serialize = "token.created")]
    TokenCreated,
    #[strum(serialize = "token.deleted")]
    TokenDeleted,
}

named!(Action);

impl Action {
    /// The kind of object that it changes.
    #[must_use]
    pub fn target_type(self) -> &'static str {
        self.as_str().split_once('.').map_or("", |(target, _)| target)
    }
}

impl From<ChangeKind> for Action {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::FlagCreated => Self::FlagCreated,
            ChangeKind::FlagUpdated => Self::FlagUpdated,
            ChangeKind::FlagDeleted => Self::FlagDeleted,
            ChangeKind::RuleCreated => Self::RuleCreated,
            ChangeKind::RuleUpdated => Self::RuleUpdated,
            ChangeKind::RuleDeleted => Self::RuleDeleted,
            ChangeKind::SegmentCreated => Self::SegmentCreated,
            ChangeKind::SegmentUpdated => Self::SegmentUpdated,
            ChangeKind::SegmentDeleted => Self::SegmentDeleted,
        }
    }
}

/// An action to be recorded. Values that are serialized into it must contain no secrets.
#[derive(Debug)]
pub struct AuditEvent {
    pub action: Action,
    /// `None` for an event of the account of its author.
    pub organization: Option<Id<Organization>>,
    pub project: Option<Id<Project>>,
    /// The flag that a rule belongs to.
    pub flag: Option<Id<Flag>>,
    /// The machine token that acted for the author.
    pub token: Option<TokenActor>,
    /// The id of the target. For [`Action::PermissionDenied`] it is the permission, and `after` is the request.
    pub target: String,
    /// The target before the change, unless it is new.
    pub before: Option<Box<RawValue>>,
    /// The target after the change, unless it was deleted.
    pub after: Option<Box<RawValue>>,
}

impl AuditEvent {
    /// An event outside of any project, without `before` and `after`.
    #[must_use]
    pub fn new(action: Action, organization: Id<Organization>, target: impl ToString) -> Self {
        Self {
            action,
            organization: Some(organization),
            project: None,
            flag: None,
            token: None,
            target: target.to_string(),
            before: None,
            after: None,
        }
    }

    /// A login to the account that was refused.
    #[must_use]
    pub fn login_refused(account: Id<User>) -> Self {
        let (action, target) = (Action::UserLoginRefused, account.to_string());
        Self {
            action,
            organization: None,
            project: None,
            flag: None,
            token: None,
            target,
            before: None,
            after: None,
        }
    }

    /// The id of the machine token that acted, or else of the author.
    #[must_use]
    pub fn actor(&self, author: &Author) -> Uuid {
        self.token.as_ref().map_or(author.user.uuid(), |token| token.id.uuid())
    }

    /// The flag that it is about, as its target or as the flag of its target.
    #[must_use]
    pub fn flag_id(&self) -> Option<String> {
        match self.flag {
            Some(flag) => Some(flag.to_string()),
            None => (self.action.target_type() == "flag").then(|| self.target.clone()),
        }
    }

    #[must_use]
    pub fn before(self, target: impl Serialize) -> Self {
        Self { before: Some(json(target)), ..self }
    }

    #[must_use]
    pub fn after(self, target: impl Serialize) -> Self {
        Self { after: Some(json(target)), ..self }
    }
}

/// As text: a tree of the values that callers wrote would take many times their size.
fn json(target: impl Serialize) -> Box<RawValue> {
    to_raw_value(&target).expect("plain data with string keys always serializes")
}

/// An entry of the log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditEntry {
    pub id: Id<AuditEntry>,
    /// Null for a refused login, which is of the account and in the log of each of its organizations.
    pub organization_id: Option<Id<Organization>>,
    pub project_id: Option<Id<Project>>,
    pub actor: Actor,
    pub action: Action,
    pub target_type: String,
    pub target_id: String,
    /// The flag of an entry about a flag or a rule.
    pub flag_id: Option<Id<Flag>>,
    /// The target before the change, of a change only the fields that differ; null when it is new.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub before: Option<Box<RawValue>>,
    /// The target after the change, of a change only the fields that differ; null when it was deleted. For
    /// `permission.denied`, the method and route of the request.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub after: Option<Box<RawValue>>,
    /// Whether large values of `before` and `after` were cut, so that both together have at most 64 KiB. An object
    /// `{"truncated": true, …}` takes the place of such a value, or of the remaining elements of a list.
    pub truncated: bool,
    /// The client's IP address; null for a refused login.
    pub address: Option<String>,
    pub request_id: String,
    pub created_at: Time,
}

/// The user who did it. For a refused login, the account that was tried; for a machine token, its id, its name, and its
/// creator's e-mail.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Actor {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
}

impl AuditEntry {
    /// Cuts the states of an entry that was written without a bound.
    #[must_use]
    pub fn within_bound(self) -> Self {
        let Self { before, after, truncated: is_truncated, .. } = self;
        let States { before, after, is_truncated } = States { before, after, is_truncated }.within_bound();
        Self { before, after, truncated: is_truncated, ..self }
    }
}

/// Restricts and orders a list of entries; an absent field matches every entry.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub project: Option<Id<Project>>,
    pub actor: Option<Id<User>>,
    pub action: Option<Action>,
    pub target_type: Option<String>,
    /// Without actions on objects of this type.
    pub exclude_target_type: Option<String>,
    pub target_id: Option<String>,
    /// About this flag or its rules.
    pub flag: Option<Id<Flag>>,
    /// At this time or later.
    pub since: Option<Time>,
    /// Before this time.
    pub until: Option<Time>,
    pub order: Order,
}

/// The order of a list, by time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Order {
    /// From the oldest entry on.
    #[default]
    Asc,
    /// From the newest entry on.
    Desc,
}

named!(Order);

/// The entries that a reader may see.
#[derive(Clone, Debug)]
pub enum Readable {
    All,
    /// The entries of all projects, without those of the organization.
    AllProjects,
    /// The entries of these projects.
    Projects(Vec<Id<Project>>),
}
