//! Splits: a rule's answer that gives each context one of several variants.
//!
//! Callers write weights, and evaluators read the buckets that follow from them. The buckets are stored with the weights,
//! because they depend on earlier weights: a change of weights moves as few contexts as possible.

mod allocation;
#[cfg(test)]
mod tests;
mod units;

use std::{borrow::Cow, collections::BTreeMap};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use togul_core::{Invalid, Percentage, SplitPart, bucket::BUCKETS, limits};

use self::allocation::{Range, allocate, is_complete, size, sweep};
use super::{object, schema, text::VariantKey, variant::Variants};

/// Variants with their weights, in the order of the author.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    parts: Vec<Part>,
    /// The end of all ranges: the number of buckets, or of units of a split that was imported from another system. Such a
    /// split has exact ranges, and weights that are rounded to what callers may write.
    total: u32,
}

/// What the database holds of a split in units of another system; of others it is the list of parts alone.
#[derive(Serialize, Deserialize)]
struct Imported<P> {
    total: u32,
    parts: P,
}

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

/// Units of another system cannot express a weight.
#[derive(Clone, Debug)]
pub(super) struct Inexpressible {
    /// The position of the part.
    index: usize,
    total: u32,
}

/// The split would need this many ranges of buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} ranges are too many")]
pub struct TooManyRanges(pub usize);

/// Why a split gets no buckets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unallocated {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    TooManyRanges(#[from] TooManyRanges),
}

impl Split {
    /// Checks the weights, and that the flag has the variants.
    ///
    /// # Errors
    /// The first problem.
    pub fn check(&self, variants: &Variants) -> Result<(), Invalid> {
        if !limits::SPLIT_VARIANTS.contains(&self.parts.len()) {
            let (least, most) = limits::SPLIT_VARIANTS.into_inner();
            let reason = format!("must have {least} to {most} variants; it has {}", self.parts.len());
            return Err(Invalid::new("split", reason));
        }
        for (index, part) in self.parts.iter().enumerate() {
            let field = format!("split[{index}].variant");
            if !variants.0.iter().any(|variant| variant.key == part.variant) {
                let reason = format!(
                    "must be the key of a variant of the flag; it has no variant {:?}",
                    &*part.variant
                );
                return Err(Invalid::new(field, reason));
            }
            if self.parts[..index].iter().any(|earlier| earlier.variant == part.variant) {
                return Err(Invalid::new(field, "must not be that of another part of the split"));
            }
        }
        let sum: u32 = self.parts.iter().map(|part| part.weight.thousandths()).sum();
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
    ///
    /// # Errors
    /// As [`following`](Self::following).
    pub fn laid_out(mut self, total: u32) -> Result<Self, Invalid> {
        self.total = total;
        let units = units::of(&self.weights(), total).map_err(Invalid::from)?;
        Ok(self.with_ranges(&BTreeMap::new(), &units))
    }

    /// With the buckets of an earlier split, changed as little as the weights allow. A part whose weight stays keeps exactly its
    /// buckets.
    ///
    /// # Errors
    /// [`TooManyRanges`] if the buckets would be in more pieces than a split may have, [`Invalid`] for a weight that the units
    /// of another system cannot express.
    pub fn following(mut self, before: &Self) -> Result<Self, Unallocated> {
        self.total = before.total;
        let kept = |part: &Part| {
            let same =
                before.parts.iter().find(|old| old.variant == part.variant && old.weight == part.weight);
            same.map(|old| size(&old.ranges))
        };
        let kept: Vec<_> = self.parts.iter().map(kept).collect();
        let units = units::beside(&self.weights(), &kept, self.total).map_err(Invalid::from)?;
        let ranges = before.parts.iter().map(|part| (&*part.variant, part.ranges.clone())).collect();
        let after = self.with_ranges(&ranges, &units);
        let count = after.parts.iter().map(|part| part.ranges.len()).sum();
        if count > limits::SPLIT_RANGES { Err(TooManyRanges(count).into()) } else { Ok(after) }
    }

    fn weights(&self) -> Vec<Percentage> {
        self.parts.iter().map(|part| part.weight).collect()
    }

    fn with_ranges(mut self, before: &BTreeMap<&str, Vec<Range>>, units: &[u32]) -> Self {
        let keys = self.parts.iter().map(|part| &*part.variant);
        let weights: Vec<_> = keys.zip(units.iter().copied()).collect();
        let ranges = allocate(before, &weights, self.total);
        for (part, ranges) in self.parts.iter_mut().zip(ranges) {
            part.ranges = ranges;
        }
        self
    }

    /// The shares that move to another variant, in the order of the parts.
    #[must_use]
    pub fn moves(&self, after: &Self) -> Vec<Move> {
        let owned = |split: &Self| -> Vec<(Range, usize)> {
            let parts = split.parts.iter().enumerate();
            parts.flat_map(|(index, part)| part.ranges.iter().map(move |range| (*range, index))).collect()
        };
        let mut shares = BTreeMap::new();
        for ([start, end], from, to) in sweep(owned(self), owned(after)) {
            if self.parts[from].variant != after.parts[to].variant {
                *shares.entry((from, to)).or_default() += end - start;
            }
        }
        let moves = shares.into_iter();
        moves
            .filter_map(|((from, to), share): (_, u32)| {
                let thousandths = f64::from(share) * f64::from(BUCKETS) / f64::from(self.total);
                self.move_to(after, from, to, thousandths.round())
            })
            .collect()
    }

    /// The shares that are expected to move when all users get other buckets, as by another seed: the buckets before and after
    /// are independent.
    #[must_use]
    pub fn expected_moves(&self, after: &Self) -> Vec<Move> {
        let mut moves = Vec::new();
        for (from, part) in self.parts.iter().enumerate() {
            for (to, other) in
                after.parts.iter().enumerate().filter(|(_, other)| other.variant != part.variant)
            {
                let share = f64::from(part.weight.thousandths()) * f64::from(other.weight.thousandths());
                moves.extend(self.move_to(after, from, to, (share / 100_000.0).round()));
            }
        }
        moves
    }

    /// `None` without a share, which is in thousandths of a percent.
    fn move_to(&self, after: &Self, from: usize, to: usize, thousandths: f64) -> Option<Move> {
        let share = Percentage::from_percent(thousandths / 1000.0).filter(|share| share.thousandths() > 0)?;
        let (from, to) = (self.parts[from].variant.to_string(), after.parts[to].variant.to_string());
        Some(Move { from, to, share })
    }

    /// The split as evaluators read it: without variants whose weight is 0.
    #[must_use]
    pub fn to_core(&self) -> Vec<SplitPart> {
        let parts = self.parts.iter().filter(|part| !part.ranges.is_empty());
        parts
            .map(|part| SplitPart { variant: part.variant.to_string(), ranges: part.ranges.clone() })
            .collect()
    }

    /// The split that evaluators read, if it is complete.
    #[must_use]
    pub fn of_core(parts: &[SplitPart], total: u32) -> Option<Self> {
        let sizes: Vec<_> = parts.iter().map(|part| size(&part.ranges)).collect();
        let weights = units::weights(&sizes, total)?;
        let parts = parts.iter().zip(weights).map(|(part, weight)| {
            let variant = VariantKey::parse(&*part.variant).ok()?;
            Some(Part { variant, weight, ranges: part.ranges.clone() })
        });
        Some(Self { parts: parts.collect::<Option<_>>()?, total }).filter(Self::is_complete)
    }

    /// The end of all ranges.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.total
    }

    /// The keys of the variants, those of weight 0 included.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|part| &*part.variant)
    }

    /// What the database holds: the weights with the ranges.
    #[must_use]
    pub fn to_column(&self) -> String {
        let json = match self.total {
            BUCKETS => serde_json::to_string(&self.parts),
            total => serde_json::to_string(&Imported { total, parts: &self.parts }),
        };
        json.expect("plain data with string keys always serializes")
    }

    /// From what [`to_column`](Self::to_column) returned.
    #[must_use]
    pub fn from_column(json: &str) -> Option<Self> {
        let read = match serde_json::from_str(json) {
            Ok(parts) => Self { parts, total: BUCKETS },
            Err(_) => {
                let Imported { total, parts } = serde_json::from_str(json).ok()?;
                Self { parts, total }
            }
        };
        Some(read).filter(Self::is_complete)
    }

    /// Whether each bucket belongs to one part, and each part has as many as its weight says.
    fn is_complete(&self) -> bool {
        let ranges = self.parts.iter().flat_map(|part| part.ranges.iter().copied()).collect();
        is_complete(ranges, self.total)
            && (self.total != BUCKETS
                || self.parts.iter().all(|part| size(&part.ranges) == part.weight.thousandths()))
    }
}

impl From<Inexpressible> for Invalid {
    fn from(Inexpressible { index, total }: Inexpressible) -> Self {
        let reason = format!(
            "must be a multiple of 100/{total}: the rule was imported with the buckets of another system, which has \
             {total} units; a new rule has buckets of its own"
        );
        Self::new(format!("split[{index}].weight"), reason)
    }
}

/// The weights alone: the ranges follow from their history.
impl Serialize for Split {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let weights = self.parts.iter();
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
        Ok(Self { parts: parts.collect(), total: BUCKETS })
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
