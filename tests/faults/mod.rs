//! Real processes that die.

mod crash;
mod hangup;
mod process;
