//! Counters that many threads can increment at the cost of one addition: no lock, and no cache line that two busy
//! threads share.

use alloc::boxed::Box;
use core::cell::Cell;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use core::{fmt, iter};

/// Two cache lines, since processors fetch them in pairs. A flag with few rules needs no more than one of these.
#[derive(Default)]
#[repr(align(128))]
struct Line([AtomicU64; LINE]);

const LINE: usize = 16;

static THREADS: AtomicUsize = AtomicUsize::new(0);

std::thread_local! {
    static THREAD: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The number of the current thread among those that count.
fn thread_number() -> usize {
    THREAD.get().unwrap_or_else(|| {
        let number = THREADS.fetch_add(1, Relaxed);
        THREAD.set(Some(number));
        number
    })
}

/// A fixed number of counters.
pub(crate) struct Counters {
    /// Shard by shard.
    lines: Box<[Line]>,
    lines_of_shard: usize,
    shards: usize,
}

impl Counters {
    /// Counters for about that many threads at once.
    pub fn new(number: usize, threads: usize) -> Self {
        // Twice as many shards as threads, so that few of them share one.
        let shards = threads.saturating_mul(2).clamp(4, 64);
        let lines_of_shard = number.div_ceil(LINE);
        let lines = iter::repeat_with(Line::default).take(shards * lines_of_shard).collect();
        Self { lines, lines_of_shard, shards }
    }

    pub fn increment(&self, counter: usize) {
        let shard = thread_number() % self.shards;
        if let Some(line) = self.lines.get(shard * self.lines_of_shard + counter / LINE) {
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
