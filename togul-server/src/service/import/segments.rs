//! The segments of an import.

use togul_core::ObjectKind;

use super::{existing::Existing, named, plan::Plan, rows};
use crate::{
    domain::{
        access::InProject, change::ChangeKind, permission::need, segment::Segment,
        segment_record::SegmentRecord, segment_snapshot,
    },
    import::{ImportedSegment, Loss},
    service::{
        Error,
        change::{ChangeRecord, EnvironmentWriter, ObjectChange, off_thread},
        segments::check_links,
    },
    store,
};

/// A segment to write, of which each comes behind those that it names: with the one that exists, and its bytes for evaluators.
pub(super) type Step<'e> = (Option<&'e (Segment, String)>, Segment);

/// What differs from the segments that exist.
pub(super) fn plan<'e>(
    writer: &EnvironmentWriter,
    existing: &'e Existing,
    segments: Vec<ImportedSegment>,
    plan: &mut Plan,
) -> Vec<Step<'e>> {
    let mut steps = Vec::new();
    for imported in segments {
        let key = imported.segment.key.clone();
        let new = match rows::segment(&imported, writer.environment(), writer.now) {
            Ok(new) => new,
            Err(invalid) => {
                plan.losses.push(Loss { key, place: imported.place, reason: invalid.to_string() });
                continue;
            }
        };
        match existing.segments.get(&key) {
            None => {
                plan.created.segments.push(key);
                steps.push((None, new));
            }
            Some(found @ (before, _)) => {
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
        }
    }
    steps
}

pub(super) async fn write(
    writer: &mut EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    steps: Vec<Step<'_>>,
) -> Result<(), Error> {
    for (before, after) in steps {
        let key = after.key.clone();
        let written = match before {
            None => create(writer, proof, after).await,
            Some((before, bytes)) => change(writer, proof, (before, bytes), after).await,
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
    (before, bytes): (&Segment, &str),
    after: Segment,
) -> Result<(), Error> {
    let after = Segment { version: after.version + 1, updated_at: writer.now, ..after };
    let (after, snapshot) = made(after).await?;
    if snapshot.json != bytes {
        check_links(writer, &after, &snapshot).await?;
    }
    store::segments::update(writer.tx.conn(), &after, &snapshot).await?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentUpdated, after.id)
        .before(SegmentRecord::of(before, &after))
        .after(SegmentRecord::of(&after, before));
    let (kind, key) = (ObjectKind::Segment, &*after.key);
    let object = ObjectChange { kind, key, before: Some(bytes.to_owned()), after: Some(snapshot.json) };
    writer.append(record, object).await
}

async fn made(segment: Segment) -> Result<(Segment, segment_snapshot::SegmentSnapshot), Error> {
    let made = move || segment_snapshot::of(&segment).map(|snapshot| (segment, snapshot));
    Ok(off_thread(made).await?)
}
