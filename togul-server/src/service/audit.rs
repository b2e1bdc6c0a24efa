//! Writers of the audit log. Every use case ends here.

use super::{
    Error,
    refusals::{REPEAT_AFTER, Refusal},
};
use crate::{
    auth::secret::SecretHash,
    domain::{
        audit::{AuditEvent, Author},
        request_source::WriteMode,
        time::now,
    },
    store::{self, Store, StoreError, Tx},
};

/// Commits a change together with its audit entry.
pub(super) async fn commit(
    tx: Tx,
    author: &Author,
    event: impl Into<Option<AuditEvent>>,
) -> Result<(), Error> {
    // A user without an organization has no audit log.
    commit_all(tx, author, event.into()).await
}

/// Commits a transaction together with the entries of all that it did, or rolls it back after a dry run.
pub(super) async fn commit_all(
    mut tx: Tx,
    author: &Author,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Result<(), Error> {
    for event in events {
        store::audit::insert(tx.last(), author, &event, now(), None);
    }
    match author.source.mode {
        WriteMode::Commit => tx.commit().await?,
        WriteMode::DryRun => tx.roll_back().await?,
    }
    Ok(())
}

/// Writes the entries of refusals of which no equal one was written in the last minute, by this or by another process.
pub(super) async fn record_refusals(store: &Store, refusals: &[Refusal]) -> Result<(), StoreError> {
    let now = now();
    let mut reader = store.read().await?;
    let mut pending = Vec::new();
    for refusal in refusals {
        let Refusal { author, event, .. } = refusal;
        if !store::audit::is_recorded(reader.conn(), author, event, now - REPEAT_AFTER).await? {
            pending.push(refusal);
        }
    }
    drop(reader);
    if pending.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    for Refusal { author, event, kind } in pending {
        // Processes that record the same refusal at once write one entry.
        let once = SecretHash::of(&format!("{:?} {}", kind.0, now.timestamp() / 60));
        store::audit::insert(tx.last(), author, event, now, Some(once));
    }
    tx.commit().await
}
