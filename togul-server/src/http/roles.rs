//! Roles of the organization, and all permissions.

use axum::{Json, extract::State};
use chrono::DateTime;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{
    request::{body::Body, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, One, Resource, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::{Caller, InOrganization},
        page::{Listed, Page},
        permission::{Permission, need},
        role::{NewRole, Role, RolePatch},
        view::View,
    },
    service, store,
};

impl Resource for Role {
    const SINGULAR: &'static str = "role";
    const PLURAL: &'static str = "roles";
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::RolesRead>,
    Query(page): Query<Page>,
) -> Result<Many<Role>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::roles::list(connection.conn(), proof.organization(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InOrganization<need::RolesCreate>,
    Body(new): Body<NewRole>,
) -> Result<One<View<Role>>, ApiError> {
    Ok(One(service::roles::create(&app.store, &proof, new).await?))
}

pub async fn update(
    State(app): State<App>,
    proof: InOrganization<need::RolesUpdate>,
    PathId(id): PathId<Role>,
    Body(patch): Body<RolePatch>,
) -> Result<One<View<Role>>, ApiError> {
    Ok(One(service::roles::update(&app.store, &proof, id, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InOrganization<need::RolesDelete>,
    PathId(id): PathId<Role>,
) -> Result<Json<Deleted>, ApiError> {
    service::roles::delete(&app.store, &proof, id).await?;
    Ok(deleted())
}

/// A permission and its meaning.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PermissionInfo")]
pub struct PermissionBody {
    key: Permission,
    description: &'static str,
}

impl Resource for PermissionBody {
    const SINGULAR: &'static str = "permission";
    const PLURAL: &'static str = "permissions";
}

/// Lists every permission, for a role editor.
pub async fn permissions(_: Caller, Query(page): Query<Page>) -> Many<PermissionBody> {
    // Permissions have no time of creation: their position is their number.
    let position = |body: &PermissionBody| (DateTime::UNIX_EPOCH, Uuid::from_u128(1 + body.key as u128));
    let all = Permission::ALL.iter().map(|key| PermissionBody { key: *key, description: key.description() });
    let after = all.filter(|body| position(body) > page.after).collect();
    Many(Listed::from_rows(after, page, position))
}
