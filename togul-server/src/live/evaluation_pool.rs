//! Threads for evaluations that may take long, so that the threads that serve requests are never held up.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout_at};

use crate::domain::{environment::Environment, id::Id};

/// What long evaluations may take.
#[derive(Clone, Copy, Debug)]
pub struct EvaluationLimits {
    /// How many run at the same time; of one environment one does.
    pub threads: usize,
    /// How many of one environment wait or run.
    pub requests_per_environment: usize,
    /// How long one may wait and run.
    pub timeout: Duration,
}

/// Half of the cores, so that the other half serves all other requests.
impl Default for EvaluationLimits {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZeroUsize::get);
        Self { threads: cores.div_ceil(2), requests_per_environment: 16, timeout: Duration::from_secs(3) }
    }
}

/// Runs long evaluations: of each environment one at a time, so that none can take all threads.
#[derive(Debug)]
pub struct EvaluationPool {
    limits: EvaluationLimits,
    threads: Arc<Semaphore>,
    queues: Arc<Mutex<HashMap<Id<Environment>, Queue>>>,
}

#[derive(Debug)]
struct Queue {
    turn: Arc<Semaphore>,
    requests: usize,
}

/// Too many evaluations wait, or this one waited for too long.
#[derive(Debug)]
pub struct Overloaded;

/// A place in the queue of an environment.
struct Ticket {
    environment: Id<Environment>,
    queues: Arc<Mutex<HashMap<Id<Environment>, Queue>>>,
}

impl EvaluationPool {
    #[must_use]
    pub fn new(limits: EvaluationLimits) -> Self {
        Self { limits, threads: Arc::new(Semaphore::new(limits.threads)), queues: Arc::default() }
    }

    /// Runs `work` on another thread. It gets the time by which it must have ended; it goes on until then when the
    /// caller is gone.
    ///
    /// # Errors
    /// `Overloaded`, without having run it.
    pub async fn run<T, W>(&self, environment: Id<Environment>, work: W) -> Result<T, Overloaded>
    where
        T: Send + 'static,
        W: FnOnce(Instant) -> T + Send + 'static,
    {
        let deadline = Instant::now() + self.limits.timeout;
        let (ticket, turn) = self.enqueue(environment).ok_or(Overloaded)?;
        let permits = async {
            let turn = turn.acquire_owned().await;
            (turn, Arc::clone(&self.threads).acquire_owned().await)
        };
        let permits = timeout_at(deadline.into(), permits).await.map_err(|_| Overloaded)?;
        let running = spawn_blocking(move || {
            let _held = (permits, ticket);
            work(deadline)
        });
        Ok(running.await.expect("evaluation does not panic"))
    }

    fn enqueue(&self, environment: Id<Environment>) -> Option<(Ticket, Arc<Semaphore>)> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues
            .entry(environment)
            .or_insert_with(|| Queue { turn: Arc::new(Semaphore::new(1)), requests: 0 });
        if queue.requests >= self.limits.requests_per_environment {
            return None;
        }
        queue.requests += 1;
        Some((Ticket { environment, queues: Arc::clone(&self.queues) }, Arc::clone(&queue.turn)))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get_mut(&self.environment) {
            queue.requests -= 1;
            if queue.requests == 0 {
                queues.remove(&self.environment);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn pool(threads: usize, requests_per_environment: usize, timeout: Duration) -> Arc<EvaluationPool> {
        Arc::new(EvaluationPool::new(EvaluationLimits { threads, requests_per_environment, timeout }))
    }

    #[tokio::test]
    async fn an_environment_takes_one_thread_and_its_queue_is_bounded() {
        let pool = pool(2, 2, Duration::from_secs(60));
        let (one, other) = (Id::generate(), Id::generate());
        let (started, start) = tokio::sync::oneshot::channel();
        let (finish, finished) = mpsc::channel::<()>();
        let spawn = |work: Box<dyn FnOnce(Instant) + Send>| {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move { pool.run(one, work).await })
        };
        let running = spawn(Box::new(move |_| {
            started.send(()).unwrap();
            finished.recv().unwrap();
        }));
        start.await.unwrap();
        let waiting = spawn(Box::new(|_| {}));
        while pool.queues.lock().unwrap()[&one].requests < 2 {
            tokio::task::yield_now().await;
        }
        // The queue is full, and another environment is not affected.
        assert!(pool.run(one, |_| ()).await.is_err());
        assert_eq!(pool.run(other, |_| 7).await.unwrap(), 7);
        assert!(!waiting.is_finished());
        finish.send(()).unwrap();
        running.await.unwrap().unwrap();
        waiting.await.unwrap().unwrap();
        assert!(pool.queues.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_waits_for_too_long_is_not_begun() {
        let pool = pool(1, 9, Duration::from_millis(50));
        let (started, start) = tokio::sync::oneshot::channel();
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
        assert!(pool.run(Id::generate(), |_| unreachable!("it must not run")).await.is_err());
        finish.send(()).unwrap();
        running.await.unwrap().unwrap();
        assert!(pool.run(Id::generate(), |deadline| deadline > Instant::now()).await.is_ok());
    }
}
