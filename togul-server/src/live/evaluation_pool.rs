//! Threads for evaluations that may take long, so that the threads that serve requests are never held up.

use std::{
    num::NonZeroUsize,
    thread::available_parallelism,
    time::{Duration, Instant},
};

use tokio::task::spawn_blocking;

use crate::{
    domain::{id::Id, organization::Organization},
    fair_queue::{Busy, FairQueue},
};

/// What long evaluations may take.
#[derive(Clone, Copy, Debug)]
pub struct EvaluationLimits {
    /// How many run at the same time.
    pub threads: usize,
    /// How many of one organization wait.
    pub requests_per_organization: usize,
    /// How long one may wait and run.
    pub timeout: Duration,
}

/// Half of the cores, so that the other half serves all other requests.
impl Default for EvaluationLimits {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        Self { threads: cores.div_ceil(2), requests_per_organization: 64, timeout: Duration::from_secs(3) }
    }
}

/// Runs long evaluations. Organizations take turns, so that none takes all threads while another one waits.
#[derive(Debug)]
pub struct EvaluationPool {
    queue: FairQueue<Id<Organization>>,
    timeout: Duration,
}

impl EvaluationPool {
    #[must_use]
    pub fn new(limits: EvaluationLimits) -> Self {
        let EvaluationLimits { threads, requests_per_organization, timeout } = limits;
        Self { queue: FairQueue::new(threads, usize::MAX, requests_per_organization), timeout }
    }

    /// Runs `work` on another thread. It gets the time by which it must have ended; it goes on until then when the
    /// caller is gone.
    ///
    /// # Errors
    /// [`Busy`] when too many evaluations wait, or this one waited for too long. It has not run then.
    pub async fn run<T, W>(&self, organization: Id<Organization>, work: W) -> Result<T, Busy>
    where
        T: Send + 'static,
        W: FnOnce(Instant) -> T + Send + 'static,
    {
        let deadline = Instant::now() + self.timeout;
        let permit = self.queue.acquire(organization, self.timeout).await?;
        let running = spawn_blocking(move || {
            let _permit = permit;
            work(deadline)
        });
        Ok(running.await.expect("evaluation does not panic"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_waits_for_too_long_is_not_begun() {
        let timeout = Duration::from_secs(3);
        let limits = EvaluationLimits { threads: 1, requests_per_organization: 1, timeout };
        let pool = Arc::new(EvaluationPool::new(limits));
        let (started, start) = oneshot::channel();
        let (finish, finished) = mpsc::channel::<()>();
        let own = Arc::clone(&pool);
        let running = tokio::spawn(async move {
            let work = move |_| {
                started.send(()).unwrap();
                finished.recv().unwrap();
            };
            own.run(Id::generate(), work).await
        });
        start.await.unwrap();
        let mut waiting = pool.run(Id::generate(), |_| unreachable!("it must not run")).boxed();
        assert!((&mut waiting).now_or_never().is_none(), "it waits");
        tokio::time::advance(timeout).await;
        assert_eq!(waiting.await, Err::<(), _>(Busy));
        finish.send(()).unwrap();
        running.await.unwrap().unwrap();
        let before = Instant::now();
        let deadline = pool.run(Id::generate(), |deadline| deadline).await.unwrap();
        assert!(deadline >= before + timeout, "work may run until the timeout");
    }
}
