//! Entities and their rules, independent of HTTP and SQL.

pub mod access;
pub mod account;
pub mod api_key;
pub mod audit;
pub mod change;
pub mod environment;
pub mod flag;
pub mod holdings;
pub mod id;
pub mod invitation;
pub mod member;
mod names;
pub mod object;
pub mod organization;
pub mod page;
pub mod patch;
pub mod permission;
pub mod project;
pub mod quota;
pub mod request_source;
pub mod role;
pub mod rule;
pub mod schema;
pub mod session;
pub mod snapshot;
pub mod text;
pub mod time;
