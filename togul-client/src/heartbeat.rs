//! Detecting that the client's task does not run.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::Instant;

/// How often the task shows that it runs.
pub(crate) const INTERVAL: Duration = Duration::from_secs(15);
/// A task that has not shown it for longer has stalled.
const TIMEOUT: Duration = INTERVAL.saturating_mul(3);
/// One in so many evaluations of a thread reads the clock, which takes longer than an evaluation. It is a prime, so that
/// it meets each of several clients that a thread uses in turn.
const EVALUATIONS: u32 = 61;

thread_local! {
    /// The number of this thread's evaluations, modulo `EVALUATIONS`.
    static EVALUATED: Cell<u32> = const { Cell::new(0) };
}

/// When the client's task last ran.
///
/// A runtime that is not driven, or whose threads were lost in a fork, runs no code of the task that could report it.
/// Therefore the readers compare the time of the last beat with the clock.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    started: Instant,
    /// Milliseconds since `started`.
    last: AtomicU64,
    /// There is no task, or the application closed the client.
    is_off: AtomicBool,
    is_logged: AtomicBool,
}

impl Heartbeat {
    pub(crate) fn new() -> Self {
        Self {
            started: Instant::now(),
            last: AtomicU64::default(),
            is_off: AtomicBool::default(),
            is_logged: AtomicBool::default(),
        }
    }

    /// Shows that the task runs. Returns whether it had stalled.
    pub(crate) fn beat(&self) -> bool {
        let had_stalled = self.is_stalled();
        self.last.store(self.elapsed(), Relaxed);
        self.is_logged.store(false, Relaxed);
        had_stalled
    }

    /// From now on no task is expected to run.
    pub(crate) fn switch_off(&self) {
        self.is_off.store(true, Relaxed);
    }

    pub(crate) fn is_off(&self) -> bool {
        self.is_off.load(Relaxed)
    }

    /// Whether the task should run, and has not for a while.
    pub(crate) fn is_stalled(&self) -> bool {
        !self.is_off() && self.silence() > TIMEOUT
    }

    /// Called at each evaluation. The first one of a thread, and then one in `EVALUATIONS`, checks the heartbeat and logs
    /// once that the task has stalled.
    pub(crate) fn check(&self) {
        let evaluated = EVALUATED.get();
        EVALUATED.set(if evaluated + 1 == EVALUATIONS { 0 } else { evaluated + 1 });
        if evaluated == 0 && self.is_stalled() {
            self.log();
        }
    }

    #[cold]
    fn log(&self) {
        if !self.is_logged.swap(true, Relaxed) {
            tracing::warn!(
                silence = ?self.silence(),
                "evaluating flags that are not kept up to date: the client's task does not run, because its Tokio \
                 runtime is not driven or has ended, or the process was forked"
            );
        }
    }

    fn silence(&self) -> Duration {
        Duration::from_millis(self.elapsed().saturating_sub(self.last.load(Relaxed)))
    }

    fn elapsed(&self) -> u64 {
        // 2^64 milliseconds do not pass.
        self.started.elapsed().as_millis().try_into().unwrap_or(u64::MAX)
    }
}
