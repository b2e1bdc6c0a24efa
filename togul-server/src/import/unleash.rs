//! Features of Unleash: the answer of `GET /api/client/features`, or an export of `POST /api/admin/features-batch/export`
//! with the segments of `GET /api/admin/segments`.

mod constraint;
mod feature;
mod file;
mod original;
mod stickiness;
mod strategy;
mod variant;

use std::collections::BTreeMap;

pub(super) use self::original::Original;
use self::{
    constraint::conditions,
    feature::Features,
    file::{File, SegmentText},
};
use super::{
    budget::Budget,
    document::{self, Unreadable},
    predicate::Test,
    translation::{ImportedSegment, Problem, Translation},
};

pub(super) fn translate(text: &str) -> Result<Translation, Unreadable> {
    let json = document::json_of(text)?;
    if document::looks_like(&json) != Some("unleash") {
        return Err(document::of_another_system(&json, "unleash", "it must have the list `features`"));
    }
    let file = File::read(&json)?;
    let mut translation = Translation::default();
    translation.remark(
        "features",
        "types, tags, projects, stale marks, links and impression data are not carried over",
    );
    let mut usable = BTreeMap::new();
    for (at, segment) in file.segments.iter().enumerate() {
        let place = format!("segments[{at}]");
        match imported(segment, &place) {
            Ok(imported) => {
                usable.insert(segment.id, imported.segment.key.clone());
                translation.segments.push(imported);
            }
            Err(problem) => translation.losses.push(problem.of(&segment_key(segment.id))),
        }
    }
    let features = Features { file: &file, segments: &usable, budget: Budget::default() };
    for feature in &file.features {
        features.translate(feature, &mut translation);
    }
    Ok(translation)
}

/// Names of segments need not be unique, and may be changed.
fn segment_key(id: i64) -> String {
    format!("unleash-segment-{id}")
}

fn imported(text: &SegmentText, place: &str) -> Result<ImportedSegment, Problem> {
    let constraints = text.constraints.as_ref().ok_or_else(|| {
        let reason = "has no constraints: an export leaves them out, so add the segments of GET /api/admin/segments \
                      to the file";
        Problem::new(place, reason)
    })?;
    let rules = match conditions(constraints, place)?.holds {
        Test::Always => vec![Vec::new()],
        Test::Never => Vec::new(),
        Test::When(togul_core::Condition::All(all)) => vec![all],
        Test::When(condition) => vec![vec![condition]],
    };
    let segment = togul_core::Segment {
        key: segment_key(text.id),
        needs: 1,
        attribute: togul_core::Rule::DEFAULT_BUCKET_BY.to_owned(),
        included: Vec::new(),
        excluded: Vec::new(),
        rules: rules.into_iter().map(|conditions| togul_core::SegmentRule { conditions }).collect(),
    };
    let name = text.name.clone().unwrap_or_else(|| segment_key(text.id));
    Ok(ImportedSegment { name, description: String::new(), place: place.to_owned(), segment })
}
