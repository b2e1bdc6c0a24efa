//! The rate limit on the writes of each organization, in this process: one tenant's writes must not keep the database
//! from the others.
//!
//! As in [`limiter`](super::limiter), the state is one instant per writer (the generic cell rate algorithm).

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::limiter::{Attempt, LimitedBy, TooMany};
use crate::domain::{account::User, id::Id, organization::Organization};

/// Above this number, those with a full allowance are removed, at most once in [`EVICTION_INTERVAL`]. Only callers with a
/// valid credential have a place, so their number is bounded by that of organizations and accounts.
const USUAL_KEYS: usize = 10_000;
const EVICTION_INTERVAL: Duration = Duration::from_secs(1);

/// What a write is counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writer {
    /// By a member or machine token with the permission for it.
    Organization(Id<Organization>),
    /// What every user may do: a member without rights in an organization must not keep the others from writing.
    User(Id<User>),
}

#[derive(Debug)]
pub struct WriteLimiter {
    /// The time that one write takes from the allowance; zero turns the limit off.
    interval: Duration,
    /// The time in which an empty allowance refills.
    window: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The instant at which each writer's allowance is full again.
    full_at: HashMap<Writer, Instant>,
    last_eviction: Option<Instant>,
}

impl WriteLimiter {
    /// A rate of 0 turns the limit off. At least one write is admitted at once.
    #[must_use]
    pub fn new(per_second: u32, burst: u32) -> Self {
        let interval = Duration::from_secs(1).checked_div(per_second).unwrap_or_default();
        Self { interval, window: interval * burst.max(1), state: Mutex::default() }
    }

    /// Takes one write from the writer's allowance.
    ///
    /// # Errors
    /// [`TooMany`] when the allowance is empty; it is not changed then.
    pub fn take(&self, writer: Writer, now: Instant) -> Result<(), TooMany> {
        if self.interval.is_zero() {
            return Ok(());
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.evict(now);
        let full_at = state.full_at.entry(writer).or_insert(now);
        let after = (*full_at).max(now) + self.interval;
        if let Some(retry_after) = after.duration_since(now).checked_sub(self.window)
            && !retry_after.is_zero()
        {
            let by = match writer {
                Writer::Organization(_) => LimitedBy::Organization,
                Writer::User(_) => LimitedBy::Account,
            };
            return Err(TooMany { attempt: Attempt::Write, by, retry_after });
        }
        *full_at = after;
        Ok(())
    }
}

impl State {
    fn evict(&mut self, now: Instant) {
        let is_due = self.last_eviction.is_none_or(|at| now.duration_since(at) >= EVICTION_INTERVAL);
        if self.full_at.len() >= USUAL_KEYS && is_due {
            self.last_eviction = Some(now);
            self.full_at.retain(|_, full_at| *full_at > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn organization(n: u64) -> Writer {
        Writer::Organization(Uuid::from_u64_pair(0, n).into())
    }

    #[test]
    fn a_burst_is_admitted_and_then_the_sustained_rate() {
        let (limiter, start, ours) = (WriteLimiter::new(50, 500), Instant::now(), organization(0));
        for _ in 0..500 {
            limiter.take(ours, start).expect("the allowance is full");
        }
        let refused = limiter.take(ours, start).expect_err("the allowance is empty");
        assert_eq!(refused.retry_after, Duration::from_millis(20));
        limiter.take(organization(1), start).expect("another organization has its own allowance");
        limiter.take(Writer::User(Id::generate()), start).expect("a user has an own allowance");
        for second in 1..=3 {
            let now = start + Duration::from_secs(second);
            let admitted = (0..100).filter(|_| limiter.take(ours, now).is_ok()).count();
            assert_eq!(admitted, 50, "after {second} s");
        }
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let (limiter, now) = (WriteLimiter::new(0, 1), Instant::now());
        for _ in 0..10_000 {
            limiter.take(organization(0), now).expect("there is no limit");
        }
    }

    #[test]
    fn full_allowances_make_room() {
        let (limiter, start) = (WriteLimiter::new(50, 500), Instant::now());
        for n in 0..2 * USUAL_KEYS as u64 {
            let now = start + Duration::from_millis(n);
            limiter.take(organization(n), now).expect("the allowance is full");
        }
        let state = limiter.state.lock().expect("no test has panicked");
        assert!(state.full_at.len() <= USUAL_KEYS + 1_000, "{}", state.full_at.len());
    }
}
