//! HTTP: parse, call once, render.

pub mod error;
pub mod extract;
pub mod metrics;
pub mod respond;
pub mod router;

mod accounts;
mod api_keys;
mod body;
mod environments;
mod evaluate;
mod flags;
mod health;
mod origin;
mod projects;
mod protect;
mod query;
mod request;
mod rules;
mod size;
mod snapshot;
mod stream;
mod unread;
