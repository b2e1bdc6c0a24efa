//! The parts of a request: the flag's key in the path, and the context in the body.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::request::Parts,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use togul_core::{Context, openfeature::DEFAULT_TARGETING_ATTRIBUTE};

use super::error::Problem;
use crate::{
    domain::object::Object,
    http::{
        evaluate::CheckedContext,
        request::body::{BodyLimits, read_optional},
        response::error::ApiError,
    },
};

/// The key of the flag in the path.
#[derive(Debug)]
pub struct FlagKey(pub String);

impl<S: Send + Sync> FromRequestParts<S> for FlagKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(key)| Self(key))
            .map_err(|_| ApiError::validation("key", "must be UTF-8, percent-encoded"))
    }
}

/// The bytes of the body, which may be absent: some clients send none for an empty context.
#[derive(Debug)]
pub struct OfrepBody(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for OfrepBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        read_optional(&parts.headers, body, BodyLimits::of(&parts.extensions)).await.map(Self)
    }
}

/// Fields that the protocol may add are ignored.
#[derive(Deserialize)]
struct OfrepRequest<'a> {
    #[serde(borrow)]
    context: Option<&'a RawValue>,
}

/// An absent body, `{}`, and an absent, null or empty context are all the empty context.
pub fn read(body: &[u8]) -> Result<Context<'_>, Problem> {
    if body.is_empty() {
        return Ok(Context::new());
    }
    let not_json = |error: &dyn std::fmt::Display| {
        Problem::parse_error(format!("the body is not a JSON object: {error}"))
    };
    let text = str::from_utf8(body).map_err(|error| not_json(&error))?;
    let Object(request) =
        serde_json::from_str::<Object<OfrepRequest<'_>>>(text).map_err(|error| not_json(&error))?;
    let raw = request.context.map_or("null", RawValue::get);
    if raw == "null" {
        return Ok(Context::new());
    }
    if !raw.starts_with('{') {
        return Err(Problem::invalid_context("context must be an object of attributes"));
    }
    let CheckedContext(mut context) = serde_json::from_str(raw)
        .map_err(|error| Problem::invalid_context(format!("context {}", reason(&error))))?;
    context.apply_targeting_key(DEFAULT_TARGETING_ATTRIBUTE);
    Ok(context)
}

/// The message without the position, which counts from the start of the context.
fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.clone(), |(reason, _)| reason.to_owned())
}
