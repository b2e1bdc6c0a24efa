//! Files of other systems as bodies: JSON or YAML, larger than other bodies.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, header::CONTENT_TYPE},
};

use super::body::{BodyLimits, content_length, is_json, read_bytes};
use crate::{
    http::{guards::deadline::Deadline, response::error::ApiError},
    limits::body_budget::BodyAccount,
};

/// Maximum bytes of a document.
pub const MAX_BYTES: usize = 64 << 20;
/// How much longer than others a request may take: it may write thousands of flags.
const MORE_TIME: Duration = Duration::from_secs(110);

/// The text of a document.
#[derive(Debug)]
pub struct Document(pub String);

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) && !is_yaml(&parts.headers) {
            return Err(ApiError::no_document());
        }
        // At once, because a client's first body may be larger than its share.
        let bytes = content_length(&parts.headers).unwrap_or(MAX_BYTES).min(MAX_BYTES);
        if let Some(account) = parts.extensions.get::<Arc<BodyAccount>>() {
            account.add(bytes)?;
        }
        let limits = BodyLimits { max_bytes: MAX_BYTES, account: None };
        let bytes = read_bytes(&parts.headers, body, limits).await?;
        if let Some(deadline) = parts.extensions.get::<Deadline>() {
            deadline.extend(MORE_TIME);
        }
        let text = String::from_utf8(bytes.into());
        text.map(Self).map_err(|_| ApiError::validation("document", "must be UTF-8"))
    }
}

fn is_yaml(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["application/yaml", "application/x-yaml", "text/yaml"].contains(&&*essence)
}
