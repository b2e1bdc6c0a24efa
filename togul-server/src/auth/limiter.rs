//! How often credentials may be tried: by address and by account, in this process.
//!
//! Each key has an allowance that refills evenly (the generic cell rate algorithm: one instant a key says it all).
//! Failed logins by e-mail are counted in the database as well, since guessing must not be cheaper with more servers.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use uuid::Uuid;

/// In which time an allowance refills from nothing.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// More keys than this, and those with a full allowance are forgotten.
const MOST_KEYS: usize = 100_000;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Attempt {
    Register,
    Login,
    Refresh,
    Accept,
    /// Changing one's password, which asks for the present one.
    ChangePassword,
}

impl Attempt {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Login => "login",
            Self::Refresh => "refresh",
            Self::Accept => "accept",
            Self::ChangePassword => "change_password",
        }
    }
}

/// Whose attempts count together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Address(IpAddr),
    Email(String),
    User(Uuid),
}

impl Subject {
    /// An address, or the network of 2⁶⁴ addresses that one subscriber has.
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
            Self::Email(_) | Self::User(_) => LimitedBy::Account,
        }
    }

    /// How many attempts fit into the window: an address may be a whole company's.
    fn allowance(&self) -> u32 {
        match self {
            Self::Address(_) => 100,
            Self::Email(_) | Self::User(_) => 30,
        }
    }
}

/// What attempts were counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedBy {
    Account,
    Address,
}

impl LimitedBy {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Address => "address",
        }
    }
}

/// Too many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub attempt: Attempt,
    pub by: LimitedBy,
    /// When the next one counts.
    pub retry_after: Duration,
}

/// Since when each key's allowance would have been used up evenly; absent: it is full.
#[derive(Debug, Default)]
pub struct Limiter {
    spent_until: Mutex<HashMap<(Attempt, Subject), Instant>>,
}

impl Limiter {
    /// Whether there is anything left.
    ///
    /// # Errors
    /// [`TooMany`] when there is not.
    pub fn check(&self, attempt: Attempt, subject: &Subject, now: Instant) -> Result<(), TooMany> {
        let keys = self.spent_until.lock().unwrap_or_else(PoisonError::into_inner);
        room(keys.get(&(attempt, subject.clone())).copied(), attempt, subject, now).map(drop)
    }

    /// Takes one from what is left.
    ///
    /// # Errors
    /// [`TooMany`] when there is nothing left; then nothing is taken.
    pub fn take(&self, attempt: Attempt, subject: Subject, now: Instant) -> Result<(), TooMany> {
        let mut keys = self.spent_until.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEYS {
            keys.retain(|_, spent_until| *spent_until > now);
        }
        let key = (attempt, subject);
        let spent_until = room(keys.get(&key).copied(), attempt, &key.1, now)?;
        keys.insert(key, spent_until);
        Ok(())
    }
}

/// Until when the allowance is spent after one more attempt.
fn room(
    spent_until: Option<Instant>,
    attempt: Attempt,
    subject: &Subject,
    now: Instant,
) -> Result<Instant, TooMany> {
    let after = spent_until.map_or(now, |until| until.max(now)) + WINDOW / subject.allowance();
    match after.duration_since(now).checked_sub(WINDOW) {
        None | Some(Duration::ZERO) => Ok(after),
        Some(retry_after) => Err(TooMany { attempt, by: subject.kind(), retry_after }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Subject {
        Subject::of_address([192, 0, 2, 1].into())
    }

    #[test]
    fn an_allowance_is_spent_and_refills() {
        let (limiter, start) = (Limiter::default(), Instant::now());
        for _ in 0..100 {
            limiter.take(Attempt::Login, one(), start).expect("there is room");
        }
        let refused = limiter.take(Attempt::Login, one(), start).expect_err("there is none");
        let wait = Duration::from_secs(9);
        assert_eq!(refused, TooMany { attempt: Attempt::Login, by: LimitedBy::Address, retry_after: wait });
        assert_eq!(limiter.check(Attempt::Login, &one(), start), Err(refused));
        limiter.take(Attempt::Login, one(), start + wait).expect("there is room for one more");
        limiter.take(Attempt::Login, one(), start + wait).expect_err("and for no other");
        for _ in 0..100 {
            limiter.take(Attempt::Login, one(), start + 2 * WINDOW).expect("there is room again");
        }
    }

    #[test]
    fn attempts_and_subjects_do_not_share() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        while limiter.take(Attempt::Login, one(), now).is_ok() {}
        assert_eq!(limiter.check(Attempt::Refresh, &one(), now), Ok(()));
        assert_eq!(limiter.check(Attempt::Login, &Subject::Email("a@b".to_owned()), now), Ok(()));
        assert_eq!(limiter.check(Attempt::Login, &Subject::of_address([192, 0, 2, 2].into()), now), Ok(()));
    }

    #[test]
    fn a_network_of_one_subscriber_is_one_subject() {
        let v6 = |text: &str| Subject::of_address(text.parse().expect("an address"));
        assert_eq!(v6("2001:db8:1:2::1"), v6("2001:db8:1:2:ffff::9"));
        assert_ne!(v6("2001:db8:1:2::1"), v6("2001:db8:1:3::1"));
    }
}
