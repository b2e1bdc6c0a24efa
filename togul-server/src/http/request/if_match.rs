//! Optimistic locking: a write may name the version that it expects.

use axum::{
    extract::FromRequestParts,
    http::{header::IF_MATCH, request::Parts},
};

use crate::{app::App, http::response::error::ApiError, service::Expected};

/// The version in `If-Match`; none when the header is absent or `*`.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub Expected);

impl FromRequestParts<App> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let version =
            text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).and_then(|text| text.parse().ok());
        version
            .map(|version| Self(Some(version)))
            .ok_or_else(|| ApiError::validation("If-Match", "must be the ETag of the object, such as \"3\""))
    }
}
