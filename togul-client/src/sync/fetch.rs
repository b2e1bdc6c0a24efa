//! Asking for the snapshot: at the start, afresh, and every so often while there is no stream.

use std::sync::Arc;

use togul_core::{Revision, Snapshot};
use tokio::time::{Instant, sleep_until};
use tracing::Instrument;

use super::{HURRIED_POLL, SyncTask};
use crate::error::{Error, Kind};
use crate::etag::Etag;
use crate::remote::Fetched;
use crate::status::{Connection, SnapshotSource};

/// What became of a snapshot that was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is held.
    Current,
    /// It is older than what is held, and may not be taken.
    Older,
}

impl SyncTask {
    /// Asks for the snapshot and takes it, unless it is older than it may be.
    pub(super) async fn fetch(&mut self) -> Result<Outcome, Error> {
        let fetched = self.ask().await?;
        Ok(self.taken(fetched))
    }

    /// Asks for the snapshot, unless what is held is still the one.
    fn ask(&self) -> impl Future<Output = Result<Fetched, Error>> + use<> {
        let etag = self.etag.as_ref().and_then(|etag| etag.of(&self.shared.held()));
        let (remote, keep) = (self.remote.clone(), self.file.is_some());
        async move { remote.fetch(etag.as_deref(), keep).instrument(tracing::info_span!("fetch")).await }
    }

    /// Asks for the snapshot once that is due.
    pub(super) fn poll(&self) -> impl Future<Output = Result<Fetched, Error>> + use<> {
        let (ask, shared) = (self.ask(), Arc::clone(&self.shared));
        let due = sleep_until(self.poll_at.max(self.not_before));
        let hurried_due = sleep_until(self.hurried_poll_at.max(self.not_before));
        let hurried = async move {
            hurried_due.await;
            shared.wanted().await;
        };
        async move {
            tokio::select! {
                () = due => {}
                () = hurried => {}
            }
            ask.await
        }
    }

    fn taken(&mut self, fetched: Fetched) -> Outcome {
        let held = self.shared.held();
        let outcome = match fetched {
            Fetched::Same => {
                self.shared.confirm();
                Outcome::Current
            }
            Fetched::Fresh { snapshot, etag, flags } => {
                let server = snapshot.revision();
                if server < self.lowest(&snapshot, &held) {
                    // Only a reset can tell whether the server was set back or is slow: the stream will ask it.
                    let error: Error = Kind::Older { server, held: held.revision() }.into();
                    tracing::info!(%error, "the server's snapshot is not taken");
                    self.shared.set_error(error);
                    Outcome::Older
                } else {
                    self.etag = etag.map(|etag| Etag::new(etag, &snapshot));
                    if let (Some(file), Some(flags)) = (&self.file, flags) {
                        file.replace(&snapshot, flags, false);
                    }
                    self.publish(snapshot);
                    self.floor = None;
                    Outcome::Current
                }
            }
        };
        self.stale = false;
        self.poll_at = Instant::now() + Self::poll_wait();
        self.hurried_poll_at = Instant::now() + HURRIED_POLL;
        self.shared.caught_up();
        outcome
    }

    /// The lowest revision at which a snapshot may take the place of what is held.
    fn lowest(&self, snapshot: &Snapshot, held: &Snapshot) -> Revision {
        let another = snapshot.environment_id() != held.environment_id();
        if another || self.shared.source() == SnapshotSource::Nothing {
            return Revision::ZERO;
        }
        self.floor.map_or(held.revision(), |floor| floor.min(held.revision()))
    }

    /// Takes what asking for the snapshot brought while there is no stream. Only a refused key is an error here.
    pub(super) fn polled(&mut self, polled: Result<Fetched, Error>) -> Result<(), Error> {
        match polled {
            Ok(fetched) => {
                self.taken(fetched);
                self.shared.set_connection(Connection::Polling);
            }
            Err(error) if error.is_unauthorized() => return Err(error),
            Err(error) => {
                self.poll_at = self.next_attempt(&error);
                self.hurried_poll_at = self.poll_at;
                self.shared.set_connection(Connection::Waiting);
                self.shared.set_error(error);
            }
        }
        Ok(())
    }
}
