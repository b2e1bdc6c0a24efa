//! The one task: fetch, follow, apply, back off.
//!
//! A round asks for the snapshot if what is held may be wrong, then follows the stream from the revision held until
//! something goes wrong; then it rests, polling if the rest is long. Whatever goes wrong, the state that was held
//! goes on answering.

mod fetch;
mod follow;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use togul_core::{Revision, Snapshot, Unreadable};
use tokio::time::{Instant, sleep_until};
use tracing::Span;

use crate::backoff::{Backoff, random_below};
use crate::error::Error;
use crate::etag::Etag;
use crate::file::SnapshotFile;
use crate::remote::Remote;
use crate::state::Shared;
use crate::status::{Connection, SnapshotSource};

/// How often the snapshot is asked for while there is no stream, or a little more often.
const POLL: Duration = Duration::from_secs(30);
/// As much earlier a poll may come: those who lost their streams at the same moment are not to ask at the same moment.
const POLL_SPREAD: Duration = Duration::from_secs(5);
/// How often it is asked for while somebody waits for a revision.
const HURRIED_POLL: Duration = Duration::from_secs(2);
/// How often a server is asked again that does not accept the key.
const REFUSED: Duration = Duration::from_secs(300);

/// The state of the task.
pub(crate) struct SyncTask {
    remote: Remote,
    shared: Arc<Shared>,
    file: Option<Arc<SnapshotFile>>,
    backoff: Backoff,
    /// What the server calls the snapshot that it gave last.
    etag: Option<Etag>,
    /// What is held cannot be followed up from: a fresh snapshot comes first.
    stale: bool,
    /// The lowest revision that a reset allows to go back to.
    floor: Option<Revision>,
    /// Nothing is asked for before: a `Retry-After` speaks for the whole server, whichever request it answers.
    not_before: Instant,
    /// When polling is due.
    poll_at: Instant,
    /// When polling is due if somebody waits for a revision.
    hurried_poll_at: Instant,
    /// What was reported as unreadable.
    unreadable: HashSet<Unreadable>,
}

impl SyncTask {
    pub(crate) fn new(remote: Remote, shared: Arc<Shared>, file: Option<Arc<SnapshotFile>>) -> Self {
        let unreadable = warn_unreadable(&shared.held(), &HashSet::new());
        Self {
            remote,
            shared,
            file,
            backoff: Backoff::new(),
            etag: None,
            stale: true,
            floor: None,
            not_before: Instant::now(),
            poll_at: Instant::now(),
            hurried_poll_at: Instant::now(),
            unreadable,
        }
    }

    /// Runs until it is dropped.
    pub(crate) async fn run(mut self) {
        if self.shared.source() != SnapshotSource::Nothing {
            name_environment(&self.shared.held());
        }
        loop {
            let error = self.round().await;
            self.rest(error).await;
        }
    }

    /// Catches up and follows, for as long as that goes well.
    async fn round(&mut self) -> Error {
        if self.shared.report().borrow().connection != Connection::Polling {
            self.shared.set_connection(Connection::Connecting);
        }
        if self.stale
            && let Err(error) = self.fetch().await
        {
            return error;
        }
        match self.open().await {
            Ok(events) => self.follow(events).await,
            Err(error) => error,
        }
    }

    /// Waits until the next round is due.
    async fn rest(&mut self, mut error: Error) {
        if !error.is_unauthorized() {
            let until = self.next_attempt(&error);
            let (text, next) = (error.chain(), until - Instant::now());
            if self.shared.report().borrow().error.as_ref().is_some_and(|last| last.chain() == text) {
                tracing::debug!(error = text, ?next, "the server still cannot be followed");
            } else {
                tracing::warn!(error = text, ?next, "the server cannot be followed");
            }
            if self.shared.report().borrow().connection != Connection::Polling {
                self.shared.set_connection(Connection::Waiting);
            }
            self.shared.set_error(error);
            match self.wait(until).await {
                Ok(()) => return,
                Err(refused) => error = refused,
            }
        }
        tracing::warn!(error = %error.chain(), next = ?REFUSED, "the server does not accept the API key");
        self.shared.refuse(error);
        self.stale = true;
        sleep_until((Instant::now() + REFUSED).max(self.not_before)).await;
    }

    /// When to try again after this error.
    fn next_attempt(&mut self, error: &Error) -> Instant {
        let until = Instant::now() + self.backoff.wait(self.last_heard(), error.retry_after());
        if error.retry_after().is_some() {
            self.not_before = self.not_before.max(until);
        }
        until.max(self.not_before)
    }

    /// When the server last agreed with what is held; now, if it never did.
    fn last_heard(&self) -> Instant {
        self.shared.confirmed_at().unwrap_or_else(Instant::now)
    }

    /// Waits, and polls when that is due. A round that starts with the snapshot anyway is not anticipated.
    async fn wait(&mut self, until: Instant) -> Result<(), Error> {
        if self.stale {
            sleep_until(until).await;
            return Ok(());
        }
        loop {
            tokio::select! {
                // What is due together is asked for by the round.
                biased;
                // A poll may learn that the server wants to be left alone for longer.
                () = sleep_until(until.max(self.not_before)) => return Ok(()),
                polled = self.poll() => self.polled(polled)?,
            }
        }
    }

    /// How long to wait for the next poll.
    fn poll_wait() -> Duration {
        POLL - random_below(POLL_SPREAD)
    }

    fn publish(&mut self, snapshot: Snapshot) {
        self.unreadable = warn_unreadable(&snapshot, &self.unreadable);
        // Once: what writes logs would add it again and again.
        if snapshot.environment_id() != self.shared.held().environment_id() {
            name_environment(&snapshot);
        }
        self.shared.publish(snapshot);
    }
}

/// Writes into the span of the task which environment it is about.
fn name_environment(snapshot: &Snapshot) {
    Span::current().record("environment", snapshot.environment_key());
}

/// Reports what in the snapshot cannot be read, unless that was `told` before; all of it is what was told then.
pub(crate) fn warn_unreadable(snapshot: &Snapshot, told: &HashSet<Unreadable>) -> HashSet<Unreadable> {
    let unreadable: HashSet<_> = snapshot.unreadable().cloned().collect();
    for problem in unreadable.difference(told) {
        tracing::warn!(%problem, "what cannot be read, perhaps from a newer server, does not match");
    }
    unreadable
}

impl fmt::Debug for SyncTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncTask").field("remote", &self.remote).finish_non_exhaustive()
    }
}
