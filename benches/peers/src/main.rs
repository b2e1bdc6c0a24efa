//! Other evaluators on the workloads of `benches/workloads/mod.rs`, each in its own model, compared with the same floor.
//!
//! From the root of the repository:
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/Cargo.toml --target-dir target/peers
//! ```
//!
//! prints a table and draws `benches/peers/ratios.svg`. All sides are measured alternately for many rounds, and each
//! figure is the median of the rounds' ratios. Flags are parsed and contexts are built beforehand. The measured call is
//! the cheapest documented one that returns the value.

mod datalogic;
mod eppo;
mod flag;
mod floor;
mod growthbook;
mod launchdarkly;
mod peer;
mod picture;
mod table;
#[path = "../../workloads/time.rs"]
mod time;
mod togul;
mod unleash;
mod verify;
#[path = "../../workloads/mod.rs"]
mod workloads;

use std::time::Instant;

use serde_json::Value;

use datalogic::DataLogic;
use eppo::Eppo;
use floor::ByHand;
use growthbook::GrowthBook;
use launchdarkly::LaunchDarkly;
use peer::{Pass, Peer};
use table::Row;
use time::{median, ratio};
use togul::{ByHandle, Togul};
use unleash::Unleash;
use workloads::Work;
use workloads::floor::Floor;

/// The number of rounds; each figure is their median.
const ROUNDS: usize = 301;
/// Passes of a workload in one round, for fast sides.
const PASSES: u32 = 4;
/// A side with a slower pass runs one pass in each round.
const LONG: f64 = 250_000.0;

fn main() {
    let (flags, users) = (workloads::flags(), Work::Rollout.contexts());
    // The floor comes first, so that its strings are adjacent in memory.
    let floor = ByHand { floor: Floor::new(&flags, &workloads::ATTRIBUTES), contexts: floor::contexts(&users) };
    let peers = peers(&flags, &users);
    for peer in &peers {
        verify::verify(&floor, &**peer);
    }
    let mut rows: Vec<Row> = peers.iter().map(|peer| Row::new(peer.name())).collect();
    let mut nanoseconds = Vec::new();
    for work in Work::ALL {
        let (keys, users) = (work.keys(), work.contexts().len());
        let sides = [&floor as &dyn Peer].into_iter().chain(peers.iter().map(|peer| &**peer));
        let times = alternate(sides.map(|peer| peer.pass(work, &keys, users)).collect());
        nanoseconds.push(median(times[0].iter().map(|time| time / (keys.len() * users) as f64)));
        for (row, side) in rows.iter_mut().zip(1..) {
            row.ratios.push((!times[side].is_empty()).then(|| ratio(&times, side, 0)));
        }
    }
    table::print(&rows, &nanoseconds);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ratios.svg");
    std::fs::write(file, picture::draw(&rows)).expect("the picture is writable");
}

fn peers<'u>(flags: &[Value], users: &'u [[String; 8]]) -> [Box<dyn Peer + 'u>; 7] {
    // Contexts are built before flags are parsed. Otherwise they would fill gaps that parsing left, and miss the cache.
    let by_key = users.iter().map(togul::context).collect();
    let by_handle = users.iter().map(togul::context).collect();
    let for_eppo = users.iter().map(eppo::subject).collect();
    let for_datalogic = users.iter().map(datalogic::data).collect();
    let for_launchdarkly = users.iter().map(launchdarkly::context).collect();
    let for_unleash = users.iter().map(unleash::context).collect();
    let for_growthbook = users.iter().map(growthbook::attributes).collect();
    [
        Box::new(Togul::new(flags, by_key)),
        Box::new(ByHandle(Togul::new(flags, by_handle))),
        Box::new(Eppo::new(flags, for_eppo)),
        Box::new(DataLogic::new(flags, for_datalogic)),
        Box::new(LaunchDarkly::new(flags, for_launchdarkly)),
        Box::new(Unleash::new(flags, for_unleash)),
        Box::new(GrowthBook::new(flags, for_growthbook)),
    ]
}

/// The time of one pass of each side, for each round.
fn alternate(sides: Vec<Option<Pass<'_>>>) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::new(); sides.len()];
    let mut sides: Vec<(Pass<'_>, u32, &mut Vec<f64>)> = (sides.into_iter().zip(&mut times))
        .filter_map(|(pass, times)| {
            let mut pass = pass?;
            let passes = if taken(&mut pass, 1) < LONG { PASSES } else { 1 };
            Some((pass, passes, times))
        })
        .collect();
    for _ in 0..ROUNDS {
        for (pass, passes, times) in &mut sides {
            // A pass that is not measured, because the caches hold the data of the side before.
            pass();
            times.push(taken(pass, *passes));
        }
    }
    times
}

/// The average time of one pass.
fn taken(pass: &mut Pass<'_>, passes: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..passes {
        pass();
    }
    start.elapsed().as_nanos() as f64 / f64::from(passes)
}
