//! Projects.

use axum::{Json, extract::State};
use serde_json::Value;

use super::{
    body::Body,
    error::ApiError,
    query::Params,
    respond::{Many, One, deleted},
};
use crate::{
    app::App,
    domain::{
        access::{InOrganization, InProject},
        permission::need,
        project::{NewProject, Project, ProjectPatch},
    },
    service,
    store::{self, projects::Visible},
};

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsRead>,
    mut params: Params,
) -> Result<Many<Project>, ApiError> {
    let page = params.page()?;
    params.finish()?;
    let visible =
        if proof.membership().sees_all_projects() { Visible::All } else { Visible::To(proof.user()) };
    let mut reader = app.store.read().await?;
    Ok(Many("projects", store::projects::list(reader.conn(), proof.organization(), visible, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsWrite>,
    Body(new): Body<NewProject>,
) -> Result<One<Project>, ApiError> {
    Ok(One("project", service::projects::create(&app.store, &proof, new).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::ProjectsRead>,
) -> Result<One<Project>, ApiError> {
    let mut reader = app.store.read().await?;
    let project = store::projects::find(reader.conn(), proof.project()).await?;
    Ok(One("project", project.ok_or_else(ApiError::not_found)?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::ProjectsWrite>,
    Body(patch): Body<ProjectPatch>,
) -> Result<One<Project>, ApiError> {
    Ok(One("project", service::projects::update(&app.store, &proof, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::ProjectsDelete>,
) -> Result<Json<Value>, ApiError> {
    service::projects::delete(&app.store, &proof).await?;
    Ok(deleted())
}
