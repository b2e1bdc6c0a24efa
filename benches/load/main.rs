//! The server under load, beside a bare axum handler that parses the same body and returns the same bytes.
//!
//! ```text
//! cargo bench --bench load                                  some four minutes
//! cargo bench --bench load -- --seconds 1 --rounds 1        a look
//! cargo bench --bench load -- --only evaluation             one scene: evaluation, snapshot, logins, many or start
//! ```
//!
//! Both servers are processes of their own: this program, started again, once as `togul-server serve` with its log in
//! a file and its metrics on, once as the bare one. Both do all they do for the same load, which comes from this
//! process and one thread of it over the loopback. They take turns, and what is printed are medians over the rounds.
//! Load and server share the machine, so that only the ratios mean something. They decide nothing: the exit code is 0
//! unless something fails.

mod bare;
#[path = "../soak/http.rs"]
mod http;
mod load;
#[path = "../soak/owner.rs"]
mod owner;
mod process;
mod report;
mod scenes;
mod seed;

use std::{error::Error, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};

use crate::process::Role;

pub type Failure = Box<dyn Error + Send + Sync>;

/// Requests a second, and what each takes.
#[derive(Clone, Copy, Debug, Parser)]
pub struct Options {
    /// The one scene to play; all of them without it
    #[arg(long, value_enum)]
    only: Option<Scene>,
    /// Connections, each with one request at a time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// How long each server's turn is
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Turns of each server in each scene
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// What cargo adds to every benchmark's arguments
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scene {
    Evaluation,
    Snapshot,
    Logins,
    Many,
    Start,
}

impl Options {
    fn plays(&self, scene: Scene) -> bool {
        self.only.is_none_or(|only| only == scene)
    }

    fn turn(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

fn main() -> ExitCode {
    let outcome = match Role::of_this_process() {
        Some(Role::Togul) => return togul_server::cli::main(),
        Some(Role::Bare) => bare::main(),
        None => run(Options::parse()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(scenes::all(options))
}
