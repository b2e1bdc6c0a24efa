//! HTTP: parse, call once, render.

pub mod error;
pub mod extract;
pub mod respond;
pub mod router;

mod accounts;
mod api_keys;
mod body;
mod docs;
mod environments;
mod evaluate;
mod flags;
mod health;
mod inputs;
mod openapi;
mod operation;
mod projects;
mod query;
mod refusal;
mod request;
mod rules;
mod snapshot;
mod stream;
mod unread;
