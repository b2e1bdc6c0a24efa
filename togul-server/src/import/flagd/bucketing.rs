//! `fractional`: weighted variants, chosen by a hash.

use serde_json::Value;
use togul_core::{Bucketing, FlagdVersion, SplitPart};

use super::{
    operand::{Operand, USER, operation, to_text},
    targeting::Targeting,
};
use crate::import::{
    budget::Bytes,
    rules::{Hash, flagd, parts, ranges},
    translation::Problem,
};

/// What a `fractional` hashes.
#[derive(Clone, Debug)]
pub(super) enum Id {
    /// The key of the flag and the targeting key.
    Shorthand,
    /// An attribute, and without it the same as the shorthand.
    Attribute(String),
    /// A text, behind which an attribute follows; the text alone without it.
    Prefixed(String, String),
    Constant(String),
}

/// A `fractional`: a bucket's variant is `None` for null, which stands for the default variant.
#[derive(Debug)]
pub(super) struct Fractional {
    pub id: Id,
    pub buckets: Vec<(Option<Value>, u32)>,
}

impl Targeting<'_> {
    /// `None` for one that flagd refuses to evaluate, or whose weights are all 0: it is null.
    pub(super) fn fractional(&self, arguments: &[Value], place: &str) -> Result<Option<Fractional>, Problem> {
        self.budget.spend(arguments.bytes(), place)?;
        let (id, buckets) = match arguments.split_first() {
            Some((first, rest)) if !first.is_array() => (self.id(first, &format!("{place}[0]"))?, rest),
            _ => (Id::Shorthand, arguments),
        };
        let mut weighted = Vec::with_capacity(buckets.len());
        for (at, bucket) in buckets.iter().enumerate() {
            let at = at + arguments.len() - buckets.len();
            let bucket = bucket.as_array().filter(|bucket| !bucket.is_empty());
            let Some(bucket) = bucket else { return Ok(None) };
            if let Some(computed) = bucket.iter().find(|part| part.is_object() || part.is_array()) {
                let operator = operation(computed).map_or("a list", |(operator, _)| operator);
                let reason = format!(
                    "computes a variant or a weight with {operator:?}; only `if` can be carried over"
                );
                return Err(Problem::new(format!("{place}[{at}]"), reason));
            }
            let weight = match bucket.get(1) {
                None | Some(Value::Null) => 1,
                Some(weight) => match weight.as_f64().filter(|weight| weight.fract() == 0.0) {
                    Some(weight) => weight.clamp(0.0, f64::from(u32::MAX)) as u32,
                    None => return Ok(None),
                },
            };
            weighted.push((bucket.first().filter(|variant| !variant.is_null()).cloned(), weight));
        }
        let total: u64 = weighted.iter().map(|(_, weight)| u64::from(*weight)).sum();
        let is_valid = total > 0 && total <= u64::from(i32::MAX.unsigned_abs());
        Ok(is_valid.then_some(Fractional { id, buckets: weighted }))
    }

    fn id(&self, expression: &Value, place: &str) -> Result<Id, Problem> {
        if let Some(("cat", texts)) = operation(expression) {
            let mut prefix = String::new();
            for (at, part) in texts.iter().enumerate() {
                match self.read(part, place)? {
                    Some(Operand::Constant(value)) => prefix.push_str(&to_text(&value).unwrap_or_default()),
                    Some(Operand::Attribute { name, default: Value::Null }) if at + 1 == texts.len() => {
                        return Ok(Id::Prefixed(prefix, name));
                    }
                    _ => {
                        let reason = "hashes more than a text and, behind it, one attribute";
                        return Err(Problem::new(format!("{place}.cat[{at}]"), reason));
                    }
                }
            }
            return Ok(Id::Constant(prefix));
        }
        match self.read(expression, place)? {
            Some(Operand::Attribute { name, default: Value::Null }) => Ok(Id::Attribute(name)),
            Some(Operand::Constant(Value::Null)) => Ok(Id::Shorthand),
            Some(Operand::Constant(Value::String(text))) => Ok(Id::Constant(text)),
            _ => Err(Problem::new(place, "hashes what is neither an attribute nor a text before one")),
        }
    }

    pub(super) fn shorthand(&self) -> Hash {
        Hash { attribute: USER.to_owned(), bucketing: flagd(self.version, self.key, true) }
    }

    /// The hash of an attribute behind a text.
    pub(super) fn hash(&self, prefix: &str, attribute: &str) -> Hash {
        Hash { attribute: attribute.to_owned(), bucketing: flagd(self.version, prefix, false) }
    }

    /// The ranges of weights in the units of this version. `default` is the variant behind the last one, which version 1 has.
    pub(super) fn ranges(&self, weights: &[(String, u32)], default: Option<&str>) -> Option<Vec<SplitPart>> {
        if self.version == FlagdVersion::V1 {
            return ranges_of_version_1(weights, default);
        }
        let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
        // In finer units the same variant is chosen for each hash, and weights can be changed by thousandths of a percent.
        let finer = 100_000 / gcd(total, 100_000);
        let finer = if total.checked_mul(finer).is_some_and(|all| all <= i32::MAX.unsigned_abs()) {
            finer
        } else {
            1
        };
        let weights: Vec<_> =
            weights.iter().map(|(variant, weight)| (variant.clone(), weight * finer)).collect();
        Some(ranges(&weights))
    }
}

/// The magnitude of a hash as a signed integer.
const MAGNITUDES: u32 = (1 << 31) + 1;

/// flagd 0.14 and earlier compare `magnitude / i32::MAX * 100` with sums of `100 * weight / total`, all of them f64. The
/// comparison is monotonic, so that each sum has an exact bound among the magnitudes.
fn ranges_of_version_1(weights: &[(String, u32)], default: Option<&str>) -> Option<Vec<SplitPart>> {
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    let mut ends = Vec::with_capacity(weights.len() + 1);
    for (variant, weight) in weights {
        sum += 100.0 * f64::from(*weight) / f64::from(total);
        ends.push((variant.as_str(), first_at_least(sum)));
    }
    if ends.last().is_some_and(|(_, end)| *end < MAGNITUDES) {
        ends.push((default?, MAGNITUDES));
    }
    Some(parts(ends.into_iter()))
}

/// The first magnitude that is not below a percentage.
fn first_at_least(percentage: f64) -> u32 {
    let (mut low, mut high) = (0, MAGNITUDES);
    while low < high {
        let middle = low + (high - low) / 2;
        let is_below = f64::from(middle) / f64::from(i32::MAX) * 100.0 < percentage;
        if is_below { low = middle + 1 } else { high = middle }
    }
    low
}

fn gcd(one: u32, other: u32) -> u32 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The bucketing of a text without an attribute.
pub(super) fn of_text(version: FlagdVersion) -> Bucketing {
    flagd(version, "", false)
}
