//! The one task: fetch, follow, apply, back off.
//!
//! A round asks for the snapshot if what is held may be wrong, then follows the stream from the revision held until
//! something goes wrong; then it rests, polling if the rest is long. Whatever goes wrong, the state that was held
//! goes on answering.

use std::collections::HashSet;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use togul_core::{ApplyError, Event, Snapshot, Unreadable};
use tokio::time::{Instant, sleep_until};

use crate::backoff::Backoff;
use crate::error::{Error, Kind};
use crate::etag::Etag;
use crate::file::Keeper;
use crate::remote::{Events, Fetched, Received, Remote};
use crate::state::Shared;
use crate::status::{Connection, Origin};

/// How often the snapshot is asked for while there is no stream.
const POLL: Duration = Duration::from_secs(30);
/// How often it is asked for while somebody waits for a revision.
const HURRIED_POLL: Duration = Duration::from_secs(1);
/// How often a server is asked again that does not accept the key.
const REFUSED: Duration = Duration::from_secs(300);

/// The state of the task.
pub(crate) struct Sync {
    remote: Remote,
    shared: Arc<Shared>,
    keeper: Option<Arc<Keeper>>,
    backoff: Backoff,
    /// What the server calls the snapshot that it gave last.
    etag: Option<Etag>,
    /// What is held cannot be followed up from: a fresh snapshot comes first.
    stale: bool,
    /// The lowest revision that a reset allows to go back to.
    floor: Option<u64>,
    /// Nothing is asked for before: a `Retry-After` speaks for the whole server, whichever request it answers.
    not_before: Instant,
    /// When polling is due.
    poll_at: Instant,
    /// When polling is due if somebody waits for a revision.
    hurried_poll_at: Instant,
    /// What was reported as unreadable.
    unreadable: HashSet<Unreadable>,
}

/// What became of a snapshot that was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is held.
    Current,
    /// It is older than what is held, and may not be taken.
    Older,
}

/// A fresh snapshot is needed.
struct Need {
    why: Error,
    /// The revision that the server is known to have reached.
    wanted: Option<u64>,
}

impl Sync {
    pub(crate) fn new(remote: Remote, shared: Arc<Shared>, keeper: Option<Arc<Keeper>>) -> Self {
        let unreadable = tell_unreadable(&shared.held(), &HashSet::new());
        Self {
            remote,
            shared,
            keeper,
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

    /// Opens the stream from what is held. Something may hang in between, so polling goes on meanwhile.
    async fn open(&mut self) -> Result<Events, Error> {
        let mut open = pin!(self.remote.clone().open(self.shared.held().revision()));
        loop {
            tokio::select! {
                opened = &mut open => return opened,
                polled = self.poll() => self.polled(polled)?,
            }
        }
    }

    async fn follow(&mut self, mut events: Events) -> Error {
        tracing::info!(revision = self.shared.held().revision(), "following the server's changes");
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
        self.poll_at = self.last_heard() + POLL;
        self.hurried_poll_at = Instant::now();
        error
    }

    /// Applies an event to what is held, if it follows.
    fn take(&mut self, data: &str, id: Option<u64>) -> Result<(), Need> {
        let event: Event<'_> = serde_json::from_str(data)
            .map_err(|error| Need { why: Error::unreadable("event", error), wanted: id })?;
        let held = self.shared.held();
        if event.kind == Event::RESET {
            if let Some(version) = event.version
                && version < held.revision()
            {
                self.floor = Some(version);
            }
            return Err(Need::because("the server says to start afresh", event.version));
        }
        if event.environment_id.is_some_and(|id| id != held.environment_id()) {
            return Err(Need::because("an event is for another environment", None));
        }
        let Some(change) = event.change() else {
            // Without content there is nothing to apply, so it has to be old news.
            return match event.version {
                Some(version) if version <= held.revision() => Ok(()),
                version => Err(Need::because("an event has no content", version)),
            };
        };
        match held.apply(&change) {
            Ok(snapshot) => {
                tracing::debug!(revision = snapshot.revision(), flag = change.flag_key, "a flag changed");
                if let Some(keeper) = &self.keeper {
                    keeper.apply(&snapshot, &change);
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

    /// Asks for the snapshot and takes it, unless it is older than it may be.
    async fn fetch(&mut self) -> Result<Outcome, Error> {
        let fetched = self.ask().await?;
        Ok(self.taken(fetched))
    }

    /// Asks for the snapshot, unless what is held is still the one.
    fn ask(&self) -> impl Future<Output = Result<Fetched, Error>> + use<> {
        let etag = self.etag.as_ref().and_then(|etag| etag.of(&self.shared.held()));
        let (remote, keep) = (self.remote.clone(), self.keeper.is_some());
        async move { remote.fetch(etag.as_deref(), keep).await }
    }

    /// Asks for the snapshot once that is due.
    fn poll(&self) -> impl Future<Output = Result<Fetched, Error>> + use<> {
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
                    if let (Some(keeper), Some(flags)) = (&self.keeper, flags) {
                        keeper.replace(&snapshot, flags, false);
                    }
                    self.publish(snapshot);
                    self.floor = None;
                    Outcome::Current
                }
            }
        };
        self.stale = false;
        self.poll_at = Instant::now() + POLL;
        self.hurried_poll_at = Instant::now() + HURRIED_POLL;
        self.shared.caught_up();
        outcome
    }

    /// The lowest revision at which a snapshot may take the place of what is held.
    fn lowest(&self, snapshot: &Snapshot, held: &Snapshot) -> u64 {
        let another = snapshot.environment_id() != held.environment_id();
        if another || self.shared.origin() == Origin::Nothing {
            return 0;
        }
        self.floor.map_or(held.revision(), |floor| floor.min(held.revision()))
    }

    /// Takes what asking for the snapshot brought while there is no stream. Only a refused key is an error here.
    fn polled(&mut self, polled: Result<Fetched, Error>) -> Result<(), Error> {
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
                // A poll may learn that the server wants to be left alone for longer.
                () = sleep_until(until.max(self.not_before)) => return Ok(()),
                polled = self.poll() => self.polled(polled)?,
            }
        }
    }

    fn publish(&mut self, snapshot: Snapshot) {
        self.unreadable = tell_unreadable(&snapshot, &self.unreadable);
        self.shared.publish(snapshot);
    }
}

/// Reports what in the snapshot cannot be read, unless that was `told` before; all of it is what was told then.
pub(crate) fn tell_unreadable(snapshot: &Snapshot, told: &HashSet<Unreadable>) -> HashSet<Unreadable> {
    let unreadable: HashSet<_> = snapshot.unreadable().cloned().collect();
    for problem in unreadable.difference(told) {
        tracing::warn!(%problem, "what cannot be read, perhaps from a newer server, does not match");
    }
    unreadable
}

impl Need {
    fn because(why: impl ToString, wanted: Option<u64>) -> Self {
        Self { why: Kind::Stale { why: why.to_string() }.into(), wanted }
    }
}

impl fmt::Debug for Sync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sync").field("remote", &self.remote).finish_non_exhaustive()
    }
}
