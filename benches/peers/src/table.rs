//! The results as a Markdown table.

use crate::measure::Column;

/// The measured versions are the locked ones.
const LOCKED: &str = include_str!("../Cargo.lock");

/// A row of the table.
pub struct Title {
    pub name: &'static str,
    crate_name: &'static str,
}

impl Title {
    pub fn new((name, crate_name): (&'static str, &'static str)) -> Self {
        Self { name, crate_name }
    }

    pub fn version(&self) -> &'static str {
        let entry = format!("name = \"{}\"\nversion = \"", self.crate_name);
        let (_, version) = LOCKED.split_once(&entry).expect("the crate is locked");
        version.split('"').next().expect("a version")
    }
}

/// The ratios, and the times of the floor.
pub fn print(titles: &[Title], columns: &[Column]) {
    line("times the floor", columns.iter().map(|column| column.workload.name()));
    line("---", columns.iter().map(|_| "---:".to_owned()));
    for (title, row) in titles.iter().zip(0..) {
        let ratios = columns.iter().map(|column| column.ratios[row].map_or_else(String::new, figure));
        line(&format!("{} (`{}` {})", title.name, title.crate_name, title.version()), ratios);
    }
    line("the floor, ns", columns.iter().map(|column| format!("{:.1}", column.nanoseconds)));
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
