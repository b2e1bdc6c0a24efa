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
        envelope::{Deleted, Many, Resource, Users, Versioned, Written, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        environment::Environment,
        flag::{Flag, FlagFilter, FlagHead, FlagPatch, NewFlag},
        id::Id,
        page::Page,
        permission::need,
        rule::FlagWithRules,
        view::View,
        warning::Warning,
    },
    service, store,
};

impl Resource for Flag {
    const SINGULAR: &'static str = "flag";
    const PLURAL: &'static str = "flags";
}

/// Warnings are about what a flag answers, so only callers who may read it get them. `others` are about other flags and
/// rules.
fn answer(flag: View<Flag>, others: Vec<Warning>) -> Versioned<Written<View<Flag>>> {
    let mut warnings = match &flag {
        View::Full(flag) => flag.warnings(),
        View::Reference(_) => Vec::new(),
    };
    warnings.extend(others);
    Versioned(flag.version(), Written(flag, warnings))
}

parameters! { FlagFilter {
    "environment_id" environment: Id<Environment>, "Only flags of this environment.";
    "q" q: String, "Only flags whose key or name contains this text, ignoring case.";
    "enabled" enabled: bool, "Only flags that are on, or only those that are off.";
    "value_type" value_type: ValueType, "Only flags of this value type.";
    "archived" archived: bool, "Archived flags instead of all others.";
    "segment" segment: String, "Only flags with a rule, active or not, that names the segment with this key.";
    => FlagFilter { environment, q, enabled, value_type, segment, is_archived: archived.unwrap_or(false) }
} }

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    Query((page, filter)): Query<(Page, FlagFilter)>,
) -> Result<Many<Flag>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::flags::list(connection.conn(), proof.project(), &filter, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    Body(new): Body<NewFlag>,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    let (flag, warnings) = service::flags::create(&app.store, &app.compilers, &proof, new).await?;
    Ok(answer(flag, warnings))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    PathId(id): PathId<Flag>,
) -> Result<Versioned<Json<FlagWithRules>>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    // A change of both between the two reads would give a flag that never existed.
    let mut tx = connection.begin_reading().await?;
    let flag = store::flags::find(tx.conn(), proof.project(), id).await?.ok_or_else(ApiError::not_found)?;
    let rules = store::rules::list(tx.conn(), id).await?;
    Ok(Versioned(flag.version, Json(FlagWithRules { flag, rules })))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<FlagPatch>,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    let (flag, dependents) = service::flags::update(&app.store, &proof, id, expected, patch).await?;
    Ok(answer(flag, dependents))
}

pub async fn used_by(
    State(app): State<App>,
    proof: InProject<need::FlagsRead>,
    PathId(id): PathId<Flag>,
) -> Result<Json<Users>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let flag = store::flags::find_head(connection.conn(), proof.project(), id).await?;
    let FlagHead { environment_id, key, .. } = flag.ok_or_else(ApiError::not_found)?;
    Ok(Json(Users { used_by: store::flags::list_users(connection.conn(), environment_id, &key).await? }))
}

pub async fn archive(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    Ok(answer(service::flags::archive(&app.store, &proof, id, expected).await?, Vec::new()))
}

pub async fn restore(
    State(app): State<App>,
    proof: InProject<need::FlagsWrite>,
    PathId(id): PathId<Flag>,
    IfMatch(expected): IfMatch,
) -> Result<Versioned<Written<View<Flag>>>, ApiError> {
    Ok(answer(service::flags::restore(&app.store, &proof, id, expected).await?, Vec::new()))
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
