//! What a request holds, as types that parse it.

pub mod body;
pub mod client_address;
pub mod credentials;
pub mod if_match;
pub mod path;
pub mod query;
pub mod record;
