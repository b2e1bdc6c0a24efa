//! Rate limits for attempts with credentials, by network and by account, in this process.
//!
//! Each key has an allowance that refills evenly (the generic cell rate algorithm, whose state is one instant per key).
//! Failed logins are also counted in the database, so that more servers do not admit more guesses.
//!
//! Not a cache such as moka's: evicting the least used key would reset the limit of a client that is over it. Here the
//! key whose allowance is full first makes room, so a flood of new keys evicts its own keys before that one.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use strum::IntoStaticStr;
use uuid::Uuid;

use crate::domain::network::Network;

/// The time in which an empty allowance refills.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Maximum number of keys, about 20 MB.
const MAX_KEYS: usize = 100_000;

/// The kind of attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Attempt {
    /// The creation of an account, by registration or by an invitation.
    Register,
    Login,
    Refresh,
    Accept,
    /// A change of the password, which needs the current one.
    ChangePassword,
    /// A lost password, replaced with a one-time token.
    ResetPassword,
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    Network(Network),
    Email(String),
    Session(Uuid),
}

impl Subject {
    fn kind(&self) -> LimitedBy {
        match self {
            Self::Network(_) => LimitedBy::Address,
            Self::Email(_) | Self::Session(_) => LimitedBy::Account,
        }
    }

    /// Attempts in a window. A network has more because a whole company may share it.
    fn allowance(&self) -> u32 {
        match self {
            Self::Network(_) => 100,
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

type Key = (Attempt, Subject);

#[derive(Debug, Default)]
struct State {
    /// The instant at which each key's allowance is full again. An absent key has a full allowance.
    full_at: HashMap<Key, Instant>,
    /// The same, the earliest first.
    by_time: BTreeSet<(Instant, Key)>,
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
        state.make_room_for(&key, now);
        state.set(key, full_at);
        Ok(())
    }

    /// Returns an attempt to the allowance: the credential was valid.
    pub fn give_back(&self, attempt: Attempt, subject: Subject) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (attempt, subject);
        if let Some(full_at) =
            state.full_at.get(&key).and_then(|at| at.checked_sub(WINDOW / key.1.allowance()))
        {
            state.set(key, full_at);
        }
    }
}

impl State {
    fn set(&mut self, key: Key, full_at: Instant) {
        if let Some(before) = self.full_at.insert(key.clone(), full_at) {
            self.by_time.remove(&(before, key.clone()));
        }
        self.by_time.insert((full_at, key));
    }

    /// Removes keys with a full allowance, and the key that is full first if there are [`MAX_KEYS`] others.
    fn make_room_for(&mut self, key: &Key, now: Instant) {
        let max = if self.full_at.contains_key(key) { MAX_KEYS } else { MAX_KEYS - 1 };
        while let Some((full_at, _)) = self.by_time.first()
            && (*full_at <= now || self.full_at.len() > max)
        {
            let (_, key) = self.by_time.pop_first().expect("there is a first key");
            self.full_at.remove(&key);
        }
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
    use std::net::IpAddr;

    use super::*;

    fn network(last: [u8; 3]) -> Subject {
        let [a, b, c] = last;
        Subject::Network(IpAddr::from([10, a, b, c]).into())
    }

    fn address() -> Subject {
        network([0, 0, 1])
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
        assert_eq!(limiter.take(Attempt::Login, network([0, 0, 2]), now), Ok(()));
    }

    #[test]
    fn a_full_table_evicts_the_keys_that_are_full_first_and_limits_new_ones() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        while limiter.take(Attempt::Login, address(), now).is_ok() {}
        let others = (1..=255).flat_map(|a| (0..=255).flat_map(move |b| (0..=3).map(move |c| [a, b, c])));
        let mut last = [0; 3];
        for other in others.take(MAX_KEYS + 1_000) {
            limiter.take(Attempt::Login, network(other), now).expect("its first attempt");
            last = other;
        }
        assert_eq!(limiter.0.lock().expect("not poisoned").full_at.len(), MAX_KEYS);
        limiter.take(Attempt::Login, address(), now).expect_err("the limit holds during the flood");
        while limiter.take(Attempt::Login, network(last), now).is_ok() {}
        limiter.take(Attempt::Login, network([0, 9, 9]), now + 2 * WINDOW).expect("a new key");
        let state = limiter.0.lock().expect("not poisoned");
        assert_eq!((state.full_at.len(), state.by_time.len()), (1, 1), "full allowances are removed");
    }
}
