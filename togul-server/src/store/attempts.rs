//! Failed attempts at passwords, and the networks of successful logins.

use super::{
    Batch, Conn, Store, StoreError, Tx, batch::Statement, begin::begin_reading, column::from_row, on,
};
use crate::domain::{
    account::{LoginFailure, User},
    id::Id,
    time::Time,
};

/// Which failures count as too many: this many of them since then.
#[derive(Clone, Copy, Debug)]
pub struct FailureLimit {
    pub failures: i64,
    pub since: Time,
}

/// The time of the latest failure but as many as the limit has, in one place and anywhere; `None` if there are fewer.
#[derive(Clone, Copy, Debug)]
pub struct OldestFailures {
    pub in_place: Option<Time>,
    pub anywhere: Option<Time>,
}
from_row!(OldestFailures, |row| { in_place, anywhere });

/// An attempt at the password of an account, if there is one with this e-mail.
#[derive(Clone, Copy, Debug)]
pub struct NewAttempt<'a> {
    pub email_folded: &'a str,
    pub place: &'a str,
    pub at: Time,
}

/// Begins a transaction that makes other attempts at this e-mail wait until it ends, and finds the failures so far.
pub async fn begin(
    store: &Store,
    attempt: NewAttempt<'_>,
    in_place: FailureLimit,
    anywhere: FailureLimit,
) -> Result<(Tx, OldestFailures), StoreError> {
    let mut lock = Statement::new(
        "insert into login_attempts (email_folded, last_at) values ($1, $2)
         on conflict (email_folded) do update set last_at = excluded.last_at",
    );
    let mut read = Statement::new(
        "select (select failed_at
                 from login_failures
                 where email_folded = $1 and network = $2 and failed_at > $3
                 order by failed_at desc
                 limit 1 offset $4) as in_place,
                (select failed_at
                 from login_failures
                 where email_folded = $1 and failed_at > $5
                 order by failed_at desc
                 limit 1 offset $6) as anywhere",
    );
    lock.bind(attempt.email_folded).bind(attempt.at);
    read.bind(attempt.email_folded).bind(attempt.place);
    for limit in [in_place, anywhere] {
        read.bind(limit.since).bind(limit.failures - 1);
    }
    begin_reading(store, &lock, &read).await
}

pub fn insert_failure(batch: &mut Batch, id: Id<LoginFailure>, attempt: NewAttempt<'_>) {
    batch
        .add("insert into login_failures (id, email_folded, network, failed_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(attempt.email_folded)
        .bind(attempt.place)
        .bind(attempt.at);
}

pub fn delete_failure(batch: &mut Batch, id: Id<LoginFailure>) {
    batch.add("delete from login_failures where id = $1").bind(id);
}

/// Deletes all failures at this e-mail.
pub fn delete_failures(batch: &mut Batch, email_folded: &str) {
    batch.add("delete from login_failures where email_folded = $1").bind(email_folded);
}

/// Records a login from the network. Of each user's networks, only the latest `max` are kept.
pub fn upsert_network(batch: &mut Batch, user: Id<User>, network: &str, now: Time, max: i64) {
    batch
        .add(
            "insert into login_networks (user_id, network, last_at) values ($1, $2, $3)
             on conflict (user_id, network) do update set last_at = excluded.last_at",
        )
        .bind(user)
        .bind(network)
        .bind(now);
    batch
        .add(
            "delete from login_networks
             where user_id = $1 and last_at <= (
                 select last_at from login_networks where user_id = $1 order by last_at desc limit 1 offset $2
             )",
        )
        .bind(user)
        .bind(max);
}

/// Deletes the rows of e-mails without an attempt since then.
pub async fn prune(conn: Conn<'_>, before: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from login_attempts
         where email_folded in (select email_folded from login_attempts where last_at < $1 limit $2)")
        .bind(before)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}

pub async fn prune_failures(conn: Conn<'_>, before: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from login_failures
         where id in (select id from login_failures where failed_at < $1 limit $2)")
        .bind(before)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}

/// Deletes networks without a login since then.
pub async fn prune_networks(conn: Conn<'_>, before: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from login_networks
         where (user_id, network) in (select user_id, network from login_networks where last_at < $1 limit $2)")
        .bind(before)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}
