//! Access tokens: JWTs, signed with HS256 only, with an explicit type and audience, valid for one hour.

use std::{fmt, sync::Once};

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{ErrorKind, Result as JwtResult},
    signature::{self, Signer, Verifier},
};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::ticket::Tickets;

/// Lifetime of an access token in seconds.
pub const LIFETIME_SECONDS: i64 = 3600;
const TYPE: &str = "togul-access+jwt";
const AUDIENCE: &str = "togul";

/// Minimum length of a secret in bytes: the output size of SHA-256.
pub const MIN_SECRET_BYTES: usize = 32;

/// The content of a token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: Uuid,
    /// The session: when it ends, the token ends.
    pub sid: Uuid,
    /// The session's organization.
    pub org: Option<Uuid>,
    pub aud: String,
    pub iat: i64,
    pub exp: i64,
}

/// Signs with the current secret, and verifies with the current and the previous one.
#[derive(Clone)]
pub struct Tokens {
    signing: EncodingKey,
    verifying: Vec<DecodingKey>,
    /// Under the same secrets.
    pub tickets: Tickets,
}

impl Tokens {
    /// Secrets must have at least [`MIN_SECRET_BYTES`] bytes, which `config` checks.
    #[must_use]
    pub fn new(secret: &[u8], previous: Option<&[u8]>) -> Self {
        static INSTALL: Once = Once::new();
        // It fails only when the process has a provider already, which works as well.
        INSTALL.call_once(|| {
            let _ = PROVIDER.install_default();
        });
        Self {
            signing: EncodingKey::from_secret(secret),
            verifying: [Some(secret), previous].into_iter().flatten().map(DecodingKey::from_secret).collect(),
            tickets: Tickets::new(secret, previous),
        }
    }

    /// `now` is in Unix seconds.
    #[must_use]
    pub fn sign(&self, user: Uuid, session: Uuid, organization: Option<Uuid>, now: i64) -> String {
        let claims = Claims {
            sub: user,
            sid: session,
            org: organization,
            aud: AUDIENCE.to_owned(),
            iat: now,
            exp: now + LIFETIME_SECONDS,
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &self.signing).expect("HS256 signs plain claims")
    }

    /// The claims of a valid token.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        // A token is expired at the second in `exp`, not after it.
        validation.reject_tokens_expiring_in_less_than = 1;
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "aud", "sub"]);
        self.verifying.iter().find_map(|key| {
            let data = jsonwebtoken::decode::<Claims>(token, key, &validation).ok()?;
            (data.header.typ.as_deref() == Some(TYPE)).then_some(data.claims)
        })
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(..)")
    }
}

/// HS256 from `hmac` and `sha2`. The backends of jsonwebtoken bring RSA or a C library.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| {
        if *algorithm != Algorithm::HS256 || key.family() != AlgorithmFamily::Hmac {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Ok(Box::new(Hs256::keyed(key.as_bytes())?))
    },
    verifier_factory: |algorithm, key| {
        if *algorithm != Algorithm::HS256 || key.family() != AlgorithmFamily::Hmac {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Ok(Box::new(Hs256::keyed(key.try_get_as_bytes()?)?))
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn keyed(secret: &[u8]) -> JwtResult<Self> {
        Hmac::new_from_slice(secret).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: fn() -> i64 = || chrono::Utc::now().timestamp();

    #[test]
    fn a_token_is_valid_under_the_current_and_the_previous_secret() {
        let (old, new) = ([1; 32], [2; 32]);
        let session = Uuid::now_v7();
        let token = Tokens::new(&old, None).sign(Uuid::nil(), session, None, NOW());
        assert_eq!(Tokens::new(&new, Some(&old)).verify(&token).map(|claims| claims.sid), Some(session));
        assert_eq!(Tokens::new(&new, None).verify(&token), None);
    }

    #[test]
    fn an_expired_token_is_refused() {
        let tokens = Tokens::new(&[1; 32], None);
        let token = tokens.sign(Uuid::nil(), Uuid::nil(), None, NOW() - LIFETIME_SECONDS);
        assert_eq!(tokens.verify(&token), None);
    }

    #[test]
    fn another_type_audience_or_algorithm_is_refused() {
        let tokens = Tokens::new(&[1; 32], None);
        let good = tokens.sign(Uuid::nil(), Uuid::nil(), None, NOW());
        let claims = tokens.verify(&good).expect("the token is valid");
        let key = EncodingKey::from_secret(&[1; 32]);
        let plain = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).expect("signs");
        assert_eq!(tokens.verify(&plain), None, "typ is JWT");
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
        let foreign = Claims { aud: "other".to_owned(), ..claims };
        assert_eq!(tokens.verify(&jsonwebtoken::encode(&header, &foreign, &key).expect("signs")), None);
        let (_, rest) = good.split_once('.').expect("three parts");
        // {"alg":"none","typ":"togul-access+jwt"}
        let none = format!("eyJhbGciOiJub25lIiwidHlwIjoidG9ndWwtYWNjZXNzK2p3dCJ9.{rest}");
        assert_eq!(tokens.verify(&none), None);
    }
}
