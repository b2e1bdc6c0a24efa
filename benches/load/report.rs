//! A table: what was measured, beside what it was measured against, and the target.

use std::fmt;

/// One line of it.
#[derive(Debug)]
pub struct Line {
    pub what: &'static str,
    pub ours: String,
    pub theirs: String,
    /// The figure that the target is of.
    pub figure: f64,
    pub target: Target,
}

#[derive(Clone, Copy, Debug)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn is_met(self, figure: f64) -> bool {
        match self {
            Self::AtLeast(target) => figure >= target,
            Self::AtMost(target) => figure <= target,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(target) => write!(f, "≥ {target}"),
            Self::AtMost(target) => write!(f, "≤ {target}"),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, theirs, figure, target } = self;
        let verdict = if target.is_met(*figure) { "met" } else { "missed" };
        write!(f, "| {what} | {ours} | {theirs} | {figure:.2} | {target} | {verdict} |")
    }
}

pub const HEAD: &str =
    "| | togul | beside it | figure | target | |\n| --- | ---: | ---: | ---: | ---: | --- |";

/// The middle one; of an even number the mean of the two.
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.into_iter().collect();
    figures.sort_unstable_by(f64::total_cmp);
    let half = figures.len() / 2;
    if figures.len() % 2 == 1 { figures[half] } else { f64::midpoint(figures[half - 1], figures[half]) }
}
