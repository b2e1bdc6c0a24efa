//! Creation, changes and deletion of an organization's custom roles.

use std::iter;

use super::{
    Conflict, Error, audit, authority::Authority, invitations, on_unique_violation, quota::admit_one,
};
use crate::{
    domain::{
        access::{Grant, InOrganization},
        audit::Action,
        id::Id,
        permission::{Permission, Requires, need},
        quota::Quota,
        role::{NewRole, Role, RolePatch},
        time::now,
        view::View,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::Forbidden`] for a permission that the caller lacks, [`Conflict::KeyTaken`], [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    proof: &InOrganization<need::RolesCreate>,
    new: NewRole,
) -> Result<View<Role>, Error> {
    let authority = Authority::in_organization(store, proof).await?;
    authority.may_grant(&Grant { system: None, permissions: new.permissions })?;
    let role = Role {
        id: Id::generate(),
        key: new.key.to_string(),
        name: new.name.to_string(),
        is_system: false,
        permissions: new.permissions,
    };
    let (mut tx, grant, organization) = (authority.tx, authority.grant, proof.organization());
    admit_one(tx.quotas(), Quota::Roles, store::roles::count_custom(tx.conn(), organization)).await?;
    store::roles::insert(tx.conn(), organization, &role, now())
        .await
        .map_err(on_unique_violation(Conflict::KeyTaken))?;
    let event = proof.audit_event(Action::RoleCreated, role.id).after(&role);
    audit::commit(tx, proof.author(), event).await?;
    Ok(grant.view(role))
}

/// Takes effect at once for all members with the role. A patch without an effect writes nothing.
///
/// # Errors
/// [`Error::NotFound`], [`Conflict::SystemRole`], [`Error::OwnRole`] for the caller's own role, [`Error::Above`] for a role
/// that has or gets permissions which the caller lacks where it is held, [`Conflict::KeyTaken`].
pub async fn update(
    store: &Store,
    proof: &InOrganization<need::RolesUpdate>,
    id: Id<Role>,
    patch: RolePatch,
) -> Result<View<Role>, Error> {
    let (mut authority, before, is_own) = lock_custom_role(store, proof, id).await?;
    if is_own {
        return Err(Error::OwnRole(Permission::RolesUpdate));
    }
    let current = before.clone();
    let after = Role {
        key: patch.key.value().map_or(current.key, String::from),
        name: patch.name.value().map_or(current.name, String::from),
        permissions: patch.permissions.merged(current.permissions),
        ..current
    };
    authority.may_edit(proof.user(), &before, &after).await?;
    if after == before {
        return Ok(authority.grant.view(before));
    }
    let Authority { mut tx, grant, .. } = authority;
    store::roles::update(tx.conn(), &after, now()).await.map_err(on_unique_violation(Conflict::KeyTaken))?;
    let event = proof.audit_event(Action::RoleUpdated, id).before(&before).after(&after);
    let withdrawn = invitations::withdraw_invalid(&mut tx, proof.organization()).await?;
    audit::commit_all(tx, proof.author(), iter::once(event).chain(withdrawn)).await?;
    Ok(grant.view(after))
}

/// # Errors
/// [`Error::NotFound`], [`Conflict::SystemRole`], [`Error::Above`] for a role with permissions that the caller lacks,
/// [`Conflict::RoleInUse`].
pub async fn delete(
    store: &Store,
    proof: &InOrganization<need::RolesDelete>,
    id: Id<Role>,
) -> Result<(), Error> {
    let (mut authority, before, _) = lock_custom_role(store, proof, id).await?;
    authority.may_edit(proof.user(), &before, &before).await?;
    let mut tx = authority.tx;
    store::invitations::delete_expired_to(tx.conn(), id, now()).await?;
    if store::roles::is_used(tx.conn(), id).await? {
        return Err(Error::Conflict(Conflict::RoleInUse));
    }
    store::roles::delete(tx.last(), id);
    let event = proof.audit_event(Action::RoleDeleted, id).before(&before);
    audit::commit(tx, proof.author(), event).await
}

/// A custom role of the organization, under the lock, and whether the caller has it.
async fn lock_custom_role<P: Requires>(
    store: &Store,
    proof: &InOrganization<P>,
    id: Id<Role>,
) -> Result<(Authority, Role, bool), Error> {
    let mut authority = Authority::in_organization(store, proof).await?;
    let (conn, organization) = (authority.tx.conn(), proof.organization());
    let found = store::roles::find_with_holder(conn, organization, id, proof.user()).await?;
    let (role, is_own) = found.ok_or(Error::NotFound)?;
    if role.is_system {
        return Err(Error::Conflict(Conflict::SystemRole));
    }
    Ok((authority, role, is_own))
}
