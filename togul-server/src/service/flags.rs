//! Creation, changes and deletion of flags.

mod new_flag;

use serde::Serialize;
use togul_core::ObjectKind;

use self::new_flag::{Checked, Draft};
use super::{
    Conflict, Error, Expected,
    change::{
        ChangeRecord, EnvironmentWriter, ObjectChange, name_cost_field, name_link_cost_field, off_thread,
    },
    expect_version,
    rules::{Compilers, compile_expressions, rule_coverage_for},
};
use crate::{
    domain::{
        access::InProject,
        audit::Action,
        change::ChangeKind,
        decoded::Decoded,
        flag::{Flag, FlagHead, FlagPatch, NewFlag},
        flag_size,
        id::Id,
        permission::need,
        rule::FlagWithRules,
        view::View,
        warning::Warning,
    },
    store::{self, Store, StoreError},
};

/// Creates a flag with its rules, as one change.
///
/// # Errors
/// [`Error::NotFound`] for an environment of another project, [`Conflict::KeyTaken`], [`Error::Invalid`] for a value
/// of another type, an invalid rule, or prerequisites that it cannot have, [`Error::Forbidden`] for rules of a caller who
/// may not write some.
pub async fn create(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::FlagsWrite>,
    new: NewFlag,
) -> Result<(View<Flag>, Vec<Warning>), Error> {
    let draft = Draft::of(new)?;
    draft.check_rights(proof.grant())?;
    compile_expressions(compilers, proof.organization(), draft.expressions()).await?;
    // Before the transaction, so that others do not wait for the check of a value that is refused.
    let checked = off_thread(move || draft.check()).await?;
    let environment = checked.draft.flag.environment_id;
    let writer = EnvironmentWriter::in_environment(store, proof, environment).await?;
    checked.draft.check_rights(&writer.grant)?;
    let (most_expensive, link) = (checked.most_expensive_field(), checked.first_link_field());
    match insert(writer, proof, checked).await {
        Ok(created) => Ok(created),
        Err(error) => Err(name_cost_field(name_link_cost_field(error, link), most_expensive).await),
    }
}

async fn insert(
    mut writer: EnvironmentWriter,
    proof: &InProject<need::FlagsWrite>,
    mut checked: Checked,
) -> Result<(View<Flag>, Vec<Warning>), Error> {
    checked.date(writer.now);
    checked.expect_segments(&mut writer).await?;
    let Checked { draft, made, .. } = checked;
    writer.expect_prerequisites(&draft.flag).await?;
    let made = writer.checked(made, None).await?;
    let inserted = store::flags::insert(writer.tx.conn(), &draft.flag, &made.json).await;
    if let Err(StoreError::Taken(_)) = inserted {
        writer.end_unchanged().await?;
        return Err(Conflict::KeyTaken.into());
    }
    inserted?;
    store::rules::insert_all(writer.tx.conn(), &draft.rules).await?;
    writer.growth = draft.growth();
    let record = ChangeRecord::new(proof, ChangeKind::FlagCreated, draft.flag.id).after(&draft);
    let (kind, key) = (ObjectKind::Flag, &*draft.flag.key);
    writer.append(record, ObjectChange { kind, key, before: None, after: Some(made.json) }).await?;
    let grant = writer.grant;
    writer.publish().await?;
    let warnings = rule_coverage_for(&grant, made.flag.rules).await;
    Ok((grant.view(draft.flag), warnings))
}

/// A patch without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] for a value of another type, or for prerequisites
/// that it cannot have, [`Error::InUse`] when a rule names a variant that the patch leaves out.
pub async fn update(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    id: Id<Flag>,
    expected: Expected,
    patch: FlagPatch,
) -> Result<(View<Flag>, Vec<Warning>), Error> {
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, id).await?;
    expect_version(expected, &writer.grant, flag.version, "flag", &flag)?;
    let mut patched = flag.patched(patch);
    if patched == flag {
        let view = writer.grant.view(flag);
        writer.end_unchanged().await?;
        return Ok((view, Vec::new()));
    }
    if patched.prerequisites != flag.prerequisites {
        writer.expect_prerequisites(&patched).await?;
    }
    let rules = store::rules::list(writer.tx.conn(), id).await?;
    if patched.variants != flag.variants
        && let Decoded::Value(variants) = &patched.variants
    {
        let users = variants.users_of_others(&flag, &rules);
        if !users.is_empty() {
            return Err(Error::in_use(users, &writer.grant));
        }
    }
    patched.version += 1;
    patched.updated_at = writer.now;
    writer.growth = flag_size::growth(flag.bytes(), patched.bytes());
    let record = ChangeRecord::new(proof, ChangeKind::FlagUpdated, id).before(&flag).after(&patched);
    let view = writer.grant.view(patched.clone());
    let published = async {
        writer.rewrite_flag_with(record, &patched, rules).await?;
        let warnings = writer.dependent_flags();
        writer.publish().await.map(|()| warnings)
    };
    match published.await {
        Ok(warnings) => Ok((view, warnings)),
        Err(error) => Err(name_cost_field(error, || "prerequisites".to_owned()).await),
    }
}

/// Takes the flag from evaluators, and keeps all of it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Archived`], and [`Error::InUse`] while it is a prerequisite.
pub async fn archive(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    id: Id<Flag>,
    expected: Expected,
) -> Result<View<Flag>, Error> {
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, id).await?;
    expect_version(expected, &writer.grant, flag.version, "flag", &flag)?;
    writer.expect_unused(&flag.key).await?;
    let archived = Flag {
        archived_at: Some(writer.now),
        version: flag.version + 1,
        updated_at: writer.now,
        ..flag.clone()
    };
    let record = ChangeRecord::new(proof, ChangeKind::FlagDeleted, id).audited_as(Action::FlagArchived);
    writer.archive_flag(record.before(&flag).after(&archived), &archived).await?;
    let view = writer.grant.view(archived);
    writer.publish().await?;
    Ok(view)
}

/// Gives an archived flag back to evaluators, as it was. The limits are checked again. Of a flag that is not archived,
/// nothing changes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] with the first limit that it breaks.
pub async fn restore(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    id: Id<Flag>,
    expected: Expected,
) -> Result<View<Flag>, Error> {
    let (mut writer, flag) = EnvironmentWriter::on_stored_flag(store, proof, id).await?;
    expect_version(expected, &writer.grant, flag.version, "flag", &flag)?;
    if flag.archived_at.is_none() {
        let view = writer.grant.view(flag);
        writer.end_unchanged().await?;
        return Ok(view);
    }
    let restored =
        Flag { archived_at: None, version: flag.version + 1, updated_at: writer.now, ..flag.clone() };
    let record = ChangeRecord::new(proof, ChangeKind::FlagCreated, id).audited_as(Action::FlagRestored);
    let record = record.before(&flag).after(&restored);
    let view = writer.grant.view(restored.clone());
    let published = async {
        if let Decoded::Value(_) = &restored.prerequisites {
            writer.expect_prerequisites(&restored).await?;
        }
        writer.restore_flag(record, &restored).await?;
        writer.publish().await
    };
    match published.await {
        Ok(()) => Ok(view),
        Err(error) => Err(name_cost_field(error, || "rules".to_owned()).await),
    }
}

/// What the audit log holds of a deleted flag that cannot be read.
#[derive(Serialize)]
struct UnreadableFlag<'a> {
    flag: &'a FlagHead,
    /// Its bytes for evaluators.
    snapshot: &'a str,
}

/// Deletes the flag with its rules, as one change; evaluators have lost an archived one already. A flag that cannot be read can be deleted: the audit log then
/// holds its bytes for evaluators.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], and [`Error::InUse`] while it is a prerequisite.
pub async fn delete(
    store: &Store,
    proof: &InProject<need::FlagsDelete>,
    id: Id<Flag>,
    expected: Expected,
) -> Result<(), Error> {
    let (mut writer, head) = EnvironmentWriter::on_flag_head(store, proof, id).await?;
    let flag = store::flags::find(writer.tx.conn(), proof.project(), id).await;
    let flag = StoreError::readable(flag)?.flatten();
    match &flag {
        Some(flag) => expect_version(expected, &writer.grant, head.version, "flag", flag)?,
        None => expect_version(expected, &writer.grant, head.version, "flag", &head)?,
    }
    writer.expect_unused(&head.key).await?;
    let (before, written) = store::flags::find_stored(writer.tx.conn(), id).await?.ok_or(Error::NotFound)?;
    let rules = StoreError::readable(store::rules::list(writer.tx.conn(), id).await)?;
    store::flags::delete(writer.tx.conn(), id).await?;
    let record = ChangeRecord::new(proof, ChangeKind::FlagDeleted, id);
    let record = match (flag, rules) {
        (Some(flag), Some(rules)) => record.before(FlagWithRules { flag, rules }),
        _ => record.before(UnreadableFlag { flag: &head, snapshot: &before }),
    };
    writer.growth = -written;
    if head.archived_at.is_some() {
        writer.forget_flag(record, &before);
    } else {
        let object =
            ObjectChange { kind: ObjectKind::Flag, key: &head.key, before: Some(before), after: None };
        writer.append(record, object).await?;
    }
    writer.publish().await
}
