//! The limit on the size of an organization's audit log.

use chrono::TimeDelta;

use super::{Conn, Store, StoreError, audit::NO_ORGANIZATION, column::from_row, on};
use crate::domain::{audit::AuditEntry, id::Id, organization::Organization, time::Time};

/// How many entries one transaction deletes.
const BATCH: i64 = 1_000;
/// The deletion of younger entries is reported in the server's log: they may be evidence.
const RECENT: TimeDelta = TimeDelta::days(30);

struct Size {
    organization: Id<Organization>,
    bytes: i64,
}
from_row!(Size, |row| { organization: (row.try_get("organization_id")?), bytes });

struct Entry {
    id: Id<AuditEntry>,
    created_at: Time,
    bytes: i64,
}
from_row!(Entry, |row| { id, created_at, bytes });

/// Deletes the oldest entries of each organization whose audit log is larger than its quota.
pub async fn prune(store: &Store, now: Time) -> Result<(), StoreError> {
    let limit = i64::try_from(store.quotas().audit_bytes).unwrap_or(i64::MAX);
    if limit == 0 {
        return Ok(());
    }
    for Size { organization, bytes } in list_larger(store.read().await?.conn(), limit).await? {
        let (mut excess, mut last) = (bytes - limit, None);
        while excess > 0 {
            let mut tx = store.begin().await?;
            let deleted = delete_oldest(tx.conn(), organization, excess).await?;
            tx.commit().await?;
            // Another process may have deleted the same ones.
            let Some(newest) = deleted.last() else { break };
            last = Some(newest.created_at);
            excess -= deleted.iter().map(|entry| entry.bytes).sum::<i64>();
        }
        if let Some(last) = last.filter(|last| now - *last < RECENT) {
            tracing::warn!(%organization, until = %last, "the audit log is full: entries of the last 30 days were deleted");
        }
    }
    Ok(())
}

/// The organizations whose entries take more than that.
async fn list_larger(conn: Conn<'_>, limit: i64) -> Result<Vec<Size>, StoreError> {
    Ok(on!(conn, c => sqlx::query_as(
        "select organization_id, cast(sum(bytes) as bigint) as bytes
         from audit_log
         where organization_id <> $1
         group by organization_id
         having sum(bytes) > $2")
        .bind(NO_ORGANIZATION)
        .bind(limit)
        .fetch_all(c).await)?)
}

/// Deletes the oldest entries until `excess` bytes are gone, or as many as one transaction may. Returns them.
async fn delete_oldest(
    mut conn: Conn<'_>,
    organization: Id<Organization>,
    excess: i64,
) -> Result<Vec<Entry>, StoreError> {
    let oldest: Vec<Entry> = on!(conn.reborrow(), c => sqlx::query_as(
        "select id, created_at, bytes
         from audit_log
         where organization_id = $1
         order by created_at, id
         limit $2")
        .bind(organization)
        .bind(BATCH)
        .fetch_all(c).await)?;
    let mut freed = 0;
    let deleted: Vec<_> = oldest
        .into_iter()
        .take_while(|entry| {
            let is_needed = freed < excess;
            freed += entry.bytes;
            is_needed
        })
        .collect();
    if let Some(last) = deleted.last() {
        on!(conn, c => sqlx::query(
            "delete from audit_log where organization_id = $1 and (created_at, id) <= ($2, $3)")
            .bind(organization)
            .bind(last.created_at)
            .bind(last.id)
            .execute(c).await.map(drop))?;
    }
    Ok(deleted)
}
