//! The log of a test.

use std::fs;
use std::sync::Arc;

use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing::{Dispatch, Level, subscriber};
use tracing_subscriber::fmt::format::FmtSpan;

/// Collects the log of this thread until it is dropped.
pub struct Log {
    file: tempfile::NamedTempFile,
    _guard: DefaultGuard,
    _second: Dispatch,
}

impl Log {
    pub fn new(max_level: Level) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let writer = Arc::new(file.reopen().expect("the same file"));
        let log = tracing_subscriber::fmt().with_writer(writer).with_ansi(false);
        let log = log.with_max_level(max_level).with_span_events(FmtSpan::NEW | FmtSpan::CLOSE);
        // While only one subscriber exists, `tracing` decides whether a log statement is of interest by the thread that
        // reaches it first, which may be that of another test. With a second one it checks all of them.
        let second = Dispatch::new(NoSubscriber::new());
        Self { file, _guard: subscriber::set_default(log.finish()), _second: second }
    }

    pub fn text(&self) -> String {
        fs::read_to_string(self.file.path()).expect("text")
    }
}
