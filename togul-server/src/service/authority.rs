//! Members and roles change under one lock for each organization, so that each decision is based on current rights.

use super::Error;
use crate::{
    domain::{
        access::{Caller, Denied, Grant, InOrganization, InProject},
        id::Id,
        organization::Organization,
        permission::Requires,
        role::Role,
        session::Session,
    },
    store::{self, Store, Tx},
};

/// A transaction with an exclusive lock on the members and roles of the organization.
pub(super) struct Authority {
    pub(super) tx: Tx,
    pub(super) organization: Organization,
    /// The caller's grant in the organization or project, read under the lock.
    grant: Grant,
}

impl Authority {
    /// # Errors
    /// When the caller lost the permission or the membership while waiting for the lock.
    pub(super) async fn in_organization<P: Requires>(
        store: &Store,
        proof: &InOrganization<P>,
    ) -> Result<Self, Error> {
        let (tx, organization, caller) = lock(store, proof.organization(), proof.session()).await?;
        let renewed = caller.in_organization::<P>(proof.author().source.clone())?;
        Ok(Self { tx, organization, grant: *renewed.grant() })
    }

    /// # Errors
    /// As [`Self::in_organization`].
    pub(super) async fn in_project<P: Requires>(store: &Store, proof: &InProject<P>) -> Result<Self, Error> {
        let (mut tx, organization, caller) = lock(store, proof.organization(), proof.session()).await?;
        let (user, project) = (proof.user(), proof.project());
        let facts = store::access::find_project(tx.conn(), organization.id, user, project).await?;
        let renewed = caller.in_project::<P>(facts, proof.author().source.clone())?;
        Ok(Self { tx, organization, grant: *renewed.grant() })
    }

    /// A role of the organization that the caller may assign.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another organization's role, [`Error::Forbidden`] for one with more rights than the
    /// caller's own.
    pub(super) async fn grantable(&mut self, role: Id<Role>) -> Result<Role, Error> {
        let role = store::roles::find(self.tx.conn(), self.organization.id, role).await?;
        let role = role.ok_or(Error::NotFound)?;
        self.may_grant(&role.grant())?;
        Ok(role)
    }

    pub(super) fn may_grant(&self, grant: &Grant) -> Result<(), Denied> {
        self.grant.may_grant(grant)
    }
}

/// The organization under its lock, and the caller's current rights.
async fn lock(
    store: &Store,
    organization: Id<Organization>,
    session: Id<Session>,
) -> Result<(Tx, Organization, Caller), Error> {
    let mut tx = store.begin().await?;
    let organization = store::organizations::lock(tx.conn(), organization).await?.ok_or(Error::NotFound)?;
    // A session that has switched to another organization has no rights in this one.
    let caller = store::access::find_caller(tx.conn(), session)
        .await?
        .filter(|caller| caller.session_organization == Some(organization.id))
        .ok_or(Error::Unauthorized)?;
    Ok((tx, organization, caller))
}
