//! Tickets: API keys in the form of URLs that open event streams, for browsers, whose event sources send no headers.
//!
//! A ticket stands for one secret of a key. It is the same as long as that secret and the server's are, and opens nothing
//! but the stream. The secret's hash in it is encrypted: with a synthetic IV, its own HMAC, because one ticket is made
//! again and again.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use super::secret::SecretHash;

/// Seals with the current secret, and opens with the current and the previous one.
#[derive(Clone)]
pub struct Tickets(Vec<Hmac<Sha256>>);

/// What a ticket stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The id of the API key.
    pub key: Uuid,
    pub secret: SecretHash,
}

const HASH: usize = 32;
const LEN: usize = 16 + HASH + HASH;

impl Tickets {
    pub(super) fn new(secret: &[u8], previous: Option<&[u8]>) -> Self {
        let keyed = |secret| Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
        Self([Some(secret), previous].into_iter().flatten().map(keyed).collect())
    }

    /// The ticket in URL-safe Base64 (107 characters).
    #[must_use]
    pub fn seal(&self, ticket: Ticket) -> String {
        let mac = &self.0[0];
        let tag = tag(mac, ticket);
        let hidden = masked(mac, tag, ticket.secret.0);
        URL_SAFE_NO_PAD.encode([ticket.key.as_bytes().as_slice(), &tag, &hidden].concat())
    }

    /// `None` for text that this server has not sealed.
    #[must_use]
    pub fn open(&self, text: &str) -> Option<Ticket> {
        let bytes: [u8; LEN] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (key, rest) = bytes.split_at(16);
        let (tag, hidden) = rest.split_at(HASH);
        let (key, tag, hidden) = (Uuid::from_slice(key).ok()?, tag.try_into().ok()?, hidden.try_into().ok()?);
        self.0.iter().find_map(|mac| {
            let ticket = Ticket { key, secret: SecretHash(masked(mac, tag, hidden)) };
            message(mac, ticket).verify_slice(&tag).ok().map(|()| ticket)
        })
    }
}

fn message(mac: &Hmac<Sha256>, ticket: Ticket) -> Hmac<Sha256> {
    mac.clone().chain_update(b"togul ticket 1\0").chain_update(ticket.key).chain_update(ticket.secret.0)
}

fn tag(mac: &Hmac<Sha256>, ticket: Ticket) -> [u8; HASH] {
    message(mac, ticket).finalize().into_bytes().into()
}

/// The bytes, encrypted or decrypted.
fn masked(mac: &Hmac<Sha256>, tag: [u8; HASH], bytes: [u8; HASH]) -> [u8; HASH] {
    let mask: [u8; HASH] =
        mac.clone().chain_update(b"togul ticket mask 1\0").chain_update(tag).finalize().into_bytes().into();
    std::array::from_fn(|at| bytes[at] ^ mask[at])
}

impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tickets(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICKET: Ticket = Ticket { key: Uuid::from_u128(7), secret: SecretHash([9; 32]) };

    #[test]
    fn a_ticket_is_opened_by_the_secret_that_sealed_it_and_stays_the_same() {
        let (old, new) = (Tickets::new(&[1; 32], None), Tickets::new(&[2; 32], Some(&[1; 32])));
        let sealed = old.seal(TICKET);
        assert_eq!(sealed, old.seal(TICKET));
        assert_eq!((old.open(&sealed), new.open(&sealed)), (Some(TICKET), Some(TICKET)));
        assert_eq!(old.open(&new.seal(TICKET)), None);
        assert_eq!(Tickets::new(&[3; 32], None).open(&sealed), None);
    }

    #[test]
    fn a_ticket_does_not_show_the_hash_of_the_secret() {
        let sealed = URL_SAFE_NO_PAD.decode(Tickets::new(&[1; 32], None).seal(TICKET)).unwrap();
        assert!(!sealed.windows(4).any(|window| window == [9; 4]));
    }

    #[test]
    fn a_changed_ticket_is_refused() {
        let tickets = Tickets::new(&[1; 32], None);
        let sealed = URL_SAFE_NO_PAD.decode(tickets.seal(TICKET)).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(tickets.open(&URL_SAFE_NO_PAD.encode(changed)), None, "byte {at}");
        }
        for other in ["", "a", "?", &URL_SAFE_NO_PAD.encode(&sealed[1..]), &"A".repeat(107)] {
            assert_eq!(tickets.open(other), None, "{other}");
        }
    }
}
