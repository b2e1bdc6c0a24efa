//! The status of a client.

use std::sync::Arc;
use std::time::Duration;

use togul_core::{Revision, Snapshot, Unreadable};
use tokio::time::Instant;

use crate::error::{Error, Kind};
use crate::first_of_each::FirstOfEach;
use crate::heartbeat::Heartbeat;

/// The status of a client at one moment, from [`Client::status`](crate::Client::status).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// Whether the client follows its server, and how.
    pub connection: Connection,
    /// Where the current snapshot came from.
    pub source: SnapshotSource,
    /// The revision of the current snapshot; zero while there is none.
    pub revision: Revision,
    /// The time since the snapshot was last known to be current: since the last data on the stream, or the last
    /// response that confirmed it. For a snapshot from a file it is the age of that file. `None` when it is unknown.
    pub age: Option<Duration>,
    /// How many evaluations gave the caller's default because the flag's value has another type than the caller
    /// requested, since the client started. The first one of each flag is logged. Evaluations of a
    /// [`snapshot`](crate::Client::snapshot) are not counted, nor are those of
    /// [`Client::evaluate`](crate::Client::evaluate).
    pub type_mismatches: u64,
    /// How many evaluations gave the caller's default because the environment has no flag with the key, since the client
    /// started. The first one of each key is logged. Evaluations before the first snapshot, or of a
    /// [`snapshot`](crate::Client::snapshot), are not counted.
    pub unknown_flags: u64,
    /// Why there is no healthy stream, or why the client [does not run](Error::is_stalled); `None` while all is well.
    pub error: Option<Error>,
    /// Why the file could not be read at the start, or could not be written last.
    pub file_error: Option<Error>,
    snapshot: Arc<Snapshot>,
}

impl Status {
    /// The flags, rules and segments of the current snapshot that this version of the client cannot read or evaluate,
    /// probably because the server is newer. An evaluation that reaches one gives the caller's default, with
    /// [`Reason::Unreadable`](crate::Reason::Unreadable). Iterating visits each flag.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.snapshot.unreadable()
    }
}

/// Whether a client follows its server, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Connection {
    /// The client is fetching the first snapshot, or opening the stream.
    Connecting,
    /// The stream is open: changes arrive as they are made.
    Streaming,
    /// There is no stream; the client fetches the snapshot every 25 to 30 seconds.
    Polling,
    /// The last attempt failed, or the stream sent data that does not fit. The next attempt follows after the backoff: at
    /// most a second, or what the server named with `retry:` on the stream that it ended (4 seconds at most for a Togul
    /// server, 30 in any case), then 2 to 3 seconds for 15 seconds, then up to 30 seconds. `Retry-After` makes a wait
    /// longer.
    Waiting,
    /// The server does not accept the API key, or its snapshot is of another environment than the current one. The client
    /// tries again after 5 to 5.5 minutes, or later if the server requested that with `Retry-After`.
    Refused,
    /// The client's task has not run for 45 seconds: its Tokio runtime is not driven, or the process was forked and this
    /// is the child, which needs a client of its own. Evaluation logs it once, within 61 evaluations of a thread. If the
    /// runtime is driven again, the client goes on.
    Stalled,
    /// The client has no server.
    Offline,
    /// The client was closed, or its Tokio runtime has ended ([`Error::is_stalled`]); its last snapshot stays.
    Closed,
}

impl Connection {
    /// Whether there will be no more snapshots.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Offline)
    }
}

/// Where a client's snapshot came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SnapshotSource {
    /// There is no snapshot yet: every evaluation gives the caller's default.
    Nothing,
    /// The bytes given to [`Builder::bootstrap`](crate::Builder::bootstrap).
    Bootstrap,
    /// The file of [`Builder::file`](crate::Builder::file), written by an earlier process.
    File,
    /// The server.
    Server,
    /// The snapshot given to [`Client::offline`](crate::Client::offline).
    Offline,
}

/// What the tasks report; a [`Status`] is made from it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) connection: Connection,
    pub(crate) source: SnapshotSource,
    /// The current one.
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) confirmed: Option<Confirmed>,
    /// The server responded with a snapshot at least once.
    pub(crate) caught_up: bool,
    pub(crate) type_mismatches: Arc<FirstOfEach>,
    pub(crate) unknown_flags: Arc<FirstOfEach>,
    pub(crate) heartbeat: Arc<Heartbeat>,
    pub(crate) error: Option<Error>,
    pub(crate) file_error: Option<Error>,
}

/// When the snapshot was last known to be current: `age` before `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Confirmed {
    pub(crate) at: Instant,
    pub(crate) age: Duration,
}

impl Confirmed {
    pub(crate) fn now() -> Self {
        Self::before(Duration::ZERO)
    }

    /// The given time before now, which may be before the system started.
    pub(crate) fn before(age: Duration) -> Self {
        Self { at: Instant::now(), age }
    }
}

impl Report {
    /// The client's current problem.
    pub(crate) fn error(&self) -> Option<Error> {
        if self.is_stalled() { Some(Kind::Stalled.into()) } else { self.error.clone() }
    }

    fn is_stalled(&self) -> bool {
        !self.connection.is_over() && self.heartbeat.is_stalled()
    }

    pub(crate) fn status(&self) -> Status {
        Status {
            connection: if self.is_stalled() { Connection::Stalled } else { self.connection },
            source: self.source,
            revision: self.snapshot.revision(),
            age: self.confirmed.map(|confirmed| confirmed.at.elapsed() + confirmed.age),
            type_mismatches: self.type_mismatches.count(),
            unknown_flags: self.unknown_flags.count(),
            error: self.error(),
            file_error: self.file_error.clone(),
            snapshot: Arc::clone(&self.snapshot),
        }
    }
}
