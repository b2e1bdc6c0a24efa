//! What a machine token may do.

use std::marker::PhantomData;

use super::{Author, Credential, Denied, Grant, InOrganization, InProject, Membership, ProjectFacts};
use crate::domain::{
    account::User,
    id::Id,
    machine_token::MachineToken,
    permission::{Permission as P, Permissions, Requires},
    project::Project,
    request_source::RequestSource,
};

/// A valid machine token, and the rights that its creator has now.
#[derive(Clone, Debug)]
pub struct TokenHolder {
    pub id: Id<MachineToken>,
    pub name: String,
    /// The token's role.
    pub grant: Grant,
    /// The only project that it acts in, if it is bound to one.
    pub only: Option<Id<Project>>,
    pub creator: Id<User>,
    /// The creator's.
    pub membership: Membership,
    /// The creator's rights in the project in question.
    pub project: Option<ProjectFacts>,
}

/// What no token may do in a project.
const FOR_PEOPLE: [P; 3] = [P::ProjectMembersRead, P::ProjectMembersWrite, P::ProjectMembersRemove];

impl TokenHolder {
    /// In the organization itself, a token only lists projects, reads the audit log of its projects, and creates some
    /// unless it is bound to one.
    ///
    /// # Errors
    /// [`Denied::Forbidden`] for everything else, and without the permission.
    pub(super) fn in_organization<N: Requires>(
        self,
        source: RequestSource,
    ) -> Result<InOrganization<N>, Denied> {
        let is_allowed = match N::PERMISSION {
            P::ProjectsRead | P::AuditRead => true,
            P::ProjectsWrite => self.only.is_none(),
            _ => false,
        };
        if !is_allowed {
            return Err(Denied::Forbidden(N::PERMISSION));
        }
        let grant = self.bounded_by(self.membership.grant);
        grant.require::<N>()?;
        Ok(InOrganization {
            membership: Membership { grant, ..self.membership },
            bound: self.bound(),
            author: Author { user: self.creator, source },
            credential: Credential::Token { id: self.id, name: self.name, only: self.only },
            permission: PhantomData,
        })
    }

    /// # Errors
    /// [`Denied::NotFound`] for a project that the token is not for or that its creator does not see,
    /// [`Denied::Forbidden`] without the permission.
    pub(super) fn in_project<N: Requires>(self, source: RequestSource) -> Result<InProject<N>, Denied> {
        let facts = self.project.as_ref();
        let facts = facts.filter(|facts| self.only.is_none_or(|only| only == facts.project));
        let ProjectFacts { project, grant } = facts.ok_or(Denied::NotFound)?;
        let of_organization = Some(self.membership.grant).filter(Grant::sees_all_projects);
        let grant = self.bounded_by(of_organization.or(*grant).ok_or(Denied::NotFound)?);
        grant.require::<N>()?;
        Ok(InProject {
            organization: self.membership.organization,
            project: *project,
            grant,
            author: Author { user: self.creator, source },
            credential: Credential::Token { id: self.id, name: self.name, only: self.only },
            permission: PhantomData,
        })
    }

    /// The permissions that both the token's role and its creator have.
    fn bounded_by(&self, creator: Grant) -> Grant {
        Grant { permissions: creator.permissions.both(self.bound()), ..creator }
    }

    /// What the token's role allows at most.
    fn bound(&self) -> Permissions {
        self.grant.permissions.without(Permissions::of(&FOR_PEOPLE))
    }
}
