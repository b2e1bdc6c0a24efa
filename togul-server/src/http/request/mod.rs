//! The parts of a request, as types that parse them.

pub mod body;
pub mod client_address;
pub mod conditional;
pub mod credentials;
pub mod document;
pub mod if_match;
pub mod path;
pub mod query;
pub mod same_origin;
pub mod session_cookie;
pub mod write_mode;
