//! Noisy neighbors: one tenant attacks the server, and another tenant's evaluations and writes are measured.
//!
//! ```text
//! cargo bench --bench neighbors                              every attack, about four minutes
//! cargo bench --bench neighbors -- --only connections        one attack
//! cargo bench --bench neighbors -- --seconds 1 --rounds 1    a quick look
//! ```
//!
//! Two servers run, each a process of its own as in production, on SQLite. The measured tenant uses the first one. An
//! attack goes to the first server or, as a control, to the second one, whose load the first only feels because both
//! share the machine. The report compares latencies during the attack with those during the control. It prints the
//! largest time that `/healthz` took, and the peak of the attacked server's memory. The attacker calls from 127.0.0.2.
//!
//! Speed is printed against its targets and does not affect the exit code, which is 1 if an attack succeeds: if a
//! request of the measured tenant is refused or fails.

mod attack;
#[path = "../soak/http.rs"]
mod http;
mod process;
mod report;
#[path = "../load/response.rs"]
mod response;
mod tenant;
mod victim;
mod wire;

use std::{env, error::Error, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use mimalloc::MiMalloc;
use tokio::time::Instant;

use crate::{attack::Attack, process::Process, report::Report, tenant::Tenants, victim::Victim};

/// As in `togul-server`.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

pub type Failure = Box<dyn Error + Send + Sync>;

/// Measures a tenant's latencies while another one attacks the server
#[derive(Clone, Copy, Debug, Parser)]
struct Options {
    /// The only attack to run; without it, all attacks run
    #[arg(long, value_enum)]
    only: Option<Attack>,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Measurements of each attack and its control
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// cargo passes this to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    if process::is_server() {
        return togul_server::cli::main(env::args_os());
    }
    match run(Options::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether every request of the measured tenant succeeded.
fn run(options: Options) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    eprintln!("creating tenants");
    let seed = Tenants::create()?;
    for attack in Attack::value_variants() {
        if options.only.is_some_and(|only| only != *attack) {
            continue;
        }
        eprintln!("{}", attack.name());
        let measured = Process::start(seed.copy()?, attack.log())?;
        let control = Process::start(seed.copy()?, attack.log())?;
        let (here, there) = (seed.at(&measured)?, seed.at(&control)?);
        for _ in 0..options.rounds {
            for (process, tenants, is_attacked) in [(&control, &there, false), (&measured, &here, true)] {
                let until = Instant::now() + Duration::from_secs(options.seconds);
                let outcome = runtime.block_on(async {
                    let victim = Victim::new(&measured, &here.victim);
                    let attack = attack.run(process, &tenants.attacker, until);
                    let (measurement, attacked) = tokio::join!(victim.measure(until), attack);
                    attacked.map(|()| measurement)
                })?;
                report.add(*attack, is_attacked, outcome);
            }
        }
        report.peak_memory(*attack, measured.peak_memory()?);
    }
    println!("{report}");
    Ok(report.is_unharmed())
}
