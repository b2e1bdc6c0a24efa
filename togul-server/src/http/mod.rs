//! HTTP: parse, call once, render.
//!
//! Handlers stand here, by noun; what surrounds them has rooms of its own.

pub mod fast_path;
pub mod guards;
pub mod metrics;
pub mod request;
pub mod response;
pub mod router;

mod accounts;
mod api_keys;
mod audit;
mod environments;
mod evaluate;
mod flags;
mod health;
mod invitations;
mod members;
mod openapi;
mod organizations;
mod project_members;
mod projects;
mod roles;
mod rules;
mod snapshot;
mod stream;
