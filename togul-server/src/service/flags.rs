//! Creation, changes and deletion of flags.

use serde_json::{Value, json};
use togul_core::{Invalid, ValueType};

use super::{
    Conflict, Error, Expected,
    change::{What, Writing},
    expect_version, taken,
};
use crate::{
    auth::secret,
    domain::{
        access::InProject,
        change::ChangeKind,
        flag::{Flag, FlagPatch, NewFlag},
        id::Id,
        permission::need,
        snapshot,
    },
    store::{self, Store},
};

/// # Errors
/// [`Error::NotFound`] for an environment of another project, [`Conflict::KeyTaken`], [`Error::Invalid`] for a default
/// value of another type.
pub async fn create(store: &Store, proof: &InProject<need::FlagsWrite>, new: NewFlag) -> Result<Flag, Error> {
    let default_value = match (new.default_value, new.value_type) {
        (Some(value), _) => value,
        (None, ValueType::Boolean) => Value::Bool(false),
        (None, other) => {
            return Err(Invalid::new("default_value", format!("is needed for a flag of type {other}")).into());
        }
    };
    let mut writing = Writing::in_environment(store, proof, new.environment_id).await?;
    let flag = Flag {
        id: Id::generate(),
        environment_id: new.environment_id,
        key: new.key.to_string(),
        name: new.name.to_string(),
        description: new.description.to_string(),
        enabled: new.enabled,
        value_type: new.value_type,
        default_value,
        salt: secret::salt(),
        version: 1,
        created_at: writing.now,
        updated_at: writing.now,
    };
    let snapshot = snapshot::of(&flag, &[])?;
    store::flags::insert(writing.tx.conn(), &flag, &snapshot).await.map_err(taken(Conflict::KeyTaken))?;
    let what = What::new(proof, ChangeKind::FlagCreated, flag.id).after(&flag);
    writing.publish(what, &flag.key, None, Some(snapshot)).await?;
    Ok(flag)
}

/// A patch without an effect makes no revision.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`], [`Error::Invalid`] for a default value of another type.
pub async fn update(
    store: &Store,
    proof: &InProject<need::FlagsWrite>,
    id: Id<Flag>,
    expected: Expected,
    patch: FlagPatch,
) -> Result<Flag, Error> {
    let (writing, flag) = Writing::on_flag(store, proof, id).await?;
    expect_version(expected, flag.version, || json!({ "flag": flag }))?;
    let mut patched = flag.patched(patch);
    if patched == flag {
        return Ok(flag);
    }
    patched.version += 1;
    patched.updated_at = writing.now;
    let what = What::new(proof, ChangeKind::FlagUpdated, id).before(&flag).after(&patched);
    writing.rewrite(what, &patched).await?;
    Ok(patched)
}

/// Deletes the flag with its rules, as one change.
///
/// # Errors
/// [`Error::NotFound`] and [`Error::VersionConflict`].
pub async fn delete(
    store: &Store,
    proof: &InProject<need::FlagsDelete>,
    id: Id<Flag>,
    expected: Expected,
) -> Result<(), Error> {
    let (mut writing, flag) = Writing::on_flag(store, proof, id).await?;
    expect_version(expected, flag.version, || json!({ "flag": flag }))?;
    let before = store::flags::find_snapshot(writing.tx.conn(), id).await?;
    let rules = store::rules::list(writing.tx.conn(), id).await?;
    store::flags::delete(writing.tx.conn(), id).await?;
    let whole = json!({ "flag": flag, "rules": rules });
    writing
        .publish(
            What::new(proof, ChangeKind::FlagDeleted, id).before(whole),
            &flag.key,
            before.as_deref(),
            None,
        )
        .await
}
