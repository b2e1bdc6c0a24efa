//! The HTTP API, noun by noun.

mod quickstart;
