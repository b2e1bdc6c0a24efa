//! Members of a project.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, path::MemberId, query::Query},
    response::{
        envelope::{Many, One, True},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        member::{Member, MemberPatch, NewProjectMember},
        page::Page,
        permission::need,
        project::Project,
    },
    service, store,
};

/// `{"removed": true}`
#[derive(Debug, Serialize, JsonSchema)]
pub struct Removed {
    removed: True,
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::ProjectMembersReadOrWrite>,
    Query(page): Query<Page>,
) -> Result<Many<Member<Project>>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::project_members::list(connection.conn(), proof.project(), page).await?))
}

pub async fn add(
    State(app): State<App>,
    proof: InProject<need::ProjectMembersWrite>,
    Body(new): Body<NewProjectMember>,
) -> Result<One<Member<Project>>, ApiError> {
    Ok(One(service::project_members::add(&app.store, &proof, new).await?))
}

pub async fn change_role(
    State(app): State<App>,
    proof: InProject<need::ProjectMembersWrite>,
    MemberId(id): MemberId,
    Body(patch): Body<MemberPatch>,
) -> Result<One<Member<Project>>, ApiError> {
    Ok(One(service::project_members::change_role(&app.store, &proof, id, patch).await?))
}

pub async fn remove(
    State(app): State<App>,
    proof: InProject<need::ProjectMembersRemove>,
    MemberId(id): MemberId,
) -> Result<Json<Removed>, ApiError> {
    service::project_members::remove(&app.store, &proof, id).await?;
    Ok(Json(Removed { removed: True }))
}
