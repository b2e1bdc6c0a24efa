//! The phase of a connection and its deadline, updated by its socket and its requests, and read by its task.
//!
//! tokio-io-timeout limits single reads and writes. The limits here depend on the phase of the request, are for a whole
//! head instead of one read, and share one timer.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Time limit for the head of a request from its first byte, and for the first byte of a new connection.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Time limit for the body of a request from the end of its head.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// Time limit for an idle connection between two requests.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(75);
/// Time limit for a peer that accepts no bytes although some are ready.
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Bytes a second that a peer must accept of a response other than a stream of events, on average, beside [`WRITE_TIMEOUT`]. It is little even
/// for a phone, and bounds how long a peer that reads slowly keeps a large response in memory.
pub const MIN_WRITE_RATE: u32 = 8 * 1024;
/// Idle time limit after the server begins to stop: a request in transit is still refused properly.
pub const STOPPING_IDLE_TIMEOUT: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub struct Progress(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    phase: Phase,
    /// Bytes are ready for the peer, which accepts none.
    is_write_blocked: bool,
    /// The start of the current wait. Set when the task reads the deadline, so that events need not read the clock.
    since: Option<Instant>,
    /// Whether [`MIN_WRITE_RATE`] applies to the response that is in progress.
    is_response_rated: bool,
    unsent: Unsent,
    /// The peer sends no more.
    is_closed: bool,
}

/// Responses that were not sent completely.
#[derive(Clone, Copy, Debug, Default)]
struct Unsent {
    /// Whether [`MIN_WRITE_RATE`] applies to one of them.
    is_rated: bool,
    /// The first time that the peer accepted no more bytes. Set when the task reads the deadline.
    since: Option<Instant>,
    /// Bytes that the peer has accepted since then.
    accepted: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No byte was received yet.
    New,
    /// Receiving a head. If the first byte arrives in the same read as the previous request, this phase starts with the
    /// next read.
    Head,
    Responding,
    /// Between two requests.
    Idle,
}

/// The time limit that a peer exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeout {
    Idle,
    Head,
    Write,
}

impl Progress {
    pub fn new() -> Self {
        Self(Mutex::new(State {
            phase: Phase::New,
            is_write_blocked: false,
            since: None,
            is_response_rated: false,
            unsent: Unsent::default(),
            is_closed: false,
        }))
    }

    pub fn bytes_read(&self) {
        let mut state = self.state();
        if matches!(state.phase, Phase::New | Phase::Idle) {
            state.enter(Phase::Head);
        }
    }

    /// The head of a request is complete.
    pub fn request_received(&self) {
        self.state().enter(Phase::Responding);
    }

    /// A response begins which does not wait for events: [`MIN_WRITE_RATE`] applies to it.
    pub fn rated_response_started(&self) {
        let mut state = self.state();
        (state.is_response_rated, state.unsent.is_rated) = (true, true);
    }

    /// The response is complete, though possibly not sent yet.
    pub fn response_finished(&self) {
        let mut state = self.state();
        state.is_response_rated = false;
        state.enter(Phase::Idle);
    }

    /// The peer accepted bytes, which restarts the time limit for a peer that accepts none.
    pub fn bytes_written(&self, count: usize) {
        let mut state = self.state();
        (state.is_write_blocked, state.since) = (false, None);
        if state.unsent.since.is_some() {
            state.unsent.accepted += count as u64;
        }
    }

    /// The peer accepted everything.
    pub fn flushed(&self) {
        let mut state = self.state();
        // What follows of a response in progress is rated as well.
        state.unsent = Unsent { is_rated: state.is_response_rated, ..Unsent::default() };
    }

    /// The peer accepts no bytes.
    pub fn write_blocked(&self) {
        let mut state = self.state();
        if !state.is_write_blocked {
            (state.is_write_blocked, state.since) = (true, None);
        }
    }

    /// The peer closed its side, or the connection broke.
    pub fn closed(&self) {
        self.state().is_closed = true;
    }

    pub fn is_closed(&self) -> bool {
        self.state().is_closed
    }

    /// Whether a request is in progress, or may be in transit on a connection that is not older than `grace`.
    pub fn has_request(&self, grace: Duration) -> bool {
        let state = self.state();
        match state.phase {
            Phase::Responding => true,
            Phase::Idle => state.is_write_blocked,
            // Before its task has looked for a request, `since` is not set.
            Phase::New | Phase::Head => state.since.is_none_or(|since| since.elapsed() < grace),
        }
    }

    /// The current deadline and the time limit that it stands for. `stopped` is when the server began to stop.
    pub fn deadline(&self, stopped: Option<Instant>) -> Option<(Instant, Timeout)> {
        let mut state = self.state();
        if state.phase == Phase::Responding && !state.is_write_blocked {
            return None;
        }
        let since = *state.since.get_or_insert_with(Instant::now);
        let (limit, timeout) = match state.phase {
            _ if state.is_write_blocked => (WRITE_TIMEOUT, Timeout::Write),
            Phase::Head => (HEAD_TIMEOUT, Timeout::Head),
            Phase::New => (HEAD_TIMEOUT, Timeout::Idle),
            Phase::Idle | Phase::Responding => (IDLE_TIMEOUT, Timeout::Idle),
        };
        let mut deadline = since + limit;
        if state.is_write_blocked && state.unsent.is_rated {
            let blocked_since = *state.unsent.since.get_or_insert(since);
            let seconds = state.unsent.accepted / u64::from(MIN_WRITE_RATE);
            deadline = deadline.min(blocked_since + WRITE_TIMEOUT + Duration::from_secs(seconds));
        }
        let while_stopping = stopped
            .filter(|_| timeout == Timeout::Idle)
            .map(|stopped| since.max(stopped) + STOPPING_IDLE_TIMEOUT);
        Some((while_stopping.map_or(deadline, |earlier| earlier.min(deadline)), timeout))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        // Other events do not extend the time limit of a blocked write.
        if !self.is_write_blocked {
            self.since = None;
        }
    }
}
