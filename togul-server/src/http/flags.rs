//! Flags.

use axum::{Json, extract::State, response::Response};
use serde::Serialize;
use serde_json::Value;
use togul_core::limits;
use uuid::Uuid;

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
        flag::{Flag, FlagFilter, FlagPatch, NewFlag},
        id::Id,
        permission::need,
        rule::Rule,
    },
    service, store,
};

fn answer(flag: Flag) -> Response {
    versioned(flag.version, One("flag", flag))
}

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    mut params: Params,
) -> Result<Many<Flag>, ApiError> {
    let page = params.page()?;
    let filter = FlagFilter {
        environment: params
            .parsed("environment_id", "must be a UUID", |text| Uuid::try_parse(text).ok().map(Id::from))?,
        q: params.parsed("q", &format!("must be at most {} characters", limits::NAME_CHARS), |text| {
            (text.chars().count() <= limits::NAME_CHARS).then(|| text.to_owned())
        })?,
        enabled: params.parsed("enabled", "must be true or false", |text| text.parse().ok())?,
        value_type: params
            .parsed("value_type", "must be boolean, string, number or json", |text| text.parse().ok())?,
    };
    params.finish()?;
    let mut reader = app.store.read().await?;
    Ok(Many("flags", store::flags::list(reader.conn(), proof.project(), &filter, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    Body(new): Body<NewFlag>,
) -> Result<Response, ApiError> {
    Ok(answer(service::flags::create(&app.store, &proof, new).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    PathId(id): PathId<Flag>,
) -> Result<Response, ApiError> {
    #[derive(Serialize)]
    struct FlagWithRules {
        flag: Flag,
        rules: Vec<Rule>,
    }
    let mut reader = app.store.read().await?;
    let flag =
        store::flags::find(reader.conn(), proof.project(), id).await?.ok_or_else(ApiError::not_found)?;
    let rules = store::rules::list(reader.conn(), id).await?;
    Ok(versioned(flag.version, Json(FlagWithRules { flag, rules })))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<FlagPatch>,
) -> Result<Response, ApiError> {
    Ok(answer(service::flags::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::FlagsDelete>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Value>, ApiError> {
    service::flags::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}
