//! How long to wait after trouble, for streams and snapshots alike.

use std::time::Duration;

use tokio::time::Instant;

/// The first step when the server named none with `retry:`.
const FIRST: Duration = Duration::from_secs(2);
/// No wait's step is longer.
const LONGEST: Duration = Duration::from_secs(30);
/// What the server may name as the first step: none at all would be a busy loop.
const SHORTEST: Duration = Duration::from_secs(1);
/// A stream that lasted this long is healthy: the next trouble starts at the first step again.
const HEALTHY: Duration = Duration::from_secs(60);
/// A `Retry-After` beyond this is taken for a mistake.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// Steps that double, waits that are random between half and all of their step.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    step: Option<Duration>,
    well_since: Option<Instant>,
    /// This stream may still call for a fresh snapshot at once: its own wait is over.
    resync_at_once: bool,
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { first: FIRST, step: None, well_since: None, resync_at_once: false }
    }

    /// Takes the server's `retry:` for the first step, from the next time that the steps start over.
    pub(crate) fn start_with(&mut self, retry: Duration) {
        self.first = retry.clamp(SHORTEST, LONGEST);
    }

    /// A stream is up.
    pub(crate) fn opened(&mut self, now: Instant) {
        self.resync_at_once = true;
        self.well(now);
    }

    /// All is well on the stream. Health counts from the first such call after trouble.
    pub(crate) fn well(&mut self, now: Instant) {
        self.well_since.get_or_insert(now);
    }

    /// Something failed: how long to wait before the next attempt. Health lasted until the server was last `heard`.
    pub(crate) fn wait(&mut self, heard: Instant, retry_after: Option<Duration>) -> Duration {
        let step = self.advance(heard);
        let wait = step / 2 + random_below(step / 2);
        match retry_after {
            Some(asked) => wait.max(asked.min(LONGEST_RETRY_AFTER) + random_below(step)),
            None => wait,
        }
    }

    /// What was received does not fit: how long to wait before the fresh snapshot. The first one of a stream, and
    /// the first one after health, is fetched at once; a server that goes on sending what does not fit is asked ever
    /// more rarely.
    pub(crate) fn wait_to_resync(&mut self, now: Instant) -> Duration {
        let at_once = self.resync_at_once || self.is_healthy(now);
        self.resync_at_once = false;
        let wait = self.wait(now, None);
        if at_once { Duration::ZERO } else { wait }
    }

    fn advance(&mut self, heard: Instant) -> Duration {
        if self.is_healthy(heard) {
            self.step = None;
        }
        self.well_since = None;
        let step = self.step.map_or(self.first, |step| (step * 2).min(LONGEST));
        self.step = Some(step);
        step
    }

    fn is_healthy(&self, heard: Instant) -> bool {
        self.well_since.is_some_and(|since| heard.duration_since(since) >= HEALTHY)
    }
}

/// Evenly between zero and `limit`.
pub(crate) fn random_below(limit: Duration) -> Duration {
    // Without a random source the middle will do: it only spreads the clients.
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
    fn steps_double_to_thirty_seconds_and_waits_are_between_half_and_all() {
        for _ in 0..100 {
            let mut backoff = Backoff::new();
            for step in [2, 4, 8, 16, 30, 30, 30] {
                let wait = backoff.wait(Instant::now(), None);
                assert!(wait >= secs(step) / 2 && wait <= secs(step), "{wait:?} in a step of {step} s");
            }
        }
    }

    #[test]
    fn the_server_names_the_first_step_within_reason() {
        for (retry, first) in [(0, 1), (1, 1), (5, 5), (86_400, 30)] {
            let mut backoff = Backoff::new();
            backoff.start_with(secs(retry));
            let wait = backoff.wait(Instant::now(), None);
            assert!(wait >= secs(first) / 2 && wait <= secs(first), "{wait:?} with a retry of {retry} s");
        }
    }

    #[test]
    fn only_a_minute_of_health_leads_back_to_the_first_step() {
        let mut now = Instant::now();
        let mut backoff = Backoff::new();
        backoff.wait(now, None);
        backoff.well(now);
        now += secs(59);
        backoff.well(now);
        assert!(backoff.wait(now, None) >= secs(2), "59 seconds are not enough");
        backoff.well(now);
        now += secs(60);
        assert!(backoff.wait(now, None) <= secs(2));
    }

    #[test]
    fn retry_after_is_obeyed_plus_jitter() {
        let mut backoff = Backoff::new();
        let wait = backoff.wait(Instant::now(), Some(secs(100)));
        assert!(wait >= secs(100) && wait <= secs(102));
        let wait = backoff.wait(Instant::now(), Some(Duration::MAX));
        assert!(wait <= LONGEST_RETRY_AFTER + LONGEST, "an absurd one is cut");
        let wait = backoff.wait(Instant::now(), Some(Duration::ZERO));
        assert!(wait >= secs(4), "and it never shortens a wait");
    }

    #[test]
    fn a_streams_first_fresh_snapshot_is_fetched_at_once_the_next_ones_wait() {
        let now = Instant::now();
        let mut backoff = Backoff::new();
        backoff.wait(now, None);
        backoff.opened(now);
        assert_eq!(backoff.wait_to_resync(now), Duration::ZERO);
        backoff.well(now);
        assert!(backoff.wait_to_resync(now + secs(1)) >= secs(2));
        backoff.well(now + secs(1));
        assert_eq!(backoff.wait_to_resync(now + secs(61)), Duration::ZERO);
    }
}
