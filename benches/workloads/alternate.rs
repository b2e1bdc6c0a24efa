//! Measuring several sides alternately, so that a temporarily slow machine is slow for all of them.

use std::time::Instant;

/// The number of rounds; each figure is their median.
const ROUNDS: usize = 301;
/// Passes of a workload in one round: at least about 20 microseconds for each side.
pub const PASSES: usize = 4;

/// Runs a workload once.
pub type Pass<'w> = Box<dyn FnMut() + Send + 'w>;

/// The times of each side, for each round.
pub fn alternate(sides: &mut [Pass<'_>]) -> Vec<Vec<f64>> {
    alternate_for(ROUNDS, PASSES, sides)
}

pub fn alternate_for(rounds: usize, passes: usize, sides: &mut [Pass<'_>]) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::with_capacity(rounds); sides.len()];
    for _ in 0..rounds {
        for (pass, times) in sides.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..passes {
                pass();
            }
            times.push(start.elapsed().as_nanos() as f64);
        }
    }
    times
}
