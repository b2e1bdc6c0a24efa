//! Togul's server: the management API, remote evaluation and the event stream.
//!
//! ```text
//! http -> service -> store -> domain -> togul-core      live: the state that evaluation reads, in memory
//! ```
//!
//! A handler gets a proof that the caller has the needed permission ([`domain::access`]). A use case ([`service`]) takes
//! this proof and writes in one transaction ([`store`]). Evaluation reads only memory ([`live`]), which follows the change
//! log that these transactions write.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod dev;
pub mod domain;
pub mod fair_queue;
pub mod health_check;
pub mod http;
pub mod import;
pub mod importer;
pub mod limits;
pub mod live;
pub mod log;
pub mod metrics;
pub mod server;
pub mod service;
pub mod store;
