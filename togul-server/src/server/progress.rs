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
    /// Since when the peer takes nothing, while there is something for it.
    stuck: Option<Instant>,
    /// The peer says no more.
    is_over: bool,
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle {
        since: Instant,
        patience: Duration,
    },
    /// Of a head that came together with the request before, the first byte is not seen, but the next one is.
    Head {
        since: Instant,
    },
    Answering,
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
        let phase = Phase::Idle { since: Instant::now(), patience: HEAD };
        Self(Mutex::new(State { phase, stuck: None, is_over: false }))
    }

    /// Bytes came in.
    pub fn read(&self) {
        let mut state = self.state();
        if let Phase::Idle { .. } = state.phase {
            state.phase = Phase::Head { since: Instant::now() };
        }
    }

    /// The peer took bytes: whatever it is waited for, its time begins only now.
    pub fn wrote(&self) {
        let mut state = self.state();
        state.stuck = None;
        if let Phase::Idle { since, .. } | Phase::Head { since } = &mut state.phase {
            *since = Instant::now();
        }
    }

    /// The peer takes no bytes.
    pub fn stuck(&self) {
        self.state().stuck.get_or_insert_with(Instant::now);
    }

    /// The peer closed its side, or its connection broke.
    pub fn over(&self) {
        self.state().is_over = true;
    }

    pub fn is_over(&self) -> bool {
        self.state().is_over
    }

    /// A request's head is whole.
    pub fn asked(&self) {
        self.state().phase = Phase::Answering;
    }

    /// Its answer is made, though not yet sent.
    pub fn answered(&self) {
        self.state().phase = Phase::Idle { since: Instant::now(), patience: IDLE };
    }

    /// When which failure is due, unless something happens before; `stopped` is when the server began to stop.
    pub fn due(&self, stopped: Option<Instant>) -> Option<(Instant, Failure)> {
        let State { phase, stuck, .. } = *self.state();
        if let Some(since) = stuck {
            return Some((since + STALL, Failure::Stalled));
        }
        match phase {
            Phase::Idle { since, patience } => {
                let settled = stopped.map(|stopped| since.max(stopped) + SETTLE);
                let until = since + patience;
                Some((settled.map_or(until, |settled| settled.min(until)), Failure::Silent))
            }
            Phase::Head { since } => Some((since + HEAD, Failure::HeadUnfinished)),
            Phase::Answering => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
