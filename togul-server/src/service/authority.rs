//! How a write begins. What was permitted when the request's head arrived is no permission: the caller's rights are read
//! again inside the transaction, under locks that removals of these rights take alone (`store/lock.rs`).

use super::{Error, missing};
use crate::{
    domain::{
        access::{Basis, Caller, Current, Denied, Grant, InOrganization, InProject, Proof},
        account::User,
        id::Id,
        organization::Organization,
        password_reset::PasswordReset,
        permission::Requires,
        role::Role,
    },
    store::{
        self, Conn, Lock, Store, Tx,
        environments::{Locked, Target},
    },
};

/// Begins a write that takes no rights away. The returned proof holds the caller's current rights.
///
/// # Errors
/// When the caller has lost the session, the membership or the permission.
pub(super) async fn begin<P: Proof>(store: &Store, proof: &P) -> Result<(Tx, P), Error> {
    let Basis { user, organization, .. } = proof.basis();
    let locks: Vec<_> = organization.map(Lock::shared).into_iter().chain([Lock::shared(user)]).collect();
    begin_with(store, proof, &locks).await
}

/// Begins a write to the caller's account, which may end sessions.
///
/// # Errors
/// [`Error::Unauthorized`] when the session has ended or moved to another organization.
pub(super) async fn begin_account(store: &Store, caller: &Caller) -> Result<(Tx, Caller), Error> {
    let Basis { user, organization, .. } = caller.basis();
    let locks: Vec<_> = organization.map(Lock::shared).into_iter().chain([Lock::exclusive(user)]).collect();
    begin_with(store, caller, &locks).await
}

/// Begins a write that needs no rights in advance and may end sessions of the user.
///
/// # Errors
/// The database's.
pub(super) async fn begin_sessions(store: &Store, user: Id<User>) -> Result<Tx, Error> {
    Ok(store.begin_locked(&[Lock::exclusive(user)]).await?)
}

/// Begins a reset of a password, which ends all sessions and depends on the rights of the token's issuer.
///
/// # Errors
/// The database's.
pub(super) async fn begin_reset(store: &Store, reset: PasswordReset) -> Result<Tx, Error> {
    let of_issuer = reset.issuer.map(|issuer| Lock::shared(issuer.organization));
    let locks: Vec<_> = of_issuer.into_iter().chain([Lock::exclusive(reset.user)]).collect();
    Ok(store.begin_locked(&locks).await?)
}

/// Begins a write that needs no rights in advance and changes the organization's members, of a caller from outside of it
/// or of a person without an account.
///
/// # Errors
/// [`Error::Unauthorized`] when the caller's session has ended.
pub(super) async fn begin_members(
    store: &Store,
    organization: Id<Organization>,
    caller: Option<&Caller>,
) -> Result<Tx, Error> {
    let lock = Lock::exclusive(organization);
    match caller {
        Some(caller) => Ok(begin_with(store, caller, &[lock, Lock::shared(caller.user)]).await?.0),
        None => Ok(store.begin_locked(&[lock]).await?),
    }
}

/// Begins a write to what evaluators read, with the lock of the environment that `target` is in.
///
/// # Errors
/// As [`begin`], and [`Error::NotFound`] when the project has no such target.
pub(super) async fn begin_in_environment<P: Requires>(
    store: &Store,
    proof: &InProject<P>,
    target: Target,
) -> Result<(Tx, InProject<P>, Locked), Error> {
    let Basis { user, credential, project, .. } = proof.basis();
    let locks = [Lock::shared(proof.organization()), Lock::shared(user)];
    let begun = store::begin::begin(store, &locks, &credential, project, Some(target)).await?;
    let renewed = renewed(proof, begun.rights)?;
    match begun.environment {
        Some(environment) => Ok((begun.tx, renewed, environment)),
        None => Err(missing(begun.tx, proof.project()).await),
    }
}

async fn begin_with<P: Proof>(store: &Store, proof: &P, locks: &[Lock]) -> Result<(Tx, P), Error> {
    let Basis { credential, project, .. } = proof.basis();
    let begun = store::begin::begin(store, locks, &credential, project, None).await?;
    Ok((begun.tx, renewed(proof, begun.rights)?))
}

/// The proof from the caller's current rights. Outside of a transaction, they may be lost right afterwards.
///
/// # Errors
/// As [`begin`].
pub(super) async fn renew<P: Proof>(conn: Conn<'_>, proof: &P) -> Result<P, Error> {
    let Basis { credential, project, .. } = proof.basis();
    renewed(proof, store::access::find_current(conn, &credential, project).await?)
}

fn renewed<P: Proof>(proof: &P, now: Option<Current>) -> Result<P, Error> {
    // A session that has switched to another organization has no rights in this one.
    let organization = proof.basis().organization;
    let now = now.filter(|now| now.organization() == organization);
    Ok(proof.renew(now.ok_or(Error::Unauthorized)?)?)
}

/// A transaction that alone changes the members and roles of the organization.
pub(super) struct Authority {
    pub(super) tx: Tx,
    pub(super) organization: Id<Organization>,
    /// The caller's current grant in the organization or project.
    pub(super) grant: Grant,
}

impl Authority {
    /// # Errors
    /// When the caller has lost the session, the membership or the permission.
    pub(super) async fn in_organization<P: Requires>(
        store: &Store,
        proof: &InOrganization<P>,
    ) -> Result<Self, Error> {
        let organization = proof.organization();
        let (tx, renewed) = Self::begin(store, proof, organization).await?;
        Ok(Self { tx, organization, grant: *renewed.grant() })
    }

    /// For what every member may do.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a caller without an organization.
    pub(super) async fn of_member(store: &Store, caller: &Caller) -> Result<Self, Error> {
        let organization = caller.organization().ok_or(Error::NotFound)?;
        let (tx, renewed) = Self::begin(store, caller, organization).await?;
        let grant = renewed.membership.ok_or(Error::NotFound)?.grant;
        Ok(Self { tx, organization, grant })
    }

    /// # Errors
    /// As [`Self::in_organization`].
    pub(super) async fn in_project<P: Requires>(store: &Store, proof: &InProject<P>) -> Result<Self, Error> {
        let organization = proof.organization();
        let (tx, renewed) = Self::begin(store, proof, organization).await?;
        Ok(Self { tx, organization, grant: *renewed.grant() })
    }

    async fn begin<P: Proof>(
        store: &Store,
        proof: &P,
        organization: Id<Organization>,
    ) -> Result<(Tx, P), Error> {
        let locks = [Lock::exclusive(organization), Lock::shared(proof.basis().user)];
        begin_with(store, proof, &locks).await
    }

    /// A role of the organization that the caller may assign.
    ///
    /// # Errors
    /// [`Error::NotFound`] for another organization's role, [`Error::Forbidden`] for one with more rights than the
    /// caller's own.
    pub(super) async fn grantable(&mut self, role: Id<Role>) -> Result<Role, Error> {
        let role = store::roles::find(self.tx.conn(), self.organization, role).await?;
        let role = role.ok_or(Error::NotFound)?;
        self.may_grant(&role.grant())?;
        Ok(role)
    }

    pub(super) fn may_grant(&self, grant: &Grant) -> Result<(), Denied> {
        self.grant.may_grant(grant)
    }
}
