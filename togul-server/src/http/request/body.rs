//! JSON bodies, parsed strictly: an error names the field.

use std::{error::Error, iter::successors, marker::PhantomData, pin::pin, sync::Arc};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
    extract::{FromRequest, Request},
    http::{
        Extensions, HeaderMap,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use bytes::BytesMut;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::error::Category;

use crate::{
    domain::object::Object,
    http::{
        guards::{body_budget::UNCOUNTED, body_timeout::BodyTimeoutError},
        response::error::ApiError,
    },
    limits::body_budget::BodyAccount,
};

/// Maximum bytes of a body: enough for a rule at every one of its limits.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Maximum bytes of a body without a valid credential, such as that of a login.
pub const MAX_ANONYMOUS_BYTES: usize = 8 * 1024;

/// A larger body is not parsed on a thread that serves requests: that would hold up the other ones.
pub const INLINE_BYTES: usize = 32 * 1024;

/// In the extensions of a request once one of the extractors of credentials has accepted it. These run before the body is
/// read, so a request with an invalid credential is refused without its body.
#[derive(Clone, Copy, Debug)]
pub struct Authenticated;

/// What applies to the body of a request.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits<'a> {
    pub max_bytes: usize,
    /// Counts what is in memory, if present.
    pub account: Option<&'a BodyAccount>,
}

impl<'a> BodyLimits<'a> {
    pub fn of(extensions: &'a Extensions) -> Self {
        let is_authenticated = extensions.get::<Authenticated>().is_some();
        Self {
            max_bytes: if is_authenticated { MAX_BYTES } else { MAX_ANONYMOUS_BYTES },
            account: extensions.get::<Arc<BodyAccount>>().map(|account| &**account),
        }
    }
}

/// A JSON object as a `T`.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + Send + 'static, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, BodyLimits::of(&parts.extensions)).await?;
        if bytes.len() <= INLINE_BYTES {
            return parse(&bytes).map(Self);
        }
        let turn = match BodyLimits::of(&parts.extensions).account {
            Some(account) => Some(account.parse_turn().await?),
            None => None,
        };
        let parsing = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            parse(&bytes).map(Self)
        });
        parsing.await.expect("parsing does not panic")
    }
}

/// As [`Body`]; an absent body, which has no content type either, is the default.
#[derive(Debug)]
pub struct OptionalBody<T>(pub T);

impl<T: DeserializeOwned + Default + Send + 'static, S: Send + Sync> FromRequest<S> for OptionalBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if request.body().is_end_stream() && !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(Self(T::default()));
        }
        Body::from_request(request, state).await.map(|Body(body)| Self(body))
    }
}

/// The bytes of a JSON body, for handlers that parse a `T` that borrows from them.
#[derive(Debug)]
pub struct RawBody<T>(pub Bytes, pub PhantomData<fn() -> T>);

impl<T, S: Send + Sync> FromRequest<S> for RawBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        Ok(Self(read(&parts.headers, body, BodyLimits::of(&parts.extensions)).await?, PhantomData))
    }
}

/// As [`read`]; an absent body is empty, and has no content type.
pub async fn read_optional<B>(headers: &HeaderMap, body: B, limits: BodyLimits<'_>) -> Result<Bytes, ApiError>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    if body.is_end_stream() { Ok(Bytes::new()) } else { read(headers, body, limits).await }
}

/// Reads a body with a JSON content type. On an error the rest is left to `guards::drain_body`.
///
/// # Errors
/// Another content type, more bytes than the limits allow, or a body that does not arrive, or not in time.
pub async fn read<B>(headers: &HeaderMap, body: B, limits: BodyLimits<'_>) -> Result<Bytes, ApiError>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    if !is_json(headers) {
        return Err(ApiError::unsupported_media_type());
    }
    read_bytes(headers, body, limits).await
}

/// As [`read`], of any content type.
///
/// # Errors
/// As [`read`].
pub async fn read_bytes<B>(headers: &HeaderMap, body: B, limits: BodyLimits<'_>) -> Result<Bytes, ApiError>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    let BodyLimits { max_bytes, account } = limits;
    if content_length(headers).is_some_and(|length| length > max_bytes) {
        return Err(ApiError::payload_too_large(max_bytes));
    }
    let mut body = pin!(Limited::new(body, max_bytes));
    let mut whole = Bytes::new();
    while let Some(frame) = body.frame().await {
        let chunk = match frame {
            Ok(frame) => frame.into_data().unwrap_or_default(),
            Err(error) if error.is::<LengthLimitError>() => {
                return Err(ApiError::payload_too_large(max_bytes));
            }
            Err(error) if is_timeout(&*error) => return Err(ApiError::request_timeout()),
            Err(_) => return Err(ApiError::body_unreadable()),
        };
        if let Some(account) = account
            && whole.len() + chunk.len() > UNCOUNTED
        {
            account.add(chunk.len())?;
        }
        if whole.is_empty() {
            // Most bodies are a single chunk, which is not copied.
            whole = chunk;
        } else {
            let mut joined = BytesMut::from(whole);
            joined.extend_from_slice(&chunk);
            whole = joined.freeze();
        }
    }
    Ok(whole)
}

/// The `Content-Length`. The HTTP parser enforces it.
pub fn content_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Looks at the sources as well, because layers wrap the error of a body.
fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    successors(Some(error), |&error| error.source()).any(|error| error.is::<BodyTimeoutError>())
}

pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    if value == "application/json" {
        return true;
    }
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// # Errors
/// `invalid_json` if it is not a JSON object, `validation_error` with the field if it does not fit `T`.
pub fn parse<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, ApiError> {
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| ApiError::json_syntax(&error))?;
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(ApiError::invalid_json("the body must be a JSON object, {…}"));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let object: Object<T> = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        match error.classify() {
            Category::Data => data_error(&path, &error.to_string()),
            _ => ApiError::json_syntax(&error),
        }
    })?;
    Ok(object.0)
}

/// Serde's message, with the field in question.
fn data_error(path: &str, message: &str) -> ApiError {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let quoted = |prefix: &str| message.strip_prefix(prefix)?.split('`').next();
    // For an unknown field, the path ends at its parent.
    let inside = |field: &str| {
        let parent = path.strip_suffix(field).unwrap_or(path).trim_end_matches('.');
        if parent.is_empty() { field.to_owned() } else { format!("{parent}.{field}") }
    };
    if let Some(field) = quoted("unknown field `") {
        let known = message.split_once("expected ").map_or("none", |(_, known)| known);
        return ApiError::validation(
            &inside(field),
            &format!("does not exist or cannot be set: expected {known}"),
        );
    }
    if let Some(field) = quoted("missing field `") {
        return ApiError::validation(&inside(field), "is required");
    }
    if let Some(field) = quoted("duplicate field `") {
        return ApiError::validation(&inside(field), "is given twice");
    }
    ApiError::validation(path, message)
}

#[cfg(test)]
mod tests {
    use axum::{body::to_bytes, response::IntoResponse};

    use super::*;
    use crate::domain::{project::NewProject, rule::NewRule};

    async fn refused<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> (String, String) {
        let error = parse::<T>(body.as_bytes()).expect_err(body);
        let bytes =
            to_bytes(error.into_response().into_body(), MAX_BYTES).await.expect("the body is in memory");
        let envelope: serde_json::Value = serde_json::from_slice(&bytes).expect("the envelope is JSON");
        let field = envelope["details"]["field"].as_str().unwrap_or_default();
        (envelope["code"].as_str().expect("a code").to_owned(), field.to_owned())
    }

    #[tokio::test]
    async fn each_error_names_its_field() {
        for (body, code, field) in [
            ("", "invalid_json", ""),
            ("{", "invalid_json", ""),
            ("[]", "invalid_json", ""),
            ("null", "invalid_json", ""),
            (r#"{"name":"\ud800"}"#, "invalid_json", ""),
            (r#"{"name":"a"} x"#, "invalid_json", ""),
            ("{}", "validation_error", "name"),
            (r#"{"name":5}"#, "validation_error", "name"),
            (r#"{"name":null}"#, "validation_error", "name"),
            (r#"{"name":""}"#, "validation_error", "name"),
            (r#"{"name":"a","nmae":"b"}"#, "validation_error", "nmae"),
            (r#"{"name":"a","id":"b"}"#, "validation_error", "id"),
            (r#"{"name":"a","name":"b"}"#, "validation_error", "name"),
            (r#"{"name":"a","description":["b"]}"#, "validation_error", "description"),
        ] {
            assert_eq!(refused::<NewProject>(body).await, (code.to_owned(), field.to_owned()), "{body}");
        }
    }

    #[tokio::test]
    async fn an_error_inside_a_list_names_the_index() {
        let rule = |conditions: &str| {
            format!(
                r#"{{"flag_id":"{}","priority":1,"rule_type":"boolean","return_value":true,"conditions":{conditions}}}"#,
                uuid::Uuid::nil()
            )
        };
        for (conditions, field) in [
            (r#"[{"attribute":"a","operator":"eq","value":1},["a","eq",1]]"#, "conditions[1]"),
            (r#"[{"attribute":"a","operator":"equals","value":1}]"#, "conditions[0].operator"),
            (r#"[{"attribute":"a","operator":"eq","vaule":1}]"#, "conditions[0].vaule"),
            (r#"[{"operator":"exists"}]"#, "conditions[0].attribute"),
            (r#"{"attribute":"a"}"#, "conditions"),
        ] {
            let (code, found) = refused::<NewRule>(&rule(conditions)).await;
            assert_eq!((code.as_str(), found.as_str()), ("validation_error", field), "{conditions}");
        }
    }
}
