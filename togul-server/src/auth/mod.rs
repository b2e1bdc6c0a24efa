//! Credentials: passwords, tokens and secrets, and the limit on attempts to use them.

pub mod limiter;
pub mod lookups;
pub mod password;
pub mod secret;
pub mod ticket;
pub mod token;
pub mod write_limiter;
