//! What an idle stream costs, and what it takes when all come back at once.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;

use crate::{
    Failure, Options,
    process::{Kind, Process},
    reader::{Reader, Source},
    shop::Shop,
};

/// Until every stream has looked around once and what it needed for its beginning is gone.
const SETTLE: Duration = Duration::from_secs(5);
/// Opened and closed before anything is counted: what a server makes once is not a stream's.
const WARM: usize = 50;
/// How far behind those are who come back all at once.
const BEHIND: u64 = 20;

#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub before: f64,
    /// KiB a stream.
    pub per_stream: f64,
    /// How long until all had what they missed.
    pub storm: Option<Duration>,
}

pub async fn of_togul(options: Options) -> Result<Memory, Failure> {
    let process = Process::start(Kind::Togul)?;
    let mut shop = Shop::open(process.address)?;
    let source = shop.source(process.address, true);
    let (memory, readers) = idle(&process, &source, options, shop.revision).await?;
    drop(readers);
    let last = shop.revision;
    for _ in 0..BEHIND {
        shop.flip()?;
    }
    let begun = Instant::now();
    let mut readers = source.open_many(options.streams, last).await?;
    try_join_all(readers.iter_mut().map(|reader| reader.until(last + BEHIND))).await?;
    let storm = Some(begun.elapsed());
    for reader in &readers {
        if reader.heard.resets > 0 || !reader.heard.faults.is_empty() {
            return Err(format!("who came back heard {:?}", reader.heard).into());
        }
    }
    Ok(Memory { storm, ..memory })
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
    drop(source.open_many(WARM, last).await?);
    tokio::time::sleep(SETTLE).await;
    let before = process.memory()?;
    let readers = source.open_many(options.streams, last).await?;
    tokio::time::sleep(SETTLE).await;
    let per_stream = (process.memory()? - before) / options.streams as f64;
    Ok((Memory { before, per_stream, storm: None }, readers))
}
