//! Creation, changes and deletion of flags.

use serde::Serialize;
use serde_json::Value;
use togul_core::{Invalid, Json, ObjectKind, ValueType};

use super::{
    Conflict, Error, Expected,
    change::{ChangeRecord, EnvironmentWriter, ObjectChange, name_cost_field, off_thread},
    expect_version,
};
use crate::{
    auth::secret,
    domain::{
        access::InProject,
        change::ChangeKind,
        decoded::Decoded,
        flag::{Flag, FlagHead, FlagPatch, NewFlag},
        flag_size,
        id::Id,
        permission::need,
        rule::FlagWithRules,
        snapshot,
        time::now,
        view::View,
    },
    store::{self, Store, StoreError},
};

/// # Errors
/// [`Error::NotFound`] for an environment of another project, [`Conflict::KeyTaken`], [`Error::Invalid`] for a value
/// of another type.
pub async fn create(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    new: NewFlag,
) -> Result<View<Flag>, Error> {
    let default_value = match (new.default_value, new.value_type) {
        (Some(value), _) => value,
        (None, ValueType::Boolean) => Json::from(Value::Bool(false)),
        (None, other) => {
            return Err(Invalid::new("default_value", format!("is needed for a flag of type {other}")).into());
        }
    };
    let flag = Flag {
        id: Id::generate(),
        environment_id: new.environment_id,
        key: new.key.to_string(),
        name: new.name.to_string(),
        description: new.description.to_string(),
        enabled: new.enabled,
        value_type: Decoded::Value(new.value_type),
        default_value: Decoded::Value(default_value),
        off_value: new.off_value.map(Decoded::Value),
        salt: secret::salt(),
        version: 1,
        created_at: now(),
        updated_at: now(),
    };
    // Before the transaction, so that others do not wait for the check of a value that is refused.
    let checked = off_thread(move || snapshot::of(&flag, &[]).map(|checked| (flag, checked.json))).await;
    let (mut flag, snapshot) = checked?;
    let mut writer = EnvironmentWriter::in_environment(store, proof, flag.environment_id).await?;
    (flag.created_at, flag.updated_at) = (writer.now, writer.now);
    let inserted = store::flags::insert(writer.tx.conn(), &flag, &snapshot).await;
    if let Err(StoreError::Taken(_)) = inserted {
        writer.end_unchanged().await?;
        return Err(Conflict::KeyTaken.into());
    }
    inserted?;
    writer.growth = flag_size::growth(0, flag.bytes());
    let record = ChangeRecord::new(proof, ChangeKind::FlagCreated, flag.id).after(&flag);
    let object = ObjectChange { kind: ObjectKind::Flag, key: &flag.key, before: None, after: Some(snapshot) };
    writer.append(record, object).await?;
    let view = writer.grant.view(flag);
    match writer.publish().await {
        Ok(()) => Ok(view),
        Err(error) => Err(name_cost_field(error, || "environment_id".to_owned()).await),
    }
}

/// A patch without an effect creates no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] for a value of another type.
pub async fn update(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    id: Id<Flag>,
    expected: Expected,
    patch: FlagPatch,
) -> Result<View<Flag>, Error> {
    let (mut writer, flag) = EnvironmentWriter::on_flag(store, proof, id).await?;
    expect_version(expected, &writer.grant, flag.version, "flag", &flag)?;
    let mut patched = flag.patched(patch);
    if patched == flag {
        let view = writer.grant.view(flag);
        writer.end_unchanged().await?;
        return Ok(view);
    }
    patched.version += 1;
    patched.updated_at = writer.now;
    writer.growth = flag_size::growth(flag.bytes(), patched.bytes());
    let record = ChangeRecord::new(proof, ChangeKind::FlagUpdated, id).before(&flag).after(&patched);
    writer.rewrite_flag(record, &patched).await?;
    let view = writer.grant.view(patched);
    writer.publish().await?;
    Ok(view)
}

/// What the audit log holds of a deleted flag that cannot be read.
#[derive(Serialize)]
struct UnreadableFlag<'a> {
    flag: &'a FlagHead,
    /// Its bytes for evaluators.
    snapshot: &'a str,
}

/// Deletes the flag with its rules, as one change. A flag that cannot be read can be deleted: the audit log then
/// holds its bytes for evaluators.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::VersionConflict`].
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
    let (before, written) = store::flags::find_stored(writer.tx.conn(), id).await?.ok_or(Error::NotFound)?;
    let rules = StoreError::readable(store::rules::list(writer.tx.conn(), id).await)?;
    store::flags::delete(writer.tx.conn(), id).await?;
    let record = ChangeRecord::new(proof, ChangeKind::FlagDeleted, id);
    let record = match (flag, rules) {
        (Some(flag), Some(rules)) => record.before(FlagWithRules { flag, rules }),
        _ => record.before(UnreadableFlag { flag: &head, snapshot: &before }),
    };
    writer.growth = -written;
    let object = ObjectChange { kind: ObjectKind::Flag, key: &head.key, before: Some(before), after: None };
    writer.append(record, object).await?;
    writer.publish().await
}
