//! Segments.

use axum::{Json, extract::State};

use super::{
    request::{
        body::Body,
        if_match::IfMatch,
        path::PathId,
        query::{Query, parameters},
    },
    response::{
        envelope::{Deleted, Many, One, Resource, Users, Versioned, Written, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::InProject,
        environment::Environment,
        id::Id,
        page::Page,
        permission::need,
        segment::{EditedList, ListEdit, NewSegment, Segment, SegmentFilter, SegmentList, SegmentPatch},
        view::View,
    },
    service::{self, Expected},
    store,
};

impl Resource for Segment {
    const SINGULAR: &'static str = "segment";
    const PLURAL: &'static str = "segments";
}

impl Resource for EditedList {
    const SINGULAR: &'static str = "counts";
    const PLURAL: &'static str = "counts";
}

parameters! { SegmentFilter {
    "environment_id" environment: Id<Environment>, "Only segments of this environment.";
    "q" q: String, "Only segments whose key or name contains this text, ignoring case.";
    => SegmentFilter { environment, q }
} }

pub async fn list(
    State(app): State<App>,
    proof: InProject<need::SegmentsRead>,
    Query((page, filter)): Query<(Page, SegmentFilter)>,
) -> Result<Many<Segment>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::segments::list(connection.conn(), proof.project(), &filter, page).await?))
}

pub async fn create(
    State(app): State<App>,
    proof: InProject<need::SegmentsWrite>,
    Body(new): Body<NewSegment>,
) -> Result<Versioned<Written<View<Segment>>>, ApiError> {
    let segment = service::segments::create(&app.store, &app.compilers, &proof, new).await?;
    Ok(Versioned(segment.version(), Written(segment, Vec::new())))
}

pub async fn show(
    State(app): State<App>,
    proof: InProject<need::SegmentsRead>,
    PathId(id): PathId<Segment>,
) -> Result<Versioned<One<Segment>>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let segment = store::segments::find(connection.conn(), proof.project(), id).await?;
    let segment = segment.ok_or_else(ApiError::not_found)?;
    Ok(Versioned(segment.version, One(segment)))
}

pub async fn update(
    State(app): State<App>,
    proof: InProject<need::SegmentsWrite>,
    PathId(id): PathId<Segment>,
    IfMatch(expected): IfMatch,
    Body(patch): Body<SegmentPatch>,
) -> Result<Versioned<Written<View<Segment>>>, ApiError> {
    let (segment, warnings) =
        service::segments::update(&app.store, &app.compilers, &proof, id, expected, patch).await?;
    Ok(Versioned(segment.version(), Written(segment, warnings)))
}

pub async fn delete(
    State(app): State<App>,
    proof: InProject<need::SegmentsDelete>,
    PathId(id): PathId<Segment>,
    IfMatch(expected): IfMatch,
) -> Result<Json<Deleted>, ApiError> {
    service::segments::delete(&app.store, &proof, id, expected).await?;
    Ok(deleted())
}

pub async fn used_by(
    State(app): State<App>,
    proof: InProject<need::SegmentsRead>,
    PathId(id): PathId<Segment>,
) -> Result<Json<Users>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let segment = store::segments::find_head(connection.conn(), proof.project(), id).await?;
    let (environment, key) = segment.ok_or_else(ApiError::not_found)?;
    Ok(Json(Users { used_by: store::segments::list_users(connection.conn(), environment, &key).await? }))
}

pub async fn edit_included(
    State(app): State<App>,
    proof: InProject<need::SegmentsWrite>,
    PathId(id): PathId<Segment>,
    IfMatch(expected): IfMatch,
    Body(edit): Body<ListEdit>,
) -> Result<Versioned<Written<View<EditedList>>>, ApiError> {
    edited(&app, &proof, id, (SegmentList::Included, expected), edit).await
}

pub async fn edit_excluded(
    State(app): State<App>,
    proof: InProject<need::SegmentsWrite>,
    PathId(id): PathId<Segment>,
    IfMatch(expected): IfMatch,
    Body(edit): Body<ListEdit>,
) -> Result<Versioned<Written<View<EditedList>>>, ApiError> {
    edited(&app, &proof, id, (SegmentList::Excluded, expected), edit).await
}

async fn edited(
    app: &App,
    proof: &InProject<need::SegmentsWrite>,
    id: Id<Segment>,
    (list, expected): (SegmentList, Expected),
    edit: ListEdit,
) -> Result<Versioned<Written<View<EditedList>>>, ApiError> {
    let (counts, warnings) =
        service::segments::edit_list(&app.store, proof, id, list, expected, edit).await?;
    Ok(Versioned(counts.version(), Written(counts, warnings)))
}
