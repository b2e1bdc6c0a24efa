//! Random secrets, stored as SHA-256: with 256 bits of entropy a fast hash is sufficient.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// SHA-256 of a secret, the form that is stored and looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(pub [u8; 32]);

impl SecretHash {
    #[must_use]
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

/// A new secret, hidden from `Debug`; [`Secret::reveal`] returns it.
pub struct Secret(String);

impl Secret {
    /// `prefix` and 256 random bits in URL-safe Base64 (43 characters).
    #[must_use]
    pub fn generate(prefix: &str) -> Self {
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>())))
    }

    /// Whether `text` has the form of a secret with this prefix.
    #[must_use]
    pub fn is_shaped(text: &str, prefix: &str) -> bool {
        let digit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        text.strip_prefix(prefix).is_some_and(|rest| rest.len() == 43 && rest.bytes().all(digit))
    }

    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }

    /// The prefix and the first four random characters, which identify the secret for people: 24 of its 256 bits.
    #[must_use]
    pub fn prefix(&self, kind: &str) -> String {
        self.0.chars().take(kind.len() + 4).collect()
    }

    #[must_use]
    pub fn reveal(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A flag's salt: 16 hexadecimal digits.
#[must_use]
pub fn salt() -> String {
    format!("{:016x}", u64::from_be_bytes(random()))
}

/// Bytes from the system's random number generator.
///
/// # Panics
/// When it fails: no secret could be generated safely.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's random number generator works");
    bytes
}
