//! Counters that many threads can increment at the cost of one addition: no lock, and no cache line that two busy
//! threads share.

use std::cell::Cell;
use std::fmt;
use std::iter;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;

/// Two cache lines, since processors fetch them in pairs. A flag with few rules needs no more than one of these.
#[derive(Default)]
#[repr(align(128))]
struct Line([AtomicU64; LINE]);

const LINE: usize = 16;

/// Twice as many shards as threads can run at once, so that few of them share one.
static SHARDS: LazyLock<usize> =
    LazyLock::new(|| (2 * thread::available_parallelism().map_or(4, usize::from)).clamp(4, 64));

static NEXT_SHARD: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SHARD: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The current thread's shard, the same for all counters.
fn shard() -> usize {
    SHARD.get().unwrap_or_else(|| {
        let shard = NEXT_SHARD.fetch_add(1, Relaxed) % *SHARDS;
        SHARD.set(Some(shard));
        shard
    })
}

/// A fixed number of counters.
pub(crate) struct Counters {
    /// Shard by shard.
    lines: Box<[Line]>,
    lines_of_shard: usize,
}

impl Counters {
    pub fn new(number: usize) -> Self {
        let lines_of_shard = number.div_ceil(LINE);
        let lines = iter::repeat_with(Line::default).take(*SHARDS * lines_of_shard).collect();
        Self { lines, lines_of_shard }
    }

    pub fn increment(&self, counter: usize) {
        if let Some(line) = self.lines.get(shard() * self.lines_of_shard + counter / LINE) {
            line.0[counter % LINE].fetch_add(1, Relaxed);
        }
    }

    /// The count since the last such call.
    pub fn take(&self, counter: usize) -> u64 {
        let lines = self.lines.iter().skip(counter / LINE).step_by(self.lines_of_shard);
        let counts = lines.map(|line| &line.0[counter % LINE]);
        // Only loading leaves the lines of threads that do not count here in their caches.
        counts.map(|count| if count.load(Relaxed) == 0 { 0 } else { count.swap(0, Relaxed) }).sum()
    }
}

impl fmt::Debug for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counters").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_threads_increment_every_counter_and_lose_nothing() {
        for number in [1, 3, 16, 17, 100] {
            let counters = Counters::new(number);
            let mut taken = vec![0; number];
            let take = |taken: &mut Vec<u64>| {
                taken.iter_mut().enumerate().for_each(|(at, taken)| *taken += counters.take(at));
            };
            thread::scope(|scope| {
                for _ in 0..8 {
                    scope.spawn(|| (0..number * 1000).for_each(|round| counters.increment(round % number)));
                }
                (0..100).for_each(|_| take(&mut taken));
            });
            take(&mut taken);
            assert_eq!(taken, vec![8000; number]);
        }
    }
}
