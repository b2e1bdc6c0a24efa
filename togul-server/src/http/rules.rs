//! Targeting rules.

use axum::{Json, extract::State, response::Response};
use serde_json::Value;

use super::{
    body::Body,
    error::ApiError,
    extract::{IfMatch, PathId},
    respond::{One, deleted, versioned},
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        permission::need,
        rule::{NewRule, Rule, RulePatch},
    },
    service,
};

fn answer(rule: Rule) -> Response {
    versioned(rule.version, One("rule", rule))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    Body(new): Body<NewRule>,
) -> Result<Response, ApiError> {
    Ok(answer(service::rules::create(&app.store, &proof, new).await?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Rule>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<RulePatch>,
) -> Result<Response, ApiError> {
    Ok(answer(service::rules::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Rule>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Value>, ApiError> {
    service::rules::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}
