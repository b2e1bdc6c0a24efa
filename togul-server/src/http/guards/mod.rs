//! What stands around the handlers: refusals before they run, and what is done to every answer.

pub mod body_timeout;
pub mod browser_headers;
pub mod cors;
pub mod denial_audit;
pub mod drain_body;
pub mod head_size;
pub mod panic;
pub mod unavailable;
