//! Flags.

use axum::{Json, extract::State};
use togul_core::ValueType;

use super::{
    request::{
        body::Body,
        if_match::IfMatch,
        path::PathId,
        query::{Query, parameters},
    },
    response::{
        envelope::{Deleted, Many, Resource, Versioned, Written, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        environment::Environment,
        flag::{Flag, FlagFilter, FlagPatch, NewFlag},
        id::Id,
        page::Page,
        permission::need,
        rule::FlagWithRules,
        view::View,
    },
    service, store,
};

impl Resource for Flag {
    const SINGULAR: &'static str = "flag";
    const PLURAL: &'static str = "flags";
}

/// Warnings are about what a flag answers, so only callers who may read it get them.
fn answer(flag: View<Flag>) -> Versioned<Written<View<Flag>>> {
    let warnings = match &flag {
        View::Full(flag) => flag.warnings(),
        View::Reference(_) => Vec::new(),
    };
    Versioned(flag.version(), Written(flag, warnings))
}

parameters! { FlagFilter {
    "environment_id" environment: Id<Environment>, "Only flags of this environment.";
    "q" q: String, "Only flags whose key or name contains this text, ignoring case.";
    "enabled" enabled: bool, "Only flags that are on, or only those that are off.";
    "value_type" value_type: ValueType, "Only flags of this value type.";
    => FlagFilter { environment, q, enabled, value_type }
} }

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    Query((page, filter)): Query<(Page, FlagFilter)>,
) -> Result<Many<Flag>, ApiError> {
    let mut connection = app.store.read().await?;
    Ok(Many(store::flags::list(connection.conn(), proof.project(), &filter, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    Body(new): Body<NewFlag>,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    Ok(answer(service::flags::create(&app.store, &proof, new).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    PathId(id): PathId<Flag>,
) -> Result<Versioned<Json<FlagWithRules>>, ApiError> {
    let mut connection = app.store.read().await?;
    let flag =
        store::flags::find(connection.conn(), proof.project(), id).await?.ok_or_else(ApiError::not_found)?;
    let rules = store::rules::list(connection.conn(), id).await?;
    Ok(Versioned(flag.version, Json(FlagWithRules { flag, rules })))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<FlagPatch>,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    Ok(answer(service::flags::update(&app.store, &proof, id, expected, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::FlagsDelete>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Deleted>, ApiError> {
    service::flags::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}
