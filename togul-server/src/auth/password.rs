//! Passwords: argon2id, 19 MiB, two passes, one lane (OWASP's first choice of parameters), off the async threads.

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

/// Shortest and longest password in bytes.
const BYTES: std::ops::RangeInclusive<usize> = 8..=1024;

/// How long a login waits for its turn before it is told to come back.
const QUEUE: Duration = Duration::from_secs(5);

const COMMON: &str = include_str!("common_passwords.txt");

/// Hashes passwords, `max(1, cores - 1)` at a time, so that logins never starve evaluation.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
    at_a_time: usize,
    queue: Arc<Queue>,
    patience: Duration,
    /// The hash that an unknown account is checked against, so that it takes as long as a known one.
    nobody: Arc<str>,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: AtomicUsize,
    refused: AtomicU64,
}

/// Whoever waits; gone when it is dropped, as it is when a caller hangs up.
struct Waiting<'q>(&'q Queue);

impl<'q> Waiting<'q> {
    fn in_line(queue: &'q Queue) -> Self {
        queue.waiting.fetch_add(1, Relaxed);
        Self(queue)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Relaxed);
    }
}

/// How busy hashing is at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub running: usize,
    pub waiting: usize,
    /// How often somebody was [`Busy`], since the start.
    pub refused: u64,
}

/// Too many are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many logins at a time")]
pub struct Busy;

impl Passwords {
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let nobody = hash(&hex(&super::secret::random::<16>()));
        let at_a_time = (cores - 1).max(1);
        Self {
            permits: Arc::new(Semaphore::new(at_a_time)),
            at_a_time,
            queue: Arc::default(),
            patience: QUEUE,
            nobody: nobody.into(),
        }
    }

    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            running: self.at_a_time.saturating_sub(self.permits.available_permits()),
            waiting: self.queue.waiting.load(Relaxed),
            refused: self.queue.refused.load(Relaxed),
        }
    }

    /// The PHC text to store.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn hash(&self, password: Password) -> Result<String, Busy> {
        self.run(move || hash(&password.0)).await
    }

    /// Whether the password is the account's; `None` for an account that does not exist, which is just as slow.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool, Busy> {
        let nobody = Arc::clone(&self.nobody);
        self.run(move || {
            let text = stored.as_deref().unwrap_or(&nobody);
            let matches = PasswordHash::new(text)
                .is_ok_and(|hash| argon2().verify_password(password.0.as_bytes(), &hash).is_ok());
            matches && stored.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let waiting = Waiting::in_line(&self.queue);
        let permit = tokio::time::timeout(self.patience, Arc::clone(&self.permits).acquire_owned()).await;
        drop(waiting);
        let permit = permit
            .map_err(|_| {
                self.queue.refused.fetch_add(1, Relaxed);
                Busy
            })?
            .expect("the semaphore is never closed");
        // The task itself holds the permit: a caller that goes away does not make room for one more.
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

/// What is wrong with a new password, if anything.
///
/// # Errors
/// What it must be.
pub fn check(password: &Password, email: &str) -> Result<(), String> {
    if !BYTES.contains(&password.0.len()) {
        return Err(format!("must be {} to {} bytes", BYTES.start(), BYTES.end()));
    }
    let folded = password.0.to_lowercase();
    if folded == email.to_lowercase() {
        return Err("must not be the e-mail address".to_owned());
    }
    if COMMON.lines().any(|common| common == folded) {
        return Err("is among the most common passwords: choose another".to_owned());
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
        write!(text, "{byte:02x}").expect("a string takes everything");
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
    async fn who_waits_too_long_is_refused_and_counted() {
        let passwords = Passwords { patience: Duration::from_millis(1), ..Passwords::new() };
        let idle = Status { running: 0, waiting: 0, refused: 0 };
        assert_eq!(passwords.status(), idle);
        let all = u32::try_from(passwords.at_a_time).expect("a small number");
        let taken = passwords.permits.acquire_many(all).await.expect("the semaphore is open");
        assert_eq!(passwords.status(), Status { running: passwords.at_a_time, ..idle });
        let hashing = passwords.hash(Password("correct horse".to_owned()));
        let waiting = async { passwords.status().waiting };
        let (hashed, waiting) = tokio::join!(hashing, waiting);
        assert_eq!((hashed, waiting), (Err(Busy), 1));
        drop(taken);
        assert_eq!(passwords.status(), Status { refused: 1, ..idle });
    }

    #[tokio::test]
    async fn every_byte_of_a_password_counts() {
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
