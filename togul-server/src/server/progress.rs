//! What a connection waits for, and until when: told by its socket and its requests, asked by its task.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long the head of a request may take from its first byte, and a new connection to say something.
pub const HEAD: Duration = Duration::from_secs(10);
/// How long a request's body may take from the end of its head.
pub const BODY: Duration = Duration::from_secs(30);
/// How long a connection may lie idle between two requests.
pub const IDLE: Duration = Duration::from_secs(75);
/// How long a peer may take no byte of what is there for it.
pub const STALL: Duration = Duration::from_secs(30);
/// How long a connection lies idle once the server stops: a request may be on its way, and is to be refused then.
pub const SETTLE: Duration = Duration::from_millis(200);

#[derive(Debug)]
pub struct Progress(Mutex<State>);

#[derive(Clone, Copy, Debug)]
struct State {
    phase: Phase,
    /// There is something for the peer, who takes nothing.
    is_stuck: bool,
    /// Since when nothing moves; looked up when the task asks, once for all that happened before.
    since: Option<Instant>,
    /// The peer says no more.
    is_over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing was said yet.
    New,
    /// Of a head that comes together with the request before, the first byte is not seen, but the next one is.
    Head,
    Answering,
    /// Between two requests.
    Idle,
}

/// What a peer failed to do in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    Silent,
    HeadUnfinished,
    Stalled,
}

impl Progress {
    pub fn new() -> Self {
        Self(Mutex::new(State { phase: Phase::New, is_stuck: false, since: None, is_over: false }))
    }

    /// Bytes came in.
    pub fn read(&self) {
        let mut state = self.state();
        if matches!(state.phase, Phase::New | Phase::Idle) {
            state.enter(Phase::Head);
        }
    }

    /// A request's head is whole.
    pub fn asked(&self) {
        self.state().enter(Phase::Answering);
    }

    /// Its answer is made, though not yet sent.
    pub fn answered(&self) {
        self.state().enter(Phase::Idle);
    }

    /// The peer took bytes: whatever it is waited for, its time begins only now.
    pub fn wrote(&self) {
        let mut state = self.state();
        (state.is_stuck, state.since) = (false, None);
    }

    /// The peer takes no bytes.
    pub fn stuck(&self) {
        let mut state = self.state();
        if !state.is_stuck {
            (state.is_stuck, state.since) = (true, None);
        }
    }

    /// The peer closed its side, or its connection broke.
    pub fn over(&self) {
        self.state().is_over = true;
    }

    pub fn is_over(&self) -> bool {
        self.state().is_over
    }

    /// When which failure is due, unless something happens before; `stopped` is when the server began to stop.
    pub fn due(&self, stopped: Option<Instant>) -> Option<(Instant, Failure)> {
        let mut state = self.state();
        if state.phase == Phase::Answering && !state.is_stuck {
            return None;
        }
        let since = *state.since.get_or_insert_with(Instant::now);
        let (patience, failure) = match state.phase {
            _ if state.is_stuck => (STALL, Failure::Stalled),
            Phase::Head => (HEAD, Failure::HeadUnfinished),
            Phase::New => (HEAD, Failure::Silent),
            Phase::Idle | Phase::Answering => (IDLE, Failure::Silent),
        };
        let due = since + patience;
        let settled =
            stopped.filter(|_| failure == Failure::Silent).map(|stopped| since.max(stopped) + SETTLE);
        Some((settled.map_or(due, |settled| settled.min(due)), failure))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        // Who takes nothing gains no time by anything else.
        if !self.is_stuck {
            self.since = None;
        }
    }
}
