//! How a client is doing.

use std::time::Duration;

use togul_core::Revision;
use tokio::time::Instant;

use crate::error::Error;

/// A client's condition at one moment, from [`Client::status`](crate::Client::status).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Status {
    /// What the client does to stay up to date.
    pub connection: Connection,
    /// Where the present state came from.
    pub source: SnapshotSource,
    /// The revision that evaluation answers from; 0 while there is none.
    pub revision: Revision,
    /// How long ago the state was last known to be current: when the server was last heard on the stream or said so
    /// in answer to a request; for a state from a file that file's age. `None` when nobody knows.
    pub age: Option<Duration>,
    /// What stands in the way of a healthy stream; `None` once it is up.
    pub error: Option<Error>,
    /// Why the file could not be read at the start, or not be written last.
    pub file_error: Option<Error>,
}

/// What a client does to stay up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Connection {
    /// Asking for the first snapshot, or trying to get the stream back.
    Connecting,
    /// Changes arrive as they are made.
    Streaming,
    /// There is no stream; the snapshot is asked for every 25 to 30 seconds.
    Polling,
    /// The last attempt failed, or what arrived did not fit; the next attempt is due within the backoff.
    Waiting,
    /// The server does not accept the API key. It is asked again every 5 minutes.
    Refused,
    /// This client has no server.
    Offline,
    /// The client was closed; its last state stays.
    Closed,
}

/// Where a client's state came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SnapshotSource {
    /// There is no state yet: every evaluation gives the caller's default.
    Nothing,
    /// The bytes given at the start.
    Bootstrap,
    /// The file that an earlier process kept.
    File,
    /// The server.
    Server,
    /// The snapshot of [`Client::offline`](crate::Client::offline).
    Offline,
}

/// What the tasks tell about themselves; a [`Status`] is made from it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) connection: Connection,
    pub(crate) source: SnapshotSource,
    pub(crate) revision: Revision,
    pub(crate) current: Option<Current>,
    /// The server gave a snapshot at least once.
    pub(crate) caught_up: bool,
    pub(crate) error: Option<Error>,
    pub(crate) file_error: Option<Error>,
}

/// When the state was last known to be current: `before` ago at `at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Current {
    pub(crate) at: Instant,
    pub(crate) before: Duration,
}

impl Current {
    pub(crate) fn now() -> Self {
        Self::aged(Duration::ZERO)
    }

    pub(crate) fn aged(before: Duration) -> Self {
        Self { at: Instant::now(), before }
    }
}

impl Report {
    pub(crate) fn status(&self) -> Status {
        Status {
            connection: self.connection,
            source: self.source,
            revision: self.revision,
            age: self.current.map(|current| current.at.elapsed() + current.before),
            error: self.error.clone(),
            file_error: self.file_error.clone(),
        }
    }
}
