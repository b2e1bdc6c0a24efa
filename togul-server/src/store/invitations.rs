//! Invitations. Tokens are looked up by hash.

use super::{Batch, Conn, StoreError, access::RoleRow, column::from_row, on, roles::role_columns};
use crate::{
    auth::secret::SecretHash,
    domain::{
        access::Grant,
        account::User,
        id::Id,
        invitation::Invitation,
        organization::Organization,
        page::{Listed, Page},
        role::Role,
        time::Time,
    },
};

from_row!(Invitation, |row| {
    id, email: text, role: (sqlx::FromRow::from_row(row)?), expires_at, created_at, updated_at,
});

/// # Errors
/// [`StoreError::Taken`] when the organization has one for this e-mail, expired or not.
pub async fn insert(
    conn: Conn<'_>,
    organization: Id<Organization>,
    invitation: &Invitation,
    email_folded: &str,
    token: SecretHash,
    invited_by: Id<User>,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into invitations
           (id, organization_id, email, email_folded, role_id, token_hash, expires_at, created_at, updated_at,
            invited_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
        .bind(invitation.id)
        .bind(organization)
        .bind(&invitation.email)
        .bind(email_folded)
        .bind(invitation.role.id)
        .bind(&token.0[..])
        .bind(invitation.expires_at)
        .bind(invitation.created_at)
        .bind(invitation.updated_at)
        .bind(invited_by)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The number of the organization's invitations, expired ones included.
pub async fn count(conn: Conn<'_>, organization: Id<Organization>) -> Result<u64, StoreError> {
    let (count,): (i64,) = on!(conn, c => sqlx::query_as("select count(*) from invitations where organization_id = $1")
        .bind(organization)
        .fetch_one(c).await)?;
    Ok(count.unsigned_abs())
}

/// Deletes the organization's invitations that have expired.
pub async fn delete_all_expired(
    conn: Conn<'_>,
    organization: Id<Organization>,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from invitations where organization_id = $1 and expires_at <= $2")
        .bind(organization)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn find(
    conn: Conn<'_>,
    organization: Id<Organization>,
    id: Id<Invitation>,
) -> Result<Option<Invitation>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select i.*, ", role_columns!(), "
         from invitations i
         join roles r on r.id = i.role_id
         where i.organization_id = $1 and i.id = $2"))
        .bind(organization)
        .bind(id)
        .fetch_optional(c).await)?)
}

/// An invitation, its organization, and what its author may do there now.
#[derive(Debug)]
pub struct StoredInvitation {
    pub organization: Id<Organization>,
    /// `None` when the author is not a member any more.
    pub inviter: Option<Grant>,
    pub invitation: Invitation,
}
from_row!(StoredInvitation, |row| {
    organization: (row.try_get("organization_id")?),
    inviter: (RoleRow {
        role_key: row.try_get("inviter_role_key")?,
        is_system: row.try_get("inviter_is_system")?,
        permissions: row.try_get("inviter_permissions")?,
    }.grant()),
    invitation: (sqlx::FromRow::from_row(row)?),
});

/// Selects invitations `i` with their authors.
macro_rules! stored_invitations {
    () => {
        concat!(
            "select i.*, ir.key as inviter_role_key, ir.is_system as inviter_is_system,
                    ir.permissions as inviter_permissions, ",
            role_columns!(),
            " from invitations i
             join roles r on r.id = i.role_id
             join organizations o on o.id = i.organization_id
             left join members im on im.organization_id = i.organization_id and im.user_id = i.invited_by
             left join roles ir on ir.id = im.role_id "
        )
    };
}

/// The invitation with this token, unless its organization is deleted.
pub async fn find_by_token(
    conn: Conn<'_>,
    token: SecretHash,
) -> Result<Option<StoredInvitation>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!(stored_invitations!(), "where i.token_hash = $1 and o.deleted_at is null"))
        .bind(&token.0[..])
        .fetch_optional(c).await)?)
}

/// All invitations of the organization, open and expired.
pub async fn list_all(
    conn: Conn<'_>,
    organization: Id<Organization>,
) -> Result<Vec<StoredInvitation>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!(stored_invitations!(), "where i.organization_id = $1 order by i.created_at, i.id"))
        .bind(organization)
        .fetch_all(c).await)?)
}

pub async fn list(
    conn: Conn<'_>,
    organization: Id<Organization>,
    page: Page,
) -> Result<Listed<Invitation>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        concat!("select i.*, ", role_columns!(), "
         from invitations i
         join roles r on r.id = i.role_id
         where i.organization_id = $1 and (i.created_at, i.id) > ($2, $3)
         order by i.created_at, i.id
         limit $4"))
        .bind(organization)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |one: &Invitation| (one.created_at, one.id.uuid())))
}

/// `true` for the one call that deletes it.
pub async fn delete(conn: Conn<'_>, id: Id<Invitation>) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query("delete from invitations where id = $1")
        .bind(id)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
}

/// As [`delete`], for one that was found while the organization was locked.
pub fn withdraw(batch: &mut Batch, id: Id<Invitation>) {
    batch.add("delete from invitations where id = $1").bind(id);
}

/// Deletes the invitation of this e-mail if it has expired.
pub async fn delete_expired(
    conn: Conn<'_>,
    organization: Id<Organization>,
    email_folded: &str,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "delete from invitations where organization_id = $1 and email_folded = $2 and expires_at <= $3")
        .bind(organization)
        .bind(email_folded)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes the expired invitations to this role, which cannot be accepted any more.
pub async fn delete_expired_to(conn: Conn<'_>, role: Id<Role>, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from invitations where role_id = $1 and expires_at <= $2")
        .bind(role)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}
