//! The client against everything that a network, a proxy or a broken server can do.
//!
//! The clock is paused, and advances whenever all tasks are idle: hours pass in a second.

mod closing;
mod cuts;
mod events;
mod file;
mod herd;
mod responses;
mod server;
