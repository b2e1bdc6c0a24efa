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
/// More keys than this are not remembered, and how often those with a full allowance are looked for to make room.
const MOST_KEYS: usize = 100_000;
const MAKE_ROOM_EVERY: Duration = Duration::from_secs(1);

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
    Session(Uuid),
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
            Self::Email(_) | Self::Session(_) => LimitedBy::Account,
        }
    }

    /// How many attempts fit into the window: an address may be a whole company's.
    fn allowance(&self) -> u32 {
        match self {
            Self::Address(_) => 100,
            Self::Email(_) | Self::Session(_) => 30,
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

#[derive(Debug, Default)]
pub struct Limiter(Mutex<Spent>);

#[derive(Debug, Default)]
struct Spent {
    /// Until when each key's allowance is spent if it refills evenly; absent: it is full.
    until: HashMap<(Attempt, Subject), Instant>,
    made_room: Option<Instant>,
}

impl Limiter {
    /// Takes one from what is left.
    ///
    /// # Errors
    /// [`TooMany`] when there is nothing left; then nothing is taken.
    pub fn take(&self, attempt: Attempt, subject: Subject, now: Instant) -> Result<(), TooMany> {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (attempt, subject);
        let until = room(spent.until.get(&key).copied(), attempt, &key.1, now)?;
        if spent.has_room_for(&key, now) {
            spent.until.insert(key, until);
        }
        Ok(())
    }

    /// Gives one back that was taken: the credential was right.
    pub fn give_back(&self, attempt: Attempt, subject: Subject) {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = WINDOW / subject.allowance();
        if let Some(until) = spent.until.get_mut(&(attempt, subject)) {
            *until = until.checked_sub(one).unwrap_or(*until);
        }
    }
}

impl Spent {
    /// Who comes with more addresses than are remembered is not limited by them, and cannot make this grow or slow.
    fn has_room_for(&mut self, key: &(Attempt, Subject), now: Instant) -> bool {
        if self.until.len() < MOST_KEYS || self.until.contains_key(key) {
            return true;
        }
        if self.made_room.is_none_or(|at| now.duration_since(at) >= MAKE_ROOM_EVERY) {
            self.made_room = Some(now);
            self.until.retain(|_, until| *until > now);
        }
        self.until.len() < MOST_KEYS
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
        limiter.take(Attempt::Login, one(), start + wait).expect("there is room for one more");
        limiter.take(Attempt::Login, one(), start + wait).expect_err("and for no other");
        limiter.give_back(Attempt::Login, one());
        limiter.take(Attempt::Login, one(), start + wait).expect("what was given back");
        for _ in 0..100 {
            limiter.take(Attempt::Login, one(), start + 2 * WINDOW).expect("there is room again");
        }
    }

    #[test]
    fn attempts_and_subjects_do_not_share() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        while limiter.take(Attempt::Login, one(), now).is_ok() {}
        assert_eq!(limiter.take(Attempt::Refresh, one(), now), Ok(()));
        assert_eq!(limiter.take(Attempt::Login, Subject::Email("a@b".to_owned()), now), Ok(()));
        assert_eq!(limiter.take(Attempt::Login, Subject::of_address([192, 0, 2, 2].into()), now), Ok(()));
    }

    #[test]
    fn a_network_of_one_subscriber_is_one_subject() {
        let v6 = |text: &str| Subject::of_address(text.parse().expect("an address"));
        assert_eq!(v6("2001:db8:1:2::1"), v6("2001:db8:1:2:ffff::9"));
        assert_ne!(v6("2001:db8:1:2::1"), v6("2001:db8:1:3::1"));
    }
}
