//! The time between the signal to stop and the end of service, in which a proxy takes this server out of rotation.

use std::{sync::OnceLock, time::Duration};

use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::auth::secret;

#[derive(Debug)]
pub struct Drain {
    duration: Duration,
    end: OnceLock<Instant>,
    begun: CancellationToken,
}

impl Drain {
    #[must_use]
    pub fn new(duration: Duration) -> Self {
        Self { duration, end: OnceLock::new(), begun: CancellationToken::new() }
    }

    /// Whether the server has been asked to stop. It still serves requests.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        self.end.get().is_some()
    }

    /// Begins, and returns at the end.
    pub async fn run(&self) {
        let end = *self.end.get_or_init(|| Instant::now() + self.duration);
        self.begun.cancel();
        sleep_until(end).await;
    }

    /// Resolves at a random time of the drain, so that the readers of streams do not all reconnect at once.
    pub async fn end_of_stream(&self) {
        self.begun.cancelled().await;
        let rest = self.end.get().map_or(Duration::ZERO, |end| end.saturating_duration_since(Instant::now()));
        sleep(rest.mul_f64(f64::from(u16::from_be_bytes(secret::random())) / f64::from(u16::MAX))).await;
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn streams_end_spread_over_the_drain() {
        let drain = Drain::new(Duration::from_secs(100));
        let begun = Instant::now();
        let streams = join_all((0..100).map(|_| async {
            drain.end_of_stream().await;
            begun.elapsed()
        }));
        let (ends, ()) = tokio::join!(streams, drain.run());
        assert!(begun.elapsed() >= Duration::from_secs(100));
        // Each fifth of the drain has some, unless 100 random times all miss it.
        for fifth in 0..5 {
            let range = Duration::from_secs(20 * fifth)..=Duration::from_secs(20 * (fifth + 1));
            assert!(ends.iter().any(|end| range.contains(end)), "{fifth}: {ends:?}");
        }
        // A stream that is opened during the last moment ends with it.
        drain.end_of_stream().await;
        assert!(begun.elapsed() < Duration::from_secs(101));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_drain_streams_end_at_once() {
        let (drain, begun) = (Drain::new(Duration::ZERO), Instant::now());
        tokio::join!(drain.end_of_stream(), drain.run());
        assert!(begun.elapsed() < Duration::from_millis(10));
    }
}
