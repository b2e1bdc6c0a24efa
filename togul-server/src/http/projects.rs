//! Projects.

use axum::{Json, extract::State};

use super::{
    request::{body::Body, query::Query},
    response::{
        envelope::{Deleted, Many, One, Resource, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::{InOrganization, InProject},
        page::Page,
        permission::need,
        project::{NewProject, Project, ProjectPatch},
        view::View,
    },
    service,
    store::{self, projects::Visible},
};

impl Resource for Project {
    const SINGULAR: &'static str = "project";
    const PLURAL: &'static str = "projects";
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsRead>,
    Query(page): Query<Page>,
) -> Result<Many<Project>, ApiError> {
    let visible = if proof.grant().sees_all_projects() { Visible::All } else { Visible::To(proof.user()) };
    let only = proof.only_project();
    let mut connection = app.store.read().await?;
    Ok(Many(store::projects::list(connection.conn(), proof.organization(), visible, only, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsWrite>,
    Body(new): Body<NewProject>,
) -> Result<One<View<Project>>, ApiError> {
    Ok(One(service::projects::create(&app.store, &proof, new).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::ProjectsRead>,
) -> Result<One<Project>, ApiError> {
    let mut connection = app.store.read().await?;
    let project = store::projects::find(connection.conn(), proof.project()).await?;
    Ok(One(project.ok_or_else(ApiError::not_found)?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::ProjectsWrite>,
    Body(patch): Body<ProjectPatch>,
) -> Result<One<View<Project>>, ApiError> {
    Ok(One(service::projects::update(&app.store, &proof, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::ProjectsDelete>,
) -> Result<Json<Deleted>, ApiError> {
    service::projects::delete(&app.store, &proof).await?;
    Ok(deleted())
}
