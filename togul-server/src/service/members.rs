//! Changes and removal of an organization's members.

use std::iter;

use super::{Conflict, Error, audit, authority::Authority, invitations, quota::admit_owner};
use crate::{
    domain::{
        access::{Caller, InOrganization},
        audit::{Action, AuditEvent, Author},
        id::Id,
        member::{Member, MemberPatch},
        permission::{Permission, need},
        request_source::RequestSource,
        time::now,
        view::View,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for another organization's member or role, [`Error::OwnRole`] for the caller's own membership,
/// [`Error::Forbidden`] for a role with more rights than the caller's own, [`Error::Above`] for a member with more rights,
/// [`Conflict::LastOwner`], [`Error::QuotaExceeded`] for a new owner who owns too many organizations.
pub async fn change_role(
    store: &Store,
    proof: &InOrganization<need::MembersUpdate>,
    id: Id<Member>,
    patch: MemberPatch,
) -> Result<View<Member>, Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let organization = authority.organization;
    let before = store::members::find(authority.tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    let role = authority.grantable(patch.role_id).await?;
    if before.user.id == proof.user() {
        return Err(Error::OwnRole(Permission::MembersUpdate));
    }
    authority.may_act_on(proof.user(), &before).await?;
    if before.role == role {
        return Ok(authority.grant.view(before));
    }
    if role.is_owner() {
        admit_owner(&mut authority.tx, before.user.id).await?;
    } else {
        keep_an_owner(&mut authority, &before).await?;
    }
    let Authority { mut tx, grant, .. } = authority;
    let after = Member { role, updated_at: now(), ..before.clone() };
    store::members::update(tx.conn(), id, after.role.id, after.updated_at).await?;
    let event = proof.audit_event(Action::MemberUpdated, id).before(&before).after(&after);
    let withdrawn = invitations::withdraw_invalid(&mut tx, organization).await?;
    audit::commit_all(tx, proof.author(), iter::once(event).chain(withdrawn)).await?;
    Ok(grant.view(after))
}

/// Removes a member, possibly the caller, from the organization and all its projects.
///
/// # Errors
/// [`Error::NotFound`] for another organization's member, [`Error::Above`] for one with more rights than the caller,
/// [`Conflict::LastOwner`].
pub async fn remove(
    store: &Store,
    proof: &InOrganization<need::MembersRemove>,
    id: Id<Member>,
) -> Result<(), Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let organization = authority.organization;
    let before = store::members::find(authority.tx.conn(), organization, id).await?.ok_or(Error::NotFound)?;
    authority.may_act_on(proof.user(), &before).await?;
    delete(authority, &before, proof.author()).await
}

/// Removes the caller from the organization and all its projects.
///
/// # Errors
/// [`Error::NotFound`] without an organization, [`Conflict::LastOwner`].
pub async fn leave(store: &Store, caller: &Caller, source: RequestSource) -> Result<(), Error> {
    let mut authority = Authority::of_member(store, caller).await?;
    let organization = authority.organization;
    let before = store::members::find_of(authority.tx.conn(), organization, caller.user).await?;
    delete(authority, &before.ok_or(Error::NotFound)?, &Author { user: caller.user, source }).await
}

async fn delete(mut authority: Authority, leaving: &Member, author: &Author) -> Result<(), Error> {
    keep_an_owner(&mut authority, leaving).await?;
    let Authority { mut tx, organization, .. } = authority;
    store::members::delete(tx.conn(), organization, leaving.user.id).await?;
    let event = AuditEvent::new(Action::MemberRemoved, organization, leaving.id).before(leaving);
    let withdrawn = invitations::withdraw_invalid(&mut tx, organization).await?;
    store::members::delete_of_former(tx.last(), organization, leaving.user.id);
    audit::commit_all(tx, author, iter::once(event).chain(withdrawn)).await
}

/// Refuses to take away the only owner.
async fn keep_an_owner(authority: &mut Authority, leaving: &Member) -> Result<(), Error> {
    let organization = authority.organization;
    if leaving.role.is_owner() && store::members::count_owners(authority.tx.conn(), organization).await? <= 1
    {
        return Err(Error::Conflict(Conflict::LastOwner));
    }
    Ok(())
}
