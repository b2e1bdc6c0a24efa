//! HTTP: parse, call once, render.

pub mod body;
pub mod error;
pub mod extract;
pub mod full;
pub mod late;
pub mod metrics;
pub mod respond;
pub mod router;

mod accounts;
mod api_keys;
mod audit;
mod denials;
mod docs;
mod environments;
mod evaluate;
mod flags;
mod health;
mod inputs;
mod invitations;
mod members;
mod openapi;
mod operation;
mod organizations;
mod origin;
mod project_members;
mod projects;
mod protect;
mod query;
mod refusal;
mod request;
mod roles;
mod rules;
mod size;
mod snapshot;
mod stream;
mod unread;
