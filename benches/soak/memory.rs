//! The memory of an idle stream, and the time until all streams have resumed at once.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use crate::{
    Failure, Options,
    process::{Kind, Process},
    reader::{Reader, Source},
    shop::Shop,
};

/// Until every stream has checked its key once, and has freed its temporary memory.
const SETTLE: Duration = Duration::from_secs(5);
/// Streams that are opened and closed first, so that one-time allocations are not counted.
const WARM_UP: usize = 50;
/// How many events the resuming streams have missed.
const MISSED: u64 = 20;

#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub before: f64,
    /// KiB per stream.
    pub per_stream: f64,
    /// The time until all streams had received the events that they missed.
    pub resume: Option<Duration>,
}

pub async fn of_togul(options: Options) -> Result<Memory, Failure> {
    let process = Process::start(Kind::Togul)?;
    let mut shop = Shop::open(process.address)?;
    let source = shop.source(process.address, true);
    let (memory, readers) = idle(&process, &source, options, shop.revision).await?;
    drop(readers);
    let last = shop.revision;
    for _ in 0..MISSED {
        shop.flip()?;
    }
    let started = Instant::now();
    let mut readers = source.open_many(options.streams, last).await?;
    try_join_all(readers.iter_mut().map(|reader| reader.read_until(last + MISSED))).await?;
    let resume = Some(started.elapsed());
    for reader in &readers {
        if reader.received.resets > 0 || !reader.received.faults.is_empty() {
            return Err(format!("a resumed stream received {:?}", reader.received).into());
        }
    }
    Ok(Memory { resume, ..memory })
}

pub async fn of_bare(options: Options) -> Result<Memory, Failure> {
    let process = Process::start(Kind::Bare)?;
    let (memory, _) = idle(&process, &Source::of_bare(process.address), options, 0).await?;
    Ok(memory)
}

async fn idle(
    process: &Process,
    source: &Source,
    options: Options,
    last: u64,
) -> Result<(Memory, Vec<Reader>), Failure> {
    drop(source.open_many(WARM_UP, last).await?);
    tokio::time::sleep(SETTLE).await;
    let before = process.memory()?;
    let readers = source.open_many(options.streams, last).await?;
    tokio::time::sleep(SETTLE).await;
    let per_stream = (process.memory()? - before) / options.streams as f64;
    Ok((Memory { before, per_stream, resume: None }, readers))
}
