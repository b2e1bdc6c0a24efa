//! Statistics of times that were measured alternately, round by round.

/// The time of one side divided by that of another.
pub fn ratio(times: &[Vec<f64>], one: usize, other: usize) -> f64 {
    median(times[one].iter().zip(&times[other]).map(|(one, other)| one / other))
}

pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
