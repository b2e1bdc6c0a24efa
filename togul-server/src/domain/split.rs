//! Splits: a rule's answer that gives each context one of several variants.
//!
//! Callers write weights, and evaluators read the buckets that follow from them. The buckets are stored with the weights,
//! because they depend on earlier weights: a change of weights moves as few contexts as possible.

mod allocation;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use togul_core::{Invalid, Percentage, SplitPart, limits};

use self::allocation::{Range, allocate, is_complete, size, sweep};
use super::{object, schema, text::VariantKey, variant::Variants};

/// Variants with their weights, in the order of the author.
#[derive(Clone, Debug, PartialEq)]
pub struct Split(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    variant: VariantKey,
    weight: Percentage,
    /// Ascending. Empty until they are allocated.
    ranges: Vec<Range>,
}

/// A part as callers write it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SplitWeight {
    /// The key of one of the flag's variants.
    variant: VariantKey,
    /// The weights of a split sum to exactly 100.
    #[schemars(with = "schema::Percentage")]
    weight: Percentage,
}

/// A share of a split whose contexts get another variant than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Move {
    pub from: String,
    pub to: String,
    /// In percent of the split.
    #[schemars(with = "schema::Percentage")]
    pub share: Percentage,
}

/// The split would need this many ranges of buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} ranges are too many")]
pub struct TooManyRanges(pub usize);

impl Split {
    /// Checks the weights, and that the flag has the variants.
    ///
    /// # Errors
    /// The first problem.
    pub fn check(&self, variants: &Variants) -> Result<(), Invalid> {
        if !limits::SPLIT_VARIANTS.contains(&self.0.len()) {
            let (least, most) = limits::SPLIT_VARIANTS.into_inner();
            let reason = format!("must have {least} to {most} variants; it has {}", self.0.len());
            return Err(Invalid::new("split", reason));
        }
        for (index, part) in self.0.iter().enumerate() {
            let field = format!("split[{index}].variant");
            if !variants.0.iter().any(|variant| variant.key == part.variant) {
                let reason = format!(
                    "must be the key of a variant of the flag; it has no variant {:?}",
                    &*part.variant
                );
                return Err(Invalid::new(field, reason));
            }
            if self.0[..index].iter().any(|earlier| earlier.variant == part.variant) {
                return Err(Invalid::new(field, "must not be that of another part of the split"));
            }
        }
        let sum: u32 = self.0.iter().map(|part| part.weight.thousandths()).sum();
        if sum != Percentage::FULL.thousandths() {
            let sum = f64::from(sum) / 1000.0;
            return Err(Invalid::new(
                "split",
                format!("must have weights that sum to exactly 100; they sum to {sum}"),
            ));
        }
        Ok(())
    }

    /// With buckets from 0 on, in the order of the parts.
    #[must_use]
    pub fn laid_out(self) -> Self {
        self.with_ranges(&BTreeMap::new())
    }

    /// With the buckets of an earlier split, changed as little as the weights allow.
    ///
    /// # Errors
    /// [`TooManyRanges`] if the buckets would be in more pieces than a split may have.
    pub fn following(self, before: &Self) -> Result<Self, TooManyRanges> {
        let ranges = before.0.iter().map(|part| (&*part.variant, part.ranges.clone())).collect();
        let after = self.with_ranges(&ranges);
        let count = after.0.iter().map(|part| part.ranges.len()).sum();
        if count > limits::SPLIT_RANGES { Err(TooManyRanges(count)) } else { Ok(after) }
    }

    fn with_ranges(mut self, before: &BTreeMap<&str, Vec<Range>>) -> Self {
        let weights: Vec<_> = self.0.iter().map(|part| (&*part.variant, part.weight.thousandths())).collect();
        let ranges = allocate(before, &weights);
        for (part, ranges) in self.0.iter_mut().zip(ranges) {
            part.ranges = ranges;
        }
        self
    }

    /// The shares that move to another variant, in the order of the parts.
    #[must_use]
    pub fn moves(&self, after: &Self) -> Vec<Move> {
        let owned = |split: &Self| -> Vec<(Range, usize)> {
            let parts = split.0.iter().enumerate();
            parts.flat_map(|(index, part)| part.ranges.iter().map(move |range| (*range, index))).collect()
        };
        let mut shares = BTreeMap::new();
        for ([start, end], from, to) in sweep(owned(self), owned(after)) {
            if self.0[from].variant != after.0[to].variant {
                *shares.entry((from, to)).or_default() += end - start;
            }
        }
        let moves = shares.into_iter();
        moves
            .filter_map(|((from, to), share): (_, u32)| self.move_to(after, from, to, f64::from(share)))
            .collect()
    }

    /// The shares that are expected to move when all users get other buckets, as by another seed: the buckets before and after
    /// are independent.
    #[must_use]
    pub fn expected_moves(&self, after: &Self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (from, part) in self.0.iter().enumerate() {
            for (to, other) in after.0.iter().enumerate().filter(|(_, other)| other.variant != part.variant) {
                let share = f64::from(part.weight.thousandths()) * f64::from(other.weight.thousandths());
                moves.extend(self.move_to(after, from, to, (share / 100_000.0).round()));
            }
        }
        moves
    }

    /// `None` without a share, which is in thousandths of a percent.
    fn move_to(&self, after: &Self, from: usize, to: usize, thousandths: f64) -> Option<Move> {
        let share = Percentage::from_percent(thousandths / 1000.0).filter(|share| share.thousandths() > 0)?;
        let (from, to) = (self.0[from].variant.to_string(), after.0[to].variant.to_string());
        Some(Move { from, to, share })
    }

    /// The split as evaluators read it: without variants whose weight is 0.
    #[must_use]
    pub fn to_core(&self) -> Vec<SplitPart> {
        let parts = self.0.iter().filter(|part| !part.ranges.is_empty());
        parts
            .map(|part| SplitPart { variant: part.variant.to_string(), ranges: part.ranges.clone() })
            .collect()
    }

    /// The split that evaluators read, if it is complete.
    #[must_use]
    pub fn of_core(parts: &[SplitPart]) -> Option<Self> {
        let parts = parts.iter().map(|part| {
            Some(Part {
                variant: VariantKey::parse(&*part.variant).ok()?,
                weight: Percentage::from_percent(f64::from(size(&part.ranges)) / 1000.0)?,
                ranges: part.ranges.clone(),
            })
        });
        Some(Self(parts.collect::<Option<_>>()?)).filter(Self::is_complete)
    }

    /// The keys of the variants, those of weight 0 included.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|part| &*part.variant)
    }

    /// What the database holds: the weights with the ranges.
    #[must_use]
    pub fn to_column(&self) -> String {
        serde_json::to_string(&self.0).expect("plain data with string keys always serializes")
    }

    /// From what [`to_column`](Self::to_column) returned.
    #[must_use]
    pub fn from_column(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().map(Self).filter(Self::is_complete)
    }

    /// Whether each bucket belongs to one part, and each part has as many as its weight says.
    fn is_complete(&self) -> bool {
        is_complete(self.0.iter().flat_map(|part| part.ranges.iter().copied()).collect())
            && self.0.iter().all(|part| size(&part.ranges) == part.weight.thousandths())
    }
}

/// The weights alone: the ranges follow from their history.
impl Serialize for Split {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let weights = self.0.iter();
        serializer.collect_seq(
            weights.map(|part| SplitWeight { variant: part.variant.clone(), weight: part.weight }),
        )
    }
}

impl<'de> Deserialize<'de> for Split {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const MAX: usize = *limits::SPLIT_VARIANTS.end();
        let weights = object::list::<MAX, SplitWeight, _>(deserializer)?;
        let parts = weights.into_iter().map(|SplitWeight { variant, weight }| Part {
            variant,
            weight,
            ranges: Vec::new(),
        });
        Ok(Self(parts.collect()))
    }
}

impl JsonSchema for Split {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Split".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let weight = generator.subschema_for::<SplitWeight>();
        let (least, most) = limits::SPLIT_VARIANTS.into_inner();
        json_schema!({ "type": "array", "items": weight, "minItems": least, "maxItems": most })
    }
}
