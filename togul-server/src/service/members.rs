//! Changes and removal of an organization's members.

use super::{Conflict, Error, audit, authority::Authority};
use crate::{
    domain::{
        access::InOrganization,
        audit::Action,
        id::Id,
        member::{Member, MemberPatch},
        permission::{Permission, need},
        time::now,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for another organization's member or role, [`Error::OwnRole`] for the caller's own membership,
/// [`Error::Forbidden`] for a role with more rights than the caller's own, [`Conflict::LastOwner`].
pub async fn change_role(
    store: &Store,
    proof: &InOrganization<need::MembersUpdate>,
    id: Id<Member>,
    patch: MemberPatch,
) -> Result<Member, Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let organization = authority.organization.id;
    let before = store::members::find(authority.tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    let role = authority.grantable(patch.role_id).await?;
    if before.user.id == proof.user() {
        return Err(Error::OwnRole(Permission::MembersUpdate));
    }
    if before.role == role {
        return Ok(before);
    }
    if !role.is_owner() {
        keep_an_owner(&mut authority, &before).await?;
    }
    let mut tx = authority.tx;
    let after = Member { role, updated_at: now(), ..before.clone() };
    store::members::update(tx.conn(), id, after.role.id, after.updated_at).await?;
    let event = proof.audit_event(Action::MemberUpdated, id).before(&before).after(&after);
    audit::commit(tx, proof.author(), event).await?;
    Ok(after)
}

/// Removes a member, possibly the caller, from the organization and all its projects.
///
/// # Errors
/// [`Error::NotFound`] for another organization's member, [`Conflict::LastOwner`].
pub async fn remove(
    store: &Store,
    proof: &InOrganization<need::MembersRemove>,
    id: Id<Member>,
) -> Result<(), Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let organization = authority.organization.id;
    let before = store::members::find(authority.tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    keep_an_owner(&mut authority, &before).await?;
    let mut tx = authority.tx;
    store::members::delete(tx.conn(), organization, before.user.id).await?;
    let event = proof.audit_event(Action::MemberRemoved, id).before(&before);
    audit::commit(tx, proof.author(), event).await
}

/// Refuses to take away the only owner.
async fn keep_an_owner(authority: &mut Authority, leaving: &Member) -> Result<(), Error> {
    let organization = authority.organization.id;
    if leaving.role.is_owner() && store::members::count_owners(authority.tx.conn(), organization).await? <= 1
    {
        return Err(Error::Conflict(Conflict::LastOwner));
    }
    Ok(())
}
