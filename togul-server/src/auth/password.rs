//! Password hashing: argon2id with 19 MiB, two passes and one lane (the first parameters that OWASP recommends), outside
//! of the async threads.

use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::phc,
};

pub use super::fair_queue::{Busy, Status};
use super::fair_queue::{FairQueue, Place};
use crate::domain::{account::Password, network::Network};

/// Length of a password in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=1024;

/// Time that a request waits in the queue before it is refused.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// One per line, in lower case: the passwords of at least eight bytes in zxcvbn 3.1.1's frequency list (MIT license), and
/// some more.
const COMMON: &str = include_str!("common_passwords.txt");

/// Passwords of one network that wait. Those that are hashed do not count.
const PLACES_PER_NETWORK: usize = 64;

/// Passwords that wait for their turn. Each has a body of at most 8 KiB, and one that is hashed takes 19 MiB.
const MAX_WAITING: usize = 1024;

/// Hashes passwords, `max(1, cores - 1)` at a time, so that logins cannot take every core from evaluation. Networks take
/// turns.
#[derive(Clone, Debug)]
pub struct Passwords {
    queue: FairQueue,
    /// The hash that passwords of unknown accounts are compared with, so that they take as long as known ones.
    dummy_hash: Arc<str>,
}

impl Passwords {
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let dummy_hash = hash(&hex(&super::secret::random::<16>()));
        let max_running = (cores - 1).max(1);
        Self {
            queue: FairQueue::new(max_running, MAX_WAITING, PLACES_PER_NETWORK),
            dummy_hash: dummy_hash.into(),
        }
    }

    #[must_use]
    pub fn status(&self) -> Status {
        self.queue.status()
    }

    /// A place in the queue for one password. Requests take it before they write anything, so that requests above the
    /// network's share cost nothing.
    ///
    /// # Errors
    /// [`Busy`] when the network has no place left.
    pub fn reserve(&self, network: Network) -> Result<HashSlot, Busy> {
        let place = self.queue.reserve(network)?;
        Ok(HashSlot { place, dummy_hash: Arc::clone(&self.dummy_hash) })
    }
}

/// The right to hash or verify one password, in turn.
#[derive(Debug)]
pub struct HashSlot {
    place: Place,
    dummy_hash: Arc<str>,
}

impl HashSlot {
    /// The hash as a PHC string.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn hash(self, password: Password) -> Result<String, Busy> {
        run(self.place, move || hash(&password.0)).await
    }

    /// Whether the password matches the stored hash. `None` stands for an account that does not exist: the result is false
    /// after the same time.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn verify(self, password: Password, stored: Option<String>) -> Result<bool, Busy> {
        let Self { place, dummy_hash } = self;
        run(place, move || {
            let stored_hash = stored.as_deref().unwrap_or(&dummy_hash);
            let matches = PasswordHash::new(stored_hash)
                .is_ok_and(|hash| argon2().verify_password(password.0.as_bytes(), &hash).is_ok());
            matches && stored.is_some()
        })
        .await
    }
}

async fn run<T: Send + 'static>(place: Place, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
    let permit = place.wait(QUEUE_TIMEOUT).await?;
    // The task holds the permit: hashing continues, and is counted, after the caller has disconnected.
    let task = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    });
    Ok(task.await.expect("hashing does not panic"))
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

/// Checks a new password.
///
/// # Errors
/// The rule that it breaks.
pub fn check(password: &Password, email: &str) -> Result<(), String> {
    if !LENGTH.contains(&password.0.len()) {
        return Err(format!("must be {} to {} bytes", LENGTH.start(), LENGTH.end()));
    }
    let folded = password.0.to_lowercase();
    if folded == email.to_lowercase() {
        return Err("must not be the e-mail address".to_owned());
    }
    if COMMON.lines().any(|common| common == folded) {
        return Err("is among the most common passwords: choose another one".to_owned());
    }
    Ok(())
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &str) -> String {
    let hash: phc::PasswordHash =
        argon2().hash_password(password.as_bytes()).expect("the parameters and a generated salt are valid");
    hash.to_string()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn check(password: &str) -> Result<(), String> {
        super::check(&Password(password.to_owned()), "Ada.Lovelace@example.com")
    }

    #[test]
    fn a_new_password_is_long_enough_not_the_email_and_not_common() {
        assert!(check("1234567").is_err());
        assert!(check("ada.lovelace@EXAMPLE.com").is_err());
        assert!(check("Password123").is_err());
        assert!(check(&"x".repeat(1025)).is_err());
        assert!(check(&"x".repeat(1024)).is_ok());
        assert!(check("ğğğğ").is_ok(), "eight bytes in four characters");
    }

    #[tokio::test]
    async fn every_byte_of_a_password_matters() {
        let passwords = Passwords::new();
        let slot = || passwords.reserve(IpAddr::from([192, 0, 2, 1]).into()).expect("a place");
        let long = "p".repeat(1024);
        let hash = slot().hash(Password(long.clone())).await.expect("not busy");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(slot().verify(Password(long.clone()), Some(hash.clone())).await.expect("not busy"));
        let mut other = long;
        other.replace_range(1023.., "q");
        assert!(!slot().verify(Password(other.clone()), Some(hash)).await.expect("not busy"));
        assert!(!slot().verify(Password(other), None).await.expect("not busy"));
    }
}
