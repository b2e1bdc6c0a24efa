//! A soak test of the stream: a real server, thousands of readers, and flags that flip.
//!
//! ```text
//! cargo bench --bench soak                                      1,000 streams, about two minutes
//! cargo bench --bench soak -- --streams 5000
//! cargo bench --bench soak -- --streams 50 --seconds 2 --rounds 1
//! ```
//!
//! The server is this program, started again as a process of its own, on SQLite in a temporary folder. So is the
//! baseline: a plain axum broadcast that sends the same bytes at the same rate. The two alternate, and the report
//! prints medians over the rounds. All readers run in one thread of this process; writes come from another thread.
//!
//! Some readers of the server never read, and some reconnect again and again with `Last-Event-ID`. Every reader checks
//! that revisions are consecutive: an event that is lost, duplicated or out of order makes the exit code 1. Speed is
//! printed against its targets, and does not affect the exit code.

mod bare;
mod http;
mod memory;
mod owner;
mod process;
mod reader;
mod report;
mod round;
mod shop;

use std::{error::Error, process::ExitCode};

use clap::Parser;
use mimalloc::MiMalloc;

use crate::{process::Kind, report::Report};

/// As in `togul-server`.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

pub type Failure = Box<dyn Error + Send + Sync>;

/// Open files in addition to the streams.
const OTHER_FILES: u64 = 256;

/// Measures streams under load: lost events, latency and memory
#[derive(Clone, Copy, Debug, Parser)]
struct Options {
    /// Streams that are open all the time
    #[arg(long, default_value_t = 1000)]
    streams: usize,
    /// Seconds of flips in each round
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Flips a second
    #[arg(long, default_value_t = 5)]
    rate: u32,
    /// Rounds of each of the two servers
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// cargo passes this to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let outcome = match Kind::of_this_process() {
        Some(kind) => process::serve(kind).map(|()| true),
        None => run(Options::parse()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether no event was lost, duplicated or out of order.
fn run(options: Options) -> Result<bool, Failure> {
    raise_file_limit(options.streams)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::new(options);
    eprintln!("memory");
    let togul = runtime.block_on(memory::of_togul(options))?;
    let bare = runtime.block_on(memory::of_bare(options))?;
    report.memory(togul, bare);
    for number in 1..=options.rounds {
        eprintln!("round {number} of {}", options.rounds);
        let (togul, events) = runtime.block_on(round::of_togul(options))?;
        let bare = runtime.block_on(round::of_bare(options, events))?;
        report.round(togul, bare);
    }
    println!("{report}");
    Ok(report.is_whole())
}

/// Raises the limit of open files, for this process and those that it starts.
fn raise_file_limit(streams: usize) -> Result<(), Failure> {
    let wanted = streams as u64 + OTHER_FILES;
    let (soft, hard) = rlimit::Resource::NOFILE.get()?;
    if hard < wanted {
        return Err(format!(
            "{streams} streams need {wanted} open files, but the hard limit is {hard}: see `ulimit -Hn`"
        )
        .into());
    }
    if soft < wanted {
        rlimit::Resource::NOFILE.set(wanted, hard)?;
    }
    Ok(())
}
