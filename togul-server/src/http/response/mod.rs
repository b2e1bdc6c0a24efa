//! The bodies of responses: envelopes of objects, and the error envelope.

pub mod envelope;
pub mod error;
pub mod json_writer;
