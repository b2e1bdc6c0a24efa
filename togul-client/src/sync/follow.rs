//! Following the stream: each event is applied if it fits, and leads to a fresh snapshot if it does not.

use std::pin::pin;

use togul_core::{ApplyError, Event, Revision};
use tokio::time::{Instant, sleep_until};
use tracing::Instrument;

use super::SyncTask;
use super::fetch::Outcome;
use crate::error::{Cause, Error, Kind};
use crate::remote::{Events, Received};
use crate::status::Connection;

/// A fresh snapshot is needed.
struct Need {
    why: Error,
    /// The revision that the server is known to have reached.
    wanted: Option<Revision>,
}

impl SyncTask {
    /// Opens the stream from what is held. Something may hang in between, so polling goes on meanwhile.
    pub(super) async fn open(&mut self) -> Result<Events, Error> {
        let since = self.shared.held().revision();
        let span = tracing::info_span!("connect", since = since.get());
        let mut open = pin!(self.remote.clone().open(since).instrument(span));
        loop {
            tokio::select! {
                opened = &mut open => return opened,
                polled = self.poll() => self.polled(polled)?,
            }
        }
    }

    pub(super) async fn follow(&mut self, mut events: Events) -> Error {
        tracing::info!(revision = self.shared.held().revision().get(), "following the server's changes");
        self.shared.set_streaming();
        // A server that was set back says so on each stream.
        self.floor = None;
        self.backoff.opened(Instant::now());
        let error = loop {
            let outcome = match events.next().await {
                Ok(Received::Heartbeat) => {
                    self.shared.confirm();
                    Ok(())
                }
                Ok(Received::Event { data, id }) => match self.take(&data, id) {
                    Ok(()) => Ok(()),
                    Err(need) => self.resync(need).await,
                },
                Err(error) if error.is_unreadable() => {
                    // The rest of the stream is lost with the event; the next one starts after the fresh snapshot.
                    let need = Need { why: error.clone(), wanted: None };
                    self.resync(need).await.and(Err(error))
                }
                Err(error) => Err(error),
            };
            if let Err(error) = outcome {
                break error;
            }
        };
        if let Some(retry) = events.retry() {
            self.backoff.start_with(retry);
        }
        self.poll_at = self.last_heard() + Self::poll_wait();
        self.hurried_poll_at = Instant::now();
        error
    }

    /// Applies an event to what is held, if it follows.
    fn take(&mut self, data: &str, id: Option<Revision>) -> Result<(), Need> {
        let unreadable = |error: Cause| Need { why: Error::unreadable("event", error), wanted: id };
        // serde would also take a list of the fields' values.
        if !data.trim_start().starts_with('{') {
            return Err(unreadable("it is no JSON object".into()));
        }
        let event: Event<'_> = serde_json::from_str(data).map_err(|error| unreadable(error.into()))?;
        let held = self.shared.held();
        if event.environment_id.is_some_and(|id| id != held.environment_id()) {
            return Err(Need::because("an event is for another environment", None));
        }
        if event.kind == Event::RESET {
            if let Some(version) = event.version
                && version < held.revision()
            {
                self.floor = Some(version);
            }
            return Err(Need::because("the server says to start afresh", event.version));
        }
        let Some(change) = event.change() else {
            // Without content there is nothing to apply, so it has to be old news.
            return match event.version {
                Some(version) if version <= held.revision() => Ok(()),
                version => Err(Need::because("an event has no content", version)),
            };
        };
        match held.apply(&[change]) {
            Ok(snapshot) => {
                tracing::debug!(revision = snapshot.revision().get(), flag = change.key, "a flag changed");
                if let Some(file) = &self.file {
                    file.apply(&snapshot, &change);
                }
                self.floor = None;
                self.publish(snapshot);
                Ok(())
            }
            Err(ApplyError::Repeat { .. }) => {
                self.shared.confirm();
                Ok(())
            }
            Err(error) => Err(Need::because(error, Some(change.revision))),
        }
    }

    /// Gets the one fresh snapshot that what was received calls for; the stream goes on after it.
    async fn resync(&mut self, need: Need) -> Result<(), Error> {
        tracing::info!(reason = need.why.chain(), "a fresh snapshot is needed");
        self.stale = true;
        self.shared.set_connection(Connection::Waiting);
        self.shared.set_error(need.why);
        let now = Instant::now();
        sleep_until((now + self.backoff.wait_to_resync(now)).max(self.not_before)).await;
        let fetched = self.fetch().await?;
        let snapshot = self.shared.held().revision();
        let stream = need.wanted.unwrap_or(snapshot);
        // Another server may have answered, which is a moment behind the stream's, or the stream's was set back. The
        // next stream resumes from what is held, so its server will tell.
        if fetched == Outcome::Older || snapshot < stream || self.floor.is_some() {
            return Err(Kind::Disagree { snapshot, stream }.into());
        }
        self.backoff.well(Instant::now());
        self.shared.set_streaming();
        Ok(())
    }
}

impl Need {
    fn because(why: impl ToString, wanted: Option<Revision>) -> Self {
        Self { why: Kind::Stale { why: why.to_string() }.into(), wanted }
    }
}
