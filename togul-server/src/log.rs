//! Log lines, batched on their way to standard error.
//!
//! Nearly every request logs a line. Written at once, it would cost a system call and make threads wait for each other, so lines
//! go into a buffer, which a background thread writes some milliseconds later, or at once if one of them is a warning.
//! No other thread writes: standard error may be a pipe without a reader, and only the background thread may wait for
//! its reader. Lines that do not fit into the buffer meanwhile are dropped and counted.
//!
//! tracing-appender's worker takes and writes lines one by one, each with a system call.

mod request;

use std::{
    io::{self, IsTerminal, Write},
    mem,
    panic::{self, PanicHookInfo},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use self::request::RequestFormat;
use crate::config::LogFormat;

/// The target of request lines. Their fields must not contain characters that need escaping.
pub const REQUESTS: &str = "togul_server::requests";

/// Maximum time that a line stays in the buffer while standard error accepts lines.
const FLUSH_INTERVAL: Duration = Duration::from_millis(20);
/// Size in bytes from which the buffer is written without waiting.
const FLUSH_BYTES: usize = 64 * 1024;
/// Maximum size of the buffer in bytes; further lines are dropped. Another buffer of this size is being written.
const MAX_BYTES: usize = 1024 * 1024;
/// How long the end of the program waits for standard error to accept the last lines.
const LAST_FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// Lines that this process has dropped.
static DROPPED: AtomicU64 = AtomicU64::new(0);

/// The number of lines that this process has dropped because standard error did not accept them in time.
#[must_use]
pub fn dropped_lines() -> u64 {
    DROPPED.load(Relaxed)
}

/// The writer that `tracing_subscriber` uses.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Buffer>);

#[derive(Debug, Default)]
struct Buffer {
    state: Mutex<State>,
    /// Notified when the background thread has something to do.
    filled: Condvar,
    /// Notified when it has written the buffer.
    written: Condvar,
}

#[derive(Debug, Default)]
struct State {
    pending: Vec<u8>,
    /// Lines dropped since the last report of them.
    dropped: u64,
    /// Something in `pending` is to be written at once.
    is_urgent: bool,
    is_writing: bool,
}

impl Log {
    /// Becomes the log of this process.
    ///
    /// # Errors
    /// When the background thread cannot be started.
    pub fn start(filter: EnvFilter, format: LogFormat) -> io::Result<FlushGuard> {
        let log = Self::with_background_thread()?;
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(log.clone())
            .with_ansi(io::stderr().is_terminal());
        match format {
            LogFormat::Text => {
                subscriber.map_event_format(|fallback| RequestFormat { fallback, format }).init();
            }
            LogFormat::Json => {
                subscriber.json().map_event_format(|fallback| RequestFormat { fallback, format }).init();
            }
        }
        panic::set_hook(Box::new(report_panic));
        Ok(FlushGuard(log))
    }

    fn with_background_thread() -> io::Result<Self> {
        let log = Self::default();
        let buffer = Arc::clone(&log.0);
        thread::Builder::new().name("log".to_owned()).spawn(move || buffer.write_forever(io::stderr()))?;
        Ok(log)
    }
}

/// Reports panics in the log. The default hook would write to standard error on the thread that panics.
fn report_panic(panic: &PanicHookInfo<'_>) {
    let location = panic.location().map(ToString::to_string);
    let message = panic.payload_as_str().unwrap_or_default();
    tracing::error!(message, location, "panicked");
}

/// Writes the last lines on drop, at the end of the program.
#[derive(Debug)]
pub struct FlushGuard(Log);

impl FlushGuard {
    /// Writes a line that is not an event, such as the error that ends the program.
    pub fn print(&self, line: &str) {
        self.0.0.add(format!("{line}\n").as_bytes(), true);
    }
}

impl Drop for FlushGuard {
    fn drop(&mut self) {
        let mut state = self.0.0.state();
        state.is_urgent = true;
        self.0.0.filled.notify_one();
        let is_open = |state: &mut State| state.is_writing || !state.pending.is_empty();
        // Without a reader of standard error the lines are lost with the process.
        let _ = self.0.0.written.wait_timeout_while(state, LAST_FLUSH_TIMEOUT, is_open);
    }
}

impl Buffer {
    fn add(&self, line: &[u8], is_urgent: bool) {
        let mut state = self.state();
        let before = state.pending.len();
        let after = before + line.len();
        if after > MAX_BYTES {
            state.dropped += 1;
            drop(state);
            DROPPED.fetch_add(1, Relaxed);
            return;
        }
        state.pending.extend_from_slice(line);
        let is_due = (is_urgent && !state.is_urgent) || (before < FLUSH_BYTES && after >= FLUSH_BYTES);
        state.is_urgent |= is_urgent;
        drop(state);
        if before == 0 || is_due {
            self.filled.notify_one();
        }
    }

    /// The background thread.
    fn write_forever(&self, mut sink: impl Write) {
        let mut lines = Vec::new();
        loop {
            let state = self.filled.wait_while(self.state(), |state| state.pending.is_empty());
            let state = state.unwrap_or_else(PoisonError::into_inner);
            let can_wait = |state: &mut State| !state.is_urgent && state.pending.len() < FLUSH_BYTES;
            let state = self.filled.wait_timeout_while(state, FLUSH_INTERVAL, can_wait);
            let (mut state, _) = state.unwrap_or_else(PoisonError::into_inner);
            mem::swap(&mut state.pending, &mut lines);
            let dropped = mem::take(&mut state.dropped);
            (state.is_urgent, state.is_writing) = (false, true);
            drop(state);
            // There is no other place to report that the log cannot be written.
            let _ = sink.write_all(&lines).and_then(|()| sink.flush());
            lines.clear();
            if dropped > 0 {
                tracing::warn!(dropped, "log lines were dropped: standard error did not accept them in time");
            }
            self.state().is_writing = false;
            self.written.notify_all();
        }
    }

    /// Lines are added whole, so a panic of another thread leaves the buffer intact.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes one line into the buffer.
#[derive(Debug)]
pub struct LineWriter<'a> {
    buffer: &'a Buffer,
    is_urgent: bool,
}

impl Write for LineWriter<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.buffer.add(line, self.is_urgent);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = LineWriter<'a>;

    fn make_writer(&'a self) -> LineWriter<'a> {
        LineWriter { buffer: &self.0, is_urgent: false }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> LineWriter<'a> {
        LineWriter { buffer: &self.0, is_urgent: *meta.level() <= Level::WARN }
    }
}
