//! Users and their failed logins.

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{
    account::{LoginFailure, User},
    id::Id,
    text::Name,
    time::Time,
};

from_row!(User, |row| { id, name, email, role, email_verified_at, created_at, updated_at });

/// # Errors
/// [`StoreError::Taken`] when the e-mail is.
pub async fn insert(
    conn: Conn<'_>,
    user: &User,
    email_folded: &str,
    password_hash: &str,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into users (id, email, email_folded, name, role, password_hash, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(user.id)
        .bind(&user.email)
        .bind(email_folded)
        .bind(&user.name)
        .bind(&user.role)
        .bind(password_hash)
        .bind(user.created_at)
        .bind(user.updated_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn find(conn: Conn<'_>, id: Id<User>) -> Result<Option<User>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select * from users where id = $1").bind(id).fetch_optional(c).await)?)
}

/// The account with this e-mail, which is compared without case, and its password hash.
pub async fn find_by_email(
    conn: Conn<'_>,
    email_folded: &str,
) -> Result<Option<(Id<User>, String)>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select id, password_hash from users where email_folded = $1")
        .bind(email_folded)
        .fetch_optional(c).await)?)
}

pub async fn find_password(conn: Conn<'_>, id: Id<User>) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = on!(conn, c => sqlx::query_as("select password_hash from users where id = $1")
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|(hash,)| hash))
}

/// Locks the account, and returns whether its password hash is still `hash`.
pub async fn lock_password(conn: Conn<'_>, id: Id<User>, hash: &str) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query("update users set password_hash = $2 where id = $1 and password_hash = $2")
        .bind(id)
        .bind(hash)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
}

pub async fn update_password(
    conn: Conn<'_>,
    id: Id<User>,
    hash: &str,
    now: Time,
) -> Result<Option<User>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "update users set password_hash = $2, updated_at = $3 where id = $1 returning *")
        .bind(id)
        .bind(hash)
        .bind(now)
        .fetch_optional(c).await)?)
}

pub async fn rename(
    conn: Conn<'_>,
    id: Id<User>,
    name: &Name,
    now: Time,
) -> Result<Option<User>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("update users set name = $2, updated_at = $3 where id = $1 returning *")
        .bind(id)
        .bind(&**name)
        .bind(now)
        .fetch_optional(c).await)?)
}

/// The times of the failed logins since `since`, the latest first; at most `limit`.
pub async fn list_failures(
    conn: Conn<'_>,
    email_folded: &str,
    since: Time,
    limit: usize,
) -> Result<Vec<Time>, StoreError> {
    let latest: Vec<(Time,)> = on!(conn, c => sqlx::query_as(
        "select failed_at
         from login_failures
         where email_folded = $1 and failed_at > $2
         order by failed_at desc
         limit $3")
        .bind(email_folded)
        .bind(since)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(c).await)?;
    Ok(latest.into_iter().map(|(at,)| at).collect())
}

pub async fn insert_failure(
    conn: Conn<'_>,
    id: Id<LoginFailure>,
    email_folded: &str,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("insert into login_failures (id, email_folded, failed_at) values ($1, $2, $3)")
        .bind(id)
        .bind(email_folded)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Makes other logins with this e-mail wait until the transaction ends.
pub async fn lock_attempts(conn: Conn<'_>, email_folded: &str, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into login_attempts (email_folded, last_at) values ($1, $2)
         on conflict (email_folded) do update set last_at = excluded.last_at")
        .bind(email_folded)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes the attempts and failures before `stale`.
pub async fn prune_failures(mut conn: Conn<'_>, stale: Time) -> Result<(), StoreError> {
    on!(conn.reborrow(), c => sqlx::query("delete from login_attempts where last_at < $1")
        .bind(stale)
        .execute(c).await.map(drop))?;
    on!(conn, c => sqlx::query("delete from login_failures where failed_at < $1")
        .bind(stale)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete_failure(conn: Conn<'_>, id: Id<LoginFailure>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from login_failures where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Makes other changes of the user's memberships wait until the transaction ends.
pub async fn lock(conn: Conn<'_>, user: Id<User>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update users set name = name where id = $1").bind(user).execute(c).await.map(drop))?;
    Ok(())
}
