//! Invitations to the organization.

use axum::{Json, extract::State};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    request::{body::Body, credentials::OptionalCaller, path::PathId, query::Query},
    response::{
        envelope::{Deleted, Many, NoStore, Resource, True, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    auth::secret::Secret,
    domain::{
        access::InOrganization,
        invitation::{Acceptance, Invitation, NewInvitation},
        member::Member,
        page::Page,
        permission::need,
        request_source::RequestSource,
        view::View,
    },
    service, store,
};

impl Resource for Invitation {
    const SINGULAR: &'static str = "invitation";
    const PLURAL: &'static str = "invitations";
}

pub async fn list(
    State(app): State<App>,
    proof: InOrganization<need::MembersRead>,
    Query(page): Query<Page>,
) -> Result<Many<Invitation>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    Ok(Many(store::invitations::list(connection.conn(), proof.organization(), page).await?))
}

/// An invitation and its token.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Invited {
    invitation: View<Invitation>,
    /// For the invited person. It is shown only here. A dry run has none.
    accept_token: Option<String>,
}

pub async fn invite(
    State(app): State<App>,
    proof: InOrganization<need::MembersInvite>,
    Body(new): Body<NewInvitation>,
) -> Result<NoStore<Json<Invited>>, ApiError> {
    let (invitation, token) = service::invitations::invite(&app.store, &proof, new).await?;
    let accept_token = proof.author().source.mode.issued(token).map(Secret::reveal);
    Ok(NoStore(Json(Invited { invitation, accept_token })))
}

pub async fn withdraw(
    State(app): State<App>,
    proof: InOrganization<need::MembersInvite>,
    PathId(id): PathId<Invitation>,
) -> Result<Json<Deleted>, ApiError> {
    service::invitations::withdraw(&app.store, &proof, id).await?;
    Ok(deleted())
}

/// `{"accepted": true, "member": {…}}`
#[derive(Debug, Serialize, JsonSchema)]
pub struct Accepted {
    accepted: True,
    member: Member,
}

pub async fn accept(
    State(app): State<App>,
    OptionalCaller(caller): OptionalCaller,
    source: RequestSource,
    Body(body): Body<Acceptance>,
) -> Result<Json<Accepted>, ApiError> {
    let accepted = service::invitations::accept(&app.accounts, body, caller.as_ref(), source).await;
    let member = accepted.map_err(ApiError::of_token_in_body)?;
    Ok(Json(Accepted { accepted: True, member }))
}
