//! A table of the measurements against their targets.

use std::{collections::BTreeMap, fmt};

use crate::{attack::Attack, victim::Measurement};

/// Times the p99 without an attack.
const RATIO: f64 = 3.0;
/// Milliseconds.
const HEALTH: f64 = 100.0;
/// MiB.
const MEMORY: f64 = 300.0;

#[derive(Debug, Default)]
pub struct Report {
    attacks: BTreeMap<Attack, Line>,
}

#[derive(Debug, Default)]
struct Line {
    attacked: Vec<Measurement>,
    control: Vec<Measurement>,
    peak_memory: f64,
}

impl Report {
    pub fn add(&mut self, attack: Attack, is_attacked: bool, measurement: Measurement) {
        let line = self.attacks.entry(attack).or_default();
        if is_attacked { line.attacked.push(measurement) } else { line.control.push(measurement) }
    }

    pub fn peak_memory(&mut self, attack: Attack, mib: f64) {
        self.attacks.entry(attack).or_default().peak_memory = mib;
    }

    /// Whether every request of the measured tenant succeeded.
    pub fn is_unharmed(&self) -> bool {
        self.attacks.values().flat_map(|line| &line.attacked).all(|run| run.failures.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| attack | evaluation p99, control → attack | write p99 | slowest `/healthz` | peak memory | |"
        )?;
        writeln!(f, "| --- | ---: | ---: | ---: | ---: | --- |")?;
        for (attack, line) in &self.attacks {
            let mut is_met = true;
            write!(f, "| {} |", attack.name())?;
            for latencies in
                [|run: &Measurement| &run.evaluations, |run: &Measurement| &run.writes] as [fn(&_) -> &_; 2]
            {
                let (control, attacked) = (p99(&line.control, latencies), p99(&line.attacked, latencies));
                is_met &= attacked <= RATIO * control;
                write!(f, " {control:.1} → {attacked:.1} ms |")?;
            }
            let slowest = line.attacked.iter().flat_map(|run| &run.health).copied().fold(0.0, f64::max);
            is_met &= slowest <= HEALTH && line.peak_memory <= MEMORY;
            write!(f, " {slowest:.0} ms | {:.0} MiB |", line.peak_memory)?;
            let failures: Vec<_> = line.attacked.iter().flat_map(|run| &run.failures).collect();
            match failures.first() {
                Some(first) => writeln!(f, " {} requests failed, the first with: {first} |", failures.len())?,
                None => writeln!(f, " {} |", if is_met { "met" } else { "missed" })?,
            }
        }
        writeln!(f)?;
        write!(
            f,
            "Targets: at most {RATIO} times the p99 of the control, {HEALTH} ms, {MEMORY} MiB, no failure."
        )
    }
}

/// The median of the runs' 99th percentiles; infinite without any.
fn p99<'a>(runs: &'a [Measurement], latencies: fn(&'a Measurement) -> &'a Vec<f64>) -> f64 {
    let mut all: Vec<_> = runs
        .iter()
        .map(latencies)
        .filter_map(|run| run.get(run.len().saturating_sub(1) * 99 / 100).copied())
        .collect();
    all.sort_unstable_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::INFINITY)
}
