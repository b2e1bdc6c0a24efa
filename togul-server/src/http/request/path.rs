//! Ids in the path. Text that is not a UUID cannot name an object, so it is a 404 like an unknown id.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use uuid::Uuid;

use crate::{
    app::App,
    domain::{id::Id, member::Member, project::Project},
    http::response::error::ApiError,
};

/// The `{id}` of the path.
#[derive(Debug)]
pub struct PathId<T>(pub Id<T>);

impl<T> FromRequestParts<App> for PathId<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        path_id(parts, "id").await.map(Self).ok_or_else(ApiError::not_found)
    }
}

/// The `{member_id}` of the path.
#[derive(Debug)]
pub struct MemberId(pub Id<Member<Project>>);

impl FromRequestParts<App> for MemberId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        path_id(parts, "member_id").await.map(Self).ok_or_else(ApiError::not_found)
    }
}

/// The id in the path parameter `name`, if there is one and it is a UUID.
pub async fn path_id<T>(parts: &mut Parts, name: &str) -> Option<Id<T>> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    let (_, value) = params.iter().find(|(key, _)| *key == name)?;
    Uuid::try_parse(value).ok().map(Id::from)
}
