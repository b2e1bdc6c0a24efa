//! What proofs are made from, so that they can be made again: a session or a machine token, and its rights now.

use super::{Caller, Denied, Grant, InOrganization, InProject, Rights, TokenHolder};
use crate::domain::{
    account::User, audit::TokenActor, id::Id, machine_token::MachineToken, organization::Organization,
    permission::Requires, project::Project, request_source::RequestSource, session::Session,
};

/// A proof, and what it takes to make it again: rights are decided where they act, so every write renews its proof in
/// its own transaction.
pub trait Proof: Sized {
    fn basis(&self) -> Basis;

    /// The same proof from the rights that the caller has now.
    ///
    /// # Errors
    /// [`Denied`] when they do not suffice any more.
    fn renew(&self, now: Current) -> Result<Self, Denied>;
}

/// The credential that a proof was made from.
#[derive(Clone, Debug)]
pub enum Credential {
    Session(Id<Session>),
    /// With its name for the audit log, and the only project that it acts in.
    Token {
        id: Id<MachineToken>,
        name: String,
        only: Option<Id<Project>>,
    },
}

impl Credential {
    pub(super) fn token(&self) -> Option<TokenActor> {
        match self {
            Self::Session(_) => None,
            Self::Token { id, name, .. } => Some(TokenActor { id: *id, name: name.clone() }),
        }
    }
}

/// The rights that a credential gives now.
#[derive(Clone, Debug)]
pub enum Current {
    Session(Rights),
    Token(Box<TokenHolder>),
}

impl Current {
    /// The organization of the session or token.
    #[must_use]
    pub fn organization(&self) -> Option<Id<Organization>> {
        match self {
            Self::Session(rights) => rights.caller.session_organization,
            Self::Token(holder) => Some(holder.membership.organization),
        }
    }

    /// The grant of a person in the project in question, if they see it.
    #[must_use]
    pub fn project_grant(&self) -> Option<Grant> {
        let Self::Session(Rights { caller, project }) = self else { return None };
        let (project, membership) = (project.as_ref()?, caller.membership.as_ref()?);
        Some(membership.grant).filter(Grant::sees_all_projects).or(project.grant)
    }

    /// # Errors
    /// As [`Caller::in_organization`].
    pub fn in_organization<P: Requires>(self, source: RequestSource) -> Result<InOrganization<P>, Denied> {
        match self {
            Self::Session(rights) => rights.caller.in_organization(source),
            Self::Token(holder) => holder.in_organization(source),
        }
    }

    /// # Errors
    /// As [`Caller::in_project`].
    pub fn in_project<P: Requires>(self, source: RequestSource) -> Result<InProject<P>, Denied> {
        match self {
            Self::Session(Rights { caller, project }) => caller.in_project(project, source),
            Self::Token(holder) => holder.in_project(source),
        }
    }
}

/// What a proof is about.
#[derive(Clone, Debug)]
pub struct Basis {
    /// The user of the session, or the creator of the token.
    pub user: Id<User>,
    pub credential: Credential,
    /// The organization of the session or token.
    pub organization: Option<Id<Organization>>,
    pub project: Option<Id<Project>>,
}

impl Proof for Caller {
    fn basis(&self) -> Basis {
        Basis {
            user: self.user,
            credential: Credential::Session(self.session),
            organization: self.session_organization,
            project: None,
        }
    }

    fn renew(&self, now: Current) -> Result<Self, Denied> {
        match now {
            Current::Session(rights) => Ok(rights.caller),
            Current::Token(_) => Err(Denied::NotFound),
        }
    }
}

impl<P: Requires> Proof for InOrganization<P> {
    fn basis(&self) -> Basis {
        Basis {
            user: self.user(),
            credential: self.credential.clone(),
            organization: Some(self.organization()),
            project: None,
        }
    }

    fn renew(&self, now: Current) -> Result<Self, Denied> {
        now.in_organization(self.author.source.clone())
    }
}

impl<P: Requires> Proof for InProject<P> {
    fn basis(&self) -> Basis {
        Basis {
            user: self.user(),
            credential: self.credential.clone(),
            organization: Some(self.organization),
            project: Some(self.project),
        }
    }

    fn renew(&self, now: Current) -> Result<Self, Denied> {
        now.in_project(self.author.source.clone())
    }
}
