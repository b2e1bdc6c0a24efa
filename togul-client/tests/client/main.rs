//! The client against a server whose every response the test decides.
//!
//! Time passes only when a test advances the clock: no test waits for a backoff, a heartbeat or a poll. The server of
//! `torture` writes raw bytes, so that it can break every rule of HTTP.

mod closing;
mod connecting;
mod counting;
mod failing;
mod following;
mod groups;
mod large_changes;
mod log;
#[cfg(feature = "openfeature")]
mod openfeature;
mod overrides;
mod polling;
mod server;
mod snapshot_file;
mod spans;
mod stalled;
mod torture;
mod unreadable;
mod watching;
