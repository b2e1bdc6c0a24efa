//! What a file means here: flags and segments, and what cannot be carried over.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use schemars::JsonSchema;
use serde::Serialize;
use togul_core::{Condition, Flag, Segment, limits};

use super::order::{Linked, ordered};

/// The flags and segments of a file.
#[derive(Debug, Default)]
pub struct Translation {
    /// Those that others name come first.
    pub segments: Vec<ImportedSegment>,
    /// Those that other flags have as prerequisites come first.
    pub flags: Vec<ImportedFlag>,
    pub losses: Vec<Loss>,
    pub remarks: Vec<Remark>,
}

/// A flag, whose salt and ids of rules are still to be chosen.
#[derive(Clone, Debug)]
pub struct ImportedFlag {
    pub name: String,
    pub description: String,
    /// Such a flag leaves the answer to the code of the application, as one does that does not exist.
    pub is_archived: bool,
    /// Names of variants by their keys.
    pub variant_names: BTreeMap<String, String>,
    /// Where it is in the file.
    pub place: String,
    pub flag: Flag,
}

#[derive(Clone, Debug)]
pub struct ImportedSegment {
    pub name: String,
    pub description: String,
    /// Where it is in the file.
    pub place: String,
    pub segment: Segment,
}

/// A flag or segment that would answer otherwise than in the other system, and is left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Loss {
    /// The key by which `allow_loss` names it.
    pub key: String,
    /// Where it is in the file.
    pub place: String,
    pub reason: String,
}

/// What has no counterpart here and does not alter an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Remark {
    /// Where it is in the file.
    pub place: String,
    pub reason: String,
}

/// Something in a file that cannot be expressed here.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub place: String,
    pub reason: String,
}

impl Problem {
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    pub fn of(self, key: &str) -> Loss {
        Loss { key: key.to_owned(), place: self.place, reason: self.reason }
    }
}

/// What a flag has to have, checked before its rules name variants.
pub(super) fn expect_few_variants(count: usize, place: String) -> Result<(), Problem> {
    if count <= limits::VARIANTS {
        return Ok(());
    }
    Err(Problem::new(place, format!("are {count}, more than the {} that a flag may have", limits::VARIANTS)))
}

impl Translation {
    pub(super) fn remark(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.remarks.push(Remark { place: place.into(), reason: reason.into() });
    }

    /// Leaves out what breaks a limit or depends on what is left out, and puts each object behind those that it names.
    pub(super) fn finish(&mut self) {
        let (segments, flags) = (mem::take(&mut self.segments), mem::take(&mut self.flags));
        let mut waiting = Vec::with_capacity(segments.len());
        for imported in segments {
            match imported.segment.check() {
                Ok(_) => waiting.push(imported),
                Err(invalid) => self.lose(&imported.segment.key, &imported.place, invalid.to_string()),
            }
        }
        self.order_segments(waiting);
        let known = self.segment_keys();
        let mut waiting = Vec::with_capacity(flags.len());
        for imported in flags {
            match Self::problem_of(&imported, &known) {
                None => waiting.push(imported),
                Some(reason) => self.lose(&imported.flag.key, &imported.place, reason),
            }
        }
        self.order_flags(waiting);
        self.remarks.sort();
        self.remarks.dedup();
        self.losses.sort();
    }

    fn lose(&mut self, key: &str, place: &str, reason: String) {
        self.losses.push(Loss { key: key.to_owned(), place: place.to_owned(), reason });
    }

    fn order_segments(&mut self, segments: Vec<ImportedSegment>) {
        let (found, rest) = ordered(segments);
        self.segments = found;
        let known = self.segment_keys();
        for imported in rest {
            let missing: Vec<_> = imported.names().difference(&known).cloned().collect();
            let reason = format!("uses the segments {missing:?}, which are not carried over");
            self.lose(&imported.segment.key, &imported.place, reason);
        }
    }

    fn segment_keys(&self) -> BTreeSet<String> {
        self.segments.iter().map(|imported| imported.segment.key.clone()).collect()
    }

    fn problem_of(imported: &ImportedFlag, segments: &BTreeSet<String>) -> Option<String> {
        let flag = &imported.flag;
        match flag.check() {
            Err(invalid) => return Some(invalid.to_string()),
            Ok(cost) if cost > limits::FLAG_COST => {
                return Some(format!(
                    "costs {cost} to evaluate, more than the {} a flag may cost",
                    limits::FLAG_COST
                ));
            }
            Ok(_) => {}
        }
        let keys = segments_in(flag.rules.iter().flat_map(|rule| &rule.conditions));
        let missing = keys.into_iter().find(|key| !segments.contains(key))?;
        Some(format!("uses the segment {missing:?}, which is not carried over"))
    }

    fn order_flags(&mut self, flags: Vec<ImportedFlag>) {
        let (found, rest) = ordered(flags);
        self.flags = found;
        let known = self.flags.iter().filter(|imported| imported.can_be_named());
        let known: BTreeSet<_> = known.map(|imported| imported.flag.key.clone()).collect();
        for imported in rest {
            let missing: Vec<_> = imported.names().difference(&known).cloned().collect();
            let reason = format!("requires {missing:?}, which cannot be carried over as prerequisites");
            self.lose(&imported.flag.key, &imported.place, reason);
        }
    }
}

impl Linked for ImportedSegment {
    fn key(&self) -> &str {
        &self.segment.key
    }

    fn names(&self) -> BTreeSet<String> {
        segments_in(self.segment.rules.iter().flat_map(|rule| &rule.conditions))
    }

    fn can_be_named(&self) -> bool {
        true
    }
}

impl Linked for ImportedFlag {
    fn key(&self) -> &str {
        &self.flag.key
    }

    fn names(&self) -> BTreeSet<String> {
        self.flag.prerequisites.iter().map(|prerequisite| prerequisite.flag.clone()).collect()
    }

    /// An archived flag cannot be a prerequisite.
    fn can_be_named(&self) -> bool {
        !self.is_archived
    }
}

/// The keys of the segments that conditions name.
fn segments_in<'c>(conditions: impl Iterator<Item = &'c Condition>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for leaf in conditions.flat_map(Condition::leaves) {
        if let Condition::InSegment(named) = leaf {
            keys.extend(named.iter().cloned());
        }
    }
    keys
}
