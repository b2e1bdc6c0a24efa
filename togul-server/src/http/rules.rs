//! Targeting rules.

use axum::{Json, extract::State};

use super::{
    request::{body::Body, if_match::IfMatch, path::PathId},
    response::{
        envelope::{Deleted, Resource, Versioned, Written, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        permission::need,
        rule::{NewRule, Rule, RulePatch},
        view::View,
    },
    service,
};

impl Resource for Rule {
    const SINGULAR: &'static str = "rule";
    const PLURAL: &'static str = "rules";
}

fn answer(rule: View<Rule>) -> Versioned<Written<View<Rule>>> {
    Versioned(rule.version(), Written(rule, Vec::new()))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    Body(new): Body<NewRule>,
) -> Result<Versioned<Written<View<Rule>>>, ApiError> {
    Ok(answer(service::rules::create(&app.store, &proof, new).await?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Rule>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<RulePatch>,
) -> Result<Versioned<Written<View<Rule>>>, ApiError> {
    Ok(answer(service::rules::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Rule>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Deleted>, ApiError> {
    service::rules::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}
