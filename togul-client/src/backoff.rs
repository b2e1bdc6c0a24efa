//! How long to wait after a failure, for streams and snapshots alike.

use std::time::Duration;

use tokio::time::Instant;

/// The first step, unless the server names one with `retry:`.
const FIRST_STEP: Duration = Duration::from_secs(2);
/// Steps do not grow beyond this.
const MAX_STEP: Duration = Duration::from_secs(30);
/// The server's `retry:` is raised to this: without a wait the client would loop.
const MIN_STEP: Duration = Duration::from_secs(1);
/// After a stream has lasted this long, the next failure starts at the first step again.
const HEALTHY_AFTER: Duration = Duration::from_secs(60);
/// A longer `Retry-After` is taken for a mistake.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Steps that double, and waits chosen at random between half a step and a step.
///
/// No backoff crate is used: none has a first step that the server sets, health that resets the steps only after a
/// minute, or a `Retry-After` with jitter on top.
#[derive(Debug)]
pub(crate) struct Backoff {
    first_step: Duration,
    step: Option<Duration>,
    healthy_since: Option<Instant>,
    /// The first fresh snapshot of a stream is fetched without another wait, since opening the stream waited already.
    resync_at_once: bool,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { first_step: FIRST_STEP, step: None, healthy_since: None, resync_at_once: false }
    }

    /// Sets the first step to the server's `retry:`. It counts from the next time that the steps start over.
    pub(crate) fn set_first_step(&mut self, retry: Duration) {
        self.first_step = retry.clamp(MIN_STEP, MAX_STEP);
    }

    /// A stream is open.
    pub(crate) fn stream_opened(&mut self, now: Instant) {
        self.resync_at_once = true;
        self.healthy(now);
    }

    /// The stream works. Health counts from the first such call after a failure.
    pub(crate) fn healthy(&mut self, now: Instant) {
        self.healthy_since.get_or_insert(now);
    }

    /// How long to wait before the next attempt after a failure. Health lasted until `last_contact`.
    pub(crate) fn wait(&mut self, last_contact: Instant, retry_after: Option<Duration>) -> Duration {
        let step = self.next_step(last_contact);
        let wait = step / 2 + random_below(step / 2);
        match retry_after {
            Some(requested) => wait.max(requested.min(MAX_RETRY_AFTER) + random_below(step)),
            None => wait,
        }
    }

    /// How long to wait before fetching a fresh snapshot, because a stream sent data that does not fit. The first
    /// one of a stream, and the first one after a healthy time, is fetched at once; a server that keeps sending such
    /// data is asked less and less often.
    pub(crate) fn wait_to_resync(&mut self, now: Instant) -> Duration {
        let at_once = self.resync_at_once || self.is_healthy(now);
        self.resync_at_once = false;
        let wait = self.wait(now, None);
        if at_once { Duration::ZERO } else { wait }
    }

    fn next_step(&mut self, last_contact: Instant) -> Duration {
        if self.is_healthy(last_contact) {
            self.step = None;
        }
        self.healthy_since = None;
        let step = self.step.map_or(self.first_step, |step| (step * 2).min(MAX_STEP));
        self.step = Some(step);
        step
    }

    fn is_healthy(&self, last_contact: Instant) -> bool {
        self.healthy_since.is_some_and(|since| last_contact.duration_since(since) >= HEALTHY_AFTER)
    }
}

/// A random duration, evenly distributed between zero and `limit`.
pub(crate) fn random_below(limit: Duration) -> Duration {
    // Without a random source the middle is used: it only spreads the clients.
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    limit.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    #[test]
    fn steps_double_to_thirty_seconds_and_waits_lie_between_half_a_step_and_a_step() {
        for _ in 0..100 {
            let mut backoff = Backoff::new();
            for step in [2, 4, 8, 16, 30, 30, 30] {
                let wait = backoff.wait(Instant::now(), None);
                assert!(wait >= secs(step) / 2 && wait <= secs(step), "{wait:?} in a step of {step} s");
            }
        }
    }

    #[test]
    fn the_server_sets_the_first_step_within_limits() {
        for (retry, first) in [(0, 1), (1, 1), (5, 5), (86_400, 30)] {
            let mut backoff = Backoff::new();
            backoff.set_first_step(secs(retry));
            let wait = backoff.wait(Instant::now(), None);
            assert!(wait >= secs(first) / 2 && wait <= secs(first), "{wait:?} with a retry of {retry} s");
        }
    }

    #[test]
    fn a_minute_of_health_resets_the_steps_and_less_does_not() {
        let mut now = Instant::now();
        let mut backoff = Backoff::new();
        backoff.wait(now, None);
        backoff.healthy(now);
        now += secs(59);
        backoff.healthy(now);
        assert!(backoff.wait(now, None) >= secs(2), "59 seconds are not enough");
        backoff.healthy(now);
        now += secs(60);
        assert!(backoff.wait(now, None) <= secs(2));
    }

    #[test]
    fn retry_after_is_obeyed_with_jitter() {
        let mut backoff = Backoff::new();
        let wait = backoff.wait(Instant::now(), Some(secs(100)));
        assert!(wait >= secs(100) && wait <= secs(102));
        let wait = backoff.wait(Instant::now(), Some(Duration::MAX));
        assert!(wait <= MAX_RETRY_AFTER + MAX_STEP, "an absurd one is cut");
        let wait = backoff.wait(Instant::now(), Some(Duration::ZERO));
        assert!(wait >= secs(4), "it never shortens a wait");
    }

    #[test]
    fn the_first_fresh_snapshot_of_a_stream_is_fetched_at_once_and_the_next_ones_wait() {
        let now = Instant::now();
        let mut backoff = Backoff::new();
        backoff.wait(now, None);
        backoff.stream_opened(now);
        assert_eq!(backoff.wait_to_resync(now), Duration::ZERO);
        backoff.healthy(now);
        assert!(backoff.wait_to_resync(now + secs(1)) >= secs(2));
        backoff.healthy(now + secs(1));
        assert_eq!(backoff.wait_to_resync(now + secs(61)), Duration::ZERO);
    }
}
