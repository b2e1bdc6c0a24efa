//! Sessions and their refresh tokens.

use super::{Batch, Conn, StoreError, column::from_row, on};
use crate::{
    auth::secret::SecretHash,
    domain::{
        account::User,
        id::Id,
        organization::Organization,
        page::{Listed, Page},
        session::Session,
        time::Time,
    },
};

/// A session that has not ended, with the ids that its tokens carry.
#[derive(Clone, Copy, Debug)]
pub struct Open {
    pub session: Id<Session>,
    pub user: Id<User>,
    pub organization: Option<Id<Organization>>,
}

pub fn insert(batch: &mut Batch, open: Open, now: Time) {
    batch
        .add("insert into sessions (id, user_id, organization_id, created_at) values ($1, $2, $3, $4)")
        .bind(open.session)
        .bind(open.user)
        .bind(open.organization)
        .bind(now);
}

/// Ends the user's oldest sessions, so that `max` remain.
pub fn end_oldest(batch: &mut Batch, user: Id<User>, max: i64, now: Time) {
    batch
        .add(
            "update sessions set ended_at = $3
             where user_id = $1 and ended_at is null and id not in (
                 select id from sessions
                 where user_id = $1 and ended_at is null
                 order by created_at desc, id desc
                 limit $2
             )",
        )
        .bind(user)
        .bind(max)
        .bind(now);
}

/// Records that the session was renewed from this address.
pub fn record_use(batch: &mut Batch, session: Id<Session>, address: &str, now: Time) {
    batch
        .add("update sessions set address = $2, last_used_at = $3 where id = $1")
        .bind(session)
        .bind(address)
        .bind(now);
}

from_row!(Session, |row| { id, organization_id, address: text, created_at, last_used_at, expires_at, is_current });

/// The user's sessions that can be renewed. `current` is the one of the request.
pub async fn list(
    conn: Conn<'_>,
    user: Id<User>,
    current: Id<Session>,
    now: Time,
    page: Page,
) -> Result<Listed<Session>, StoreError> {
    let rows = on!(conn, c => sqlx::query_as(
        "select s.id, s.organization_id, s.address, s.created_at, t.expires_at, s.id = $2 as is_current,
             coalesce(s.last_used_at, s.created_at) as last_used_at
         from sessions s
         join refresh_tokens t on t.session_id = s.id and t.used_at is null and t.expires_at > $3
         where s.user_id = $1 and s.ended_at is null and (s.created_at, s.id) > ($4, $5)
         order by s.created_at, s.id
         limit $6")
        .bind(user)
        .bind(current)
        .bind(now)
        .bind(page.after.0)
        .bind(page.after.1)
        .bind(page.limit + 1)
        .fetch_all(c).await)?;
    Ok(Listed::from_rows(rows, page, |session: &Session| (session.created_at, session.id.uuid())))
}

/// The session, if it is the user's and has not ended.
pub async fn find(conn: Conn<'_>, user: Id<User>, session: Id<Session>) -> Result<Option<Open>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select id, user_id, organization_id from sessions where id = $2 and user_id = $1 and ended_at is null")
        .bind(user)
        .bind(session)
        .fetch_optional(c).await)?)
}

pub fn insert_token(batch: &mut Batch, session: Id<Session>, hash: SecretHash, now: Time, expires_at: Time) {
    batch
        .add("insert into refresh_tokens (hash, session_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(hash)
        .bind(session)
        .bind(now)
        .bind(expires_at);
}

/// Marks a token used; `true` for the one call that does.
pub async fn use_token(conn: Conn<'_>, hash: SecretHash, now: Time) -> Result<bool, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "update refresh_tokens set used_at = $2 where hash = $1 and used_at is null")
        .bind(&hash.0[..])
        .bind(now)
        .execute(c).await.map(|done| done.rows_affected() == 1))?)
}

from_row!(Open, |row| {
    session: (row.try_get("id")?),
    user: (row.try_get("user_id")?),
    organization: (row.try_get("organization_id")?),
});

/// A refresh token's session, and when the token expires.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub open: Open,
    pub expires_at: Time,
}
from_row!(Token, |row| { open: (sqlx::FromRow::from_row(row)?), expires_at });

/// The session of a refresh token, used or not; `None` when the session has ended.
pub async fn find_by_token(conn: Conn<'_>, hash: SecretHash) -> Result<Option<Token>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select s.id, s.user_id, s.organization_id, t.expires_at
         from refresh_tokens t
         join sessions s on s.id = t.session_id
         where t.hash = $1 and s.ended_at is null")
        .bind(&hash.0[..])
        .fetch_optional(c).await)?)
}

pub fn end(batch: &mut Batch, session: Id<Session>, now: Time) {
    batch.add("update sessions set ended_at = $2 where id = $1 and ended_at is null").bind(session).bind(now);
}

/// Ends all sessions of the user but one.
pub fn end_others(batch: &mut Batch, user: Id<User>, kept: Id<Session>, now: Time) {
    batch
        .add("update sessions set ended_at = $3 where user_id = $1 and id <> $2 and ended_at is null")
        .bind(user)
        .bind(kept)
        .bind(now);
}

/// Ends all sessions of the user.
pub fn end_all(batch: &mut Batch, user: Id<User>, now: Time) {
    batch
        .add("update sessions set ended_at = $2 where user_id = $1 and ended_at is null")
        .bind(user)
        .bind(now);
}

/// Ends all sessions in an organization.
pub fn end_of_organization(batch: &mut Batch, organization: Id<Organization>, now: Time) {
    batch
        .add("update sessions set ended_at = $2 where organization_id = $1 and ended_at is null")
        .bind(organization)
        .bind(now);
}

/// Moves a session to another organization, which invalidates access tokens for the one before.
pub fn switch(batch: &mut Batch, session: Id<Session>, organization: Id<Organization>) {
    batch.add("update sessions set organization_id = $2 where id = $1").bind(session).bind(organization);
}

/// Deletes refresh tokens that have expired.
pub async fn prune_tokens(conn: Conn<'_>, now: Time, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from refresh_tokens
         where hash in (select hash from refresh_tokens where expires_at < $1 limit $2)")
        .bind(now)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}

/// Deletes sessions that have no refresh token left.
pub async fn prune(conn: Conn<'_>, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from sessions
         where id in (
             select s.id
             from sessions s
             where not exists (select 1 from refresh_tokens t where t.session_id = s.id)
             limit $1)")
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}
