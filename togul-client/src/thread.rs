//! Work that takes too long for the threads of the application's runtime: flags are compiled and compared.

use std::io;
use std::thread;

use tokio::sync::oneshot;
use tracing::{Dispatch, Span, dispatcher};

use crate::error::Error;

/// Runs `work` on a thread of its own, with the log of the calling task.
///
/// The runtime's blocking threads do not fit: the application may occupy all of them, with a database that hangs, and
/// the change that is to switch that database off would wait for them.
///
/// If the future is dropped, the work is still done.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let (result, finished) = oneshot::channel();
    let (log, span) = (dispatcher::get_default(Dispatch::clone), Span::current());
    let work = move || {
        let done = dispatcher::with_default(&log, || span.in_scope(work));
        // The caller may be gone.
        let _ = result.send(done);
    };
    let started = thread::Builder::new().name("togul-client".to_owned()).spawn(work);
    started.map_err(|error| Error::unreadable("flags", error))?;
    finished.await.map_err(|_| Error::unreadable("flags", io::Error::other("the thread panicked")))
}
