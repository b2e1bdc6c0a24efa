//! End-to-end tests of the workspace: real servers on real databases, called by real clients.
//!
//! `./scripts/test` runs them on SQLite and on PostgreSQL. Plain `cargo test` prints which databases it uses.

#![expect(clippy::unwrap_used, reason = "an unexpected `None` or `Err` should fail the test")]

mod api;
mod architecture;
mod cli;
mod client;
mod compatibility;
mod dev;
mod faults;
mod vectors;
mod world;
