//! A table of the measurements against the baseline and the targets.

use std::fmt;

/// One line of the table.
#[derive(Debug)]
pub struct Line {
    pub name: &'static str,
    pub togul: String,
    pub baseline: String,
    /// The figure that is compared with the target.
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
        let Self { name, togul, baseline, figure, target } = self;
        let verdict = if target.is_met(*figure) { "met" } else { "missed" };
        write!(f, "| {name} | {togul} | {baseline} | {figure:.2} | {target} | {verdict} |")
    }
}

pub const HEAD: &str =
    "| | togul | baseline | figure | target | |\n| --- | ---: | ---: | ---: | ---: | --- |";

/// The median: the middle value, or the mean of the middle two.
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<_> = figures.into_iter().collect();
    figures.sort_unstable_by(f64::total_cmp);
    let half = figures.len() / 2;
    if figures.len() % 2 == 1 { figures[half] } else { f64::midpoint(figures[half - 1], figures[half]) }
}
