//! Environments.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, if_match::IfMatch, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, One, Resource, Versioned, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        environment::{Environment, EnvironmentPatch, NewEnvironment, Regions},
        page::Page,
        permission::need,
        view::View,
    },
    service, store,
};

impl Resource for Environment {
    const SINGULAR: &'static str = "environment";
    const PLURAL: &'static str = "environments";
}

fn answer(environment: View<Environment>) -> Versioned<One<View<Environment>>> {
    Versioned(environment.version(), One(environment))
}

/// The regions in which an environment is evaluated.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RegionsBody {
    regions: Vec<String>,
}

impl From<Environment> for RegionsBody {
    fn from(environment: Environment) -> Self {
        Self { regions: environment.regions }
    }
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    Query(page): Query<Page>,
) -> Result<Many<Environment>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::environments::list(connection.conn(), proof.project(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    Body(new): Body<NewEnvironment>,
) -> Result<Versioned<One<View<Environment>>>, ApiError> {
    Ok(answer(service::environments::create(&app.store, &proof, new, app.live.region()).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    PathId(id): PathId<Environment>,
) -> Result<Versioned<One<Environment>>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let environment = store::environments::find(connection.conn(), proof.project(), id).await?;
    let environment = environment.ok_or_else(ApiError::not_found)?;
    Ok(Versioned(environment.version, One(environment)))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<EnvironmentPatch>,
) -> Result<Versioned<One<View<Environment>>>, ApiError> {
    Ok(answer(service::environments::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsDelete>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Deleted>, ApiError> {
    service::environments::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}

pub async fn regions(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    PathId(id): PathId<Environment>,
) -> Result<Versioned<Json<RegionsBody>>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let environment = store::environments::find(connection.conn(), proof.project(), id).await?;
    let environment = environment.ok_or_else(ApiError::not_found)?;
    Ok(Versioned(environment.version, Json(environment.into())))
}

pub async fn set_regions(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
    Body(body): Body<Regions>,
) -> Result<Versioned<Json<View<RegionsBody>>>, ApiError> {
    let set = service::environments::set_regions(&app.store, &proof, id, expected, body).await?;
    Ok(Versioned(set.version(), Json(set.map(RegionsBody::from))))
}
