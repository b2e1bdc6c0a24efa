//! The change log: what streams, resuming clients and other processes follow.

use togul_core::Fingerprint;

use super::{Conn, StoreError, column::from_row, on};
use crate::domain::{account::User, change::ChangeKind, environment::Environment, id::Id, time::Time};

/// One revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub revision: i64,
    pub kind: ChangeKind,
    pub flag_key: String,
    /// The flag's bytes afterwards; none once it is deleted.
    pub flag: Option<String>,
    /// Of the environment afterwards.
    pub fingerprint: Fingerprint,
    pub changed_at: Time,
}
from_row!(Change, |row| {
    revision, kind: (row.try_get::<super::column::NamedText<_>, _>("type")?.0), flag_key, flag, fingerprint: name, changed_at,
});

pub async fn insert(
    conn: Conn<'_>,
    environment: Id<Environment>,
    change: &Change,
    changed_by: Id<User>,
) -> Result<(), StoreError> {
    on!(conn, c => sqlx::query(
        "insert into changes
           (environment_id, revision, type, flag_key, flag, fingerprint, changed_by, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(environment)
        .bind(change.revision)
        .bind(change.kind.as_str())
        .bind(&change.flag_key)
        .bind(&change.flag)
        .bind(change.fingerprint.to_string())
        .bind(changed_by)
        .bind(change.changed_at)
        .execute(c).await.map(drop))?;
    Ok(())
}

/// The changes after `revision`, in order; at most `most`.
pub async fn list_after(
    conn: Conn<'_>,
    environment: Id<Environment>,
    revision: i64,
    most: i64,
) -> Result<Vec<Change>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select *
         from changes
         where environment_id = $1 and revision > $2
         order by revision
         limit $3")
        .bind(environment)
        .bind(revision)
        .bind(most)
        .fetch_all(c).await)?)
}

/// Forgets changes that are both older than `before` and more than `keep` revisions behind.
pub async fn prune(conn: Conn<'_>, before: Time, keep: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from changes
         where changed_at < $1
           and revision <= (select e.revision from environments e where e.id = changes.environment_id) - $2")
        .bind(before)
        .bind(keep)
        .execute(c).await.map(|done| done.rows_affected()))?)
}
