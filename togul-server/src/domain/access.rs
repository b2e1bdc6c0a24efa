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
    id::Id,
    organization::Organization,
    permission::{Permission, Permissions, Requires, SystemRole},
    project::Project,
    session::Session,
};

/// A role as access sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub system: Option<SystemRole>,
    pub permissions: Permissions,
}

/// What the database says about a live session, read for each request.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: Id<User>,
    pub session: Id<Session>,
    /// The organization that the session is in.
    pub organization: Option<Id<Organization>>,
    /// What the user is there, while they are a member of it.
    pub membership: Option<Membership>,
}

#[derive(Clone, Debug)]
pub struct Membership {
    pub organization: Id<Organization>,
    pub grant: Grant,
}

impl Membership {
    /// Owners and admins see all projects; everyone else those that they were added to.
    #[must_use]
    pub fn sees_all_projects(&self) -> bool {
        matches!(self.grant.system, Some(SystemRole::Owner | SystemRole::Admin))
    }
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
    caller: Caller,
    membership: Membership,
    permission: PhantomData<P>,
}

impl<P> InOrganization<P> {
    #[must_use]
    pub fn user(&self) -> Id<User> {
        self.caller.user
    }
    #[must_use]
    pub fn organization(&self) -> Id<Organization> {
        self.membership.organization
    }
    #[must_use]
    pub fn membership(&self) -> &Membership {
        &self.membership
    }
}

/// The caller may do `P` in this project.
#[derive(Debug)]
pub struct InProject<P> {
    caller: Caller,
    project: Id<Project>,
    permission: PhantomData<P>,
}

impl<P> InProject<P> {
    #[must_use]
    pub fn user(&self) -> Id<User> {
        self.caller.user
    }
    #[must_use]
    pub fn project(&self) -> Id<Project> {
        self.project
    }
}

/// A project that exists in the caller's organization, and the caller's own grant in it.
#[derive(Clone, Debug)]
pub struct ProjectFacts {
    pub project: Id<Project>,
    pub grant: Option<Grant>,
}

impl Caller {
    /// # Errors
    /// [`Denied::NotFound`] without an organization, [`Denied::Forbidden`] without the permission.
    pub fn in_organization<P: Requires>(self) -> Result<InOrganization<P>, Denied> {
        let membership = self.membership.clone().ok_or(Denied::NotFound)?;
        if !membership.grant.permissions.contains(P::PERMISSION) {
            return Err(Denied::Forbidden(P::PERMISSION));
        }
        Ok(InOrganization { caller: self, membership, permission: PhantomData })
    }

    /// `facts` are of the caller's own organization, or `None` when it has no such project.
    ///
    /// # Errors
    /// [`Denied::NotFound`] for a project that the caller may not see, [`Denied::Forbidden`] for a permission
    /// that they lack in it.
    pub fn in_project<P: Requires>(self, facts: Option<ProjectFacts>) -> Result<InProject<P>, Denied> {
        let membership = self.membership.as_ref().ok_or(Denied::NotFound)?;
        let facts = facts.ok_or(Denied::NotFound)?;
        let grant = if membership.sees_all_projects() {
            &membership.grant
        } else {
            facts.grant.as_ref().ok_or(Denied::NotFound)?
        };
        if !grant.permissions.contains(P::PERMISSION) {
            return Err(Denied::Forbidden(P::PERMISSION));
        }
        Ok(InProject { caller: self, project: facts.project, permission: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::permission::need, *};

    fn caller(role: SystemRole) -> Caller {
        let grant = grant(role);
        let organization = Id::generate();
        let membership = Some(Membership { organization, grant });
        Caller { user: Id::generate(), session: Id::generate(), organization: Some(organization), membership }
    }

    fn grant(role: SystemRole) -> Grant {
        Grant { system: Some(role), permissions: role.permissions() }
    }

    fn facts(grant: Option<Grant>) -> Option<ProjectFacts> {
        Some(ProjectFacts { project: Id::generate(), grant })
    }

    #[test]
    fn a_project_one_was_not_added_to_does_not_exist() {
        let denied = caller(SystemRole::Developer).in_project::<need::FlagsRead>(facts(None)).err();
        assert_eq!(denied, Some(Denied::NotFound));
        assert!(caller(SystemRole::Admin).in_project::<need::FlagsRead>(facts(None)).is_ok());
    }

    #[test]
    fn inside_a_project_the_project_role_decides() {
        let as_viewer = caller(SystemRole::Developer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Viewer))));
        assert_eq!(as_viewer.err(), Some(Denied::Forbidden(Permission::FlagsWrite)));
        let as_developer = caller(SystemRole::Viewer)
            .in_project::<need::FlagsWrite>(facts(Some(grant(SystemRole::Developer))));
        assert!(as_developer.is_ok());
    }

    #[test]
    fn without_an_organization_its_endpoints_do_not_exist() {
        let mut nobody = caller(SystemRole::Owner);
        nobody.membership = None;
        assert_eq!(nobody.in_organization::<need::OrgRead>().err(), Some(Denied::NotFound));
    }
}
