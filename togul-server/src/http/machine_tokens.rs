//! Machine tokens.

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
    domain::{
        access::InOrganization,
        machine_token::{MachineToken, NewMachineToken},
        page::Page,
        permission::need,
        view::View,
    },
    service, store,
};

impl Resource for MachineToken {
    const SINGULAR: &'static str = "token";
    const PLURAL: &'static str = "tokens";
}

/// A machine token with its secret, which is shown only here.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenWithSecret {
    token: View<MachineToken>,
    /// For `Authorization: Bearer …`.
    secret: String,
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::TokensRead>,
    Query(page): Query<Page>,
) -> Result<Many<MachineToken>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::machine_tokens::list(connection.conn(), proof.organization(), page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InOrganization<need::TokensWrite>,
    Body(new): Body<NewMachineToken>,
) -> Result<NoStore<Json<TokenWithSecret>>, ApiError> {
    let (token, secret) = service::machine_tokens::create(&app.store, &proof, new).await?;
    Ok(NoStore(Json(TokenWithSecret { token, secret: secret.reveal() })))
}

pub async fn delete(
    State(app): State<App>,
    proof: InOrganization<need::TokensWrite>,
    PathId(id): PathId<MachineToken>,
) -> Result<Json<Deleted>, ApiError> {
    service::machine_tokens::delete(&app.store, &proof, id).await?;
    Ok(deleted())
}
