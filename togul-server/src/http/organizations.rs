//! Organizations.

use axum::{Json, extract::State};

use super::{
    request::{body::Body, path::PathId},
    response::{
        envelope::{Deleted, One, Resource, deleted},
        error::ApiError,
    },
};
use crate::{
    app::App,
    domain::{
        access::{Caller, InOrganization},
        organization::{NewOrganization, Organization, OrganizationPatch, OrganizationSummary},
        permission::need,
        request_source::RequestSource,
        view::View,
    },
    service, store,
};

impl Resource for OrganizationSummary {
    const SINGULAR: &'static str = "organization";
    const PLURAL: &'static str = "organizations";
}

pub async fn create(
    State(app): State<App>,
    caller: Caller,
    source: RequestSource,
    Body(new): Body<NewOrganization>,
) -> Result<One<OrganizationSummary>, ApiError> {
    Ok(One(service::organizations::create(&app.store, &caller, source, new).await?))
}

pub async fn show(
    State(app): State<App>,
    proof: InOrganization<need::OrgRead>,
) -> Result<Json<Organization>, ApiError> {
    let mut connection = app.store.read_for(proof.organization()).await?;
    let organization = store::organizations::find(connection.conn(), proof.organization()).await?;
    Ok(Json(organization.ok_or_else(ApiError::not_found)?))
}

pub async fn rename(
    State(app): State<App>,
    proof: InOrganization<need::OrgUpdate>,
    Body(patch): Body<OrganizationPatch>,
) -> Result<Json<View<Organization>>, ApiError> {
    Ok(Json(service::organizations::rename(&app.store, &proof, patch).await?))
}

pub async fn delete(
    State(app): State<App>,
    proof: InOrganization<need::OrgDelete>,
    PathId(id): PathId<Organization>,
) -> Result<Json<Deleted>, ApiError> {
    service::organizations::delete(&app.store, &proof, id).await?;
    Ok(deleted())
}
