//! What a file means here: flags and segments, and what cannot be carried over.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use togul_core::{Condition, Flag, Segment, limits};

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

impl Translation {
    pub(super) fn remark(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.remarks.push(Remark { place: place.into(), reason: reason.into() });
    }

    /// Leaves out what breaks a limit or depends on what is left out, and puts flags behind their prerequisites.
    pub(super) fn finish(&mut self) {
        let (segments, flags) = (std::mem::take(&mut self.segments), std::mem::take(&mut self.flags));
        let mut waiting = Vec::with_capacity(segments.len());
        for imported in segments {
            match imported.segment.check() {
                Ok(_) => waiting.push(imported),
                Err(invalid) => self.lose(&imported.segment.key, &imported.place, invalid.to_string()),
            }
        }
        self.order_segments(waiting);
        let mut waiting = Vec::with_capacity(flags.len());
        for imported in flags {
            match self.problem_of(&imported) {
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

    /// Takes segments once all that they name are there.
    fn order_segments(&mut self, mut waiting: Vec<ImportedSegment>) {
        let named = |imported: &ImportedSegment| {
            segments_in(imported.segment.rules.iter().flat_map(|rule| &rule.conditions))
        };
        let mut known = BTreeSet::new();
        loop {
            let is_ready = |imported: &ImportedSegment| named(imported).is_subset(&known);
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            waiting = rest;
            if ready.is_empty() {
                break;
            }
            known.extend(ready.iter().map(|imported| imported.segment.key.clone()));
            self.segments.extend(ready);
        }
        for imported in waiting {
            let missing: Vec<_> = named(&imported).difference(&known).cloned().collect();
            let reason = format!("uses the segments {missing:?}, which are not carried over");
            self.lose(&imported.segment.key, &imported.place, reason);
        }
    }

    fn problem_of(&self, imported: &ImportedFlag) -> Option<String> {
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
        let known = |key: &String| self.segments.iter().any(|imported| imported.segment.key == *key);
        let missing = keys.into_iter().find(|key| !known(key))?;
        Some(format!("uses the segment {missing:?}, which is not carried over"))
    }

    /// Takes flags once all of their prerequisites are there.
    fn order_flags(&mut self, mut waiting: Vec<ImportedFlag>) {
        let mut known = BTreeSet::new();
        loop {
            let is_ready = |imported: &ImportedFlag| {
                imported.flag.prerequisites.iter().all(|prerequisite| known.contains(&prerequisite.flag))
            };
            let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_ready);
            waiting = rest;
            if ready.is_empty() {
                break;
            }
            // An archived flag cannot be a prerequisite.
            known.extend(
                ready.iter().filter(|imported| !imported.is_archived).map(|one| one.flag.key.clone()),
            );
            self.flags.extend(ready);
        }
        for imported in waiting {
            let prerequisites = imported.flag.prerequisites.iter().map(|one| &*one.flag);
            let missing: Vec<_> = prerequisites.filter(|key| !known.contains(*key)).collect();
            let reason = format!("requires {missing:?}, which cannot be carried over as prerequisites");
            self.lose(&imported.flag.key, &imported.place, reason);
        }
    }
}

/// The keys of the segments that conditions name.
pub(super) fn segments_in<'c>(conditions: impl Iterator<Item = &'c Condition>) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for leaf in conditions.flat_map(Condition::leaves) {
        if let Condition::InSegment(named) = leaf {
            keys.extend(named.iter().cloned());
        }
    }
    keys
}
