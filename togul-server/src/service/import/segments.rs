//! The segments of an import.

use std::collections::{BTreeSet, HashMap};

use togul_core::{Invalid, ObjectKind};

use super::{named, plan::Plan, rows};
use crate::{
    domain::{
        access::InProject,
        change::ChangeKind,
        environment::Environment,
        id::Id,
        permission::need,
        segment::Segment,
        segment_graph::{keys_of, named_in},
        segment_record::SegmentRecord,
        segment_snapshot::{self, SegmentSnapshot},
        time::Time,
    },
    import::{ImportedSegment, Loss},
    service::{
        Error,
        change::{ChangeRecord, EnvironmentWriter, ObjectChange, off_thread},
        segments::check_links,
    },
    store,
};

/// A segment with its bytes for evaluators.
type Whole = (Segment, String);

/// A segment to write, of which each comes behind those that it names: with the one that exists.
pub(super) type Step = (Option<Whole>, Segment);

/// What differs from the segments that exist, and the keys of those that cannot be carried over.
pub(super) fn plan(
    (environment, now): (Id<Environment>, Time),
    mut existing: HashMap<String, Whole>,
    segments: Vec<ImportedSegment>,
    plan: &mut Plan,
) -> (Vec<Step>, BTreeSet<String>) {
    let (mut steps, mut lost) = (Vec::new(), BTreeSet::new());
    for imported in segments {
        let key = imported.segment.key.clone();
        let new = match lost_name(&imported, &lost) {
            Some(name) => Err(format!("uses the segment {name:?}, which is not carried over")),
            None => rows::segment(&imported, environment, now).map_err(|invalid| invalid.to_string()),
        };
        let new = match new {
            Ok(new) => new,
            Err(reason) => {
                lost.insert(key.clone());
                plan.losses.push(Loss { key, place: imported.place, reason });
                continue;
            }
        };
        let Some(found) = existing.remove(&key) else {
            plan.created.segments.push(key);
            steps.push((None, new));
            continue;
        };
        let (before, _) = &found;
        let after = Segment {
            id: before.id,
            version: before.version,
            created_at: before.created_at,
            updated_at: before.updated_at,
            ..new
        };
        if after == *before {
            plan.unchanged.segments.push(key);
        } else {
            plan.changed.segments.push(key);
            steps.push((Some(found), after));
        }
    }
    (steps, lost)
}

/// A segment among these that the rules of a segment name.
fn lost_name(imported: &ImportedSegment, lost: &BTreeSet<String>) -> Option<String> {
    let names = imported.segment.rules.iter().flat_map(|rule| keys_of(&named_in(&rule.conditions)));
    names.into_iter().find(|name| lost.contains(name))
}

pub(super) async fn write(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    steps: Vec<Step>,
) -> Result<(), Error> {
    for (before, after) in steps {
        let key = after.key.clone();
        let written = match before {
            None => create(writer, proof, after).await,
            Some(before) => change(writer, proof, before, after).await,
        };
        written.map_err(|error| named(&format!("segments.{key}"), error))?;
    }
    Ok(())
}

async fn create(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    segment: Segment,
) -> Result<(), Error> {
    let (segment, snapshot) = made(segment).await?;
    check_links(writer, &segment, &snapshot).await?;
    store::segments::insert(writer.tx.conn(), &segment, &snapshot).await?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentCreated, segment.id).after(&segment);
    let (kind, key) = (ObjectKind::Segment, &*segment.key);
    writer.append(record, ObjectChange { kind, key, before: None, after: Some(snapshot.json) }).await
}

async fn change(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    (before, bytes): Whole,
    after: Segment,
) -> Result<(), Error> {
    let after = Segment { version: after.version + 1, updated_at: writer.now, ..after };
    let (after, snapshot) = made(after).await?;
    if snapshot.json != bytes {
        check_links(writer, &after, &snapshot).await?;
    }
    store::segments::update(writer.tx.conn(), &after, &snapshot).await?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentUpdated, after.id)
        .before(SegmentRecord::of(&before, &after))
        .after(SegmentRecord::of(&after, &before));
    let (kind, key) = (ObjectKind::Segment, &*after.key);
    let object = ObjectChange { kind, key, before: Some(bytes), after: Some(snapshot.json) };
    writer.append(record, object).await
}

async fn made(segment: Segment) -> Result<(Segment, SegmentSnapshot), Invalid> {
    off_thread(move || segment_snapshot::of(&segment).map(|snapshot| (segment, snapshot))).await
}
