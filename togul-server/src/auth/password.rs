//! Password hashing: argon2id with 19 MiB, two passes and one lane (the first parameters that OWASP recommends), outside
//! of the async threads.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use tokio::sync::oneshot;

use crate::{
    domain::{account::Password, network::Network},
    fair_queue::{Busy, FairQueue, Place, Status},
};

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

/// Hashes passwords, `max(1, cores - 1)` at a time and with a low priority, so that logins cannot take the cores from
/// evaluation. Networks take turns.
#[derive(Clone, Debug)]
pub struct Passwords {
    queue: FairQueue<Network>,
    memory: Memory,
    /// The hash that passwords of unknown accounts are compared with, so that they take as long as known ones.
    dummy_hash: Arc<str>,
}

impl Passwords {
    #[must_use]
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let memory = Memory::default();
        let dummy_hash = memory.hash(&hex(&super::secret::random::<16>()));
        let max_running = (cores - 1).max(1);
        Self {
            queue: FairQueue::new(max_running, MAX_WAITING, PLACES_PER_NETWORK),
            memory,
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
        Ok(HashSlot { place, memory: self.memory.clone(), dummy_hash: Arc::clone(&self.dummy_hash) })
    }
}

/// The right to hash or verify one password, in turn.
#[derive(Debug)]
pub struct HashSlot {
    place: Place<Network>,
    memory: Memory,
    dummy_hash: Arc<str>,
}

impl HashSlot {
    /// The hash as a PHC string.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn hash(self, password: Password) -> Result<String, Busy> {
        let Self { place, memory, .. } = self;
        run(place, move || memory.hash(&password.0)).await
    }

    /// Whether the password matches the stored hash. `None` stands for an account that does not exist: the result is false
    /// after the same time.
    ///
    /// # Errors
    /// [`Busy`] after five seconds in the queue.
    pub async fn verify(self, password: Password, stored: Option<String>) -> Result<bool, Busy> {
        let Self { place, memory, dummy_hash } = self;
        run(place, move || {
            let stored_hash = stored.as_deref().unwrap_or(&dummy_hash);
            memory.verify(&password.0, stored_hash) && stored.is_some()
        })
        .await
    }
}

async fn run<T: Send + 'static>(
    place: Place<Network>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Busy> {
    let permit = place.wait(QUEUE_TIMEOUT).await?;
    let (sender, result) = oneshot::channel();
    // The thread holds the permit: hashing continues, and is counted, after the caller has disconnected. A thread of its own,
    // because a lowered priority cannot be raised again.
    let hash = move || {
        let _permit = permit;
        lower_priority();
        drop(sender.send(work()));
    };
    thread::Builder::new().name("password".to_owned()).spawn(hash).map_err(|error| {
        tracing::warn!(%error, "no thread for a password");
        Busy
    })?;
    Ok(result.await.expect("hashing does not panic"))
}

/// Lets the threads that serve requests go first when there are too few cores.
#[cfg(target_os = "linux")]
fn lower_priority() {
    // Of the calling thread. Where it is forbidden, hashing takes its turn as any thread does.
    let _ = rustix::process::nice(10);
}

/// Other systems have priorities of processes only.
#[cfg(not(target_os = "linux"))]
fn lower_priority() {}

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

/// The memory that hashing takes, kept for the next password: one for each that is hashed at the same time. If it were
/// freed, the allocator would keep it for each thread that has ever hashed.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Vec<Vec<Block>>>>);

impl Memory {
    /// A new hash as a PHC string.
    fn hash(&self, password: &str) -> String {
        let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are within argon2's bounds");
        let mut hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).expect("three numbers are short"),
            salt: Some(Salt::generate()),
            hash: None,
        };
        hash.hash = Some(self.output(password, &hash).expect("the parameters and the salt are valid"));
        hash.to_string()
    }

    fn verify(&self, password: &str, stored: &str) -> bool {
        PasswordHash::new(stored).is_ok_and(|stored| {
            // Compared in constant time.
            self.output(password, &stored).is_ok_and(|output| stored.hash == Some(output))
        })
    }

    /// The hash of a password with the algorithm, parameters, salt and length of another hash.
    fn output(&self, password: &str, like: &PasswordHash) -> Result<Output, password_hash::Error> {
        let (algorithm, params) = (Algorithm::try_from(like.algorithm.as_str())?, Params::try_from(like)?);
        let version = like.version.map(Version::try_from).transpose()?.unwrap_or_default();
        let salt = like.salt.ok_or(password_hash::Error::SaltInvalid)?;
        let mut output = [0; Output::MAX_LENGTH];
        let output = output
            .get_mut(..params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))
            .ok_or(password_hash::Error::OutputSize)?;
        let unused = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut blocks = unused.unwrap_or_default();
        blocks.resize(params.block_count(), Block::new());
        let argon2 = Argon2::new(algorithm, version, params);
        let result = argon2.hash_password_into_with_memory(password.as_bytes(), &salt, output, &mut blocks);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
        result?;
        Ok(Output::new(output)?)
    }
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

    use argon2::{PasswordHasher, PasswordVerifier};

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

    #[test]
    fn hashes_agree_with_those_of_the_library() {
        let memory = Memory::default();
        let params = Params::new(64, 3, 2, Some(24)).expect("within the bounds");
        for argon2 in [
            Argon2::new(Algorithm::Argon2i, Version::V0x10, params),
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default()),
        ] {
            let stored = argon2.hash_password(b"a password").expect("a hash").to_string();
            assert!(memory.verify("a password", &stored), "{stored}");
            assert!(!memory.verify("another one", &stored), "{stored}");
        }
        Argon2::default().verify_password(b"a password", &*memory.hash("a password")).expect("it matches");
        for damaged in
            ["", "$argon2id$", "$argon2id$v=19$m=19456,t=2,p=1", "$scrypt$ln=1$c2FsdHNhbHQ$aGFzaGhhc2g"]
        {
            assert!(!memory.verify("a password", damaged), "{damaged}");
        }
        assert_eq!(memory.0.lock().expect("no panic").len(), 1, "the memory is kept for the next password");
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashing_has_a_lower_priority_than_its_caller() {
        let niceness = || rustix::process::getpriority_process(None).expect("a priority");
        let before = niceness();
        let slot = Passwords::new().reserve(IpAddr::from([192, 0, 2, 1]).into()).expect("a place");
        let hashing = run(slot.place, niceness).await.expect("not busy");
        assert_eq!((hashing, niceness()), ((before + 10).min(19), before));
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
