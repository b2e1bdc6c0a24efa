//! The change log: the source of streams, of resuming clients and of other processes.

use std::mem;

use futures_util::TryStreamExt;
use togul_core::{Fingerprint, ObjectKind, Revision};

use super::{Batch, Conn, StoreError, column::from_row, on};
use crate::domain::{
    account::User,
    change::{ChangeKind, Head, Usage},
    environment::Environment,
    id::Id,
    time::Time,
};

/// How many changes one read returns, and how many bytes of objects, if the first group is not larger.
const BATCH: usize = 32;
const BATCH_BYTES: usize = 64 << 10;
/// The changes and the bytes of objects in the largest group that is read. A larger one would not fit into the ring of
/// live readers as events, so that neither they nor resuming readers get it change by change.
const MAX_CHANGES: usize = 256;
const MAX_BYTES: usize = 7 << 19;

/// The maximum size of an environment's log, up to [`PRUNE_EVERY`] more.
const MAX_LOG_BYTES: u64 = 256 << 20;
const PRUNE_EVERY: u64 = 1 << 20;
/// What a change takes apart from its object, at least.
const CHANGE_BYTES: u64 = 256;

/// One revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub revision: Revision,
    pub kind: ChangeKind,
    pub object_kind: ObjectKind,
    pub object_key: String,
    /// The object's exact bytes afterwards; `None` once it is deleted.
    pub object: Option<String>,
    /// Of the environment afterwards.
    pub fingerprint: Fingerprint,
    /// Whether it is a flag that other flags depend on, so that their answers may change with it.
    pub has_dependents: bool,
    pub changed_at: Time,
}

impl Change {
    /// What it adds to the size of the log.
    fn logged_bytes(&self) -> u64 {
        CHANGE_BYTES + self.object_key.len() as u64 + self.object.as_ref().map_or(0, String::len) as u64
    }

    /// The environment's state afterwards.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { revision: self.revision, fingerprint: self.fingerprint }
    }
}

/// The log after a revision, by transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    pub groups: Vec<Vec<Change>>,
    /// Whether the log ends here. A page that is empty before the end means that the next group cannot be followed: it is
    /// too large, or a newer server wrote a kind of change that this version does not know.
    pub is_end: bool,
}

struct Row {
    revision: Revision,
    /// `None` for one that this version does not know.
    kind: Option<ChangeKind>,
    object_kind: Option<ObjectKind>,
    object_key: String,
    object: Option<String>,
    fingerprint: Fingerprint,
    has_dependents: bool,
    changed_at: Time,
    is_last: bool,
}
from_row!(Row, |row| {
    revision: revision,
    kind: (row.try_get::<&str, _>("type")?.parse().ok()),
    object_kind: (row.try_get::<&str, _>("object_kind")?.parse().ok()),
    object_key, object, fingerprint: name, has_dependents, changed_at, is_last,
});

impl Row {
    fn change(self) -> Option<Change> {
        let Self { revision, object_key, object, fingerprint, has_dependents, changed_at, .. } = self;
        let (kind, object_kind) = (self.kind?, self.object_kind?);
        Some(Change {
            revision,
            kind,
            object_kind,
            object_key,
            object,
            fingerprint,
            has_dependents,
            changed_at,
        })
    }
}

/// Appends the changes of one transaction, in their order, and gives the environment the state after the last one: `usage`,
/// to whose log these changes are added. What makes the log too large is deleted from its beginning.
pub fn insert(
    batch: &mut Batch,
    environment: Id<Environment>,
    changes: &[Change],
    changed_by: Id<User>,
    usage: Usage,
) {
    let mut logged_bytes = usage.logged_bytes;
    for (position, change) in changes.iter().enumerate() {
        let is_last = position + 1 == changes.len();
        logged_bytes += change.logged_bytes();
        batch
            .add(
                "insert into changes
                   (environment_id, revision, type, object_kind, object_key, object, fingerprint, changed_by, changed_at,
                    is_last, logged_bytes, has_dependents)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(environment)
            .bind(change.revision.to_i64())
            .bind(change.kind.as_str())
            .bind(change.object_kind.as_str())
            .bind(&change.object_key)
            .bind(change.object.as_deref())
            .bind(change.fingerprint.to_string())
            .bind(changed_by)
            .bind(change.changed_at)
            .bind(is_last)
            .bind(logged_bytes.cast_signed())
            .bind(change.has_dependents);
    }
    if let Some(last) = changes.last() {
        batch
            .add(
                "update environments
                 set revision = $2, fingerprint = $3, logged_bytes = $4, flag_count = $5, flag_bytes = $6,
                     written_bytes = $7, cost = $8, segment_count = $9, segment_bytes = $10
                 where id = $1",
            )
            .bind(environment)
            .bind(last.revision.to_i64())
            .bind(last.fingerprint.to_string())
            .bind(logged_bytes.cast_signed())
            .bind(usage.flags.cast_signed())
            .bind(usage.flag_bytes.cast_signed())
            .bind(usage.written_bytes.cast_signed())
            .bind(usage.cost)
            .bind(usage.segments.cast_signed())
            .bind(usage.segment_bytes.cast_signed());
    }
    // Not with every change: one statement for each `PRUNE_EVERY` bytes.
    if logged_bytes > MAX_LOG_BYTES && logged_bytes / PRUNE_EVERY != usage.logged_bytes / PRUNE_EVERY {
        prune_to(batch, environment, logged_bytes - MAX_LOG_BYTES);
    }
}

/// Deletes the changes up to this number of logged bytes.
fn prune_to(batch: &mut Batch, environment: Id<Environment>, logged_bytes: u64) {
    batch
        .add(
            "delete from changes
             where environment_id = $1
               and revision < (select revision
                               from changes
                               where environment_id = $1 and logged_bytes > $2
                               order by revision
                               limit 1)",
        )
        .bind(environment)
        .bind(logged_bytes.cast_signed());
}

/// The groups after `revision`, in order: always whole ones, and at least one if there is one that can be followed.
pub async fn list_groups(
    mut conn: Conn<'_>,
    environment: Id<Environment>,
    revision: Revision,
) -> Result<LogPage, StoreError> {
    let page = read(conn.reborrow(), environment, revision, BATCH).await?;
    if page.is_end || !page.groups.is_empty() {
        return Ok(page);
    }
    // The next group is larger than a batch.
    read(conn, environment, revision, MAX_CHANGES).await
}

async fn read(
    conn: Conn<'_>,
    environment: Id<Environment>,
    revision: Revision,
    max_changes: usize,
) -> Result<LogPage, StoreError> {
    let limit = i64::try_from(max_changes + 1).unwrap_or(i64::MAX);
    let (rows, mut is_end) = on!(conn, c => {
        let mut rows = Vec::new();
        let mut bytes = 0;
        let mut found = sqlx::query_as::<_, Row>(
            "select *
             from changes
             where environment_id = $1 and revision > $2
             order by revision
             limit $3")
            .bind(environment)
            .bind(revision.to_i64())
            .bind(limit)
            .fetch(c);
        let is_end = loop {
            let Some(row) = found.try_next().await? else { break true };
            bytes += row.object.as_ref().map_or(0, String::len);
            let is_after_a_group = rows.last().is_some_and(|last: &Row| last.is_last);
            if rows.len() == max_changes || bytes > MAX_BYTES || (bytes > BATCH_BYTES && is_after_a_group) {
                break false;
            }
            rows.push(row);
        };
        Ok::<_, sqlx::Error>((rows, is_end))
    })?;
    let (mut groups, mut group) = (Vec::new(), Vec::new());
    for row in rows {
        let is_last = row.is_last;
        let Some(change) = row.change() else {
            is_end = false;
            break;
        };
        group.push(change);
        if is_last {
            groups.push(mem::take(&mut group));
        }
    }
    Ok(LogPage { groups, is_end: is_end && group.is_empty() })
}

/// The environment's fingerprint at `revision`. `None` when the log does not reach back so far, or when the revision is
/// inside of a group.
pub async fn find_fingerprint(
    conn: Conn<'_>,
    environment: Id<Environment>,
    revision: Revision,
) -> Result<Option<Fingerprint>, StoreError> {
    let row: Option<FingerprintRow> = on!(conn, c => sqlx::query_as(
        "select fingerprint
         from changes
         where environment_id = $1 and revision = $2 and is_last")
        .bind(environment)
        .bind(revision.to_i64())
        .fetch_optional(c).await)?;
    Ok(row.map(|row| row.fingerprint))
}

struct FingerprintRow {
    fingerprint: Fingerprint,
}
from_row!(FingerprintRow, |row| { fingerprint: name });

/// Deletes changes that are older than `before` and more than `keep` revisions behind. Keeps one change more than can be
/// replayed, because a resuming reader's fingerprint is compared with it.
///
/// Deletes so many rows at most, as each of these functions does, and returns how many there were.
pub async fn prune(conn: Conn<'_>, before: Time, keep: i64, rows: i64) -> Result<u64, StoreError> {
    Ok(on!(conn, c => sqlx::query(
        "delete from changes
         where (environment_id, revision) in (
             select c.environment_id, c.revision
             from changes c
             join environments e on e.id = c.environment_id
             where c.changed_at < $1 and c.revision < e.revision - $2
             order by c.changed_at, c.revision
             limit $3)")
        .bind(before)
        .bind(keep)
        .bind(rows)
        .execute(c).await.map(|done| done.rows_affected()))?)
}
