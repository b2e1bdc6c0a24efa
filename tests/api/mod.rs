//! The HTTP API, noun by noun.

mod access;
mod accounts;
mod api_keys;
mod environments;
mod errors;
mod evaluate;
mod flags;
mod headers;
mod isolation;
mod metrics;
mod origin;
mod projects;
mod quickstart;
mod rules;
mod sessions;
mod snapshot;
mod stream;
