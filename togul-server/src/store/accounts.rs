//! Users and their failed logins.

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{account::User, id::Id, text::Email, time::Time};

from_row!(User, |row| { id, name, email, role, email_verified_at, created_at, updated_at });

/// # Errors
/// [`StoreError::Taken`] when the e-mail is.
pub async fn insert(
    conn: Conn<'_>,
    user: &User,
    folded: &str,
    password_hash: &str,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into users (id, email, email_folded, name, role, password_hash, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(user.id)
        .bind(&user.email)
        .bind(folded)
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

/// The account with this e-mail, in any case of letters, and its password's hash.
pub async fn find_by_email(conn: Conn<'_>, folded: &str) -> Result<Option<(Id<User>, String)>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as("select id, password_hash from users where email_folded = $1")
        .bind(folded)
        .fetch_optional(c).await)?)
}

/// When the failed logins since `since` were, oldest first; at most `most` of the latest.
pub async fn list_failures(
    conn: Conn<'_>,
    folded: &str,
    since: Time,
    most: i64,
) -> Result<Vec<Time>, StoreError> {
    let mut latest: Vec<(Time,)> = on!(conn, c => sqlx::query_as(
        "select failed_at from login_failures
         where email_folded = $1 and failed_at > $2
         order by failed_at desc
         limit $3")
        .bind(folded)
        .bind(since)
        .bind(most)
        .fetch_all(c).await)?;
    latest.reverse();
    Ok(latest.into_iter().map(|(at,)| at).collect())
}

/// Remembers a failed login and forgets those before `stale`.
pub async fn insert_failure(
    mut conn: Conn<'_>,
    email: &Email,
    now: Time,
    stale: Time,
) -> Result<(), StoreError> {
    on!(&mut conn, c => sqlx::query("insert into login_failures (id, email_folded, failed_at) values ($1, $2, $3)")
        .bind(Id::<User>::generate())
        .bind(email.folded())
        .bind(now)
        .execute(&mut **c).await.map(drop))?;
    on!(conn, c => sqlx::query("delete from login_failures where failed_at < $1")
        .bind(stale)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete_failures(conn: Conn<'_>, folded: &str) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from login_failures where email_folded = $1")
        .bind(folded)
        .execute(c).await.map(drop))?;
    Ok(())
}
