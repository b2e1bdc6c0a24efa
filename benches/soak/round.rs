//! One round: all streams open, flags that flip, and what every reader heard of it.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    Failure, Options,
    http::Connection,
    process::{Kind, Process},
    reader::{Heard, Reader, Source},
    shop::Shop,
};

/// Beside the steady streams: who hears without content, one of that many; who comes back again and again; who never
/// reads.
const CLASSIC: usize = 10;
const RETURNING: u64 = 20;
const STUCK: usize = 5;
/// What makes those who do not read fall behind for good: more bytes than kernels keep, then more events than the
/// server does.
const LARGE_EVENTS: usize = 120;
const SMALL_EVENTS: usize = 200;
/// The receive buffer of who never reads.
const SMALL_BUFFER: u32 = 4096;
/// For events that do not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was heard.
#[derive(Debug, Default)]
pub struct Round {
    /// From just before the request was sent that made the change until a steady reader had the event, in
    /// milliseconds, sorted.
    pub from_request: Vec<f64>,
    /// The same from when the answer to that request was read; below zero when the event was there first.
    pub from_answer: Vec<f64>,
    /// From when the first steady reader had the event until another had it.
    pub from_first: Vec<f64>,
    /// Milliseconds of processors that the server took meanwhile.
    pub cpu: f64,
    pub faults: Vec<String>,
    /// Resets of those who read.
    pub resets: u64,
    /// How often somebody came back.
    pub returns: u64,
    /// Of those who never read: how many were told to start over, and how many were cut.
    pub stuck_reset: usize,
    pub stuck_cut: usize,
}

/// The events of a round: their bytes, and the revision before the first.
#[derive(Debug)]
pub struct Recorded {
    first: u64,
    frames: Vec<Vec<u8>>,
}

pub async fn of_togul(options: Options) -> Result<(Round, Recorded), Failure> {
    let process = Process::start(Kind::Togul)?;
    let mut shop = Shop::open(process.address)?;
    let content = shop.source(process.address, true);
    let classic = shop.source(process.address, false);
    let mut stuck = Vec::new();
    for _ in 0..STUCK {
        stuck.push(content.ask(shop.revision, Some(SMALL_BUFFER)).await?);
    }
    let mut shop = spawn_blocking(move || {
        for _ in 0..LARGE_EVENTS {
            shop.load()?;
        }
        for _ in 0..SMALL_EVENTS {
            shop.flip()?;
        }
        Ok::<_, Failure>(shop)
    })
    .await??;

    let first = shop.revision;
    let last = first + u64::from(options.seconds * options.rate);
    let mut readers = classic.open_many(options.streams / CLASSIC, first).await?;
    readers.extend(content.open_many(options.streams - readers.len(), first).await?);
    let keeps = readers.last_mut().ok_or("no streams")?;
    keeps.heard.frames = Some(Vec::new());
    let steady = read_on(readers, last, options);
    let returning: Vec<_> = (0..RETURNING)
        .map(|number| tokio::spawn(come_and_go(content.clone(), first, last, number)))
        .collect();
    let cpu = process.cpu()?;
    let calls = write(options, move |_| shop.flip()).await?;
    let mut heard = join(steady).await?;
    let mut round = Round { cpu: process.cpu()? - cpu, ..Round::default() };
    let frames = heard.iter_mut().find_map(|heard| heard.frames.take()).unwrap_or_default();
    round.add(&heard, first, &calls);
    for task in returning {
        let (heard, returns) = task.await??;
        round.resets += heard.resets;
        round.faults.extend(heard.faults);
        round.returns += returns;
    }
    for reader in stuck {
        round.add_stuck(reader, last).await;
    }
    Ok((round.sorted(), Recorded { first, frames }))
}

pub async fn of_bare(options: Options, recorded: Recorded) -> Result<Round, Failure> {
    let process = Process::start(Kind::Bare)?;
    let source = Source::of_bare(process.address);
    let mut writer = Connection::open(process.address)?;
    let Recorded { first, frames } = recorded;
    let last = first + frames.len() as u64;
    let steady = read_on(source.open_many(options.streams, first).await?, last, options);
    let cpu = process.cpu()?;
    let calls =
        write(options, move |number| writer.call("POST", "/publish", &frames[number as usize]).map(drop))
            .await?;
    let heard = join(steady).await?;
    let mut round = Round { cpu: process.cpu()? - cpu, ..Round::default() };
    round.add(&heard, first, &calls);
    Ok(round.sorted())
}

/// When a request was about to be sent, and when its answer was read.
#[derive(Clone, Copy, Debug)]
struct Call {
    sent: Instant,
    acknowledged: Instant,
}

/// Writes at the given rate, from a thread of its own.
async fn write(
    options: Options,
    mut one: impl FnMut(u32) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<Call>, Failure> {
    spawn_blocking(move || {
        let begun = Instant::now();
        let step = Duration::from_secs(1) / options.rate;
        (0..options.seconds * options.rate)
            .map(|number| {
                std::thread::sleep((begun + step * number).saturating_duration_since(Instant::now()));
                let sent = Instant::now();
                one(number)?;
                Ok(Call { sent, acknowledged: Instant::now() })
            })
            .collect()
    })
    .await?
}

fn read_on(readers: Vec<Reader>, last: u64, options: Options) -> Vec<JoinHandle<Result<Heard, Failure>>> {
    let patience = PATIENCE + Duration::from_secs(options.seconds.into());
    readers
        .into_iter()
        .map(|mut reader| {
            tokio::spawn(async move {
                match tokio::time::timeout(patience, reader.until(last)).await {
                    Ok(read) => read?,
                    Err(_) => {
                        reader.heard.faults.push(format!("nothing came after revision {}", reader.last))
                    }
                }
                Ok(reader.heard)
            })
        })
        .collect()
}

async fn join(readers: Vec<JoinHandle<Result<Heard, Failure>>>) -> Result<Vec<Heard>, Failure> {
    try_join_all(readers).await?.into_iter().collect()
}

/// Reads some events, hangs up, and comes back from there.
async fn come_and_go(source: Source, first: u64, last: u64, number: u64) -> Result<(Heard, u64), Failure> {
    let mut heard = Heard::default();
    let (mut at, mut returns) = (first, 0);
    while at < last {
        let mut reader = source.open(at).await?;
        let wanted = (at + 1 + (number + returns) % 5).min(last);
        if tokio::time::timeout(PATIENCE, reader.until(wanted)).await.is_err() {
            reader.heard.faults.push(format!("nothing came after revision {at} and a return"));
        }
        at = reader.last;
        heard.resets += reader.heard.resets;
        heard.faults.append(&mut reader.heard.faults);
        returns += 1;
    }
    Ok((heard, returns))
}

impl Round {
    fn sorted(mut self) -> Self {
        for times in [&mut self.from_request, &mut self.from_answer, &mut self.from_first] {
            times.sort_by(f64::total_cmp);
        }
        self
    }

    fn add(&mut self, heard: &[Heard], first: u64, calls: &[Call]) {
        let events = || {
            let number = |revision: u64| usize::try_from(revision.checked_sub(first + 1)?).ok();
            let events = heard.iter().flat_map(|heard| &heard.events);
            events.filter_map(move |(revision, at)| Some((number(*revision)?, *at)))
        };
        let mut earliest = vec![None; calls.len()];
        for (number, at) in events() {
            if let Some(first) = earliest.get_mut(number) {
                *first = Some(first.map_or(at, |first: Instant| first.min(at)));
            }
        }
        for (number, at) in events() {
            let (Some(call), Some(Some(first))) = (calls.get(number), earliest.get(number)) else { continue };
            self.from_request.push(milliseconds(call.sent, at));
            self.from_answer.push(milliseconds(call.acknowledged, at));
            self.from_first.push(milliseconds(*first, at));
        }
        for heard in heard {
            self.resets += heard.resets;
            self.faults.extend(heard.faults.iter().cloned());
        }
    }

    /// Reads what a reader left for so long.
    async fn add_stuck(&mut self, mut reader: Reader, last: u64) {
        let read = tokio::time::timeout(PATIENCE, async {
            while reader.last < last && reader.read().await? {}
            Ok::<_, Failure>(())
        });
        let is_whole = matches!(read.await, Ok(Ok(()))) && reader.last == last;
        self.faults.append(&mut reader.heard.faults);
        if !is_whole {
            self.stuck_cut += 1;
        } else if reader.heard.resets > 0 {
            self.stuck_reset += 1;
        } else {
            self.faults.push("who never read was neither cut nor told to start over".to_owned());
        }
    }
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    match to.checked_duration_since(from) {
        Some(after) => after.as_secs_f64() * 1e3,
        None => from.duration_since(to).as_secs_f64() * -1e3,
    }
}
