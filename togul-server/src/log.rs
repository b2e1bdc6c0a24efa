//! Lines of log on their way to stderr.
//!
//! A line a request, written at once, would be a system call a request, and threads would wait for each other to make
//! theirs. So lines gather for a moment and are written together, by a thread of their own or by whoever adds one too
//! many. A warning is written before its thread goes on, and with it what came before.

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

use crate::config::LogFormat;

/// The target of the lines of requests. The texts in them hold nothing that would have to be escaped.
pub const REQUESTS: &str = "togul_server::requests";

/// How long a line waits for others at most.
const GATHER: Duration = Duration::from_millis(20);
/// How many bytes wait. Whoever adds more writes them all, and so waits for a reader of the log that is slow.
const MOST: usize = 64 * 1024;

/// Where lines gather.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Lines>);

#[derive(Debug, Default)]
struct Lines {
    waiting: Mutex<Vec<u8>>,
    /// Something waits.
    arrived: Condvar,
    /// Held while something is written, so that lines stay in their order; empty otherwise.
    leaving: Mutex<Vec<u8>>,
}

impl Log {
    /// Takes all lines of this process that the filter lets through.
    ///
    /// # Errors
    /// When the system has no thread for it.
    pub fn start(filter: EnvFilter, format: LogFormat) -> io::Result<Flushed> {
        let log = Self::writing()?;
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(log.clone())
            .with_ansi(io::stderr().is_terminal());
        match format {
            LogFormat::Text => lines.map_event_format(|others| request::Lines { others, format }).init(),
            LogFormat::Json => {
                lines.json().map_event_format(|others| request::Lines { others, format }).init()
            }
        }
        Ok(Flushed(log))
    }

    fn writing() -> io::Result<Self> {
        let log = Self::default();
        let lines = Arc::clone(&log.0);
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            loop {
                let some = lines.arrived.wait_while(hold(&lines.waiting), |waiting| waiting.is_empty());
                drop(some);
                thread::sleep(GATHER);
                lines.write();
            }
        })?;
        Ok(log)
    }
}

/// Writes what waits when it is dropped, as it is when the program ends, however it does.
#[derive(Debug)]
pub struct Flushed(Log);

impl Drop for Flushed {
    fn drop(&mut self) {
        self.0.0.write();
    }
}

impl Lines {
    fn add(&self, line: &[u8]) {
        let mut waiting = hold(&self.waiting);
        let (is_first, is_full) = (waiting.is_empty(), waiting.len() + line.len() > MOST);
        waiting.extend_from_slice(line);
        drop(waiting);
        if is_full {
            self.write();
        } else if is_first {
            self.arrived.notify_one();
        }
    }

    fn write(&self) {
        let mut leaving = hold(&self.leaving);
        mem::swap(&mut *hold(&self.waiting), &mut *leaving);
        // What cannot be written is lost: there is nowhere to say so.
        let _ = io::stderr().write_all(&leaving);
        leaving.clear();
    }
}

/// A line is added whole or not at all, whoever panics.
fn hold(lines: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one line.
#[derive(Debug)]
pub struct Line<'a> {
    lines: &'a Lines,
    is_urgent: bool,
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.lines.add(line);
        if self.is_urgent {
            self.lines.write();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lines.write();
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { lines: &self.0, is_urgent: false }
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Line<'a> {
        Line { lines: &self.0, is_urgent: *meta.level() <= Level::WARN }
    }
}
