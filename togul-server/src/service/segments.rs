//! Creation, changes and deletion of segments.

use std::sync::Arc;

use togul_core::{Invalid, ObjectKind};

use super::{
    Conflict, Error, Expected,
    change::{ChangeRecord, EnvironmentWriter, ObjectChange, name_cost_field, off_thread},
    expect_version,
    rules::{Compilers, compile_expressions, expressions_in},
};
use crate::{
    domain::{
        access::{Grant, InProject},
        change::ChangeKind,
        decoded::Decoded,
        id::Id,
        patch::Patch,
        permission::need,
        segment::{EditedList, ListEdit, NewSegment, Segment, SegmentList, SegmentPatch, SegmentRules},
        segment_record::SegmentRecord,
        segment_snapshot::{self, SegmentSnapshot, named_in_rules},
        time::now,
        view::View,
        warning::Warning,
    },
    store::{self, Store, StoreError},
};

/// # Errors
/// [`Error::NotFound`] for an environment of another project, [`Conflict::KeyTaken`], [`Error::QuotaExceeded`],
/// [`Error::Invalid`] with the first problem of the segment.
pub async fn create(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::SegmentsWrite>,
    new: NewSegment,
) -> Result<View<Segment>, Error> {
    let segment = Segment {
        id: Id::generate(),
        environment_id: new.environment_id,
        key: new.key.to_string(),
        name: new.name.to_string(),
        description: new.description.to_string(),
        attribute: Decoded::Value(new.attribute),
        included: Decoded::Value(new.included),
        excluded: Decoded::Value(new.excluded),
        rules: Decoded::Value(new.rules),
        version: 1,
        created_at: now(),
        updated_at: now(),
    };
    compile_ahead(compilers, proof, &segment.rules).await?;
    // Before the transaction, so that others do not wait for the check of a segment that is refused.
    let (mut segment, snapshot) = checked(segment).await?;
    let mut writer = EnvironmentWriter::in_environment(store, proof, segment.environment_id).await?;
    (segment.created_at, segment.updated_at) = (writer.now, writer.now);
    check_links(&mut writer, &segment, &snapshot).await?;
    let inserted = store::segments::insert(writer.tx.conn(), &segment, &snapshot).await;
    if let Err(StoreError::Taken(_)) = inserted {
        writer.end_unchanged().await?;
        return Err(Conflict::KeyTaken.into());
    }
    inserted?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentCreated, segment.id).after(&segment);
    let (kind, key) = (ObjectKind::Segment, &*segment.key);
    writer.append(record, ObjectChange { kind, key, before: None, after: Some(snapshot.json) }).await?;
    let view = writer.grant.view(segment);
    writer.publish().await?;
    Ok(view)
}

/// A patch without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] with the first problem of the patched segment.
pub async fn update(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::SegmentsWrite>,
    id: Id<Segment>,
    expected: Expected,
    patch: SegmentPatch,
) -> Result<(View<Segment>, Vec<Warning>), Error> {
    if let Some(rules) = patch.rules.as_ref() {
        compile_ahead(compilers, proof, rules).await?;
    }
    let (writer, segment, bytes) = EnvironmentWriter::on_segment(store, proof, id).await?;
    expect_version(expected, &writer.grant, segment.version, "segment", &segment)?;
    let field = match (&patch.rules, &patch.excluded) {
        (Patch::Absent, Patch::Absent) => "included",
        (Patch::Absent, Patch::Value(_)) => "excluded",
        (Patch::Value(_), _) => "rules",
    };
    let patched = segment.patched(patch);
    match rewrite(writer, proof, (segment, bytes), patched).await {
        Ok((grant, patched, warnings)) => Ok((grant.view(patched), warnings)),
        Err(error) => Err(name_cost_field(error, || field.to_owned()).await),
    }
}

/// Adds values to a list and removes others. An edit without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] for a value that the other list has, or for too many
/// values.
pub async fn edit_list(
    store: &Store,
    proof: &InProject<need::SegmentsWrite>,
    id: Id<Segment>,
    list: SegmentList,
    expected: Expected,
    edit: ListEdit,
) -> Result<(View<EditedList>, Vec<Warning>), Error> {
    edit.check()?;
    let (writer, segment, bytes) = EnvironmentWriter::on_segment(store, proof, id).await?;
    expect_version(expected, &writer.grant, segment.version, "segment", &segment)?;
    if let Decoded::Value(other) = segment.list(list.other())
        && let Some(position) = edit.add.position_in(other)
    {
        let other = list.other().name();
        let reason = format!("is in {other}, and no value may be in both lists: remove it there first");
        return Err(Invalid::new(format!("add[{position}]"), reason).into());
    }
    let before = segment.list(list).get(list.name())?;
    let after = before.edited(&edit)?;
    let (added, removed) = (after.without(before).len(), before.without(&after).len());
    let total = after.len();
    let mut edited = segment.clone();
    *edited.list_mut(list) = Decoded::Value(after);
    let rewritten = rewrite(writer, proof, (segment, bytes), edited).await;
    let (grant, edited, warnings) = match rewritten {
        Ok(rewritten) => rewritten,
        Err(error) => return Err(name_cost_field(error, || "add".to_owned()).await),
    };
    let counts = EditedList { id, version: edited.version, added, removed, total };
    Ok((grant.view(counts), warnings))
}

/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], and [`Error::InUse`] while rules name it.
pub async fn delete(
    store: &Store,
    proof: &InProject<need::SegmentsDelete>,
    id: Id<Segment>,
    expected: Expected,
) -> Result<(), Error> {
    let (mut writer, segment, before) = EnvironmentWriter::on_segment(store, proof, id).await?;
    expect_version(expected, &writer.grant, segment.version, "segment", &segment)?;
    let environment = writer.environment();
    let users = store::segments::list_users(writer.tx.conn(), environment, &segment.key).await?;
    if !users.is_empty() {
        return Err(Error::in_use(users, &writer.grant));
    }
    store::segments::delete(writer.tx.conn(), id).await?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentDeleted, id).before(&segment);
    let (kind, key) = (ObjectKind::Segment, &*segment.key);
    writer.append(record, ObjectChange { kind, key, before: Some(before), after: None }).await?;
    writer.publish().await
}

/// Writes a segment that differs from before, with `bytes` for evaluators, if it does so.
async fn rewrite(
    mut writer: EnvironmentWriter,
    proof: &InProject<need::SegmentsWrite>,
    (before, bytes): (Segment, String),
    mut after: Segment,
) -> Result<(Grant, Segment, Vec<Warning>), Error> {
    let grant = writer.grant;
    if after == before {
        writer.end_unchanged().await?;
        return Ok((grant, before, Vec::new()));
    }
    after.version += 1;
    after.updated_at = writer.now;
    let (after, snapshot) = checked(after).await?;
    let is_same = snapshot.json == bytes;
    let flags = if is_same { Vec::new() } else { check_links(&mut writer, &after, &snapshot).await? };
    store::segments::update(writer.tx.conn(), &after, &snapshot).await?;
    let record = ChangeRecord::new(proof, ChangeKind::SegmentUpdated, after.id)
        .before(SegmentRecord::of(&before, &after))
        .after(SegmentRecord::of(&after, &before));
    let warnings = Warning::dependent_flags(flags, &grant);
    let (kind, key) = (ObjectKind::Segment, &*after.key);
    writer
        .append(record, ObjectChange { kind, key, before: Some(bytes), after: Some(snapshot.json) })
        .await?;
    writer.publish().await?;
    Ok((grant, after, warnings))
}

/// Checks the limits on everything that a new or changed segment is linked with. Returns the keys of the flags that reach
/// the segment.
pub(super) async fn check_links(
    writer: &mut EnvironmentWriter,
    segment: &Segment,
    snapshot: &SegmentSnapshot,
) -> Result<Vec<String>, Error> {
    let before = writer.segments().await?;
    let after = Arc::new(before.with(&segment.key, snapshot.node.clone()));
    if before.node(&segment.key) != Some(&snapshot.node) {
        let named = named_in_rules(segment.rules.get("rules")?);
        after.expect_all(&named)?;
        after.check(&segment.key, &named)?;
    }
    if before.node(&segment.key).is_none() {
        // No rule names it yet, but later changes of the transaction may.
        writer.keep_segments(after);
        return Ok(Vec::new());
    }
    writer.charge_segment(&segment.key, after).await
}

/// As for rules of flags: compiles regular expressions before the transaction.
async fn compile_ahead(
    compilers: &Compilers,
    proof: &InProject<need::SegmentsWrite>,
    rules: &Decoded<SegmentRules>,
) -> Result<(), Error> {
    let Decoded::Value(rules) = rules else { return Ok(()) };
    let expressions = rules.0.iter().flat_map(|rule| expressions_in(&rule.conditions.0));
    compile_expressions(compilers, proof.organization(), expressions.collect()).await
}

/// The segment in the form for evaluators, checked by itself.
async fn checked(segment: Segment) -> Result<(Segment, SegmentSnapshot), Error> {
    let checked =
        off_thread(move || segment_snapshot::of(&segment).map(|snapshot| (segment, snapshot))).await;
    Ok(checked?)
}
