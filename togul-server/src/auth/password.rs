//! Password hashing: argon2id with 19 MiB, two passes and one lane (the first parameters that OWASP recommends), outside
//! of the async threads.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::phc,
};
use tokio::sync::Semaphore;

use crate::domain::account::Password;

/// Length of a password in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=1024;

/// Time that a request waits in the queue before it is refused.
const QUEUE_TIMEOUT: Duration = Duration::from_secs(5);

/// One per line, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// Hashes passwords, `max(1, cores - 1)` at a time, so that logins cannot take every core from evaluation.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    max_running: usize,
    queue: Arc<Queue>,
    queue_timeout: Duration,
    /// The hash that passwords of unknown accounts are compared with, so that they take as long as known ones.
    dummy_hash: Arc<str>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: AtomicUsize,
    refused: AtomicU64,
}

/// A place in the queue, given up on drop, also when the caller disconnects.
struct Waiting<'q>(&'q Queue);

impl<'q> Waiting<'q> {
    fn enter(queue: &'q Queue) -> Self {
        queue.waiting.fetch_add(1, Relaxed);
        Self(queue)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}

/// The current load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub running: usize,
    pub waiting: usize,
    /// The number of [`Busy`] errors since the start.
    pub refused: u64,
}

/// The queue did not become short enough in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being hashed")]
pub struct Busy;

impl Passwords {
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let dummy_hash = hash(&hex(&super::secret::random::<16>()));
        let max_running = (cores - 1).max(1);
        Self {
            permits: Arc::new(Semaphore::new(max_running)),
            max_running,
            queue: Arc::default(),
            queue_timeout: QUEUE_TIMEOUT,
            dummy_hash: dummy_hash.into(),
        }
    }

    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            running: self.max_running.saturating_sub(self.permits.available_permits()),
            waiting: self.queue.waiting.load(Relaxed),
            refused: self.queue.refused.load(Relaxed),
        }
    }

    /// The hash as a PHC string.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn hash(&self, password: Password) -> Result<String, Busy> {
        self.run(move || hash(&password.0)).await
    }

    /// Whether the password matches the stored hash. `None` stands for an account that does not exist: the result is false
    /// after the same time.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool, Busy> {
        let dummy_hash = Arc::clone(&self.dummy_hash);
        self.run(move || {
            let stored_hash = stored.as_deref().unwrap_or(&dummy_hash);
            let matches = PasswordHash::new(stored_hash)
                .is_ok_and(|hash| argon2().verify_password(password.0.as_bytes(), &hash).is_ok());
            matches && stored.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let waiting = Waiting::enter(&self.queue);
        let permit =
            tokio::time::timeout(self.queue_timeout, Arc::clone(&self.permits).acquire_owned()).await;
        drop(waiting);
        let permit = permit
            .map_err(|_| {
                self.queue.refused.fetch_add(1, Relaxed);
                Busy
            })?
            .expect("the semaphore is never closed");
        // The task holds the permit: hashing continues, and is counted, after the caller has disconnected.
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        Ok(task.await.expect("hashing does not panic"))
    }
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
    async fn a_password_that_waits_too_long_is_refused_and_counted() {
        let passwords = Passwords { queue_timeout: Duration::from_millis(1), ..Passwords::new() };
        let idle = Status { running: 0, waiting: 0, refused: 0 };
        assert_eq!(passwords.status(), idle);
        let all = u32::try_from(passwords.max_running).expect("a small number");
        let taken = passwords.permits.acquire_many(all).await.expect("the semaphore is open");
        assert_eq!(passwords.status(), Status { running: passwords.max_running, ..idle });
        let hashing = passwords.hash(Password("correct horse".to_owned()));
        let waiting = async { passwords.status().waiting };
        let (hashed, waiting) = tokio::join!(hashing, waiting);
        assert_eq!((hashed, waiting), (Err(Busy), 1));
        drop(taken);
        assert_eq!(passwords.status(), Status { refused: 1, ..idle });
    }

    #[tokio::test]
    async fn every_byte_of_a_password_matters() {
        let passwords = Passwords::new();
        let long = "p".repeat(1024);
        let hash = passwords.hash(Password(long.clone())).await.expect("not busy");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify(Password(long.clone()), Some(hash.clone())).await.expect("not busy"));
        let mut other = long;
        other.replace_range(1023.., "q");
        assert!(!passwords.verify(Password(other.clone()), Some(hash)).await.expect("not busy"));
        assert!(!passwords.verify(Password(other), None).await.expect("not busy"));
    }
}
