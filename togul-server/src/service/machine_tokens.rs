//! Creation and deletion of machine tokens.

use togul_core::Invalid;

use super::{Error, audit, authority::Authority, quota::admit_one};
use crate::{
    auth::secret::Secret,
    domain::{
        access::{Current, Denied, InOrganization, Proof as _},
        audit::Action,
        id::Id,
        machine_token::{MachineToken, NewMachineToken, SECRET_PREFIX},
        permission::need,
        quota::Quota,
        time::now,
        view::View,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for another organization's role and for a project that the caller does not see,
/// [`Error::Forbidden`] for a role with more rights than the caller has in that place, [`Error::Invalid`] for an expiry in
/// the past, [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    proof: &InOrganization<need::TokensWrite>,
    new: NewMachineToken,
) -> Result<(View<MachineToken>, Secret), Error> {
    let now = now();
    if new.expires_at.is_some_and(|time| time <= now) {
        let reason = "must be in the future, or null for a token that does not expire";
        return Err(Invalid::new("expires_at", reason).into());
    }
    let mut authority = Authority::in_organization(store, proof).await?;
    let grant = authority.grant;
    if new.project_id.is_some() {
        // A grant needs its permissions in the same place.
        let credential = proof.basis().credential;
        let current = store::access::find_current(authority.tx.conn(), &credential, new.project_id).await?;
        authority.grant = current.as_ref().and_then(Current::project_grant).ok_or(Denied::NotFound)?;
    }
    let role = authority.grantable(new.role_id).await?;
    let (mut tx, organization) = (authority.tx, authority.organization);
    admit_one(tx.quotas(), Quota::MachineTokens, store::machine_tokens::count(tx.conn(), organization))
        .await?;
    let secret = Secret::generate(SECRET_PREFIX);
    let token = MachineToken {
        id: Id::generate(),
        name: new.name.to_string(),
        role,
        project_id: new.project_id,
        created_by: proof.user(),
        expires_at: new.expires_at,
        created_at: now,
        updated_at: now,
    };
    store::machine_tokens::insert(tx.conn(), organization, &token, secret.hash()).await?;
    let event = proof.audit_event(Action::TokenCreated, token.id).after(&token);
    audit::commit(tx, proof.author(), event).await?;
    Ok((grant.view(token), secret))
}

/// The token stops working, also for requests in progress.
///
/// # Errors
/// [`Error::NotFound`] for another organization's token.
pub async fn delete(
    store: &Store,
    proof: &InOrganization<need::TokensWrite>,
    id: Id<MachineToken>,
) -> Result<(), Error> {
    let Authority { mut tx, organization, .. } = Authority::in_organization(store, proof).await?;
    let before = store::machine_tokens::find(tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    store::machine_tokens::delete(tx.conn(), id).await?;
    audit::commit(tx, proof.author(), proof.audit_event(Action::TokenDeleted, id).before(&before)).await
}
