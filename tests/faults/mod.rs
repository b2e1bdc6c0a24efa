//! Real processes that die.

mod crash;
mod process;
