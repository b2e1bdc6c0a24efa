//! Targeting rules.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

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
        flag::Flag,
        permission::need,
        rule::{NewRule, Rule, RulePatch},
        rule_order::RuleOrder,
        view::View,
        warning::Warning,
    },
    service::{self, rules::Reordered},
};

impl Resource for Rule {
    const SINGULAR: &'static str = "rule";
    const PLURAL: &'static str = "rules";
}

/// Warnings are about the flag's rules, so only callers who may read them get some.
fn answer((rule, warnings): (View<Rule>, Vec<Warning>)) -> Versioned<Written<View<Rule>>> {
    let warnings = if matches!(rule, View::Full(_)) { warnings } else { Vec::new() };
    Versioned(rule.version(), Written(rule, warnings))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    Body(new): Body<NewRule>,
) -> Result<Versioned<Written<View<Rule>>>, ApiError> {
    Ok(answer(service::rules::create(&app.store, &app.compilers, &proof, new).await?))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Rule>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<RulePatch>,
) -> Result<Versioned<Written<View<Rule>>>, ApiError> {
    Ok(answer(service::rules::update(&app.store, &app.compilers, &proof, id, expected, patch).await?))
}

/// A flag with its rules in their new order.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ordered {
    flag: View<Flag>,
    rules: Vec<View<Rule>>,
    warnings: Vec<Warning>,
}

pub async fn reorder(
    State(app): State<App>,
    proof: InProject<need::RulesWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
    Body(order): Body<RuleOrder>,
) -> Result<Versioned<Json<Ordered>>, ApiError> {
    let ordered = service::rules::reorder(&app.store, &proof, id, expected, order).await?;
    let Reordered { flag, rules, warnings } = ordered;
    Ok(Versioned(flag.version(), Json(Ordered { flag, rules, warnings })))
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
