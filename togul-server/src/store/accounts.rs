//! Users.

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{
    account::User,
    id::Id,
    text::{Email, Name},
    time::Time,
};

from_row!(User, |row| {
    id, name: text, email: text, role: text, email_verified_at, created_at, updated_at,
});

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

/// Restricts `users` to the account with an e-mail, of which `$1` is the case-folded form and `$2` the one in lower case.
/// Accounts from before e-mails were normalized are stored in lower case only, and may differ from another one by that
/// alone: the one that was written so is the right one.
macro_rules! of_email {
    () => {
        "email_folded in ($1, $2) order by case when email_folded = $2 then 0 else 1 end limit 1"
    };
}
pub(super) use of_email;

/// The account with this e-mail, and its password hash.
pub async fn find_by_email(conn: Conn<'_>, email: &Email) -> Result<Option<(Id<User>, String)>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select id, password_hash from users where ", of_email!()))
        .bind(email.case_folded())
        .bind(email.to_lowercase())
        .fetch_optional(c).await)?)
}

/// What a login starts from.
#[derive(Clone, Debug)]
pub struct LoginAccount {
    pub user: Id<User>,
    pub password_hash: String,
    /// Whether the user has logged in from the network.
    pub is_known_network: bool,
}
from_row!(LoginAccount, |row| { user: (row.try_get("id")?), password_hash, is_known_network });

/// As [`find_by_email`], with whether the user has logged in from the network after `since`. An unknown account needs the
/// same query as a known one, and so the same time.
pub async fn find_for_login(
    conn: Conn<'_>,
    email: &Email,
    network: &str,
    since: Time,
) -> Result<Option<LoginAccount>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        concat!("select id, password_hash,
                exists (select 1
                        from login_networks n
                        where n.user_id = users.id and n.network = $3 and n.last_at > $4) as is_known_network
         from users
         where ", of_email!()))
        .bind(email.case_folded())
        .bind(email.to_lowercase())
        .bind(network)
        .bind(since)
        .fetch_optional(c).await)?)
}

struct PasswordRow {
    user: User,
    password_hash: String,
}
from_row!(PasswordRow, |row| { user: (sqlx::FromRow::from_row(row)?), password_hash });

/// The user, and the hash of their password. It does not change under the account's lock.
pub async fn find_with_password(conn: Conn<'_>, id: Id<User>) -> Result<Option<(User, String)>, StoreError> {
    let row: Option<PasswordRow> = on!(conn, c => sqlx::query_as("select * from users where id = $1")
        .bind(id)
        .fetch_optional(c).await)?;
    Ok(row.map(|row| (row.user, row.password_hash)))
}

/// Under the account's lock.
pub async fn update_password(conn: Conn<'_>, id: Id<User>, hash: &str, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("update users set password_hash = $2, updated_at = $3 where id = $1")
        .bind(id)
        .bind(hash)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// As [`update_password`], and `false` if the hash is not `before` any more.
pub async fn replace_password(
    conn: Conn<'_>,
    id: Id<User>,
    before: &str,
    hash: &str,
    now: Time,
) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "update users set password_hash = $3, updated_at = $4 where id = $1 and password_hash = $2")
        .bind(id)
        .bind(before)
        .bind(hash)
        .bind(now)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
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
pub(super) const LOCK: &str = "update users set name = name where id = $1";

/// Executes the statement that locks accounts.
pub async fn lock(conn: Conn<'_>, user: Id<User>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(LOCK).bind(user).execute(c).await.map(drop))?;
    Ok(())
}
