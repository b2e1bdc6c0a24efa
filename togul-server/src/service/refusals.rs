//! The audit entries of refused requests and logins. They have no transaction of their own, so they are queued, and written
//! together in the background: a flood of refusals costs neither the caller nor the database more than the queue holds.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use super::audit;
use crate::{
    auth::secret::SecretHash,
    domain::{
        account::User,
        audit::{Action, AuditEvent, Author, TokenActor},
        id::Id,
        organization::Organization,
        permission::Permission,
        project::Project,
        request_source::RequestSource,
    },
    store::Store,
};

/// The same refusal of the same user or machine token is recorded once in this time.
pub(super) const REPEAT_AFTER: Duration = Duration::from_secs(60);
/// How many refusals wait to be written; further ones are dropped and counted.
const QUEUE: usize = 1_000;
/// How many are written in one transaction.
const BATCH: usize = 100;
/// How many recent refusals are remembered, so that repeated ones cost no query. The database finds those that are not.
const MAX_RECENT: usize = 10_000;

/// A request that was refused because of a missing permission.
#[derive(Debug)]
pub struct Denial {
    pub organization: Id<Organization>,
    /// The project in its path.
    pub project: Option<Id<Project>>,
    /// The machine token that made it.
    pub token: Option<TokenActor>,
    pub permission: Permission,
    pub method: String,
    /// The route that its path matches, not the path: paths are the caller's text, of unbounded variety.
    pub route: String,
}

/// An entry to be written unless an equal one was.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) author: Author,
    pub(super) event: AuditEvent,
    /// A hash of what makes refusals equal.
    pub(super) kind: SecretHash,
}

#[derive(Debug)]
enum Message {
    Write(Box<Refusal>),
    Flush(oneshot::Sender<()>),
}

#[derive(Debug)]
pub struct RefusalLog {
    queue: mpsc::Sender<Message>,
    recent: Mutex<Recent>,
    dropped: AtomicU64,
}

impl RefusalLog {
    /// Writes until the returned value is dropped.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (queue, messages) = mpsc::channel(QUEUE);
        tokio::spawn(write(store, messages));
        Self { queue, recent: Mutex::default(), dropped: AtomicU64::new(0) }
    }

    /// Records a refused request.
    pub fn denied(&self, author: Author, denial: Denial) {
        let Denial { organization, project, token, permission, method, route } = denial;
        let event = AuditEvent::new(Action::PermissionDenied, organization, permission.key());
        let event = event.after(json!({ "method": method, "route": route }));
        self.record(author, AuditEvent { project, token, ..event });
    }

    /// Records a refused login to an account, once for all of its organizations.
    pub(super) fn login_refused(&self, user: Id<User>, source: RequestSource) {
        self.record(Author { user, source }, AuditEvent::login_refused(user));
    }

    /// How many entries were dropped because the queue was full.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }

    /// Waits until everything recorded so far is written, or could not be.
    pub async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.queue.send(Message::Flush(done)).await.is_ok() {
            let _ = flushed.await;
        }
    }

    fn record(&self, author: Author, event: AuditEvent) {
        let AuditEvent { action, organization, target, after, .. } = &event;
        let kind = format!("{} {action:?} {organization:?} {target} {after:?}", event.actor(&author));
        let (kind, now) = (SecretHash::of(&kind), Instant::now());
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.contains(&kind, now) {
            return;
        }
        if self.queue.try_send(Message::Write(Box::new(Refusal { author, event, kind }))).is_ok() {
            recent.insert(kind, now);
        } else {
            self.dropped.fetch_add(1, Relaxed);
        }
    }
}

/// The refusals of the last minute.
#[derive(Debug, Default)]
struct Recent(HashMap<SecretHash, Instant>);

impl Recent {
    fn contains(&self, kind: &SecretHash, now: Instant) -> bool {
        self.0.get(kind).is_some_and(|at| now.duration_since(*at) < REPEAT_AFTER)
    }

    fn insert(&mut self, kind: SecretHash, now: Instant) {
        if self.0.len() >= MAX_RECENT {
            self.0.clear();
        }
        self.0.insert(kind, now);
    }
}

/// Writes what is queued, in batches, until all senders are gone.
async fn write(store: Store, mut messages: mpsc::Receiver<Message>) {
    let mut batch = Vec::new();
    while messages.recv_many(&mut batch, BATCH).await > 0 {
        let (mut refusals, mut flushed) = (Vec::new(), Vec::new());
        for message in batch.drain(..) {
            match message {
                Message::Write(refusal) => refusals.push(*refusal),
                Message::Flush(done) => flushed.push(done),
            }
        }
        if let Err(error) = audit::record_refusals(&store, &refusals).await {
            let count = refusals.len();
            error.warn(&format!("could not record {count} refused requests in the audit log"));
        }
        for done in flushed {
            let _ = done.send(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_recent_for_a_minute_and_the_number_of_them_is_bounded() {
        let (mut recent, start) = (Recent::default(), Instant::now());
        let kind = |n: usize| SecretHash::of(&n.to_string());
        recent.insert(kind(0), start);
        assert!(recent.contains(&kind(0), start + REPEAT_AFTER - Duration::from_millis(1)));
        assert!(!recent.contains(&kind(0), start + REPEAT_AFTER) && !recent.contains(&kind(1), start));
        for n in 0..3 * MAX_RECENT {
            recent.insert(kind(n), start);
            assert!(recent.0.len() <= MAX_RECENT && recent.contains(&kind(n), start));
        }
    }
}
