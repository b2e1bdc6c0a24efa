//! Failed attempts at passwords, and the networks of successful logins.

use super::{Conn, StoreError, on};
use crate::domain::{
    account::{LoginFailure, User},
    id::Id,
    time::Time,
};

/// Makes other attempts at this e-mail wait until the transaction ends.
pub async fn lock(conn: Conn<'_>, email_folded: &str, now: Time) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into login_attempts (email_folded, last_at) values ($1, $2)
         on conflict (email_folded) do update set last_at = excluded.last_at")
        .bind(email_folded)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The time of the `nth` latest failure after `since`, in one place or anywhere; `None` if there are fewer.
pub async fn find_nth_failure(
    conn: Conn<'_>,
    email_folded: &str,
    place: Option<&str>,
    since: Time,
    nth: i64,
) -> Result<Option<Time>, StoreError> {
    let row: Option<(Time,)> = on!(conn, c => sqlx::query_as(
        "select failed_at
         from login_failures
         where email_folded = $1 and (cast($2 as text) is null or network = $2) and failed_at > $3
         order by failed_at desc
         limit 1 offset $4")
        .bind(email_folded)
        .bind(place)
        .bind(since)
        .bind(nth - 1)
        .fetch_optional(c).await)?;
    Ok(row.map(|(at,)| at))
}

pub async fn insert_failure(
    conn: Conn<'_>,
    id: Id<LoginFailure>,
    email_folded: &str,
    place: &str,
    now: Time,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into login_failures (id, email_folded, network, failed_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(email_folded)
        .bind(place)
        .bind(now)
        .execute(c).await.map(drop))?;
    Ok(())
}

pub async fn delete_failure(conn: Conn<'_>, id: Id<LoginFailure>) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from login_failures where id = $1").bind(id).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes all failures at this e-mail.
pub async fn delete_failures(conn: Conn<'_>, email_folded: &str) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query("delete from login_failures where email_folded = $1")
        .bind(email_folded)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Whether the user has logged in from the network after `since`.
pub async fn has_network(
    conn: Conn<'_>,
    user: Id<User>,
    network: &str,
    since: Time,
) -> Result<bool, StoreError> {
    let row: Option<(Time,)> = on!(conn, c => sqlx::query_as(
        "select last_at from login_networks where user_id = $1 and network = $2 and last_at > $3")
        .bind(user)
        .bind(network)
        .bind(since)
        .fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Records a login from the network. Of each user's networks, only the latest `max` are kept.
pub async fn upsert_network(
    mut conn: Conn<'_>,
    user: Id<User>,
    network: &str,
    now: Time,
    max: i64,
) -> Result<(), StoreError> {
    on!(conn.reborrow(), c => sqlx::query(
        "insert into login_networks (user_id, network, last_at) values ($1, $2, $3)
         on conflict (user_id, network) do update set last_at = excluded.last_at")
        .bind(user)
        .bind(network)
        .bind(now)
        .execute(c).await.map(drop))?;
    on!(conn, c => sqlx::query(
        "delete from login_networks
         where user_id = $1 and last_at <= (
             select last_at from login_networks where user_id = $1 order by last_at desc limit 1 offset $2
         )")
        .bind(user)
        .bind(max)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes failures and attempts before `failures_before`, and networks without a login since `networks_before`.
pub async fn prune(
    mut conn: Conn<'_>,
    failures_before: Time,
    networks_before: Time,
) -> Result<(), StoreError> {
    on!(conn.reborrow(), c => sqlx::query("delete from login_attempts where last_at < $1")
        .bind(failures_before)
        .execute(c).await.map(drop))?;
    on!(conn.reborrow(), c => sqlx::query("delete from login_failures where failed_at < $1")
        .bind(failures_before)
        .execute(c).await.map(drop))?;
    on!(conn, c => sqlx::query("delete from login_networks where last_at < $1")
        .bind(networks_before)
        .execute(c).await.map(drop))?;
    Ok(())
}
