//! Measuring all sides of a workload alternately.

use std::time::Instant;

use crate::peer::{Pass, Peer};
use crate::time::{median, ratio};
use crate::workload::Workload;

/// The number of rounds; each figure is their median.
const ROUNDS: usize = 301;
/// Passes of a workload in one round, for fast sides.
const PASSES: u32 = 4;
/// A side with a slower pass runs one pass in each round.
const LONG: f64 = 250_000.0;

/// The results of one workload.
pub struct Column {
    pub workload: Workload,
    /// The time of one evaluation by the floor.
    pub nanoseconds: f64,
    /// The time of each peer divided by the floor's time. `None` if the peer has no such call.
    pub ratios: Vec<Option<f64>>,
}

pub fn measure(workload: Workload, floor: &dyn Peer, peers: &[Box<dyn Peer + '_>]) -> Column {
    let keys = workload.keys();
    let sides = [floor].into_iter().chain(peers.iter().map(|peer| &**peer));
    let times = alternate(sides.map(|side| side.pass(workload, &keys)).collect());
    let calls = workload.calls() as f64;
    Column {
        workload,
        nanoseconds: median(times[0].iter().map(|time| time / calls)),
        ratios: (1..times.len())
            .map(|side| (!times[side].is_empty()).then(|| ratio(&times, side, 0)))
            .collect(),
    }
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
