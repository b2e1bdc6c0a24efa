//! One round: all streams are open, flags are flipped, and every reader records the events.

use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{
    Failure, Options,
    http::Connection,
    process::{Kind, Process},
    reader::{Reader, Received, Source},
    shop::Shop,
};

/// One in this many steady streams is without content.
const CLASSIC: usize = 10;
/// Readers that reconnect again and again.
const RECONNECTING: u64 = 20;
/// Readers that never read.
const STUCK: usize = 5;
/// These make stuck readers fall behind: more bytes than the kernel buffers, then more events than the server queues.
const LARGE_EVENTS: usize = 120;
const SMALL_EVENTS: usize = 200;
/// The receive buffer of a stuck reader, in bytes.
const SMALL_BUFFER: u32 = 4096;
/// How long to wait for an event.
const PATIENCE: Duration = Duration::from_secs(30);

/// The measurements of a round.
#[derive(Debug, Default)]
pub struct Round {
    /// Milliseconds from sending the request for a change until a steady reader has the event, sorted.
    pub from_request: Vec<f64>,
    /// The same from receiving the response to that request; negative if the event arrived first.
    pub from_response: Vec<f64>,
    /// The same from the first steady reader that has the event until another one has it.
    pub from_first: Vec<f64>,
    /// Milliseconds of CPU time of the server.
    pub cpu: f64,
    pub faults: Vec<String>,
    /// Resets received by readers that read.
    pub resets: u64,
    /// How often a reader reconnected.
    pub reconnects: u64,
    /// How many stuck readers got a reset, and how many were cut.
    pub stuck_reset: usize,
    pub stuck_cut: usize,
}

/// The bytes of the events of a round, and the revision before the first one.
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
        stuck.push(content.connect(shop.revision, Some(SMALL_BUFFER)).await?);
    }
    let mut shop = spawn_blocking(move || {
        for _ in 0..LARGE_EVENTS {
            shop.write_large()?;
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
    let recording = readers.last_mut().ok_or("there are no streams")?;
    recording.received.frames = Some(Vec::new());
    let steady = spawn_readers(readers, last, options);
    let reconnecting: Vec<_> = (0..RECONNECTING)
        .map(|number| tokio::spawn(reconnect(content.clone(), first, last, number)))
        .collect();
    let cpu = process.cpu()?;
    let calls = write(options, move |_| shop.flip()).await?;
    let mut received = join(steady).await?;
    let mut round = Round { cpu: process.cpu()? - cpu, ..Round::default() };
    let frames = received.iter_mut().find_map(|received| received.frames.take()).unwrap_or_default();
    round.add(&received, first, &calls);
    for task in reconnecting {
        let (received, reconnects) = task.await??;
        round.resets += received.resets;
        round.faults.extend(received.faults);
        round.reconnects += reconnects;
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
    let steady = spawn_readers(source.open_many(options.streams, first).await?, last, options);
    let cpu = process.cpu()?;
    let calls =
        write(options, move |number| writer.call("POST", "/publish", &frames[number as usize]).map(drop))
            .await?;
    let received = join(steady).await?;
    let mut round = Round { cpu: process.cpu()? - cpu, ..Round::default() };
    round.add(&received, first, &calls);
    Ok(round.sorted())
}

/// When a request was sent, and when its response was received.
#[derive(Clone, Copy, Debug)]
struct Call {
    sent: Instant,
    acknowledged: Instant,
}

/// Writes at the rate of the options, from a thread of its own.
async fn write(
    options: Options,
    mut one: impl FnMut(u32) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<Call>, Failure> {
    spawn_blocking(move || {
        let started = Instant::now();
        let step = Duration::from_secs(1) / options.rate;
        (0..options.seconds * options.rate)
            .map(|number| {
                std::thread::sleep((started + step * number).saturating_duration_since(Instant::now()));
                let sent = Instant::now();
                one(number)?;
                Ok(Call { sent, acknowledged: Instant::now() })
            })
            .collect()
    })
    .await?
}

fn spawn_readers(
    readers: Vec<Reader>,
    last: u64,
    options: Options,
) -> Vec<JoinHandle<Result<Received, Failure>>> {
    let patience = PATIENCE + Duration::from_secs(options.seconds.into());
    readers
        .into_iter()
        .map(|mut reader| {
            tokio::spawn(async move {
                match tokio::time::timeout(patience, reader.read_until(last)).await {
                    Ok(read) => read?,
                    Err(_) => reader.received.faults.push(format!("no event after revision {}", reader.last)),
                }
                Ok(reader.received)
            })
        })
        .collect()
}

async fn join(readers: Vec<JoinHandle<Result<Received, Failure>>>) -> Result<Vec<Received>, Failure> {
    try_join_all(readers).await?.into_iter().collect()
}

/// Reads some events, disconnects, and resumes from there.
async fn reconnect(source: Source, first: u64, last: u64, number: u64) -> Result<(Received, u64), Failure> {
    let mut received = Received::default();
    let (mut at, mut reconnects) = (first, 0);
    while at < last {
        let mut reader = source.open(at).await?;
        let wanted = (at + 1 + (number + reconnects) % 5).min(last);
        if tokio::time::timeout(PATIENCE, reader.read_until(wanted)).await.is_err() {
            reader.received.faults.push(format!("no event after revision {at} and a reconnect"));
        }
        at = reader.last;
        received.resets += reader.received.resets;
        received.faults.append(&mut reader.received.faults);
        reconnects += 1;
    }
    Ok((received, reconnects))
}

impl Round {
    fn sorted(mut self) -> Self {
        for times in [&mut self.from_request, &mut self.from_response, &mut self.from_first] {
            times.sort_by(f64::total_cmp);
        }
        self
    }

    fn add(&mut self, received: &[Received], first: u64, calls: &[Call]) {
        let events = || {
            let number = |revision: u64| usize::try_from(revision.checked_sub(first + 1)?).ok();
            let events = received.iter().flat_map(|received| &received.events);
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
            self.from_response.push(milliseconds(call.acknowledged, at));
            self.from_first.push(milliseconds(*first, at));
        }
        for received in received {
            self.resets += received.resets;
            self.faults.extend(received.faults.iter().cloned());
        }
    }

    /// Reads what a stuck reader has not read so far.
    async fn add_stuck(&mut self, mut reader: Reader, last: u64) {
        let read = tokio::time::timeout(PATIENCE, async {
            while reader.last < last && reader.read().await? {}
            Ok::<_, Failure>(())
        });
        let is_whole = matches!(read.await, Ok(Ok(()))) && reader.last == last;
        self.faults.append(&mut reader.received.faults);
        if !is_whole {
            self.stuck_cut += 1;
        } else if reader.received.resets > 0 {
            self.stuck_reset += 1;
        } else {
            self.faults.push("a stuck reader was neither cut nor got a reset".to_owned());
        }
    }
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    match to.checked_duration_since(from) {
        Some(after) => after.as_secs_f64() * 1e3,
        None => from.duration_since(to).as_secs_f64() * -1e3,
    }
}
