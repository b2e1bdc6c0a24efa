//! Writers of the audit log. Every use case ends here.

use chrono::TimeDelta;
use serde_json::json;

use super::Error;
use crate::{
    auth::secret::SecretHash,
    domain::{
        audit::{Action, AuditEvent, Author},
        id::Id,
        organization::Organization,
        permission::Permission,
        project::Project,
        time::now,
    },
    store::{self, Store, StoreError, Tx},
};

/// The same refusal of the same user is recorded once in this time.
const REPEAT_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Commits a change together with its audit entry.
pub(super) async fn commit(
    tx: Tx,
    author: &Author,
    event: impl Into<Option<AuditEvent>>,
) -> Result<(), Error> {
    // A user without an organization has no audit log.
    commit_all(tx, author, event.into()).await
}

/// Commits a transaction together with the entries of all that it did.
pub(super) async fn commit_all(
    mut tx: Tx,
    author: &Author,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Result<(), Error> {
    for event in events {
        store::audit::insert(tx.conn(), author, &event, now(), None).await?;
    }
    Ok(tx.commit().await?)
}

/// A request that was refused because of a missing permission.
#[derive(Debug)]
pub struct Denial {
    pub organization: Id<Organization>,
    /// The project in its path.
    pub project: Option<Id<Project>>,
    pub permission: Permission,
    pub method: String,
    pub path: String,
}

/// Records a refused request.
///
/// # Errors
/// [`StoreError`] when it cannot be written.
pub async fn denied(store: &Store, author: &Author, denial: Denial) -> Result<(), StoreError> {
    let Denial { organization, project, permission, method, path } = denial;
    let event = AuditEvent::new(Action::PermissionDenied, organization, permission.key());
    let event = event.after(json!({ "method": method, "path": path }));
    record_once(store, author, [AuditEvent { project, ..event }]).await
}

/// Records a refused login in each organization of the account.
pub(super) async fn login_refused(store: &Store, account: &Author) -> Result<(), StoreError> {
    let user = account.user;
    let organizations = store::organizations::list_of(store.read().await?.conn(), user).await?;
    let events = organizations.into_iter().map(|one| AuditEvent::new(Action::UserLoginRefused, one.id, user));
    record_once(store, account, events).await
}

async fn record_once(
    store: &Store,
    author: &Author,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Result<(), StoreError> {
    let now = now();
    let mut reader = store.read().await?;
    let mut pending = Vec::new();
    for event in events {
        if !store::audit::is_recorded(reader.conn(), author, &event, now - REPEAT_AFTER).await? {
            pending.push(event);
        }
    }
    drop(reader);
    if pending.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    for event in pending {
        // Concurrent requests with the same refusal write one entry.
        let once = format!("{} {event:?} {}", author.user, now.timestamp() / 60);
        store::audit::insert(tx.conn(), author, &event, now, Some(SecretHash::of(&once))).await?;
    }
    tx.commit().await
}
