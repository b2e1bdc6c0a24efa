//! API keys.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use super::{
    body::Body,
    error::ApiError,
    extract::PathId,
    query::Params,
    respond::{Many, NO_STORE, deleted},
};
use crate::{
    app::App,
    auth::secret::Secret,
    domain::{
        access::InProject,
        api_key::{ApiKey, NewApiKey, Rotation},
        permission::need,
    },
    service, store,
};

fn with_secret((api_key, secret): (ApiKey, Secret)) -> Response {
    #[derive(serde::Serialize)]
    struct Body {
        api_key: ApiKey,
        secret: String,
    }
    (NO_STORE, Json(Body { api_key, secret: secret.reveal() })).into_response()
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::ApiKeysRead>,
    mut params: Params,
) -> Result<Many<ApiKey>, ApiError> {
    let page = params.page()?;
    params.finish()?;
    let mut reader = app.store.read().await?;
    Ok(Many("api_keys", store::api_keys::list(reader.conn(), proof.project(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    Body(new): Body<NewApiKey>,
) -> Result<Response, ApiError> {
    Ok(with_secret(service::api_keys::create(&app.store, &proof, new).await?))
}

pub async fn rotate(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    PathId(id): PathId<ApiKey>,
    Body(rotation): Body<Rotation>,
) -> Result<Response, ApiError> {
    Ok(with_secret(service::api_keys::rotate(&app.store, &proof, id, rotation).await?))
}

pub async fn revoke(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    PathId(id): PathId<ApiKey>,
) -> Result<Json<Value>, ApiError> {
    service::api_keys::revoke(&app.store, &proof, id).await?;
    Ok(deleted())
}
