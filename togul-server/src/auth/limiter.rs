//! Rate limits for attempts with credentials, by address and by account, in this process.
//!
//! Each key has an allowance that refills evenly (the generic cell rate algorithm, whose state is one instant per key).
//! Failed logins by e-mail are also counted in the database, so that more servers do not admit more guesses.
//!
//! Not a cache such as moka's: evicting the least used key would reset the limit of a client that is over it. Here only
//! full allowances make room, and no request waits for more than one scan per second.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use strum::IntoStaticStr;
use uuid::Uuid;

/// The time in which an empty allowance refills.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Maximum number of keys, about 10 MB. Further ones are not limited.
const MAX_KEYS: usize = 100_000;
/// Minimum time between two scans for keys with a full allowance, which can be removed.
const EVICTION_INTERVAL: Duration = Duration::from_secs(1);

/// The kind of attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Attempt {
    Register,
    Login,
    Refresh,
    Accept,
    /// A change of the password, which needs the current one.
    ChangePassword,
    /// A request that may change something in an organization.
    Write,
}

impl Attempt {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The key by which attempts are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Address(IpAddr),
    Email(String),
    Session(Uuid),
}

impl Subject {
    /// The subject of an address. The 2⁶⁴ IPv6 addresses of one subscriber are one subject.
    #[must_use]
    pub fn of_address(address: IpAddr) -> Self {
        Self::Address(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
        })
    }

    fn kind(&self) -> LimitedBy {
        match self {
            Self::Address(_) => LimitedBy::Address,
            Self::Email(_) | Self::Session(_) => LimitedBy::Account,
        }
    }

    /// Attempts in a window. An address has more because a whole company may share it.
    fn allowance(&self) -> u32 {
        match self {
            Self::Address(_) => 100,
            Self::Email(_) | Self::Session(_) => 30,
        }
    }
}

/// The kind of subject whose allowance is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum LimitedBy {
    Account,
    Address,
    Organization,
}

impl LimitedBy {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Too many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub attempt: Attempt,
    pub by: LimitedBy,
    /// The time until another attempt is admitted.
    pub retry_after: Duration,
}

#[derive(Debug, Default)]
pub struct Limiter(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// The instant at which each key's allowance is full again. An absent key has a full allowance.
    full_at: HashMap<(Attempt, Subject), Instant>,
    last_eviction: Option<Instant>,
}

impl Limiter {
    /// Takes one attempt from the allowance.
    ///
    /// # Errors
    /// [`TooMany`] when the allowance is empty; it is not changed then.
    pub fn take(&self, attempt: Attempt, subject: Subject, now: Instant) -> Result<(), TooMany> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (attempt, subject);
        let full_at = admit(state.full_at.get(&key).copied(), attempt, &key.1, now)?;
        if state.has_room_for(&key, now) {
            state.full_at.insert(key, full_at);
        }
        Ok(())
    }

    /// Returns an attempt to the allowance: the credential was valid.
    pub fn give_back(&self, attempt: Attempt, subject: Subject) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = WINDOW / subject.allowance();
        if let Some(full_at) = state.full_at.get_mut(&(attempt, subject)) {
            *full_at = full_at.checked_sub(one).unwrap_or(*full_at);
        }
    }
}

impl State {
    /// A flood from more addresses than [`MAX_KEYS`] is not limited by address, but costs neither memory nor time.
    fn has_room_for(&mut self, key: &(Attempt, Subject), now: Instant) -> bool {
        if self.full_at.len() < MAX_KEYS || self.full_at.contains_key(key) {
            return true;
        }
        if self.last_eviction.is_none_or(|at| now.duration_since(at) >= EVICTION_INTERVAL) {
            self.last_eviction = Some(now);
            self.full_at.retain(|_, full_at| *full_at > now);
        }
        self.full_at.len() < MAX_KEYS
    }
}

/// The instant at which the allowance is full again after one more attempt.
fn admit(
    full_at: Option<Instant>,
    attempt: Attempt,
    subject: &Subject,
    now: Instant,
) -> Result<Instant, TooMany> {
    let after = full_at.map_or(now, |full_at| full_at.max(now)) + WINDOW / subject.allowance();
    match after.duration_since(now).checked_sub(WINDOW) {
        None | Some(Duration::ZERO) => Ok(after),
        Some(retry_after) => Err(TooMany { attempt, by: subject.kind(), retry_after }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Subject {
        Subject::of_address([192, 0, 2, 1].into())
    }

    #[test]
    fn an_allowance_is_spent_and_refills() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        for _ in 0..100 {
            limiter.take(Attempt::Login, address(), start).expect("the allowance is full");
        }
        let refused = limiter.take(Attempt::Login, address(), start).expect_err("the allowance is empty");
        let wait = Duration::from_secs(9);
        assert_eq!(refused, TooMany { attempt: Attempt::Login, by: LimitedBy::Address, retry_after: wait });
        limiter.take(Attempt::Login, address(), start + wait).expect("one attempt was refilled");
        limiter.take(Attempt::Login, address(), start + wait).expect_err("only one attempt was refilled");
        limiter.give_back(Attempt::Login, address());
        limiter.take(Attempt::Login, address(), start + wait).expect("the returned attempt");
        for _ in 0..100 {
            limiter.take(Attempt::Login, address(), start + 2 * WINDOW).expect("the allowance is full again");
        }
    }

    #[test]
    fn attempts_and_subjects_have_separate_allowances() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        while limiter.take(Attempt::Login, address(), now).is_ok() {}
        assert_eq!(limiter.take(Attempt::Refresh, address(), now), Ok(()));
        assert_eq!(limiter.take(Attempt::Login, Subject::Email("a@b".to_owned()), now), Ok(()));
        assert_eq!(limiter.take(Attempt::Login, Subject::of_address([192, 0, 2, 2].into()), now), Ok(()));
    }

    #[test]
    fn an_ipv6_network_of_one_subscriber_is_one_subject() {
        let v6 = |text: &str| Subject::of_address(text.parse().expect("an address"));
        assert_eq!(v6("2001:db8:1:2::1"), v6("2001:db8:1:2:ffff::9"));
        assert_ne!(v6("2001:db8:1:2::1"), v6("2001:db8:1:3::1"));
    }
}
