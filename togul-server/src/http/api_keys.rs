//! API keys.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, NoStore, Resource, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    auth::secret::Secret,
    domain::{
        access::InProject,
        api_key::{ApiKey, NewApiKey, Rotation},
        page::Page,
        permission::need,
        view::View,
    },
    service, store,
};

impl Resource for ApiKey {
    const SINGULAR: &'static str = "api_key";
    const PLURAL: &'static str = "api_keys";
}

/// An API key with its secret, which is shown only here. A dry run has none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ApiKeyWithSecret {
    api_key: View<ApiKey>,
    secret: Option<String>,
}

fn with_secret(
    proof: &InProject<need::ApiKeysWrite>,
    (api_key, secret): (View<ApiKey>, Secret),
) -> NoStore<Json<ApiKeyWithSecret>> {
    let secret = proof.author().source.mode.issued(secret).map(Secret::reveal);
    NoStore(Json(ApiKeyWithSecret { api_key, secret }))
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::ApiKeysRead>,
    Query(page): Query<Page>,
) -> Result<Many<ApiKey>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::api_keys::list(connection.conn(), proof.project(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    Body(new): Body<NewApiKey>,
) -> Result<NoStore<Json<ApiKeyWithSecret>>, ApiError> {
    Ok(with_secret(&proof, service::api_keys::create(&app.store, &proof, new).await?))
}

pub async fn rotate(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    PathId(id): PathId<ApiKey>,
    Body(rotation): Body<Rotation>,
) -> Result<NoStore<Json<ApiKeyWithSecret>>, ApiError> {
    Ok(with_secret(&proof, service::api_keys::rotate(&app.store, &proof, id, rotation).await?))
}

pub async fn revoke(
    State(app): State<App>,
    proof: InProject<need::ApiKeysWrite>,
    PathId(id): PathId<ApiKey>,
) -> Result<Json<Deleted>, ApiError> {
    service::api_keys::revoke(&app.store, &proof, id).await?;
    Ok(deleted())
}
