//! The size of a flag with all of its rules, as it is stored.

use serde::Serialize;
use togul_core::{Invalid, Json, limits};

use super::{decoded::Decoded, flag::Flag, rule::Rule, split::Split};

/// Checks the bytes that callers wrote and the bytes for evaluators. A flag that is larger than the limit, because it
/// was stored by other means, may be changed as long as it does not grow: `growth` is the change of what callers wrote.
///
/// # Errors
/// The limit, with the size that the flag would have.
pub fn check(
    flag: &Flag,
    rules: &[Rule],
    growth: i64,
    before: Option<&str>,
    after: &str,
) -> Result<(), Invalid> {
    let written = flag.bytes() + rules.iter().map(Rule::bytes).sum::<usize>();
    let grows = after.len() > before.map_or(0, str::len);
    let too_large = match (written > limits::FLAG_BYTES, after.len() > limits::FLAG_BYTES) {
        (true, _) if growth > 0 => written,
        (_, true) if grows => after.len(),
        _ => return Ok(()),
    };
    let limit = limits::FLAG_BYTES;
    let reason = format!(
        "must leave the whole flag with its rules, inactive ones included, within {limit} bytes; it would have \
         {too_large}"
    );
    Err(Invalid::new("rules", reason))
}

/// The change of a size.
#[must_use]
pub fn growth(before: usize, after: usize) -> i64 {
    // Sizes of what is in memory are far below the largest i64.
    after as i64 - before as i64
}

impl Flag {
    /// The bytes that callers wrote.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let values = value_bytes(&self.default_value) + self.off_value.as_ref().map_or(0, value_bytes);
        let lists = [list_bytes(&self.variants), list_bytes(&self.prerequisites)];
        self.key.len() + self.name.len() + self.description.len() + values + lists.iter().sum::<usize>()
    }
}

impl Rule {
    /// The bytes that callers wrote.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let fields = &self.fields;
        let strings = [fields.attribute.as_deref(), fields.value_json.as_deref()];
        strings.into_iter().flatten().map(str::len).sum::<usize>()
            + fields.bucket_by.stored(|name| name.to_string()).len()
            + json_bytes(&fields.conditions)
            + fields.return_value.0.as_ref().map_or(0, value_bytes)
            + fields.variant.as_ref().map_or(0, |key| key.stored(|key| key.to_string()).len())
            + fields.split.as_ref().map_or(0, |split| split.stored(Split::to_column).len())
            + fields.seed.as_ref().map_or(0, |seed| seed.stored(|seed| seed.to_string()).len())
            + fields.bucketing.as_ref().map_or(0, json_bytes)
    }
}

fn value_bytes(value: &Decoded<Json>) -> usize {
    match value {
        Decoded::Value(value) => value.text().len(),
        Decoded::Damaged(text) => text.len(),
    }
}

/// An empty list counts nothing, as in flags that are older than the field.
fn list_bytes<T: Serialize>(list: &Decoded<T>) -> usize {
    Some(json_bytes(list)).filter(|bytes| *bytes > "[]".len()).unwrap_or_default()
}

fn json_bytes<T: Serialize>(value: &Decoded<T>) -> usize {
    match value {
        Decoded::Value(value) => {
            serde_json::to_string(value).expect("plain data with string keys always serializes").len()
        }
        Decoded::Damaged(text) => text.len(),
    }
}
