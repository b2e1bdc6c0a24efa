//! Evaluation by a person.

use super::{Error, authority};
use crate::{
    domain::{
        access::InProject,
        environment::Environment,
        id::Id,
        permission::{Permission, need},
    },
    store::{self, Store},
};

/// The environment, for a caller who may see everything that an explanation contains. The body of the request may have
/// taken long to arrive, so the rights are read again.
///
/// # Errors
/// [`Error::NotFound`] for an environment of another project, and when the caller has lost the session or a permission.
pub async fn find_environment(
    store: &Store,
    proof: &InProject<need::FlagsRead>,
    id: Id<Environment>,
) -> Result<Environment, Error> {
    let mut connection = store.read_for(proof.organization()).await?;
    let renewed = authority::renew(connection.conn(), proof).await?;
    for needed in [Permission::RulesRead, Permission::SegmentsRead] {
        if !renewed.grant().permissions.contains(needed) {
            return Err(Error::Forbidden(needed));
        }
    }
    let environment = store::environments::find(connection.conn(), proof.project(), id).await?;
    environment.ok_or(Error::NotFound)
}
