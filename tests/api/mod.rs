//! The HTTP API, noun by noun.

mod evaluate;
mod quickstart;
mod stream;
