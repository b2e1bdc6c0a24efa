//! The workspace's tests, through the front door: real servers on real databases, real clients.
//!
//! `./scripts/test` runs them on SQLite and on PostgreSQL. Plain `cargo test` says which databases it ran on.

#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing fails, as it should")]

mod api;
mod architecture;
mod client;
mod compatibility;
mod dev;
mod faults;
mod vectors;
mod world;
