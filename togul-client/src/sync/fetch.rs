//! Fetching the snapshot: at the start, when the current one is stale, and at intervals while there is no stream.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use togul_core::{Revision, Snapshot};
use tokio::time::{Instant, sleep_until};
use tracing::Instrument;

use super::{SyncTask, URGENT_POLL_INTERVAL, record_environment};
use crate::error::{Error, Kind};
use crate::remote::Fetched;
use crate::status::{Connection, SnapshotSource};

/// The result of a fetch.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is the current one.
    Current,
    /// It is older than the current one, and was ignored.
    Older,
}

impl SyncTask {
    /// Fetches the snapshot, and makes it the current one unless it is too old.
    pub(super) async fn fetch(&mut self) -> Result<Outcome, Error> {
        self.poll = None;
        self.remote.limiter.acquire().await;
        let fetched = self.request().await?;
        self.accept(fetched).await
    }

    /// Requests the snapshot, unless the current one came from the server and still is its latest.
    fn request(&self) -> BoxFuture<'static, Result<Fetched, Error>> {
        let is_from_server = self.shared.source() == SnapshotSource::Server;
        let etag = is_from_server.then(|| self.shared.base().etag());
        let remote = self.remote.clone();
        async move { remote.fetch(etag).instrument(tracing::info_span!("fetch")).await }.boxed()
    }

    /// Requests the snapshot once a poll is due. If the future is dropped after that, the request is kept, and the next
    /// call waits for its response: attempts to open a stream may follow each other faster than a response arrives.
    pub(super) async fn poll(&mut self) -> Result<Fetched, Error> {
        if self.poll.is_none() {
            let shared = &self.shared;
            let (urgent_poll_at, not_before) = (self.urgent_poll_at, self.not_before);
            let urgent = async {
                sleep_until(urgent_poll_at.max(not_before)).await;
                shared.has_revision_waiter().await;
            };
            tokio::select! {
                () = sleep_until(self.poll_at.max(not_before)) => {}
                () = urgent => {}
            }
            self.remote.limiter.acquire().await;
            self.poll = Some(self.request());
        }
        let fetched = self.poll.as_mut().expect("a request was made above").await;
        self.poll = None;
        fetched
    }

    async fn accept(&mut self, fetched: Fetched) -> Result<Outcome, Error> {
        let current = self.shared.base();
        if let Fetched::Snapshot(snapshot) = &fetched {
            self.remote.check_environment("server's snapshot", snapshot)?;
        }
        if let Fetched::Snapshot(snapshot) = &fetched
            && self.shared.source() != SnapshotSource::Nothing
            && snapshot.environment_id() != current.environment_id()
        {
            let [server, held] = [snapshot, &*current]
                .map(|snapshot| format!("{} ({})", snapshot.environment_key(), snapshot.environment_id()));
            return Err(Kind::OtherEnvironment { server, held }.into());
        }
        let outcome = match fetched {
            Fetched::NotModified => {
                self.shared.confirm();
                Outcome::Current
            }
            Fetched::Snapshot(snapshot) if snapshot.revision() < self.lowest_revision(&current) => {
                // Only a reset shows whether the server's database went back or this server is behind, and the stream
                // will bring one.
                let (server, current) = (snapshot.revision(), current.revision());
                let error: Error = Kind::Older { server, current }.into();
                tracing::info!(%error, "the server's snapshot is ignored");
                self.shared.set_error(error);
                Outcome::Older
            }
            Fetched::Snapshot(snapshot) => {
                // A span keeps every value that is recorded, so the same one is recorded once.
                if snapshot.environment_id() != current.environment_id() {
                    record_environment(&snapshot);
                }
                self.publish(move |_| Ok(*snapshot)).await?;
                self.min_revision = None;
                Outcome::Current
            }
        };
        self.is_stale = false;
        self.poll_at = Instant::now() + Self::poll_interval();
        self.urgent_poll_at = Instant::now() + URGENT_POLL_INTERVAL;
        self.shared.caught_up();
        Ok(outcome)
    }

    /// The lowest revision at which a snapshot may replace the current one.
    fn lowest_revision(&self, current: &Snapshot) -> Revision {
        if self.shared.source() == SnapshotSource::Nothing {
            return Revision::ZERO;
        }
        self.min_revision.map_or(current.revision(), |revision| revision.min(current.revision()))
    }

    /// Handles the result of a poll while there is no stream. It fails only if a retry does not help soon: the server does
    /// not accept the API key, or has another environment.
    pub(super) async fn handle_poll(&mut self, polled: Result<Fetched, Error>) -> Result<(), Error> {
        let accepted = match polled {
            Ok(fetched) => self.accept(fetched).await,
            Err(error) => Err(error),
        };
        match accepted {
            Ok(_) => self.shared.set_connection(Connection::Polling),
            Err(error) if error.is_lasting() => return Err(error),
            Err(error) => {
                self.poll_at = self.next_attempt(&error);
                self.urgent_poll_at = self.poll_at;
                self.shared.set_connection(Connection::Waiting);
                self.shared.set_error(error);
            }
        }
        Ok(())
    }
}
