//! Members of the organization.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, NoStore, One, Resource, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    auth::secret::Secret,
    domain::{
        access::{Caller, InOrganization},
        member::{Member, MemberPatch},
        page::Page,
        permission::need,
        request_source::RequestSource,
        time::Time,
        view::View,
    },
    service, store,
};

impl<Of> Resource for Member<Of> {
    const SINGULAR: &'static str = "member";
    const PLURAL: &'static str = "members";
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::MembersRead>,
    Query(page): Query<Page>,
) -> Result<Many<Member>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::members::list(connection.conn(), proof.organization(), page).await?))
}

pub async fn change_role(
    State(app): State<App>,
    proof: InOrganization<need::MembersUpdate>,
    PathId(id): PathId<Member>,
    Body(patch): Body<MemberPatch>,
) -> Result<One<View<Member>>, ApiError> {
    Ok(One(service::members::change_role(&app.store, &proof, id, patch).await?))
}

/// A one-time token that sets a member's password.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResetIssued {
    /// For the member. It is shown only here. A dry run has none.
    reset_token: Option<String>,
    expires_at: Time,
}

pub async fn reset_password(
    State(app): State<App>,
    proof: InOrganization<need::MembersUpdate>,
    PathId(id): PathId<Member>,
) -> Result<NoStore<Json<ResetIssued>>, ApiError> {
    let issued = service::password_resets::issue(&app.store, &proof, id).await?;
    let reset_token = proof.author().source.mode.issued(issued.token).map(Secret::reveal);
    Ok(NoStore(Json(ResetIssued { reset_token, expires_at: issued.expires_at })))
}

pub async fn remove(
    State(app): State<App>,
    proof: InOrganization<need::MembersRemove>,
    PathId(id): PathId<Member>,
) -> Result<Json<Deleted>, ApiError> {
    service::members::remove(&app.store, &proof, id).await?;
    Ok(deleted())
}

pub async fn leave(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
) -> Result<Json<Deleted>, ApiError> {
    service::members::leave(&app.store, &caller, source).await?;
    Ok(deleted())
}
