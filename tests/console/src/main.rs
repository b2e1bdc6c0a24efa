//! End-to-end tests of the console: the real server, and Chromium as its users have it.
//!
//! `./scripts/test-console` runs them, and installs Chromium where it is missing. Screenshots go to `target/screenshots`.

mod browser;
mod driver;
mod proxy;
mod server;

mod edits;
mod every_page;
mod first_flag;
mod flags;
mod late_answers;
mod outage;
mod pages;
mod people;
mod sign_in;
mod speed;
mod targeting;
mod together;

/// The path of a program, from an environment variable.
fn program(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| panic!("{variable} is not set: run ./scripts/test-console"))
}
