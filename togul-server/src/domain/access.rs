//! Who may do what. The proofs below can be made here only, so a handler or service that holds one has asked.
//!
//! ```text
//! Caller            somebody is logged in
//! InOrganization<P> ... and may do P in their current organization
//! InProject<P>      ... and may do P in this project of it
//! ```

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

/// A role as access sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    pub system: Option<SystemRole>,
    pub permissions: Permissions,
}

impl Grant {
    fn may<P: Requires>(&self) -> Result<(), Denied> {
        let either = P::OR.is_some_and(|or| self.permissions.contains(or));
        if either || self.permissions.contains(P::PERMISSION) {
            Ok(())
        } else {
            Err(Denied::Forbidden(P::PERMISSION))
        }
    }

    /// Owners and admins see all projects; everyone else those that they were added to.
    #[must_use]
    pub fn sees_all_projects(&self) -> bool {
        matches!(self.system, Some(SystemRole::Owner | SystemRole::Admin))
    }

    /// Nobody hands out what they lack: neither a permission nor the sight of all projects.
    ///
    /// # Errors
    /// [`Denied::Forbidden`] with a permission that `self` lacks.
    pub fn may_grant(&self, other: &Self) -> Result<(), Denied> {
        if let Some(lacking) = other.permissions.first_beyond(self.permissions) {
            return Err(Denied::Forbidden(lacking));
        }
        if other.sees_all_projects() && !self.sees_all_projects() {
            return Err(Denied::Forbidden(Permission::ProjectsRead));
        }
        Ok(())
    }
}

/// What the database says about a live session, read for each request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: Id<User>,
    pub session: Id<Session>,
    /// The organization that the session is in, whether or not they still belong to it.
    pub session_organization: Option<Id<Organization>>,
    /// What the user is there, while they are a member of it.
    pub membership: Option<Membership>,
}

#[derive(Clone, Debug)]
pub struct Membership {
    pub organization: Id<Organization>,
    pub grant: Grant,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denied {
    /// It does not exist, or not for this caller: the two are one.
    NotFound,
    /// The caller may see it but lacks this permission.
    Forbidden(Permission),
}

/// The caller may do `P` in their current organization.
#[derive(Debug)]
pub struct InOrganization<P> {
    session: Id<Session>,
    membership: Membership,
    author: Author,
    permission: PhantomData<P>,
}

impl<P> InOrganization<P> {
    #[must_use]
    pub fn user(&self) -> Id<User> {
        self.author.user
    }
    #[must_use]
    pub fn session(&self) -> Id<Session> {
        self.session
    }
    #[must_use]
    pub fn organization(&self) -> Id<Organization> {
        self.membership.organization
    }
    /// What the caller may do in the organization.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.membership.grant
    }
    #[must_use]
    pub fn author(&self) -> &Author {
        &self.author
    }
    /// Something that the caller does here, for the audit log.
    #[must_use]
    pub fn audit_event(&self, action: Action, target: impl ToString) -> AuditEvent {
        AuditEvent::new(action, self.organization(), target)
    }
}

/// The caller may do `P` in this project.
#[derive(Debug)]
pub struct InProject<P> {
    session: Id<Session>,
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
    pub fn session(&self) -> Id<Session> {
        self.session
    }
    #[must_use]
    pub fn organization(&self) -> Id<Organization> {
        self.organization
    }
    #[must_use]
    pub fn project(&self) -> Id<Project> {
        self.project
    }
    /// What the caller may do in the project.
    #[must_use]
    pub fn grant(&self) -> &Grant {
        &self.grant
    }
    #[must_use]
    pub fn author(&self) -> &Author {
        &self.author
    }
    /// Something that the caller does here, for the audit log.
    #[must_use]
    pub fn audit_event(&self, action: Action, target: impl ToString) -> AuditEvent {
        AuditEvent { project: Some(self.project), ..AuditEvent::new(action, self.organization, target) }
    }
}

/// A project that exists in the caller's organization, and the caller's own grant in it.
#[derive(Clone, Debug)]
pub struct ProjectFacts {
    pub project: Id<Project>,
    pub grant: Option<Grant>,
}

impl Caller {
    /// Their current organization, while they are a member of it.
    #[must_use]
    pub fn organization(&self) -> Option<Id<Organization>> {
        self.membership.as_ref().map(|membership| membership.organization)
    }

    /// # Errors
    /// [`Denied::NotFound`] without an organization, [`Denied::Forbidden`] without the permission.
    pub fn in_organization<P: Requires>(self, source: RequestSource) -> Result<InOrganization<P>, Denied> {
        let membership = self.membership.ok_or(Denied::NotFound)?;
        membership.grant.may::<P>()?;
        let author = Author { user: self.user, source };
        Ok(InOrganization { session: self.session, membership, author, permission: PhantomData })
    }

    /// `facts` are of the caller's own organization, or `None` when it has no such project.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a project that the caller may not see, [`Denied::Forbidden`] for a permission
    /// that they lack in it.
    pub fn in_project<P: Requires>(
        self,
        facts: Option<ProjectFacts>,
        source: RequestSource,
    ) -> Result<InProject<P>, Denied> {
        let Membership { organization, grant } = self.membership.ok_or(Denied::NotFound)?;
        let facts = facts.ok_or(Denied::NotFound)?;
        let grant = if grant.sees_all_projects() { grant } else { facts.grant.ok_or(Denied::NotFound)? };
        grant.may::<P>()?;
        let author = Author { user: self.user, source };
        let (session, project) = (self.session, facts.project);
        Ok(InProject { session, organization, project, grant, author, permission: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::permission::need, *};

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
        RequestSource { address: [127, 0, 0, 1].into(), request_id: String::new() }
    }

    fn facts(grant: Option<Grant>) -> Option<ProjectFacts> {
        Some(ProjectFacts { project: Id::generate(), grant })
    }

    #[test]
    fn a_project_one_was_not_added_to_does_not_exist() {
        let denied = caller(SystemRole::Developer).in_project::<need::FlagsRead>(facts(None), source()).err();
        assert_eq!(denied, Some(Denied::NotFound));
        assert!(caller(SystemRole::Admin).in_project::<need::FlagsRead>(facts(None), source()).is_ok());
    }

    #[test]
    fn inside_a_project_the_project_role_decides() {
        let as_viewer = caller(SystemRole::Developer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Viewer))), source());
        assert_eq!(as_viewer.err(), Some(Denied::Forbidden(Permission::FlagsWrite)));
        let as_developer = caller(SystemRole::Viewer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Developer))), source());
        assert!(as_developer.is_ok());
    }

    #[test]
    fn without_an_organization_its_endpoints_do_not_exist() {
        let mut nobody = caller(SystemRole::Owner);
        nobody.membership = None;
        assert_eq!(nobody.in_organization::<need::OrgRead>(source()).err(), Some(Denied::NotFound));
    }
    #[test]
    fn nobody_hands_out_what_they_lack() {
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
