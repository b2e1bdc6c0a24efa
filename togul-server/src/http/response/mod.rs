//! The shapes of success and of failure.

pub mod envelope;
pub mod error;
