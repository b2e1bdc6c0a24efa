//! Secrets that belong to no key, remembered for a moment, so that a caller that repeats one costs no query.

use std::{
    collections::HashSet,
    mem,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::auth::secret::SecretHash;

/// How long a secret is remembered at most, and how many are.
const TTL: Duration = Duration::from_secs(5);
const CAPACITY: usize = 10_000;

/// Two generations: when the newer one is full or old, it replaces the older one, so that no entry is ever looked for to
/// be evicted. Apart from the keys in memory, whose look-ups must not wait for those of unknown ones.
#[derive(Debug)]
pub(super) struct UnknownKeys(Mutex<Generations>);

#[derive(Debug)]
struct Generations {
    newer: HashSet<SecretHash>,
    older: HashSet<SecretHash>,
    begun: Instant,
}

impl Default for UnknownKeys {
    fn default() -> Self {
        let (newer, older) = (HashSet::new(), HashSet::new());
        Self(Mutex::new(Generations { newer, older, begun: Instant::now() }))
    }
}

impl UnknownKeys {
    pub(super) fn contains(&self, hash: SecretHash, now: Instant) -> bool {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generations.expire(now);
        generations.newer.contains(&hash) || generations.older.contains(&hash)
    }

    pub(super) fn insert(&self, hash: SecretHash, now: Instant) {
        let mut generations = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        generations.expire(now);
        if generations.newer.len() >= CAPACITY / 2 {
            generations.turn(now);
        }
        generations.newer.insert(hash);
    }
}

impl Generations {
    fn expire(&mut self, now: Instant) {
        let age = now.saturating_duration_since(self.begun);
        if age >= TTL {
            self.newer.clear();
        }
        if age >= TTL / 2 {
            self.turn(now);
        }
    }

    fn turn(&mut self, now: Instant) {
        self.older = mem::take(&mut self.newer);
        self.begun = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: usize) -> SecretHash {
        SecretHash::of(&format!("tgl_{number}"))
    }

    #[test]
    fn a_secret_is_remembered_for_some_seconds() {
        let (unknown, start) = (UnknownKeys::default(), Instant::now());
        let at = |millis| start + Duration::from_millis(millis);
        unknown.insert(hash(1), at(0));
        assert!(unknown.contains(hash(1), at(1_000)) && unknown.contains(hash(1), at(2_600)));
        assert!(!unknown.contains(hash(2), at(2_600)));
        assert!(!unknown.contains(hash(1), at(5_200)));
        unknown.insert(hash(3), at(6_000));
        assert!(!unknown.contains(hash(3), at(60_000)));
    }

    #[test]
    fn the_oldest_secrets_make_room_for_new_ones() {
        let (unknown, now) = (UnknownKeys::default(), Instant::now());
        for number in 0..3 * CAPACITY {
            unknown.insert(hash(number), now);
            let generations = unknown.0.lock().unwrap();
            assert!(generations.newer.len() + generations.older.len() <= CAPACITY);
        }
        let last = 3 * CAPACITY - 1;
        assert!((last - CAPACITY / 2 + 1..=last).all(|number| unknown.contains(hash(number), now)));
        assert!(!unknown.contains(hash(0), now));
    }
}
