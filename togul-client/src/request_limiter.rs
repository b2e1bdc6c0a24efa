//! A bound on how often the server is asked, whatever goes wrong.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// So many requests go out at most...
const REQUESTS: usize = 6;
/// ...within any such time.
const WITHIN: Duration = Duration::from_secs(10);

/// When the last requests went out, streams and snapshots alike.
///
/// The backoff keeps well below this where one thing fails. This holds where several do in turn, each of which would
/// be right to ask at once.
#[derive(Debug, Default)]
pub(crate) struct RequestLimiter(Mutex<VecDeque<Instant>>);

impl RequestLimiter {
    /// Waits until one more request may go out. Dropping the future gives the turn back, if it had not come.
    pub(crate) async fn acquire(&self) {
        while let Some(due) = self.take() {
            sleep_until(due).await;
        }
    }

    /// Takes the turn, or says when there will be one.
    fn take(&self) -> Option<Instant> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if last.len() == REQUESTS {
            let due = last[0] + WITHIN;
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
    async fn no_ten_seconds_see_more_than_six() {
        let limiter = RequestLimiter::default();
        let mut turns = Vec::new();
        for round in 0..50 {
            limiter.acquire().await;
            turns.push(Instant::now());
            tokio::time::sleep(Duration::from_millis(700) * (round % 4)).await;
        }
        for turns in turns.windows(REQUESTS + 1) {
            assert!(turns[REQUESTS] - turns[0] >= WITHIN, "{turns:?}");
        }
        assert!(turns[REQUESTS - 1] - turns[0] < WITHIN, "and six may follow each other");
    }
}
