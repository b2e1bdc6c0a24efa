//! The sync task: it fetches, follows, applies and backs off.
//!
//! A round fetches the snapshot if the current one may be wrong, then follows the stream from the current revision until
//! something fails. After a round the task waits, and polls if the wait is long. The current snapshot stays in use until
//! there is another one.

mod fetch;
mod follow;
mod group;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use togul_core::{Revision, Snapshot};
use tokio::time::{Instant, sleep_until};
use tracing::Span;

use crate::backoff::{Backoff, random_below};
use crate::blocking;
use crate::error::Error;
use crate::file::SnapshotFile;
use crate::remote::{Fetched, Remote};
use crate::state::Shared;
use crate::status::{Connection, SnapshotSource};

/// The longest interval between polls while there is no stream.
const POLL_INTERVAL: Duration = Duration::from_secs(30);
/// How much earlier a poll may be, so that clients that lost their streams together do not poll together.
const POLL_JITTER: Duration = Duration::from_secs(5);
/// The interval between polls while a call waits for a revision.
const URGENT_POLL_INTERVAL: Duration = Duration::from_secs(2);

pub(crate) struct SyncTask {
    remote: Remote,
    shared: Arc<Shared>,
    file: Option<Arc<SnapshotFile>>,
    backoff: Backoff,
    /// The stream cannot be resumed from the current snapshot: a fresh one has to be fetched first.
    is_stale: bool,
    /// The lowest revision that a reset has announced; snapshots from it on are accepted.
    min_revision: Option<Revision>,
    /// No request is sent before: a `Retry-After` applies to the whole server, whichever request it was the response to.
    not_before: Instant,
    /// The request of a poll whose response has not arrived yet.
    poll: Option<BoxFuture<'static, Result<Fetched, Error>>>,
    /// When the next poll is due.
    poll_at: Instant,
    /// When it is due if a call waits for a revision.
    urgent_poll_at: Instant,
}

impl SyncTask {
    pub(crate) fn new(remote: Remote, shared: Arc<Shared>, file: Option<Arc<SnapshotFile>>) -> Self {
        Self {
            remote,
            shared,
            file,
            backoff: Backoff::new(),
            is_stale: true,
            min_revision: None,
            not_before: Instant::now(),
            poll: None,
            poll_at: Instant::now(),
            urgent_poll_at: Instant::now(),
        }
    }

    /// Runs until it is dropped.
    pub(crate) async fn run(mut self) {
        if self.shared.source() != SnapshotSource::Nothing {
            record_environment(&self.shared.base());
        }
        let shared = Arc::clone(&self.shared);
        let follow = async {
            loop {
                let error = self.round().await;
                self.wait_after(error).await;
            }
        };
        tokio::select! {
            biased;
            () = shared.run_heartbeat() => {}
            () = follow => {}
        }
    }

    /// Catches up and follows until something fails.
    async fn round(&mut self) -> Error {
        if self.shared.report().borrow().connection != Connection::Polling {
            self.shared.set_connection(Connection::Connecting);
        }
        if self.is_stale
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
    async fn wait_after(&mut self, mut error: Error) {
        if !error.is_lasting() {
            let until = self.next_attempt(&error);
            let (text, wait) = (error.chain(), until - Instant::now());
            if self.shared.report().borrow().error.as_ref().is_some_and(|last| last.chain() == text) {
                tracing::debug!(error = text, ?wait, "still cannot follow the server");
            } else {
                tracing::warn!(error = text, ?wait, "cannot follow the server");
            }
            if self.shared.report().borrow().connection != Connection::Polling {
                self.shared.set_connection(Connection::Waiting);
            }
            self.shared.set_error(error);
            match self.poll_until(until).await {
                Ok(()) => return,
                Err(refused) => error = refused,
            }
        }
        let wait = Backoff::wait_refused(error.retry_after());
        tracing::warn!(error = %error.chain(), ?wait, "cannot follow the server with this API key");
        self.shared.refuse(error);
        self.is_stale = true;
        self.poll = None;
        sleep_until((Instant::now() + wait).max(self.not_before)).await;
    }

    /// When to try again after this error.
    fn next_attempt(&mut self, error: &Error) -> Instant {
        let now = Instant::now();
        let until = now + self.backoff.wait(now, self.last_contact(), error.retry_after());
        if error.retry_after().is_some() {
            self.not_before = self.not_before.max(until);
        }
        until.max(self.not_before)
    }

    /// When the server last confirmed the current snapshot; now, if it never did.
    fn last_contact(&self) -> Instant {
        self.shared.confirmed_at().unwrap_or_else(Instant::now)
    }

    /// Waits, and polls when that is due. It does not poll if the next round starts with a fetch anyway.
    async fn poll_until(&mut self, until: Instant) -> Result<(), Error> {
        if self.is_stale {
            sleep_until(until).await;
            return Ok(());
        }
        loop {
            tokio::select! {
                // If both are due, the round makes the poll unnecessary.
                biased;
                // A `Retry-After` in response to a poll may have moved `not_before`.
                () = sleep_until(until.max(self.not_before)) => return Ok(()),
                polled = self.poll() => self.handle_poll(polled).await?,
            }
        }
    }

    /// A random interval between polls.
    fn poll_interval() -> Duration {
        POLL_INTERVAL - random_below(POLL_JITTER)
    }

    /// Makes the snapshot current that `make` returns, which is called with the current one. It is made and compared on a
    /// blocking thread, and published here: if the future is dropped before, it is not published at all.
    async fn publish(
        &mut self,
        make: impl FnOnce(&Snapshot) -> Result<Snapshot, Error> + Send + 'static,
    ) -> Result<(), Error> {
        let shared = Arc::clone(&self.shared);
        let prepare = move || make(&shared.base()).map(|snapshot| shared.prepare(Arc::new(snapshot)));
        let mut next = blocking::run(prepare).await??;
        while let Err(snapshot) = self.shared.publish(next) {
            let shared = Arc::clone(&self.shared);
            next = blocking::run(move || shared.prepare(snapshot)).await?;
        }
        if let Some(file) = &self.file {
            file.store(&self.shared.base());
        }
        Ok(())
    }
}

/// Records the environment in the span of the task.
fn record_environment(snapshot: &Snapshot) {
    Span::current().record("environment", snapshot.environment_key());
}

impl fmt::Debug for SyncTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncTask").field("remote", &self.remote).finish_non_exhaustive()
    }
}
