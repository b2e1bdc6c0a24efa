//! Middleware: limits and timeouts, responses without a handler, and headers of every response.

pub mod body_budget;
pub mod body_timeout;
pub mod browser_headers;
pub mod cors;
pub mod deadline;
pub mod denial_audit;
pub mod drain_body;
pub mod dry_run;
pub mod framing;
pub mod head;
pub mod panic;
pub mod parameters;
pub mod record;
pub mod unavailable;
