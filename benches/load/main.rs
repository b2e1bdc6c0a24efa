//! The server under load, against a baseline: a plain axum handler that parses the same body and returns the same bytes.
//!
//! ```text
//! cargo bench --bench load                                  about four minutes
//! cargo bench --bench load -- --seconds 1 --rounds 1        a quick look
//! cargo bench --bench load -- --only evaluation             one scenario: evaluation, all, ofrep, snapshot, logins, many or start
//! ```
//!
//! Both servers are this program, started again as processes of their own: once as `togul-server serve`, with its log in
//! a file and its metrics enabled, and once as the baseline. Both get the same load over the loopback, from one thread:
//! of wrk where it is installed, otherwise of this process, as at a fixed rate. They alternate, and the report prints medians over the rounds. Load and server share the machine, so
//! only the ratios are meaningful. They do not affect the exit code, which is 0 unless an error occurs.

mod bare;
#[path = "../soak/http.rs"]
mod http;
mod load;
#[path = "../soak/owner.rs"]
mod owner;
mod process;
mod report;
mod response;
mod scenarios;
mod seed;
mod wrk;

use std::{env, error::Error, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;

use crate::process::Role;

/// As in `togul-server`.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

pub type Failure = Box<dyn Error + Send + Sync>;

/// Measures requests per second, their latency and their CPU time
#[derive(Clone, Copy, Debug, Parser)]
pub struct Options {
    /// The only scenario to run; without it, all scenarios run
    #[arg(long, value_enum)]
    only: Option<Scenario>,
    /// Number of connections, each with one request at a time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Seconds of each server's run
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Runs of each server in each scenario
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// cargo passes this to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    Evaluation,
    /// All flags of an environment with 100 flags.
    All,
    /// The OpenFeature Remote Evaluation Protocol.
    Ofrep,
    Snapshot,
    Logins,
    Many,
    Start,
}

impl Options {
    fn includes(&self, scenario: Scenario) -> bool {
        self.only.is_none_or(|only| only == scenario)
    }

    fn run_time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

fn main() -> ExitCode {
    let outcome = match Role::of_this_process() {
        Some(Role::Togul) => return togul_server::cli::main(env::args_os()),
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
    runtime.block_on(scenarios::all(options))
}
