//! The report.

use std::fmt;

use crate::{Options, memory::Memory, round::Round};

/// The most KiB per idle stream.
const MEMORY_TARGET: f64 = 40.0;
/// The highest ratio to the baseline of an event's 99th percentile.
const RATIO_TARGET: f64 = 1.5;
/// The most milliseconds from the acknowledgement of a write until a connected client has the event, at the 99th
/// percentile, and up to how many open streams this is promised.
const LATENCY_TARGET: f64 = 100.0;
const LATENCY_STREAMS: usize = 1000;

/// One of the sorted lists of times of a round.
type Times = fn(&Round) -> &Vec<f64>;

#[derive(Debug)]
pub struct Report {
    options: Options,
    /// The load average before the start: other processes affect the times.
    load: String,
    memory: [Option<Memory>; 2],
    togul: Vec<Round>,
    bare: Vec<Round>,
}

impl Report {
    pub fn new(options: Options) -> Self {
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default().to_owned();
        Self { options, load, memory: [None; 2], togul: Vec::new(), bare: Vec::new() }
    }

    pub fn memory(&mut self, togul: Memory, bare: Memory) {
        self.memory = [Some(togul), Some(bare)];
    }

    pub fn round(&mut self, togul: Round, bare: Round) {
        for (name, round) in [("togul", &togul), ("bare", &bare)] {
            let at = |share| Percentile(share).of(&round.from_request);
            eprintln!("  {name}: from the request p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99));
        }
        self.togul.push(togul);
        self.bare.push(bare);
    }

    /// Whether no event was lost, duplicated or out of order.
    pub fn is_whole(&self) -> bool {
        self.rounds().all(|round| round.faults.is_empty())
    }

    fn rounds(&self) -> impl Iterator<Item = &Round> {
        self.togul.iter().chain(&self.bare)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { streams, seconds, rate, rounds, .. } = self.options;
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        writeln!(
            f,
            "{streams} streams, {rate} changes a second for {seconds} s, {rounds} rounds each, alternating."
        )?;
        writeln!(
            f,
            "Server and load tool share {cores} cores, whose load average was {} before.",
            self.load
        )?;
        writeln!(f, "Times are those of the load tool, medians over the rounds.\n")?;

        writeln!(f, "{:<50}{:>10}{:>12}{:>8}", "", "togul", "bare axum", "ratio")?;
        let row = |f: &mut fmt::Formatter<'_>, name: &str, togul: f64, bare: f64| {
            writeln!(f, "{name:<50}{togul:>10.2}{bare:>12.2}{:>8.2}", togul / bare)
        };
        if let [Some(togul), Some(bare)] = self.memory {
            row(f, "memory of an idle stream (KiB)", togul.per_stream, bare.per_stream)?;
            row(f, "memory without streams (MiB)", togul.before / 1024.0, bare.before / 1024.0)?;
        }
        let percentiles = [("p50", 0.5), ("p99", 0.99), ("max", 1.0)];
        let times: [(&str, Times); 3] = [
            ("request sent to event received", |round| &round.from_request),
            ("response received to event received", |round| &round.from_response),
            ("first reader to any reader", |round| &round.from_first),
        ];
        for (name, of) in times {
            for (percentile, share) in percentiles {
                let [togul, bare] = [&self.togul, &self.bare].map(|all| median(all, of, share));
                row(f, &format!("{name}, {percentile} (ms)"), togul, bare)?;
            }
        }
        let [togul, bare] = [&self.togul, &self.bare].map(|all| {
            let costs = all.iter().map(|round| round.cpu * 1e3 / round.from_request.len() as f64);
            middle(costs.collect())
        });
        row(f, "server's CPU time per event (µs)", togul, bare)?;

        let sum = |of: fn(&Round) -> u64| self.togul.iter().map(of).sum::<u64>();
        let events = sum(|round| round.from_request.len() as u64);
        writeln!(f, "\nevents received by steady readers             {events}")?;
        writeln!(f, "resets of steady and resuming readers         {}", sum(|round| round.resets))?;
        writeln!(f, "reconnects with Last-Event-ID                 {}", sum(|round| round.reconnects))?;
        let stuck = (sum(|round| round.stuck_reset as u64), sum(|round| round.stuck_cut as u64));
        writeln!(f, "stuck readers: got a reset, were cut          {}, {}", stuck.0, stuck.1)?;
        if let [Some(Memory { resume: Some(resume), .. }), _] = self.memory {
            writeln!(
                f,
                "all streams resumed at once, 20 events behind {:.0} ms",
                resume.as_secs_f64() * 1e3
            )?;
        }
        let faults: Vec<_> = self.rounds().flat_map(|round| &round.faults).collect();
        writeln!(f, "lost, duplicated or out of order              {}", faults.len())?;
        for fault in faults.iter().take(10) {
            writeln!(f, "  {fault}")?;
        }

        let p99 = |all, of: Times| median(all, of, 0.99);
        let ratio =
            p99(&self.togul, |round| &round.from_request) / p99(&self.bare, |round| &round.from_request);
        writeln!(f, "\ntargets")?;
        if let [Some(togul), _] = self.memory {
            target(f, "KiB per idle stream", togul.per_stream, MEMORY_TARGET)?;
        }
        target(f, "times the baseline's p99, from the request", ratio, RATIO_TARGET)?;
        if streams <= LATENCY_STREAMS {
            let answered = p99(&self.togul, |round| &round.from_response);
            target(f, "ms from acknowledgement to event at p99", answered, LATENCY_TARGET)?;
        }
        Ok(())
    }
}

fn target(f: &mut fmt::Formatter<'_>, name: &str, measured: f64, most: f64) -> fmt::Result {
    let word = if measured <= most { "met   " } else { "missed" };
    writeln!(f, "  {word}  at most {most} {name}: {measured:.2}")
}

/// The median of a percentile over the rounds.
fn median(rounds: &[Round], of: Times, share: f64) -> f64 {
    middle(rounds.iter().map(|round| Percentile(share).of(of(round))).collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    Percentile(0.5).of(&values)
}

/// A percentile, as a share between 0 and 1.
struct Percentile(f64);

impl Percentile {
    fn of(&self, sorted: &[f64]) -> f64 {
        let last = sorted.len().saturating_sub(1);
        sorted.get((last as f64 * self.0).round() as usize).copied().unwrap_or(f64::NAN)
    }
}
