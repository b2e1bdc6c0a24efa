//! HTTP: a handler parses a request, calls one function, and renders the result.
//!
//! Handlers are in this module, one file for each entity. `request` and `response` hold what they parse and render,
//! `guards` the middleware around them, and `openapi` their documentation.

pub mod fast_path;
pub mod guards;
pub mod metrics;
pub mod ofrep;
pub mod paths;
pub mod request;
pub mod response;
pub mod router;

mod accounts;
mod api_keys;
mod audit;
mod console;
mod environments;
mod evaluate;
mod flags;
mod health;
mod imports;
mod invitations;
mod machine_tokens;
mod members;
mod openapi;
mod organizations;
mod playground;
mod project_members;
mod projects;
mod roles;
mod route;
mod rules;
mod segments;
mod snapshot;
mod stream;
