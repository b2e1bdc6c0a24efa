//! Authorization. The proofs below can only be made here, so holding one means that the permission was checked.
//!
//! ```text
//! Caller            the request has a valid session
//! InOrganization<P> ... with permission P in the current organization
//! InProject<P>      ... with permission P in one project of that organization
//! ```

mod credential;
mod token;

use std::marker::PhantomData;

use super::{
    account::User,
    audit::{Action, AuditEvent, Author},
    id::Id,
    organization::Organization,
    permission::{Permission, Permissions, Requires, SystemRole},
    project::Project,
    request_source::RequestSource,
    session::Session,
};

pub use credential::{Basis, Credential, Current, Proof};
pub use token::TokenHolder;

/// The part of a role that authorization depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    pub system: Option<SystemRole>,
    pub permissions: Permissions,
}

impl Grant {
    fn require<P: Requires>(&self) -> Result<(), Denied> {
        let is_sufficient = |permission| self.permissions.contains(permission);
        if is_sufficient(P::PERMISSION) || P::OR.is_some_and(is_sufficient) {
            Ok(())
        } else {
            Err(Denied::Forbidden(P::PERMISSION))
        }
    }

    /// Owners and admins see all projects; other members see the projects that they were added to.
    #[must_use]
    pub fn sees_all_projects(&self) -> bool {
        matches!(self.system, Some(SystemRole::Owner | SystemRole::Admin))
    }

    /// A grant must not exceed the grantor's own: neither in permissions nor in visible projects.
    ///
    /// # Errors
    /// [`Denied::Forbidden`] with a permission that `self` lacks.
    pub fn may_grant(&self, other: &Self) -> Result<(), Denied> {
        if let Some(lacking) = other.permissions.without(self.permissions).iter().next() {
            return Err(Denied::Forbidden(lacking));
        }
        if other.sees_all_projects() && !self.sees_all_projects() {
            return Err(Denied::Forbidden(Permission::ProjectsRead));
        }
        Ok(())
    }
}

/// A valid session and its user's membership, read from the database for each request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: Id<User>,
    pub session: Id<Session>,
    /// The organization of the session, even if the user is no longer a member of it.
    pub session_organization: Option<Id<Organization>>,
    /// The user's membership of that organization, if there is one.
    pub membership: Option<Membership>,
}

#[derive(Clone, Debug)]
pub struct Membership {
    pub organization: Id<Organization>,
    pub grant: Grant,
}

/// The reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// The object does not exist or is not visible to the caller, which must not make a difference.
    NotFound,
    /// The object is visible, but the caller lacks this permission.
    Forbidden(Permission),
}

/// A caller, and the project in question, if it is one of the caller's organization.
#[derive(Clone, Debug)]
pub struct Rights {
    pub caller: Caller,
    pub project: Option<ProjectFacts>,
}

/// Proof of permission `P` in the caller's current organization.
#[derive(Debug)]
pub struct InOrganization<P> {
    credential: Credential,
    membership: Membership,
    /// What the credential allows at most.
    bound: Permissions,
    author: Author,
    permission: PhantomData<P>,
}

impl<P> InOrganization<P> {
    #[must_use]
    pub fn user(&self) -> Id<User> {
        self.author.user
    }
    #[must_use]
    pub fn organization(&self) -> Id<Organization> {
        self.membership.organization
    }
    /// The caller's grant in the organization.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.membership.grant
    }
    /// What the caller may do in a project of the organization in which they have this role, if any.
    #[must_use]
    pub fn permissions_in(&self, project_role: Option<Grant>) -> Permissions {
        let of_organization = Some(self.membership.grant).filter(Grant::sees_all_projects);
        let role = of_organization.or(project_role);
        role.map_or(Permissions::of(&[]), |role| role.permissions.both(self.bound))
    }
    #[must_use]
    pub fn author(&self) -> &Author {
        &self.author
    }
    /// An audit event of this caller and place.
    #[must_use]
    pub fn audit_event(&self, action: Action, target: impl ToString) -> AuditEvent {
        AuditEvent { token: self.credential.token(), ..AuditEvent::new(action, self.organization(), target) }
    }
    /// The only project that is visible to the caller, if it is a token for one project.
    #[must_use]
    pub fn only_project(&self) -> Option<Id<Project>> {
        match self.credential {
            Credential::Token { only, .. } => only,
            Credential::Session(_) => None,
        }
    }
}

/// Proof of permission `P` in a project.
#[derive(Debug)]
pub struct InProject<P> {
    credential: Credential,
    organization: Id<Organization>,
    project: Id<Project>,
    grant: Grant,
    author: Author,
    permission: PhantomData<P>,
}

impl<P> InProject<P> {
    #[must_use]
    pub fn user(&self) -> Id<User> {
        self.author.user
    }
    #[must_use]
    pub fn organization(&self) -> Id<Organization> {
        self.organization
    }
    #[must_use]
    pub fn project(&self) -> Id<Project> {
        self.project
    }
    /// The caller's grant in the project.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.grant
    }
    #[must_use]
    pub fn author(&self) -> &Author {
        &self.author
    }
    /// An audit event of this caller and place.
    #[must_use]
    pub fn audit_event(&self, action: Action, target: impl ToString) -> AuditEvent {
        let event = AuditEvent::new(action, self.organization, target);
        AuditEvent { project: Some(self.project), token: self.credential.token(), ..event }
    }
}

/// A project of the caller's organization, and the grant of the caller's project role, if they were added to it.
#[derive(Clone, Debug)]
pub struct ProjectFacts {
    pub project: Id<Project>,
    pub grant: Option<Grant>,
}

impl Caller {
    /// The current organization, while the user is a member of it.
    #[must_use]
    pub fn organization(&self) -> Option<Id<Organization>> {
        self.membership.as_ref().map(|membership| membership.organization)
    }

    /// # Errors
    /// [`Denied::NotFound`] without an organization, [`Denied::Forbidden`] without the permission.
    pub fn in_organization<P: Requires>(self, source: RequestSource) -> Result<InOrganization<P>, Denied> {
        let membership = self.membership.ok_or(Denied::NotFound)?;
        membership.grant.require::<P>()?;
        let author = Author { user: self.user, source };
        let credential = Credential::Session(self.session);
        let bound = Permissions::ALL;
        Ok(InOrganization { credential, membership, bound, author, permission: PhantomData })
    }

    /// `facts` come from the caller's own organization; `None` if it has no such project.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a project that is not visible to the caller, [`Denied::Forbidden`] without the
    /// permission in it.
    pub fn in_project<P: Requires>(
        self,
        facts: Option<ProjectFacts>,
        source: RequestSource,
    ) -> Result<InProject<P>, Denied> {
        let Membership { organization, grant } = self.membership.ok_or(Denied::NotFound)?;
        let facts = facts.ok_or(Denied::NotFound)?;
        let grant = if grant.sees_all_projects() { grant } else { facts.grant.ok_or(Denied::NotFound)? };
        grant.require::<P>()?;
        let author = Author { user: self.user, source };
        let (credential, project) = (Credential::Session(self.session), facts.project);
        Ok(InProject { credential, organization, project, grant, author, permission: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{permission::need, request_source::WriteMode},
        *,
    };

    fn caller(role: SystemRole) -> Caller {
        let grant = grant(role);
        let organization = Id::generate();
        let membership = Some(Membership { organization, grant });
        Caller {
            user: Id::generate(),
            session: Id::generate(),
            session_organization: Some(organization),
            membership,
        }
    }

    fn grant(role: SystemRole) -> Grant {
        Grant { system: Some(role), permissions: role.permissions() }
    }

    fn source() -> RequestSource {
        RequestSource { address: [127, 0, 0, 1].into(), request_id: String::new(), mode: WriteMode::Commit }
    }

    fn facts(grant: Option<Grant>) -> Option<ProjectFacts> {
        Some(ProjectFacts { project: Id::generate(), grant })
    }

    #[test]
    fn a_project_is_not_found_by_developers_who_were_not_added() {
        let denied = caller(SystemRole::Developer).in_project::<need::FlagsRead>(facts(None), source()).err();
        assert_eq!(denied, Some(Denied::NotFound));
        assert!(caller(SystemRole::Admin).in_project::<need::FlagsRead>(facts(None), source()).is_ok());
    }

    #[test]
    fn the_project_role_decides_inside_a_project() {
        let as_viewer = caller(SystemRole::Developer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Viewer))), source());
        assert_eq!(as_viewer.err(), Some(Denied::Forbidden(Permission::FlagsWrite)));
        let as_developer = caller(SystemRole::Viewer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Developer))), source());
        assert!(as_developer.is_ok());
    }

    #[test]
    fn a_caller_without_an_organization_finds_nothing() {
        let mut caller = caller(SystemRole::Owner);
        caller.membership = None;
        assert_eq!(caller.in_organization::<need::OrgRead>(source()).err(), Some(Denied::NotFound));
    }

    #[test]
    fn a_grant_cannot_exceed_the_grantors_own() {
        let custom_all = Grant { system: None, permissions: Permissions::ALL };
        let (owner, admin) = (grant(SystemRole::Owner), grant(SystemRole::Admin));
        assert_eq!(owner.may_grant(&owner), Ok(()));
        assert_eq!(admin.may_grant(&owner), Err(Denied::Forbidden(Permission::OrgDelete)));
        assert_eq!(admin.may_grant(&admin), Ok(()));
        assert_eq!(owner.may_grant(&custom_all), Ok(()));
        assert_eq!(custom_all.may_grant(&admin), Err(Denied::Forbidden(Permission::ProjectsRead)));
        let developer = grant(SystemRole::Developer);
        assert_eq!(developer.may_grant(&grant(SystemRole::Viewer)), Ok(()));
        assert_eq!(
            developer.may_grant(&grant(SystemRole::Analyst)),
            Err(Denied::Forbidden(Permission::AuditRead))
        );
    }
}
