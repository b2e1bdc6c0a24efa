//! Credentials: passwords, tokens and secrets. Depends on nothing else of the server but its nouns.

pub mod limiter;
pub mod password;
pub mod secret;
pub mod token;
