//! The client against a server whose every answer the test decides.
//!
//! Time passes only where a test says so: nothing here waits for a backoff, a heartbeat or a poll.
//! In `torture` the server is one that knows nothing of HTTP, so that it can break every rule.

mod connecting;
mod counting;
mod ending;
mod failing;
mod following;
mod keeping;
mod server;
mod spans;
mod torture;
mod watching;
