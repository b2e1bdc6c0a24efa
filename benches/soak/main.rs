//! A soak of the stream: a real server, thousands of readers, flags that flip.
//!
//! ```text
//! cargo bench --bench soak                                      1,000 streams, some two minutes
//! cargo bench --bench soak -- --streams 5000
//! cargo bench --bench soak -- --streams 50 --seconds 2 --rounds 1
//! ```
//!
//! The server runs in a process of its own, on SQLite in a temporary folder: it is this program, started again. So is
//! what it is measured against, a broadcast as plain as axum makes it, which sends the same bytes at the same rate.
//! The two take turns, and what is printed are medians over the rounds. All readers are in this one process and one
//! thread of it; writes come from another thread.
//!
//! Beside the steady readers, the server has some who never read, and some who come back again and again with
//! `Last-Event-ID`. Every reader checks that the revisions come one after the other: an event that is lost, doubled
//! or out of order makes the exit code 1. Speed is printed with its targets, and decides nothing.

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

use crate::{process::Kind, report::Report};

pub type Failure = Box<dyn Error + Send + Sync>;

/// Files that are open beside the streams.
const OTHER_FILES: u64 = 256;

/// Streams under load: nothing lost, and how fast, and how much memory.
#[derive(Clone, Copy, Debug, Parser)]
struct Options {
    /// Streams that are open all the time
    #[arg(long, default_value_t = 1000)]
    streams: usize,
    /// How long each round flips flags
    #[arg(long, default_value_t = 10)]
    seconds: u32,
    /// Flips a second
    #[arg(long, default_value_t = 5)]
    rate: u32,
    /// Rounds of each of the two servers
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// What cargo adds to every benchmark's arguments
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let outcome = match Kind::told_to_serve() {
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

/// Whether nothing was lost, doubled or out of order.
fn run(options: Options) -> Result<bool, Failure> {
    raise_the_limit_of_files(options.streams)?;
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

/// For this process and those that it starts.
fn raise_the_limit_of_files(streams: usize) -> Result<(), Failure> {
    let wanted = streams as u64 + OTHER_FILES;
    let (soft, hard) = rlimit::Resource::NOFILE.get()?;
    if hard < wanted {
        return Err(format!(
            "{streams} streams want {wanted} open files, but the hard limit is {hard}: see `ulimit -Hn`"
        )
        .into());
    }
    if soft < wanted {
        rlimit::Resource::NOFILE.set(wanted, hard)?;
    }
    Ok(())
}
