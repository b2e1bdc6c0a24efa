//! The HTTP API, noun by noun.

mod api_keys;
mod errors;
mod evaluate;
mod flags;
mod quickstart;
mod rules;
mod stream;
