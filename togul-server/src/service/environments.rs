//! Creation, changes and deletion of environments.

use togul_core::{Invalid, Revision};

use super::{
    Conflict, Error, Expected, audit, authority, expect_version, missing, on_unique_violation,
    quota::admit_one,
};
use crate::{
    domain::{
        access::InProject,
        audit::Action,
        environment::{Environment, EnvironmentPatch, NewEnvironment, Regions},
        id::Id,
        permission::{Requires, need},
        quota::Quota,
        time::now,
        view::View,
    },
    store::{self, Committed, Notice, Store, Tx},
};

/// A new environment is evaluated in `region`, the server's own.
///
/// # Errors
/// [`Error::NotFound`] when the project was deleted meanwhile, [`Conflict::KeyTaken`], [`Error::QuotaExceeded`].
pub async fn create(
    store: &Store,
    proof: &InProject<need::EnvironmentsWrite>,
    new: NewEnvironment,
    region: &str,
) -> Result<View<Environment>, Error> {
    let now = now();
    let environment = Environment {
        id: Id::generate(),
        project_id: proof.project(),
        key: new.key.to_string(),
        name: new.name.to_string(),
        description: new.description.to_string(),
        confirm_changes: new.confirms_changes(),
        color: new.color.map(String::from),
        regions: vec![region.to_owned()],
        revision: Revision::ZERO,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let (mut tx, proof) = authority::begin(store, proof).await?;
    store::projects::lock(tx.conn(), proof.project()).await?.ok_or(Error::NotFound)?;
    admit_one(tx.quotas(), Quota::Environments, store::environments::count(tx.conn(), proof.project()))
        .await?;
    store::environments::insert(tx.conn(), &environment)
        .await
        .map_err(on_unique_violation(Conflict::KeyTaken))?;
    let event = proof.audit_event(Action::EnvironmentCreated, environment.id).after(&environment);
    audit::commit(tx, proof.author(), event).await?;
    Ok(proof.grant().view(environment))
}

/// Changes everything but the key and the regions. A patch without an effect does not increment the version.
///
/// # Errors
/// [`Error::NotFound`], [`Error::VersionConflict`].
pub async fn update(
    store: &Store,
    proof: &InProject<need::EnvironmentsWrite>,
    id: Id<Environment>,
    expected: Expected,
    patch: EnvironmentPatch,
) -> Result<View<Environment>, Error> {
    let (mut tx, proof, environment) = locked(store, proof, id, expected).await?;
    let current = environment.clone();
    let mut patched = Environment {
        name: patch.name.value().map_or(current.name, String::from),
        description: patch.description.value().map_or(current.description, String::from),
        color: patch.color.value().map_or(current.color, |color| color.map(String::from)),
        confirm_changes: patch.confirm_changes.merged(current.confirm_changes),
        ..current
    };
    if patched == environment {
        return Ok(proof.grant().view(environment));
    }
    patched.updated_at = now();
    let patched = store::environments::update(tx.conn(), &patched).await?;
    let event = proof.audit_event(Action::EnvironmentUpdated, id).before(&environment).after(&patched);
    audit::commit(tx, proof.author(), event).await?;
    Ok(proof.grant().view(patched))
}

/// Sets the regions that evaluate the environment; the list may be empty. The same list again does not increment the version.
///
/// # Errors
/// As [`update`], and [`Error::Invalid`] for too many regions or a repeated one.
pub async fn set_regions(
    store: &Store,
    proof: &InProject<need::EnvironmentsWrite>,
    id: Id<Environment>,
    expected: Expected,
    body: Regions,
) -> Result<View<Environment>, Error> {
    let regions: Vec<String> = body.regions.iter().map(ToString::to_string).collect();
    if regions.len() > 100 || (1..regions.len()).any(|i| regions[..i].contains(&regions[i])) {
        return Err(Invalid::new("regions", "must be at most 100 regions without repetitions").into());
    }
    let (mut tx, proof, before) = locked(store, proof, id, expected).await?;
    let access =
        store::environments::raise_access(tx.conn(), proof.project(), id).await?.ok_or(Error::NotFound)?;
    if regions == before.regions {
        tx.end_unchanged(Notice::Access(id, access - 1)).await?;
        return Ok(proof.grant().view(before));
    }
    let after = Environment { regions, updated_at: now(), ..before.clone() };
    let after = store::environments::update(tx.conn(), &after).await?;
    tx.notify(Committed::Regions { environment: id, regions: after.regions.clone(), access });
    let event = proof.audit_event(Action::EnvironmentUpdated, id).before(&before).after(&after);
    audit::commit(tx, proof.author(), event).await?;
    Ok(proof.grant().view(after))
}

/// Deletes it with its flags, rules and keys; its streams end.
///
/// # Errors
/// As [`update`].
pub async fn delete(
    store: &Store,
    proof: &InProject<need::EnvironmentsDelete>,
    id: Id<Environment>,
    expected: Expected,
) -> Result<(), Error> {
    let (mut tx, proof, before) = locked(store, proof, id, expected).await?;
    store::environments::delete(tx.conn(), id).await?;
    tx.notify(Committed::Deleted(id));
    audit::commit(tx, proof.author(), proof.audit_event(Action::EnvironmentDeleted, id).before(&before)).await
}

async fn locked<P: Requires>(
    store: &Store,
    proof: &InProject<P>,
    id: Id<Environment>,
    expected: Expected,
) -> Result<(Tx, InProject<P>, Environment), Error> {
    let (mut tx, proof) = authority::begin(store, proof).await?;
    if !store::environments::lock(tx.conn(), proof.project(), id).await? {
        return Err(missing(tx, proof.project()).await);
    }
    let environment =
        store::environments::find(tx.conn(), proof.project(), id).await?.ok_or(Error::NotFound)?;
    expect_version(expected, proof.grant(), environment.version, "environment", &environment)?;
    Ok((tx, proof, environment))
}
