//! Togul's server: the management API, remote evaluation, and the stream of changes.
//!
//! ```text
//! http -> service -> store -> domain -> togul-core      live: what evaluation reads, in memory
//! ```
//!
//! A request becomes a proof that its caller may do what it asks ([`domain::access`]); a use case ([`service`])
//! demands that proof and writes in one transaction ([`store`]); evaluation reads memory only ([`live`]), which
//! follows the change log that those transactions write.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod dev;
pub mod domain;
pub mod http;
pub mod live;
pub mod log;
pub mod metrics;
pub mod server;
pub mod service;
pub mod store;
