//! Real processes that die.

mod connections;
mod crash;
mod hangup;
mod process;
