//! Counting on the way of every evaluation: one addition, no lock, and no cache line that two busy threads share.

use std::cell::Cell;
use std::fmt;
use std::iter;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Two cache lines, since processors fetch them in pairs. Of a flag with few rules this holds all counts.
#[derive(Default)]
#[repr(align(128))]
struct Line([AtomicU64; LINE]);

const LINE: usize = 16;

/// How many threads count without meeting, at least as long as they take turns: twice as many as can run at once.
static SHARDS: LazyLock<usize> =
    LazyLock::new(|| (2 * thread::available_parallelism().map_or(4, usize::from)).clamp(4, 64));

static NEXT_SHARD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SHARD: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The present thread's shard, the same for all counters.
fn shard() -> usize {
    SHARD.get().unwrap_or_else(|| {
        let shard = NEXT_SHARD.fetch_add(1, Relaxed) % *SHARDS;
        SHARD.set(Some(shard));
        shard
    })
}

/// Counts by place, from 0 to a number given at the start.
pub(crate) struct Counter {
    /// Shard by shard.
    lines: Box<[Line]>,
    lines_of_shard: usize,
}

impl Counter {
    pub(crate) fn new(places: usize) -> Self {
        let lines_of_shard = places.div_ceil(LINE);
        let lines = iter::repeat_with(Line::default).take(*SHARDS * lines_of_shard).collect();
        Self { lines, lines_of_shard }
    }

    pub(crate) fn count(&self, place: usize) {
        if let Some(line) = self.lines.get(shard() * self.lines_of_shard + place / LINE) {
            line.0[place % LINE].fetch_add(1, Relaxed);
        }
    }

    /// What was counted there since the last such call.
    pub(crate) fn take(&self, place: usize) -> u64 {
        let lines = self.lines.iter().skip(place / LINE).step_by(self.lines_of_shard);
        let counts = lines.map(|line| &line.0[place % LINE]);
        // Looking first leaves alone the lines of threads that do not count here.
        counts.map(|count| if count.load(Relaxed) == 0 { 0 } else { count.swap(0, Relaxed) }).sum()
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counter").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_threads_count_every_place_and_lose_nothing() {
        for places in [1, 3, 16, 17, 100] {
            let counter = Counter::new(places);
            let mut taken = vec![0; places];
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| (0..places * 1000).for_each(|round| counter.count(round % places)));
                }
                for _ in 0..100 {
                    taken.iter_mut().enumerate().for_each(|(place, taken)| *taken += counter.take(place));
                }
            });
            taken.iter_mut().enumerate().for_each(|(place, taken)| *taken += counter.take(place));
            assert_eq!(taken, vec![8000; places]);
        }
    }
}
