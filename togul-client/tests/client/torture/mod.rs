//! The client against everything that a network, a proxy or a broken server can do to it.
//!
//! The clock is paused, and runs ahead whenever nothing else is to be done: hours pass in a second.

mod answers;
mod cuts;
mod ending;
mod events;
mod file;
mod herd;
mod server;
