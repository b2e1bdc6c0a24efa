//! Log lines, batched on their way to stderr.
//!
//! Every request logs a line. Written at once, it would cost a system call and make threads wait for each other, so lines
//! are buffered for some milliseconds. A background thread writes the buffer, or the thread that fills it. A warning is
//! written, with all lines before it, before its thread continues.
//!
//! tracing-appender does neither: its worker takes and writes lines one by one, and a warning waits in its channel, lost
//! if the process dies.

mod request;

use std::{
    io::{self, IsTerminal, Write},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use tracing::{Level, Metadata};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use self::request::RequestFormat;
use crate::config::LogFormat;

/// The target of request lines. Their fields must not contain characters that need escaping.
pub const REQUESTS: &str = "togul_server::requests";

/// Maximum time that a line stays in the buffer.
const FLUSH_INTERVAL: Duration = Duration::from_millis(20);
/// Maximum size of the buffer in bytes. The thread that exceeds it writes it, and so waits for a slow reader of the log.
const MAX_BYTES: usize = 64 * 1024;

/// The writer that `tracing_subscriber` uses.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Buffer>);

#[derive(Debug, Default)]
struct Buffer {
    pending: Mutex<Vec<u8>>,
    /// Notified when `pending` is no longer empty.
    filled: Condvar,
    /// Locked while it is written, which keeps lines in order; empty otherwise.
    writing: Mutex<Vec<u8>>,
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
        Ok(FlushGuard(log))
    }

    fn with_background_thread() -> io::Result<Self> {
        let log = Self::default();
        let buffer = Arc::clone(&log.0);
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            loop {
                let pending = buffer.filled.wait_while(lock(&buffer.pending), |pending| pending.is_empty());
                drop(pending);
                thread::sleep(FLUSH_INTERVAL);
                buffer.write();
            }
        })?;
        Ok(log)
    }
}

/// Writes the buffer on drop, at the end of the program.
#[derive(Debug)]
pub struct FlushGuard(Log);

impl Drop for FlushGuard {
    fn drop(&mut self) {
        self.0.0.write();
    }
}

impl Buffer {
    fn add(&self, line: &[u8]) {
        let mut pending = lock(&self.pending);
        let (is_first, is_full) = (pending.is_empty(), pending.len() + line.len() > MAX_BYTES);
        pending.extend_from_slice(line);
        drop(pending);
        if is_full {
            self.write();
        } else if is_first {
            self.filled.notify_one();
        }
    }

    fn write(&self) {
        let mut writing = lock(&self.writing);
        mem::swap(&mut *lock(&self.pending), &mut *writing);
        // There is no other place to report that the log cannot be written.
        let _ = io::stderr().write_all(&writing);
        writing.clear();
    }
}

/// Lines are added whole, so a panic of another thread leaves the buffer intact.
fn lock(lines: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Writes one line into the buffer.
#[derive(Debug)]
pub struct LineWriter<'a> {
    buffer: &'a Buffer,
    is_urgent: bool,
}

impl Write for LineWriter<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.buffer.add(line);
        if self.is_urgent {
            self.buffer.write();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.buffer.write();
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
