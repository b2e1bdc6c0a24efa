//! How long to wait after a failure, for streams and snapshots alike.

use std::ops::Range;
use std::time::Duration;

use tokio::time::Instant;

/// The step of the first wait after a failure, unless the server names one with `retry:`.
const FIRST_STEP: Duration = Duration::from_secs(1);
/// The server's `retry:` is raised to this: without a wait the client would loop.
const MIN_RETRY: Duration = Duration::from_secs(1);
/// The waits after the first one: a restart takes a few seconds, and the client should see its end soon.
const QUICK_WAITS: Range<Duration> = Duration::from_secs(2)..Duration::from_secs(3);
/// How long the quick waits last.
const QUICK_FOR: Duration = Duration::from_secs(15);
/// The first of the steps that double.
const SLOW_STEP: Duration = Duration::from_secs(4);
/// Steps do not grow beyond this.
const MAX_STEP: Duration = Duration::from_secs(30);
/// After a stream has lasted this long, the next failure starts at the first wait again.
const HEALTHY_AFTER: Duration = Duration::from_secs(60);
/// The least wait while the server does not accept the API key, or has another environment.
const REFUSED_WAIT: Duration = Duration::from_secs(300);
/// The spread of the waits after that, since an operator may revoke the key of many clients at once.
const REFUSED_JITTER: Duration = Duration::from_secs(30);
/// A longer `Retry-After` is cut to this.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);
/// The least spread of the waits after a `Retry-After`, which a server may send to all its clients at once.
const MIN_RETRY_AFTER_JITTER: Duration = Duration::from_secs(2);

/// The schedule of the waits after failures: a short one, quick ones for 15 seconds, then steps that double.
///
/// A wait lies at random between half and all of its step, so that clients that failed together do not return together.
///
/// No backoff crate is used: none has a first step that the server sets, health that resets the steps only after a
/// minute, or a `Retry-After` with jitter on top.
#[derive(Debug)]
pub(crate) struct Backoff {
    phase: Phase,
    /// The server's `retry:` on the stream that it ended last.
    retry: Option<Duration>,
    healthy_since: Option<Instant>,
    /// The first fresh snapshot of a stream is fetched without another wait, since opening the stream waited already.
    resync_at_once: bool,
}

/// Which wait is the next one.
#[derive(Clone, Copy, Debug)]
enum Phase {
    First,
    Quick { until: Instant },
    Slow { step: Duration },
}

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { phase: Phase::First, retry: None, healthy_since: None, resync_at_once: false }
    }

    /// The server ended a stream on which it had sent this `retry:`. If the next wait is a first one, its step is
    /// `retry`.
    pub(crate) fn stream_ended(&mut self, retry: Duration) {
        self.retry = Some(retry.clamp(MIN_RETRY, MAX_STEP));
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

    /// How long to wait from `now` until the next attempt after a failure. Health lasted until `last_contact`.
    pub(crate) fn wait(
        &mut self,
        now: Instant,
        last_contact: Instant,
        retry_after: Option<Duration>,
    ) -> Duration {
        if self.is_healthy(last_contact) {
            self.phase = Phase::First;
        }
        self.healthy_since = None;
        let waits = self.next_waits(now);
        let wait = waits.start + random_below(waits.end - waits.start);
        match retry_after {
            Some(requested) => {
                let jitter = random_below(waits.end.max(MIN_RETRY_AFTER_JITTER));
                wait.max(requested.min(MAX_RETRY_AFTER) + jitter)
            }
            None => wait,
        }
    }

    /// How long to wait while the server does not accept the API key, or has another environment.
    pub(crate) fn wait_refused(retry_after: Option<Duration>) -> Duration {
        let requested = retry_after.unwrap_or_default().min(MAX_RETRY_AFTER);
        requested.max(REFUSED_WAIT) + random_below(REFUSED_JITTER)
    }

    /// How long to wait before fetching a fresh snapshot, because a stream sent data that does not fit. The first
    /// one of a stream, and the first one after a healthy time, is fetched at once; a server that keeps sending such
    /// data gets fewer and fewer requests.
    pub(crate) fn wait_to_resync(&mut self, now: Instant) -> Duration {
        let at_once = self.resync_at_once || self.is_healthy(now);
        self.resync_at_once = false;
        let wait = self.wait(now, now, None);
        if at_once { Duration::ZERO } else { wait }
    }

    /// The shortest and the longest next wait. Each call moves on in the schedule.
    fn next_waits(&mut self, now: Instant) -> Range<Duration> {
        let retry = self.retry.take();
        let step = match self.phase {
            Phase::First => {
                let step = retry.unwrap_or(FIRST_STEP);
                self.phase = Phase::Quick { until: now + step + QUICK_FOR };
                return step / 2..step;
            }
            Phase::Quick { until } if now < until => return QUICK_WAITS,
            Phase::Quick { .. } => SLOW_STEP,
            Phase::Slow { step } => (step * 2).min(MAX_STEP),
        };
        self.phase = Phase::Slow { step };
        step / 2..step
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
    use std::collections::HashSet;

    use super::*;

    const fn secs(secs: u64) -> Duration {
        Duration::from_secs(secs)
    }

    /// The next wait, in seconds, which it adds to `now`.
    fn next(backoff: &mut Backoff, now: &mut Instant) -> f64 {
        let wait = backoff.wait(*now, *now, None);
        *now += wait;
        wait.as_secs_f64()
    }

    #[test]
    fn waits_are_short_once_then_quick_for_fifteen_seconds_then_double_to_thirty_seconds() {
        for _ in 0..100 {
            let (mut backoff, start) = (Backoff::new(), Instant::now());
            let mut now = start;
            let first = next(&mut backoff, &mut now);
            assert!((0.5..=1.0).contains(&first), "{first}");
            while now < start + FIRST_STEP + QUICK_FOR {
                let wait = next(&mut backoff, &mut now);
                assert!((2.0..=3.0).contains(&wait), "{wait} until {:?}", now - start);
            }
            assert!(now - start <= secs(19));
            for step in [4.0, 8.0, 16.0, 30.0, 30.0, 30.0] {
                let wait = next(&mut backoff, &mut now);
                assert!((step / 2.0..=step).contains(&wait), "{wait} in a step of {step} s");
            }
        }
    }

    #[test]
    fn attempts_that_take_long_use_up_the_time_of_quick_waits() {
        let (mut backoff, mut now) = (Backoff::new(), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..4 {
            waits.push(next(&mut backoff, &mut now));
            now += secs(10);
        }
        assert!(waits[1] <= 3.0 && waits[2] <= 4.0 && waits[3] >= 4.0, "{waits:?}");
    }

    #[test]
    fn the_server_sets_the_first_wait_of_a_stream_that_it_ended_within_limits() {
        for (retry, step) in [(0, 1.0), (1, 1.0), (4, 4.0), (86_400, 30.0)] {
            let (mut backoff, mut now) = (Backoff::new(), Instant::now());
            backoff.stream_ended(secs(retry));
            let wait = next(&mut backoff, &mut now);
            assert!((step / 2.0..=step).contains(&wait), "{wait} with a retry of {retry} s");
            backoff.stream_ended(secs(retry));
            let wait = next(&mut backoff, &mut now);
            assert!((2.0..=3.0).contains(&wait), "it counts for a first wait only, not for one of {wait} s");
        }
    }

    #[test]
    fn a_minute_of_health_leads_back_to_the_first_wait_and_less_does_not() {
        let (mut backoff, mut now) = (Backoff::new(), Instant::now());
        next(&mut backoff, &mut now);
        backoff.healthy(now);
        now += secs(59);
        backoff.healthy(now);
        assert!(next(&mut backoff, &mut now) >= 2.0, "59 seconds are not enough");
        backoff.healthy(now);
        now += secs(60);
        assert!(next(&mut backoff, &mut now) <= 1.0);
    }

    #[test]
    fn retry_after_is_obeyed_with_jitter() {
        let (mut backoff, now) = (Backoff::new(), Instant::now());
        let wait = backoff.wait(now, now, Some(secs(100)));
        assert!(wait >= secs(100) && wait <= secs(102));
        let wait = backoff.wait(now, now, Some(Duration::MAX));
        assert!(wait <= MAX_RETRY_AFTER + MAX_STEP, "an absurd one is cut");
        let wait = backoff.wait(now, now, Some(Duration::ZERO));
        assert!(wait >= secs(2), "it never shortens a wait");
    }

    #[test]
    fn a_refused_key_waits_five_minutes_or_as_long_as_the_server_requests_with_jitter() {
        for (retry_after, least) in [
            (None, REFUSED_WAIT),
            (Some(secs(1)), REFUSED_WAIT),
            (Some(secs(900)), secs(900)),
            (Some(Duration::MAX), MAX_RETRY_AFTER),
        ] {
            let waits: HashSet<_> = (0..50).map(|_| Backoff::wait_refused(retry_after)).collect();
            assert!(waits.iter().all(|wait| (least..=least + REFUSED_JITTER).contains(wait)), "{waits:?}");
            assert!(waits.len() > 1, "clients that were refused together do not return together");
        }
    }

    #[test]
    fn the_first_fresh_snapshot_of_a_stream_is_fetched_at_once_and_the_next_ones_wait() {
        let now = Instant::now();
        let mut backoff = Backoff::new();
        backoff.wait(now, now, None);
        backoff.stream_opened(now);
        assert_eq!(backoff.wait_to_resync(now), Duration::ZERO);
        backoff.healthy(now);
        assert!(backoff.wait_to_resync(now + secs(1)) >= secs(2));
        backoff.healthy(now + secs(1));
        assert_eq!(backoff.wait_to_resync(now + secs(61)), Duration::ZERO);
    }
}
