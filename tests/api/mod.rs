//! The HTTP API, noun by noun.

mod access;
mod accounts;
mod api_keys;
mod environments;
mod errors;
mod evaluate;
mod flags;
mod isolation;
mod openapi;
mod projects;
mod quickstart;
mod rules;
mod sessions;
mod snapshot;
mod stream;
