//! The results as a Markdown table.

use crate::workloads::Work;

/// The measured versions are the locked ones.
const LOCKED: &str = include_str!("../Cargo.lock");

pub struct Row {
    pub name: &'static str,
    crate_name: &'static str,
    /// Its time divided by the floor's time, for each workload that it supports.
    pub ratios: Vec<Option<f64>>,
}

impl Row {
    pub fn new((name, crate_name): (&'static str, &'static str)) -> Self {
        Self { name, crate_name, ratios: Vec::new() }
    }

    pub fn version(&self) -> &'static str {
        let entry = format!("name = \"{}\"\nversion = \"", self.crate_name);
        let (_, version) = LOCKED.split_once(&entry).expect("the crate is locked");
        version.split('"').next().expect("a version")
    }
}

/// The ratios, and the times of the floor.
pub fn print(rows: &[Row], nanoseconds: &[f64]) {
    line("times the floor", Work::ALL.iter().map(|work| work.name().to_owned()));
    line("---", Work::ALL.iter().map(|_| "---:".to_owned()));
    for row in rows {
        let title = format!("{} (`{}` {})", row.name, row.crate_name, row.version());
        line(&title, row.ratios.iter().map(|ratio| ratio.map_or_else(String::new, figure)));
    }
    line("the floor, ns", nanoseconds.iter().map(|time| format!("{time:.1}")));
}

fn line(title: &str, cells: impl Iterator<Item = String>) {
    println!("| {title} | {} |", cells.collect::<Vec<_>>().join(" | "));
}

/// A figure with its significant digits.
pub fn figure(ratio: f64) -> String {
    let digits = match ratio {
        ..3.0 => 2,
        3.0..30.0 => 1,
        _ => 0,
    };
    format!("{ratio:.digits$}")
}
