//! Creation, renaming and deletion of organizations.

use super::{
    Conflict, Error, audit,
    authority::{self, Authority},
    quota::admit_new_owner,
};
use crate::{
    auth::secret,
    domain::{
        access::{Caller, InOrganization},
        account::User,
        audit::{Action, AuditEvent, Author},
        id::Id,
        organization::{NewOrganization, Organization, OrganizationPatch, OrganizationSummary},
        permission::{SystemRole, need},
        request_source::RequestSource,
        role::Role,
        text::slug,
        time::{Time, now},
        view::View,
    },
    store::{self, Committed, Store, Tx},
};

/// Creates an organization that the caller owns.
///
/// # Errors
/// [`Error::Unauthorized`] when the session has ended, [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    caller: &Caller,
    source: RequestSource,
    new: NewOrganization,
) -> Result<OrganizationSummary, Error> {
    let (mut tx, _) = authority::begin(store, caller).await?;
    admit_new_owner(&mut tx, caller.user).await?;
    let author = Author { user: caller.user, source };
    let organization = create_with_owner(&mut tx, &new.name, author.user, now()).await?;
    let event =
        AuditEvent::new(Action::OrganizationCreated, organization.id, organization.id).after(&organization);
    audit::commit(tx, &author, event).await?;
    let Organization { id, slug, name, .. } = organization;
    let (role, permissions) = (SystemRole::Owner.key().to_owned(), SystemRole::Owner.permissions());
    Ok(OrganizationSummary { id, slug, name, role, permissions })
}

/// Inserts an organization with the system roles and its first owner.
pub(super) async fn create_with_owner(
    tx: &mut Tx,
    name: &str,
    owner: Id<User>,
    now: Time,
) -> Result<Organization, Error> {
    let mut organization = Organization {
        id: Id::generate(),
        slug: String::new(),
        name: name.to_owned(),
        created_at: now,
        updated_at: now,
    };
    // Slugs are unique among all tenants. Each has a random suffix, so that it does not depend on other tenants' names.
    loop {
        organization.slug = format!("{}-{}", slug(name), &secret::salt()[..8]);
        if store::organizations::insert(tx.conn(), &organization).await? {
            break;
        }
    }
    for system in SystemRole::ALL {
        let role = Role {
            id: Id::generate(),
            key: system.key().to_owned(),
            name: system.name().to_owned(),
            is_system: true,
            permissions: system.permissions(),
        };
        store::roles::insert_system(tx.last(), organization.id, &role, now);
        if role.is_owner() {
            store::members::insert(tx.last(), organization.id, owner, role.id, now);
        }
    }
    Ok(organization)
}

/// Changes the name; the slug is permanent. A patch without an effect writes nothing.
///
/// # Errors
/// [`Error::NotFound`] when the organization was deleted meanwhile.
pub async fn rename(
    store: &Store,
    proof: &InOrganization<need::OrgUpdate>,
    patch: OrganizationPatch,
) -> Result<View<Organization>, Error> {
    let Authority { mut tx, organization, grant } = Authority::in_organization(store, proof).await?;
    let before = store::organizations::find(tx.conn(), organization).await?.ok_or(Error::NotFound)?;
    let Some(name) = patch.name.value().filter(|name| **name != *before.name) else {
        return Ok(grant.view(before));
    };
    let after = store::organizations::rename(tx.conn(), before.id, &name, now()).await?;
    let event = proof.audit_event(Action::OrganizationUpdated, before.id).before(&before).after(&after);
    audit::commit(tx, proof.author(), event).await?;
    Ok(grant.view(after))
}

/// Marks the organization as deleted; its sessions, keys and streams end. Its contents are deleted afterwards, which may take
/// longer than a request; its row and the audit log stay.
///
/// # Errors
/// [`Error::NotFound`] unless it is the caller's current organization, [`Conflict::LastOrganization`].
pub async fn delete(
    store: &Store,
    proof: &InOrganization<need::OrgDelete>,
    id: Id<Organization>,
) -> Result<(), Error> {
    if id != proof.organization() {
        return Err(Error::NotFound);
    }
    let now = now();
    let Authority { mut tx, .. } = Authority::in_organization(store, proof).await?;
    let organization = store::organizations::find(tx.conn(), id).await?.ok_or(Error::NotFound)?;
    store::accounts::lock(tx.conn(), proof.user()).await?;
    if store::organizations::list_of(tx.conn(), proof.user()).await?.len() <= 1 {
        return Err(Error::Conflict(Conflict::LastOrganization));
    }
    for environment in store::organizations::list_environments(tx.conn(), id).await? {
        tx.notify(Committed::Deleted(environment));
    }
    store::organizations::delete(tx.conn(), id, now).await?;
    store::sessions::end_of_organization(tx.last(), id, now);
    let event = proof.audit_event(Action::OrganizationDeleted, id).before(&organization);
    audit::commit(tx, proof.author(), event).await?;
    let store = store.clone();
    tokio::spawn(async move {
        if let Err(error) = store::organizations::purge_deleted(&store).await {
            // The periodic work of `live` tries again.
            tracing::warn!(organization = %id, %error, "could not delete the contents of a deleted organization");
        }
    });
    Ok(())
}
