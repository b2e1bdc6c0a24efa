//! Which buckets each variant of a split has.

use std::collections::{BTreeMap, VecDeque};

/// Half-open.
pub(super) type Range = [u32; 2];

/// The ranges of each weight, up to `total` in all, given those that the variants have so far: complete, or none at all.
///
/// A variant that shrinks gives up its highest buckets. These go, in ascending order, to the variants that grow, in the
/// order of `weights`. So a variant that grows loses no bucket, and one that keeps its weight keeps exactly its buckets.
pub(super) fn allocate(
    before: &BTreeMap<&str, Vec<Range>>,
    weights: &[(&str, u32)],
    total: u32,
) -> Vec<Vec<Range>> {
    let mut kept = before.clone();
    let mut free = Vec::new();
    for (variant, ranges) in &mut kept {
        let weight = weights.iter().find(|(key, _)| key == variant).map_or(0, |(_, weight)| *weight);
        free.append(&mut give_up(ranges, size(ranges).saturating_sub(weight)));
    }
    if before.is_empty() {
        free.push([0, total]);
    }
    free.sort_unstable();
    let mut free = VecDeque::from(free);
    let ranges = weights.iter().map(|(variant, weight)| {
        let mut ranges = kept.remove(variant).unwrap_or_default();
        let missing = weight.saturating_sub(size(&ranges));
        ranges.append(&mut take(&mut free, missing));
        merged(ranges)
    });
    ranges.collect()
}

/// The number of buckets.
pub(super) fn size(ranges: &[Range]) -> u32 {
    ranges.iter().map(|[start, end]| end.saturating_sub(*start)).sum()
}

/// Removes the highest buckets of ascending ranges, and returns them.
fn give_up(ranges: &mut Vec<Range>, mut count: u32) -> Vec<Range> {
    let mut given = Vec::new();
    while count > 0
        && let Some([start, end]) = ranges.pop()
    {
        let from = end.saturating_sub(count).max(start);
        if from > start {
            ranges.push([start, from]);
        }
        given.push([from, end]);
        count -= end - from;
    }
    given
}

/// Removes the lowest buckets of ascending ranges, and returns them.
fn take(ranges: &mut VecDeque<Range>, mut count: u32) -> Vec<Range> {
    let mut taken = Vec::new();
    while count > 0
        && let Some([start, end]) = ranges.pop_front()
    {
        let until = end.min(start + count);
        if until < end {
            ranges.push_front([until, end]);
        }
        taken.push([start, until]);
        count -= until - start;
    }
    taken
}

/// In ascending order, with adjacent ranges as one.
fn merged(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut merged: Vec<Range> = Vec::with_capacity(ranges.len());
    for [start, end] in ranges {
        match merged.last_mut() {
            Some(last) if last[1] == start => last[1] = end,
            _ => merged.push([start, end]),
        }
    }
    merged
}

/// Whether the ranges are disjoint, not empty, and together all buckets.
pub(super) fn is_complete(mut ranges: Vec<Range>, total: u32) -> bool {
    ranges.sort_unstable();
    let end =
        ranges.iter().try_fold(0, |covered, [start, end]| (*start == covered && end > start).then_some(*end));
    end == Some(total)
}

/// The ranges in which the owner in either of two complete allocations is the same, with both owners.
pub(super) fn sweep<T: Copy>(mut one: Vec<(Range, T)>, mut other: Vec<(Range, T)>) -> Vec<(Range, T, T)> {
    one.sort_unstable_by_key(|(range, _)| *range);
    other.sort_unstable_by_key(|(range, _)| *range);
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    let (mut common, mut start) = (Vec::new(), 0);
    while let (Some(([_, one_end], from)), Some(([_, other_end], to))) = (one.peek(), other.peek()) {
        let (one_end, other_end) = (*one_end, *other_end);
        let end = one_end.min(other_end);
        common.push(([start, end], *from, *to));
        start = end;
        one.next_if(|_| one_end == end);
        other.next_if(|_| other_end == end);
    }
    common
}
