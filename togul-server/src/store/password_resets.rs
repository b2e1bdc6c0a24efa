//! One-time tokens that set a password.

use super::{Batch, Conn, StoreError, column::from_row, on};
use crate::{
    auth::secret::SecretHash,
    domain::{
        account::User,
        id::Id,
        organization::Organization,
        password_reset::{Issuer, PasswordReset},
        time::Time,
    },
};

struct ResetRow {
    user_id: Id<User>,
    organization_id: Option<Id<Organization>>,
    issued_by: Option<Id<User>>,
}
from_row!(ResetRow, |row| { user_id, organization_id, issued_by });

/// Stores the token of a reset in place of the user's earlier one.
pub async fn upsert(
    conn: Conn<'_>,
    reset: PasswordReset,
    token: SecretHash,
    expires_at: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into password_resets (user_id, token_hash, organization_id, issued_by, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (user_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at,
             organization_id = excluded.organization_id, issued_by = excluded.issued_by")
        .bind(reset.user)
        .bind(&token.0[..])
        .bind(reset.issuer.map(|issuer| issuer.organization))
        .bind(reset.issuer.map(|issuer| issuer.user))
        .bind(expires_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The reset with this token, if it has not expired.
pub async fn find(conn: Conn<'_>, token: SecretHash, now: Time) -> Result<Option<PasswordReset>, StoreError> {
    let row: Option<ResetRow> = on!(conn, c => sqlx::query_as(
        "select user_id, organization_id, issued_by from password_resets where token_hash = $1 and expires_at > $2")
        .bind(&token.0[..])
        .bind(now)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| {
        let issuer = row.organization_id.zip(row.issued_by);
        let issuer = issuer.map(|(organization, user)| Issuer { organization, user });
        PasswordReset { user: row.user_id, issuer }
    }))
}

/// Deletes the user's reset.
pub fn delete(batch: &mut Batch, user: Id<User>) {
    batch.add("delete from password_resets where user_id = $1").bind(user);
}

/// Deletes the user's reset if a member of another organization than `joined` issued it.
pub fn delete_of_others(batch: &mut Batch, user: Id<User>, joined: Id<Organization>) {
    batch
        .add("delete from password_resets where user_id = $1 and organization_id <> $2")
        .bind(user)
        .bind(joined);
}

pub async fn prune(conn: Conn<'_>, now: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from password_resets
         where user_id in (select user_id from password_resets where expires_at < $1 limit $2)")
        .bind(now)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}
