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
        project::{NewProject, ProjectPatch, VisibleProject},
        view::View,
    },
    service,
    store::{self, projects::Visible},
};

impl Resource for VisibleProject {
    const SINGULAR: &'static str = "project";
    const PLURAL: &'static str = "projects";
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsRead>,
    Query(page): Query<Page>,
) -> Result<Many<VisibleProject>, ApiError> {
    let visible =
        Visible { to: proof.user(), all: proof.grant().sees_all_projects(), only: proof.only_project() };
    let mut connection = app.store.read_for(proof.organization()).await?;
    let projects = store::projects::list(connection.conn(), proof.organization(), visible, page).await?;
    Ok(Many(
        projects.map(|(project, role)| VisibleProject { project, permissions: proof.permissions_in(role) }),
    ))
}

pub async fn create(
    State(app): State<App>,
    proof: InOrganization<need::ProjectsWrite>,
    Body(new): Body<NewProject>,
) -> Result<One<View<VisibleProject>>, ApiError> {
    let project = service::projects::create(&app.store, &proof, new).await?;
    // The caller's role in the organization is their role in the project as well.
    let permissions = proof.permissions_in(Some(*proof.grant()));
    Ok(One(project.map(|project| VisibleProject { project, permissions })))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::ProjectsRead>,
) -> Result<One<VisibleProject>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let project = store::projects::find(connection.conn(), proof.project()).await?;
    let project = project.ok_or_else(ApiError::not_found)?;
    Ok(One(VisibleProject { project, permissions: proof.grant().permissions }))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::ProjectsWrite>,
    Body(patch): Body<ProjectPatch>,
) -> Result<One<View<VisibleProject>>, ApiError> {
    let project = service::projects::update(&app.store, &proof, patch).await?;
    let permissions = proof.grant().permissions;
    Ok(One(project.map(|project| VisibleProject { project, permissions })))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::ProjectsDelete>,
) -> Result<Json<Deleted>, ApiError> {
    service::projects::delete(&app.store, &proof).await?;
    Ok(deleted())
}
