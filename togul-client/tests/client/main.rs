//! The client against a server whose every answer the test decides.
//!
//! Time passes only where a test says so: nothing here waits for a backoff, a heartbeat or a poll.

mod connecting;
mod ending;
mod failing;
mod following;
mod keeping;
mod server;
mod watching;
