//! Work that takes too long for the threads of the application's runtime: flags are compiled and compared.

use std::io;
use std::thread;

use tokio::sync::oneshot;

use crate::error::Error;

/// Runs `work` on a thread of its own.
///
/// The runtime's blocking threads do not fit: the application may occupy all of them, with a database that hangs, and
/// the change that is to switch that database off would wait for them.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let (result, finished) = oneshot::channel();
    let work = move || {
        // If the caller is gone, the result is not needed.
        let _ = result.send(work());
    };
    let started = thread::Builder::new().name("togul-client".to_owned()).spawn(work);
    started.map_err(|error| Error::unreadable("flags", error))?;
    finished.await.map_err(|_| Error::unreadable("flags", io::Error::other("the thread panicked")))
}
