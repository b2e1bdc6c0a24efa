//! The audit log: who did what to what, when, and from where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

use super::{
    account::User,
    change::ChangeKind,
    id::Id,
    organization::Organization,
    project::Project,
    request_source::RequestSource,
    schema::{schemas, word},
    time::Time,
};

/// Who does something, and from where.
#[derive(Clone, Debug)]
pub struct Author {
    pub user: Id<User>,
    pub source: RequestSource,
}

macro_rules! actions {
    ($($name:ident $word:literal)*) => {
        /// What was done: the kind of its target, a dot, and a verb.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Action { $(#[serde(rename = $word)] $name),* }

        impl Action {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

actions! {
    UserRegistered "user.registered"
    UserUpdated "user.updated"
    UserPasswordChanged "user.password_changed"
    UserLoginRefused "user.login_refused"
    SessionCreated "session.created"
    SessionRefreshed "session.refreshed"
    SessionReplayed "session.replayed"
    SessionSwitched "session.switched"
    SessionEnded "session.ended"
    PermissionDenied "permission.denied"
    OrganizationCreated "organization.created"
    OrganizationUpdated "organization.updated"
    OrganizationDeleted "organization.deleted"
    MemberUpdated "member.updated"
    MemberRemoved "member.removed"
    RoleCreated "role.created"
    RoleUpdated "role.updated"
    RoleDeleted "role.deleted"
    InvitationCreated "invitation.created"
    InvitationWithdrawn "invitation.withdrawn"
    InvitationAccepted "invitation.accepted"
    ProjectCreated "project.created"
    ProjectUpdated "project.updated"
    ProjectDeleted "project.deleted"
    ProjectMemberAdded "project_member.added"
    ProjectMemberUpdated "project_member.updated"
    ProjectMemberRemoved "project_member.removed"
    EnvironmentCreated "environment.created"
    EnvironmentUpdated "environment.updated"
    EnvironmentDeleted "environment.deleted"
    ApiKeyCreated "api_key.created"
    ApiKeyRotated "api_key.rotated"
    ApiKeyRevoked "api_key.revoked"
    FlagCreated "flag.created"
    FlagUpdated "flag.updated"
    FlagDeleted "flag.deleted"
    RuleCreated "rule.created"
    RuleUpdated "rule.updated"
    RuleDeleted "rule.deleted"
}

impl Action {
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.as_str() == word)
    }

    /// What kind of thing it is done to.
    #[must_use]
    pub fn target_type(self) -> &'static str {
        self.as_str().split_once('.').map_or("", |(target, _)| target)
    }
}

schemas! { "Action" for Action, _generator => word(Self::ALL.iter().map(|action| action.as_str())); }

impl From<ChangeKind> for Action {
    fn from(kind: ChangeKind) -> Self {
        match kind {
            ChangeKind::FlagCreated => Self::FlagCreated,
            ChangeKind::FlagUpdated => Self::FlagUpdated,
            ChangeKind::FlagDeleted => Self::FlagDeleted,
            ChangeKind::RuleCreated => Self::RuleCreated,
            ChangeKind::RuleUpdated => Self::RuleUpdated,
            ChangeKind::RuleDeleted => Self::RuleDeleted,
        }
    }
}

/// Something that was done, as the one who does it says it. Whatever serializes into it holds no secret.
#[derive(Debug)]
pub struct AuditEvent {
    pub action: Action,
    pub organization: Id<Organization>,
    pub project: Option<Id<Project>>,
    /// An id; for [`Action::PermissionDenied`] the permission, and `after` is the request.
    pub target: String,
    /// The target before, unless it is new.
    pub before: Option<Value>,
    /// The target afterwards, unless it is gone.
    pub after: Option<Value>,
}

impl AuditEvent {
    /// A event that is of no project and says nothing yet of before and after.
    #[must_use]
    pub fn new(action: Action, organization: Id<Organization>, target: impl ToString) -> Self {
        Self { action, organization, project: None, target: target.to_string(), before: None, after: None }
    }

    #[must_use]
    pub fn before(self, target: impl Serialize) -> Self {
        Self { before: Some(value(target)), ..self }
    }

    #[must_use]
    pub fn after(self, target: impl Serialize) -> Self {
        Self { after: Some(value(target)), ..self }
    }
}

fn value(target: impl Serialize) -> Value {
    serde_json::to_value(target).expect("plain data with text keys always serializes")
}

/// A line of the log.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditEntry {
    pub id: Id<AuditEntry>,
    pub organization_id: Id<Organization>,
    pub project_id: Option<Id<Project>>,
    pub actor: Actor,
    pub action: Action,
    pub target_type: String,
    pub target_id: String,
    /// The target before; null when it is new.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub before: Option<Box<RawValue>>,
    /// The target afterwards; null when it is gone. Of `permission.denied` the method and path that were refused.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub after: Option<Box<RawValue>>,
    /// The client's IP address.
    pub address: String,
    pub request_id: String,
    pub created_at: Time,
}

/// Who did it. Of a refused login: whose account was tried.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Actor {
    pub id: Id<User>,
    pub name: String,
    pub email: String,
}

/// Which entries a list holds.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    pub project: Option<Id<Project>>,
    pub actor: Option<Id<User>>,
    pub action: Option<Action>,
    pub target_type: Option<String>,
    pub target_id: Option<String>,
    /// From this time on.
    pub since: Option<Time>,
    /// Before this time.
    pub until: Option<Time>,
}

/// Whose entries a reader sees.
#[derive(Clone, Debug)]
pub enum Readable {
    All,
    /// Those of these projects.
    Of(Vec<Id<Project>>),
}
