//! A limit on the rate of requests to the server, which holds during any failure.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// At most this many requests are sent...
const REQUESTS: usize = 6;
/// ...within any such period.
const PERIOD: Duration = Duration::from_secs(10);

/// Times of the last requests, for streams and snapshots alike.
///
/// The backoff keeps well below this limit while one thing fails. The limiter holds when several fail alternately, each
/// of which would justify a request at once.
#[derive(Debug, Default)]
pub(crate) struct RequestLimiter(Mutex<VecDeque<Instant>>);

impl RequestLimiter {
    /// Waits until one more request may be sent. A future that is dropped before that takes no permit.
    pub(crate) async fn acquire(&self) {
        while let Some(due) = self.try_acquire() {
            sleep_until(due).await;
        }
    }

    /// Takes a permit, or returns when the next one is due.
    fn try_acquire(&self) -> Option<Instant> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if last.len() == REQUESTS {
            let due = last[0] + PERIOD;
            if due > now {
                return Some(due);
            }
            last.pop_front();
        }
        last.push_back(now);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn at_most_six_requests_are_sent_in_ten_seconds() {
        let limiter = RequestLimiter::default();
        let mut acquired = Vec::new();
        for round in 0..50 {
            limiter.acquire().await;
            acquired.push(Instant::now());
            tokio::time::sleep(Duration::from_millis(700) * (round % 4)).await;
        }
        for times in acquired.windows(REQUESTS + 1) {
            assert!(times[REQUESTS] - times[0] >= PERIOD, "{times:?}");
        }
        assert!(acquired[REQUESTS - 1] - acquired[0] < PERIOD, "six may follow each other");
    }
}
