//! Following the stream: changes are applied if they fit, and lead to a fresh snapshot if they do not.

use std::mem;
use std::pin::pin;

use togul_core::{ApplyError, Event, Fingerprint, Revision};
use tokio::time::{Instant, sleep_until};
use tracing::Instrument;

use super::SyncTask;
use super::fetch::Outcome;
use super::group::{Group, parse};
use crate::error::{Error, Kind};
use crate::remote::{EventStream, Received};
use crate::status::Connection;

/// Why a fresh snapshot is needed.
struct Resync {
    reason: Error,
    /// The revision that the server is known to have reached.
    reached: Option<Revision>,
    /// The server's fingerprint at that revision, after a reset.
    fingerprint: Option<Fingerprint>,
}

impl SyncTask {
    /// Opens the stream from the current snapshot. Polling continues meanwhile, because a proxy may hold back the stream.
    pub(super) async fn open(&mut self) -> Result<EventStream, Error> {
        let current = self.shared.base();
        let since = current.revision();
        let span = tracing::info_span!("connect", since = since.get());
        let mut open = pin!(self.remote.clone().open(since, current.fingerprint()).instrument(span));
        loop {
            tokio::select! {
                opened = &mut open => return opened,
                polled = self.poll() => self.handle_poll(polled).await?,
            }
        }
    }

    /// Follows the stream until it fails.
    pub(super) async fn follow(&mut self, mut events: EventStream) -> Error {
        tracing::info!(revision = self.shared.base().revision().get(), "following the server's changes");
        self.shared.set_streaming();
        // If the server's database went back, its server sends a reset on each stream.
        self.min_revision = None;
        // The stream brings all changes since the current snapshot.
        self.poll = None;
        self.backoff.stream_opened(Instant::now());
        let mut group = Group::default();
        let error = loop {
            let outcome = match events.next().await {
                Ok(Received::Comment) => {
                    if group.is_empty() {
                        self.shared.confirm();
                    }
                    Ok(())
                }
                Ok(Received::Event { data, id }) => match self.receive(data, id, &mut group).await {
                    Ok(()) => Ok(()),
                    Err(resync) => {
                        // The fresh snapshot includes the changes collected so far.
                        group = Group::default();
                        self.resync(resync).await
                    }
                },
                Err(error) if error.is_unreadable() => {
                    // The rest of the stream is lost with the event; the next stream starts from the fresh snapshot.
                    let resync = Resync { reason: error.clone(), reached: None, fingerprint: None };
                    self.resync(resync).await.and(Err(error))
                }
                Err(error) => {
                    // A server that crashes ends all its streams at once too. A silent stream is ended by the client.
                    if let Some(retry) = events.retry()
                        && !error.is_timeout()
                    {
                        self.backoff.stream_ended(retry);
                    }
                    Err(error)
                }
            };
            if let Err(error) = outcome {
                break error;
            }
        };
        self.poll_at = self.last_contact() + Self::poll_interval();
        self.urgent_poll_at = Instant::now();
        error
    }

    /// Applies an event if it follows on the current snapshot. An event that is not the last of its transaction is
    /// collected instead, and applied with the last one.
    async fn receive(&mut self, data: String, id: Option<Revision>, group: &mut Group) -> Result<(), Resync> {
        let event = parse(&data).map_err(|reason| Resync { reason, reached: id, fingerprint: None })?;
        let current = self.shared.base();
        if event.environment_id.is_some_and(|id| id != current.environment_id()) {
            return Err(Resync::new("an event is for another environment", None));
        }
        if event.kind == Event::RESET {
            if let Some(version) = event.version
                && version < current.revision()
            {
                self.min_revision = Some(version);
            }
            let mut resync = Resync::new("the server sent a reset", event.version);
            resync.fingerprint = event.fingerprint;
            return Err(resync);
        }
        let Some(change) = event.change() else {
            // Without content there is nothing to apply, so the change has to be included already.
            return match event.version {
                Some(version) if version <= current.revision() => Ok(()),
                version => Err(Resync::new("an event has no content", version)),
            };
        };
        let (previous, revision) = (change.previous, change.revision);
        if revision == current.revision() && change.fingerprint != current.fingerprint() {
            return Err(Resync::new("the revision has other content on the server", Some(revision)));
        }
        if revision <= current.revision() || group.contains(&data, revision) {
            self.shared.confirm();
            return Ok(());
        }
        let held = group.revision().unwrap_or(current.revision());
        if previous != held {
            return Err(Resync::new(ApplyError::Gap { held, previous }, Some(revision)));
        }
        let more = event.more;
        group.push(data, revision).map_err(|error| Resync::new(error, Some(revision)))?;
        if more {
            return Ok(());
        }
        let group = mem::take(group);
        let changes = group.len();
        let published = self.publish(move |current| group.apply(current)).await;
        published.map_err(|reason| Resync { reason, reached: Some(revision), fingerprint: None })?;
        tracing::debug!(revision = revision.get(), changes, "applied changes");
        self.min_revision = None;
        Ok(())
    }

    /// Fetches a fresh snapshot, after which the stream continues.
    async fn resync(&mut self, Resync { reason, reached, fingerprint }: Resync) -> Result<(), Error> {
        tracing::info!(reason = reason.chain(), "a fresh snapshot is needed");
        self.is_stale = true;
        self.shared.set_connection(Connection::Waiting);
        self.shared.set_error(reason);
        let now = Instant::now();
        sleep_until((now + self.backoff.wait_to_resync(now)).max(self.not_before)).await;
        let fetched = self.fetch().await?;
        let current = self.shared.base();
        let snapshot = current.revision();
        let stream = reached.unwrap_or(snapshot);
        // The snapshot may be from another server, which is behind the stream's one or still has the history from before
        // a failover, or the database of the stream's server went back. The next stream resumes from the current snapshot
        // and its fingerprint, so its server decides.
        let is_other =
            fingerprint.is_some_and(|stated| (stream, stated) != (snapshot, current.fingerprint()));
        if fetched == Outcome::Older || snapshot < stream || is_other || self.min_revision.is_some() {
            return Err(Kind::RevisionMismatch { snapshot, stream }.into());
        }
        self.backoff.healthy(Instant::now());
        self.shared.set_streaming();
        Ok(())
    }
}

impl Resync {
    fn new(reason: impl ToString, reached: Option<Revision>) -> Self {
        Self { reason: Kind::Stale { reason: reason.to_string() }.into(), reached, fingerprint: None }
    }
}
