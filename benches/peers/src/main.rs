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

use datalogic::DataLogic;
use environment::Environment;
use eppo::Eppo;
use growthbook::GrowthBook;
use launchdarkly::LaunchDarkly;
use peer::Peer;
use table::Title;
use togul::{ByHandle, Togul};
use unleash::Unleash;
use workloads::Work;

fn main() {
    let (mut titles, mut columns) = (Vec::new(), Vec::new());
    // One environment after the other: what is in memory at once would be scattered over gaps, and miss the cache.
    for environment in Environment::all() {
        // The floor comes first, so that its strings are adjacent in memory.
        let floor = floor::by_hand(&environment);
        let peers = peers(&environment);
        for peer in &peers {
            verify::verify(&environment, &*floor, &**peer);
        }
        titles = peers.iter().map(|peer| Title::new(peer.name())).collect();
        let workloads = environment.workloads.iter();
        columns.extend(workloads.map(|workload| measure::measure(*workload, &*floor, &peers)));
    }
    let (steady, mixed) = columns.split_at(Work::ALL.len());
    table::print(&titles, steady);
    println!();
    table::print(&titles, mixed);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/ratios.svg");
    std::fs::write(file, picture::draw(&titles, &columns)).expect("the picture is writable");
}

fn peers(environment: &Environment) -> [Box<dyn Peer + '_>; 7] {
    let Environment { flags, users, .. } = environment;
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
