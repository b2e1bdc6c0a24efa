//! Other evaluators on the workloads of `benches/workloads/mod.rs` and `mixed.rs`, each in its own model, compared with the
//! same floor.
//!
//! From the root of the repository:
//!
//! ```text
//! cargo run --release --manifest-path benches/peers/Cargo.toml --target-dir target/peers
//! ```
//!
//! prints two tables and draws `benches/peers/ratios.svg`. All sides are measured alternately for many rounds, and each
//! figure is the median of the rounds' ratios. Flags are parsed and contexts are built beforehand. The measured call is
//! the cheapest documented one that returns the value.

mod datalogic;
mod environment;
mod eppo;
mod flag;
mod floor;
mod growthbook;
mod launchdarkly;
mod measure;
mod peer;
mod picture;
mod table;
#[path = "../../workloads/time.rs"]
mod time;
mod togul;
mod unleash;
mod verify;
mod workload;
#[expect(dead_code, reason = "other benchmarks use `compare`")]
#[path = "../../workloads/mod.rs"]
mod workloads;

use serde_json::Value;

use datalogic::DataLogic;
use environment::{Environment, User};
use eppo::Eppo;
use growthbook::GrowthBook;
use launchdarkly::LaunchDarkly;
use measure::Column;
use peer::Peer;
use table::Title;
use togul::{ByHandle, Togul};
use unleash::Unleash;
use workloads::Work;

fn main() {
    let environments = Environment::all();
    // The floors come first, so that their strings are adjacent in memory.
    let floors: Vec<_> = environments.iter().map(floor::by_hand).collect();
    // Contexts are built before flags are parsed. Otherwise they would fill gaps that parsing left, and miss the cache.
    let with_contexts: Vec<_> = environments.iter().map(|environment| contexts(&environment.users)).collect();
    let sides: Vec<_> = (environments.iter().zip(with_contexts))
        .map(|(environment, parse)| parse(&environment.flags))
        .collect();
    for ((environment, floor), peers) in environments.iter().zip(&floors).zip(&sides) {
        for peer in peers {
            verify::verify(environment, &**floor, &**peer);
        }
    }
    let titles = sides[0].each_ref().map(|peer| Title::new(peer.name()));
    let mut columns: Vec<Column> = Vec::new();
    for ((environment, floor), peers) in environments.iter().zip(&floors).zip(&sides) {
        let workloads = environment.workloads.iter();
        columns.extend(workloads.map(|workload| measure::measure(*workload, &**floor, peers)));
    }
    let (steady, mixed) = columns.split_at(Work::ALL.len());
    table::print(&titles, steady);
    println!();
    table::print(&titles, mixed);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ratios.svg");
    std::fs::write(file, picture::draw(&titles, &columns)).expect("the picture is writable");
}

/// Builds the contexts of every evaluator, and returns the function that parses the flags.
fn contexts(users: &[User]) -> impl FnOnce(&[Value]) -> [Box<dyn Peer>; 7] + use<> {
    let by_key = users.iter().map(togul::context).collect();
    let by_handle = users.iter().map(togul::context).collect();
    let for_eppo = users.iter().map(eppo::subject).collect();
    let for_datalogic = users.iter().map(datalogic::data).collect();
    let for_launchdarkly = users.iter().map(launchdarkly::context).collect();
    let for_unleash = users.iter().map(unleash::context).collect();
    let for_growthbook = users.iter().map(growthbook::attributes).collect();
    |flags| {
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
}
