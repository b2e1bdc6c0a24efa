//! Work that takes too long for the threads that run the application's tasks: flags are compiled and compared.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task;
use tokio::time::timeout;

use crate::error::Error;

/// How long the work waits for a blocking thread of the runtime.
const PATIENCE: Duration = Duration::from_millis(20);

/// Runs `work` on a blocking thread of the runtime.
///
/// The application may occupy all of these, for example with a database that hangs, and the change that is to switch the
/// database off must not wait for them. Then `work` gets a thread of its own.
pub(crate) async fn run<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let (result, mut finished) = oneshot::channel();
    let work = move || {
        // Without a receiver the result is not needed.
        if !result.is_closed() {
            let _ = result.send(work());
        }
    };
    let waiting = Arc::new(Mutex::new(Some(work)));
    let take = move || waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
    let run_first = {
        let take = take.clone();
        move || take().into_iter().for_each(|work| work())
    };
    task::spawn_blocking(run_first);
    let done = match timeout(PATIENCE, &mut finished).await {
        Ok(done) => done,
        Err(_) => {
            if let Some(work) = take() {
                let started = thread::Builder::new().name("togul-client".to_owned()).spawn(work);
                started.map_err(|error| Error::unreadable("flags", error))?;
            }
            finished.await
        }
    };
    done.map_err(|_| Error::unreadable("flags", "the thread that read them panicked"))
}
