//! Imports from other systems: one file, one transaction, one group of changes.

mod existing;
mod flags;
mod plan;
mod rows;
mod segments;

use std::collections::BTreeSet;

use togul_core::Invalid;

use self::existing::Existing;
pub use self::plan::{Keys, Plan};
use super::{
    Error, authority,
    change::{EnvironmentWriter, off_thread},
    rules::{Compilers, compile},
};
use crate::{
    domain::{
        access::{Grant, InProject},
        permission::{Permission, need},
        snapshot,
    },
    import::{self, Source, Translation},
    store::{self, Store},
};

/// A file to import.
#[derive(Debug)]
pub struct ImportRequest {
    pub source: Source,
    /// The keys of flags and segments that may be left out because they cannot be carried over.
    pub allow_loss: BTreeSet<String>,
    pub document: String,
}

/// Creates and changes flags and segments of the environment with the key of the source, so that they answer as in the other
/// system. Others stay as they are. A second import of the same file changes nothing.
///
/// # Errors
/// [`Error::NotFound`] without such an environment, [`Error::Unreadable`] for a file that is none of the system,
/// [`Error::Loss`] when something cannot be carried over that `allow_loss` does not name, and the errors of writing flags and
/// segments. Then nothing is written.
pub async fn import(
    store: &Store,
    compilers: &Compilers,
    proof: &InProject<need::FlagsWrite>,
    request: ImportRequest,
) -> Result<Plan, Error> {
    let ImportRequest { source, allow_loss, document } = request;
    let mut connection = store.read_for(proof.organization()).await?;
    // The body may have taken long.
    let proof = &authority::renew(connection.conn(), proof).await?;
    check_rights(proof.grant())?;
    let environment =
        store::environments::find_by_key(connection.conn(), proof.project(), &source.environment);
    let environment = environment.await?.ok_or(Error::NotFound)?;
    drop(connection);
    let translating = move || import::translate(&source, &document);
    let translation = compile(compilers, proof.organization(), translating).await?;
    let translation = translation.map_err(Error::Unreadable)?;
    let mut writer = EnvironmentWriter::in_environment(store, proof, environment.id).await?;
    check_rights(&writer.grant)?;
    let existing = Existing::read(&mut writer).await?;
    let (environment, now) = (writer.environment(), writer.now);
    let planning = move || {
        let Translation { segments, flags, losses, remarks } = translation;
        let mut plan = Plan { losses, remarks, ..Plan::default() };
        let (segments, lost) = segments::plan((environment, now), existing.segments, segments, &mut plan);
        let flags = flags::plan((environment, now), existing.flags, flags, &lost, &mut plan);
        (plan, segments, flags)
    };
    let (plan, segments, flags) = off_thread(planning).await;
    if plan.losses.iter().any(|loss| !allow_loss.contains(&loss.key)) {
        writer.end_unchanged().await?;
        return Err(Error::Loss(Box::new(plan)));
    }
    if plan.is_unchanged() {
        writer.end_unchanged().await?;
        return Ok(plan);
    }
    writer.expect_room(&plan.created.flags, &plan.created.segments)?;
    segments::write(&mut writer, proof, segments).await?;
    flags::write(&mut writer, proof, flags).await?;
    writer.publish().await?;
    Ok(plan)
}

/// An error about a part of an object, with the object.
fn named(object: &str, error: Error) -> Error {
    match error {
        Error::Invalid(Invalid { field, reason }) => match &*field {
            snapshot::COST | snapshot::LINK_COST => Invalid::new(object, reason).into(),
            field => Invalid::new(format!("{object}.{field}"), reason).into(),
        },
        other => other,
    }
}

fn check_rights(grant: &Grant) -> Result<(), Error> {
    for needed in [Permission::RulesWrite, Permission::SegmentsWrite] {
        if !grant.permissions.contains(needed) {
            return Err(Error::Forbidden(needed));
        }
    }
    Ok(())
}
