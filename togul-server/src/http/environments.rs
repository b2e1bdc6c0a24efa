//! Environments.

use axum::{Json, extract::State, response::Response};
use serde_json::Value;

use super::{
    body::Body,
    error::ApiError,
    extract::{IfMatch, PathId},
    query::Params,
    respond::{Many, One, deleted, versioned},
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        environment::{Environment, EnvironmentPatch, NewEnvironment, Regions},
        permission::need,
    },
    service, store,
};

fn answer(environment: Environment) -> Response {
    versioned(environment.version, One("environment", environment))
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    mut params: Params,
) -> Result<Many<Environment>, ApiError> {
    let page = params.page()?;
    params.finish()?;
    let mut reader = app.store.read().await?;
    Ok(Many("environments", store::environments::list(reader.conn(), proof.project(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    Body(new): Body<NewEnvironment>,
) -> Result<Response, ApiError> {
    Ok(answer(service::environments::create(&app.store, &proof, new, app.live.region()).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    PathId(id): PathId<Environment>,
) -> Result<Response, ApiError> {
    let mut reader = app.store.read().await?;
    let environment = store::environments::find(reader.conn(), proof.project(), id).await?;
    Ok(answer(environment.ok_or_else(ApiError::not_found)?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<EnvironmentPatch>,
) -> Result<Response, ApiError> {
    Ok(answer(service::environments::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsDelete>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Value>, ApiError> {
    service::environments::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}

pub async fn regions(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsRead>,
    PathId(id): PathId<Environment>,
) -> Result<Response, ApiError> {
    let mut reader = app.store.read().await?;
    let environment = store::environments::find(reader.conn(), proof.project(), id).await?;
    let environment = environment.ok_or_else(ApiError::not_found)?;
    Ok(versioned(environment.version, One("regions", environment.regions)))
}

pub async fn set_regions(
    State(app): State<App>,
    proof: InProject<need::EnvironmentsWrite>,
    PathId(id): PathId<Environment>,
    IfMatch(expected): IfMatch,
    Body(body): Body<Regions>,
) -> Result<Response, ApiError> {
    let environment = service::environments::set_regions(&app.store, &proof, id, expected, body).await?;
    Ok(versioned(environment.version, One("regions", environment.regions)))
}
