//! The audit log's writers: every other use case ends here.

use chrono::TimeDelta;
use serde_json::json;

use super::Error;
use crate::{
    auth::secret::SecretHash,
    domain::{
        account::User,
        audit::{Action, AuditEvent, Author},
        id::Id,
        organization::Organization,
        permission::Permission,
        project::Project,
        time::now,
    },
    store::{self, Store, StoreError, Tx},
};

/// The same refusal of the same person is told once in this time.
const TELL_AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Commits what was done together with the entry that tells of it.
pub(super) async fn commit(
    mut tx: Tx,
    author: &Author,
    event: impl Into<Option<AuditEvent>>,
) -> Result<(), Error> {
    // Who is in no organization has no log to be told in.
    if let Some(event) = event.into() {
        store::audit::insert(tx.conn(), author, &event, now(), None).await?;
    }
    Ok(tx.commit().await?)
}

/// A request that was refused for want of a permission.
#[derive(Debug)]
pub struct Denial {
    pub organization: Id<Organization>,
    /// The project that it was about.
    pub project: Option<Id<Project>>,
    pub permission: Permission,
    pub method: String,
    pub path: String,
}

/// Tells of an attempt to do what the author may not do.
///
/// # Errors
/// As the database says.
pub async fn denied(store: &Store, author: &Author, denial: Denial) -> Result<(), StoreError> {
    let Denial { organization, project, permission, method, path } = denial;
    let event = AuditEvent::new(Action::PermissionDenied, organization, permission.key());
    let event = event.after(json!({ "method": method, "path": path }));
    tell_once(store, author, [AuditEvent { project, ..event }]).await
}

/// Tells each organization of the account that somebody was not let in with it.
pub(super) async fn login_refused(store: &Store, account: &Author) -> Result<(), StoreError> {
    let user: Id<User> = account.user;
    let organizations = store::organizations::list_of(store.read().await?.conn(), user).await?;
    let events = organizations.into_iter().map(|one| AuditEvent::new(Action::UserLoginRefused, one.id, user));
    tell_once(store, account, events).await
}

async fn tell_once(
    store: &Store,
    author: &Author,
    events: impl IntoIterator<Item = AuditEvent>,
) -> Result<(), StoreError> {
    let now = now();
    let mut reader = store.read().await?;
    let mut untold = Vec::new();
    for event in events {
        if !store::audit::is_told(reader.conn(), author, &event, now - TELL_AGAIN).await? {
            untold.push(event);
        }
    }
    drop(reader);
    if untold.is_empty() {
        return Ok(());
    }
    let mut tx = store.begin().await?;
    for event in untold {
        // Of those who tell the same at the same moment, one does.
        let once = format!("{} {event:?} {}", author.user, now.timestamp() / 60);
        store::audit::insert(tx.conn(), author, &event, now, Some(SecretHash::of(&once))).await?;
    }
    tx.commit().await
}
