//! Users.

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{
    account::User,
    id::Id,
    text::{Email, Name},
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

/// The account with this e-mail, and its password hash. Accounts from before e-mails were normalized are stored in lower
/// case only, and may differ from another one by that alone: the one that was written so is the right one.
pub async fn find_by_email(conn: Conn<'_>, email: &Email) -> Result<Option<(Id<User>, String)>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, password_hash
         from users
         where email_folded in ($1, $2)
         order by case when email_folded = $2 then 0 else 1 end
         limit 1")
        .bind(email.case_folded())
        .bind(email.to_lowercase())
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

pub async fn update_password(conn: Conn<'_>, id: Id<User>, hash: &str, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update users set password_hash = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(hash)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
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

pub async fn any_exists(conn: Conn<'_>) -> Result<bool, StoreError> {
    let row: Option<(Id<User>,)> =
        on!(conn, c => sqlx::query_as("select id from users limit 1").fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Makes other registrations of a first account wait until the transaction ends.
pub async fn lock_first(conn: Conn<'_>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update registration set only_row = true").execute(c).await.map(drop))?;
    Ok(())
}

/// Makes other changes of the user's memberships wait until the transaction ends.
pub async fn lock(conn: Conn<'_>, user: Id<User>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update users set name = name where id = $1").bind(user).execute(c).await.map(drop))?;
    Ok(())
}
