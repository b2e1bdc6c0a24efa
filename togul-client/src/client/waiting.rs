//! Waiting for the client's status to change.

use std::time::Duration;

use togul_core::Revision;
use tokio::runtime::Handle;
use tokio::time::timeout as with_timeout;

use super::Client;
use crate::error::{Error, Kind};
use crate::status::{Connection, Report, Status};

impl Client {
    /// Waits until `condition` is true of the status, and returns that status. The condition is checked at every change
    /// of the status; that time passes, in [`Status::age`] and until [`Connection::Stalled`], is not a change.
    pub async fn wait_for_status(&self, mut condition: impl FnMut(&Status) -> bool) -> Status {
        let mut report = self.inner.shared.report().subscribe();
        let reached = report.wait_for(|report| condition(&report.status())).await;
        reached.expect("this handle holds the sender").status()
    }

    /// Waits until the client has received a snapshot from the server, at most for `timeout`.
    ///
    /// That snapshot is the current one then, with one exception: a snapshot from the file or the bootstrap bytes stays
    /// if it has a later revision of the same environment, because the server that responded may only be behind. If the
    /// server's database did go back, its stream sends a reset a moment later, and its snapshot is taken.
    ///
    /// # Errors
    ///
    /// The client's current problem, after `timeout`, or at once when the server does not accept the API key or has
    /// another environment. The client continues to try. Outside of a Tokio runtime there is an error if it has to wait.
    ///
    /// # Panics
    ///
    /// If it has to wait, and the timer of the caller's Tokio runtime is disabled.
    pub async fn wait_until_ready(&self, timeout: Duration) -> Result<(), Error> {
        self.wait_until_ready_since(Duration::ZERO, timeout).await
    }

    /// As [`wait_until_ready`](Self::wait_until_ready), when `elapsed` of `timeout` has passed already.
    pub(crate) async fn wait_until_ready_since(
        &self,
        elapsed: Duration,
        timeout: Duration,
    ) -> Result<(), Error> {
        let decide = |report: &Report| match report.connection {
            _ if report.caught_up => Some(Ok(())),
            Connection::Offline => Some(Ok(())),
            Connection::Closed => Some(Err(closed(report))),
            Connection::Refused => Some(Err(report.error.clone().unwrap_or_else(|| Kind::Closed.into()))),
            _ => None,
        };
        self.wait(timeout.saturating_sub(elapsed), decide).await?.ok_or_else(|| {
            let cause = self.error().unwrap_or_else(|| Kind::NoResponse.into());
            Error::timed_out(timeout, Some(cause))
        })
    }

    /// Waits until the current snapshot has this revision or a later one, at most for `timeout`. With the revision that
    /// the server returned for a write, evaluation sees that write afterwards.
    ///
    /// While there is no stream and a call of this method waits, the client polls as often as the backoff allows, at
    /// most every two seconds.
    ///
    /// # Errors
    ///
    /// A timeout with the client's current problem, if there is one. If the client is closed or offline and the revision
    /// is not reached, the error is returned at once. Outside of a Tokio runtime there is an error if it has to wait.
    ///
    /// # Panics
    ///
    /// As [`wait_until_ready`](Self::wait_until_ready).
    pub async fn wait_for_revision(
        &self,
        revision: impl Into<Revision>,
        timeout: Duration,
    ) -> Result<(), Error> {
        let revision = revision.into();
        let decide = |report: &Report| match report.connection {
            _ if report.snapshot.revision() >= revision => Some(Ok(())),
            Connection::Offline => Some(Err(Kind::Offline.into())),
            Connection::Closed => Some(Err(closed(report))),
            _ => None,
        };
        let _waiter = self.inner.shared.add_revision_waiter();
        self.wait(timeout, decide).await?.ok_or_else(|| Error::timed_out(timeout, self.error()))
    }

    /// Waits until `decide` returns a result, which is returned; `None` once `timeout` has passed.
    async fn wait(
        &self,
        timeout: Duration,
        decide: impl Fn(&Report) -> Option<Result<(), Error>>,
    ) -> Result<Option<()>, Error> {
        let mut report = self.inner.shared.report().subscribe();
        let mut decision = decide(&report.borrow_and_update());
        if decision.is_none() {
            // The timer of another executor is unknown.
            Handle::try_current().map_err(|_| Kind::NoRuntime)?;
            let decided = report.wait_for(|report| {
                decision = decide(report);
                decision.is_some()
            });
            // If the time passed, there is no decision.
            drop(with_timeout(timeout, decided).await);
        }
        decision.transpose()
    }

    /// The client's current problem.
    fn error(&self) -> Option<Error> {
        self.inner.shared.report().borrow().error()
    }
}

/// Why a client will have no more snapshots.
fn closed(report: &Report) -> Error {
    report.error.clone().filter(Error::is_stalled).unwrap_or_else(|| Kind::Closed.into())
}
