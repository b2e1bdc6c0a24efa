//! The error envelope, and the only place that maps failures to statuses.

use std::{error::Error as _, time::Duration};

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{
    json,
    value::{RawValue, to_raw_value},
};
use togul_core::{Explanation, Invalid, limits};

use crate::{
    auth::limiter::{LimitedBy, TooMany},
    domain::{access::Denied, permission::Permission, schema::string_enum, split::TooManyRanges},
    http::openapi::{operation::add_refusals, refusal::Refusal},
    service,
    store::StoreError,
};

/// The body of every response that is not a success: `{"code", "message", "details"}`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Error")]
pub struct ApiError {
    #[serde(skip)]
    status: StatusCode,
    #[serde(skip)]
    retry_after: Option<Duration>,
    #[serde(skip)]
    missing: Option<MissingPermission>,
    #[serde(skip)]
    limited: Option<TooMany>,
    /// The end of the request is unknown, so the connection cannot be used for another one.
    #[serde(skip)]
    closes: bool,
    /// The kind of error, for programs.
    #[schemars(schema_with = "codes")]
    code: &'static str,
    /// What is wrong and how to fix it, for people.
    message: String,
    #[schemars(schema_with = "object_or_null")]
    details: Option<Box<RawValue>>,
}

/// Where a request has its token.
#[derive(Clone, Copy, Debug)]
pub enum TokenPlace {
    Body,
    Cookie,
}

/// In the extensions of a response that refuses a request for lack of a permission.
#[derive(Clone, Copy, Debug)]
pub struct MissingPermission(pub Permission);

fn codes(_: &mut SchemaGenerator) -> Schema {
    let codes = Refusal::ALL.iter().flat_map(|refusal| refusal.codes).chain(Refusal::ROUTER_CODES);
    string_enum(codes.copied().collect::<std::collections::BTreeSet<_>>())
}

fn object_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["object", "null"] })
}

/// Any handler that can fail may answer with these.
impl OperationOutput for ApiError {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        add_refusals(operation, &[Refusal::INTERNAL, Refusal::UNAVAILABLE]);
        Vec::new()
    }
}

impl ApiError {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            retry_after: None,
            missing: None,
            limited: None,
            closes: false,
            code,
            message: message.into(),
            details: None,
        }
    }

    fn with_details(mut self, details: impl Serialize) -> Self {
        let details = to_raw_value(&details);
        self.details = Some(details.expect("plain data with string keys always serializes"));
        self
    }

    pub fn with_message(self, message: &str) -> Self {
        Self { message: message.to_owned(), ..self }
    }

    fn with_retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    pub fn validation(field: &str, reason: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "validation_error", format!("{field} {reason}"))
            .with_details(json!({ "field": field, "reason": reason }))
    }

    /// A header without which host and length of the request are uncertain.
    pub fn framing(header: &str, reason: &str) -> Self {
        Self { closes: true, ..Self::validation(header, reason) }
    }

    pub fn invalid_json(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_json", message)
    }

    pub fn json_syntax(error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or(&message);
        let (line, column) = (error.line(), error.column());
        Self::invalid_json(format!("the body is not JSON: {reason} at line {line} column {column}"))
            .with_details(json!({ "line": line, "column": column }))
    }

    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "a valid credential is required: a bearer token for management, an X-API-Key for evaluation",
        )
    }

    /// The error of a request with a token in its body: that token is the credential.
    pub fn of_token_in_body(error: service::Error) -> Self {
        Self::of_token(TokenPlace::Body, error)
    }

    /// The error of a request whose credential is a token in its body or its cookie.
    pub fn of_token(place: TokenPlace, error: service::Error) -> Self {
        let message = match place {
            TokenPlace::Body => {
                "the token in the body is unknown, used, expired or withdrawn: get another one"
            }
            TokenPlace::Cookie => {
                "the token in the cookie togul_refresh is missing, unknown, used or expired: log in again"
            }
        };
        match error {
            service::Error::Unauthorized => Self::unauthorized().with_message(message),
            error => error.into(),
        }
    }

    /// A page of another origin made a browser send the cookie of a session.
    pub fn cross_origin() -> Self {
        let message = "the cookie togul_refresh counts only for pages of this server: send Sec-Fetch-Site: same-origin \
                       or an Origin that matches, as browsers do, or send refresh_token in the body";
        Self::new(StatusCode::FORBIDDEN, "forbidden", message)
            .with_details(json!({ "reason": "cross_origin" }))
    }

    /// The caller lacks a permission.
    pub fn denied(permission: Permission) -> Self {
        let key = permission.key();
        let error =
            Self::new(StatusCode::FORBIDDEN, "forbidden", format!("this requires the permission {key}"));
        Self {
            missing: Some(MissingPermission(permission)),
            ..error.with_details(json!({ "permission": key }))
        }
    }

    /// The scope of the API key does not allow this, or the caller has no API key.
    pub fn out_of_scope(what: &str) -> Self {
        let message = format!("this requires an API key whose scope allows {what}");
        Self::new(StatusCode::FORBIDDEN, "forbidden", message).with_details(json!({ "permission": what }))
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "this does not exist, or you may not see it")
    }

    /// For an API key of this environment.
    pub fn flag_not_found(environment_key: &str) -> Self {
        let message = format!(
            "{environment_key}, the environment of the API key, has no flag with this key: check flag_key and which API \
             key is used, or create the flag"
        );
        Self::new(StatusCode::NOT_FOUND, "evaluate.flag_not_found", message)
            .with_details(json!({ "environment_key": environment_key }))
    }

    pub fn flag_unreadable() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "evaluate.flag_unreadable",
            "this server cannot read the flag, or the rule that decides: upgrade the server, or correct the flag",
        )
    }

    /// As [`flag_unreadable`](Self::flag_unreadable), with what was looked at, for a caller who asked for it.
    pub fn flag_unreadable_because(explanation: Option<&Explanation>) -> Self {
        match explanation {
            Some(explanation) => Self::flag_unreadable().with_details(json!({ "explanation": explanation })),
            None => Self::flag_unreadable(),
        }
    }

    pub fn environment_forbidden() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "evaluate.environment_forbidden",
            "environment_key is not the environment of this API key: leave it out, or use that environment's key",
        )
    }

    pub fn region_forbidden(region: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "evaluate.region_forbidden",
            format!("the environment is not evaluated in this server's region, {region}"),
        )
        .with_details(json!({ "region": region }))
    }

    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this path does not support this method: the Allow header lists the methods that it supports",
        )
    }

    pub fn payload_too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            format!("a request body may have at most {limit} bytes"),
        )
    }

    /// The organization or the user writes faster than it may.
    pub fn too_many_writes(too_many: TooMany) -> Self {
        let writer = match too_many.by {
            LimitedBy::Organization => "the organization writes too fast",
            LimitedBy::Account | LimitedBy::Address => "the account writes too fast",
        };
        Self::rate_limited(&format!("{writer}: retry after the time in Retry-After"), too_many)
    }

    fn rate_limited(message: &str, too_many: TooMany) -> Self {
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
        Self { limited: Some(too_many), ..error.with_retry_after(too_many.retry_after) }
    }

    /// An import would leave something out.
    fn loss(plan: &service::import::Plan) -> Self {
        let keys: Vec<_> = plan.losses.iter().map(|loss| &*loss.key).collect();
        let message = format!(
            "the file has flags or segments that would answer otherwise here: details.import.losses says which and why; \
             change them there, or leave them out with allow_loss={}",
            keys.join(",")
        );
        Self::new(StatusCode::CONFLICT, "conflict", message)
            .with_details(json!({ "reason": "loss", "import": plan }))
    }

    pub fn headers_too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            format!("the headers of a request may have at most {limit} bytes, names and values together"),
        )
    }

    pub fn target_too_large(limit: usize) -> Self {
        Self::new(
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            "headers_too_large",
            format!("path and query of a request may have at most {limit} bytes"),
        )
    }

    pub fn unsupported_media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "send JSON, with the header Content-Type: application/json",
        )
    }

    pub fn no_document() -> Self {
        Self::unsupported_media_type().with_message(
            "send JSON or YAML, with the header Content-Type: application/json or application/yaml",
        )
    }

    pub fn request_timeout() -> Self {
        let message = "the request did not arrive in time: its head may take 10 seconds, its body 30 more";
        Self { closes: true, ..Self::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message) }
    }

    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server failed; its log has the cause under the X-Request-Id of this response",
        )
    }

    pub fn unavailable(message: &str, wait: Duration) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message).with_retry_after(wait)
    }

    /// During shutdown.
    pub fn stopping() -> Self {
        Self::unavailable("the server is stopping: try again", Duration::from_secs(1))
    }

    pub fn body_unreadable() -> Self {
        Self::invalid_json("the body could not be read completely")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        if let Some(missing) = self.missing {
            response.extensions_mut().insert(missing);
        }
        if let Some(limited) = self.limited {
            response.extensions_mut().insert(limited);
        }
        if self.closes {
            // The rest of this request, if it still arrives, must not be parsed as the next one.
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_millis().div_ceil(1000).max(1);
            response.headers_mut().insert(
                RETRY_AFTER,
                HeaderValue::from_str(&seconds.to_string()).expect("digits are a header value"),
            );
        }
        response
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::NotFound => Self::not_found(),
            Denied::Forbidden(permission) => Self::denied(permission),
        }
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        Self::validation(&invalid.field, &invalid.reason)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let cause = error.source().map(ToString::to_string);
        match error {
            StoreError::Gone(_) => Self::not_found(),
            StoreError::Unavailable(_) => {
                error.warn("a request could not be served");
                Self::unavailable("the database is not available: try again", Duration::from_secs(2))
            }
            StoreError::Detached => {
                tracing::error!(%error, "a request could not be served");
                Self::unavailable(
                    "the server's database file was deleted or replaced: nothing is written until it is back or the server restarts",
                    Duration::from_secs(10),
                )
            }
            StoreError::NotApplied => {
                tracing::warn!(%error, "a request could not be served");
                Self::unavailable(
                    "the change is saved, but this server does not answer with it yet: do not repeat it, read the object again",
                    Duration::from_secs(2),
                )
            }
            _ => {
                tracing::error!(%error, cause, "a request failed");
                Self::internal()
            }
        }
    }
}

impl From<service::Error> for ApiError {
    fn from(error: service::Error) -> Self {
        use service::Error as E;
        match error {
            E::Invalid(invalid) => invalid.into(),
            E::TooManyRanges(TooManyRanges(count)) => {
                let message = format!(
                    "split would need {count} ranges of buckets, more than {}: add \"rebalance\": true to lay them out \
                     from 0 again, which may move many users",
                    limits::SPLIT_RANGES
                );
                Self::new(StatusCode::BAD_REQUEST, "validation_error", message)
                    .with_details(json!({ "field": "split", "reason": "too_many_ranges" }))
            }
            E::Unauthorized => Self::unauthorized(),
            E::WrongLogin => Self::unauthorized().with_message("wrong e-mail or password"),
            E::RegistrationClosed => Self::new(
                StatusCode::FORBIDDEN,
                "registration_closed",
                "new accounts need an invitation: ask a member who may invite",
            ),
            E::Forbidden(permission) => Self::denied(permission),
            E::OwnRole(permission) => {
                Self::denied(permission).with_message("you may not change your own role")
            }
            E::Above(permission) => {
                let key = permission.key();
                let message = format!(
                    "the member or role has the permission {key}, or would get it, in a place where you lack it: ask a member who has it there"
                );
                Self::denied(permission).with_message(&message)
            }
            E::LoginRequired => {
                let message = "the invited e-mail has an account: log in to it, and send its bearer token";
                Self::unauthorized().with_message(message).with_details(json!({ "reason": "login_required" }))
            }
            E::NotMember => {
                Self::denied(Permission::OrgRead).with_message("you are not a member of this organization")
            }
            E::NotFound => Self::not_found(),
            E::Conflict(conflict) => Self::new(StatusCode::CONFLICT, "conflict", conflict.to_string())
                .with_details(json!({ "reason": conflict.reason() })),
            E::Archived => Self::new(
                StatusCode::CONFLICT,
                "archived",
                "the flag is archived: restore it first, or delete it",
            ),
            E::InUse(used_by) => Self::new(
                StatusCode::CONFLICT,
                "in_use",
                "other objects use this: details.used_by lists those that you may read, change or delete them first",
            )
            .with_details(json!({ "used_by": used_by })),
            E::QuotaExceeded(exceeded) => {
                Self::new(StatusCode::CONFLICT, "quota_exceeded", exceeded.to_string())
                    .with_details(json!({ "quota": exceeded.quota.key(), "limit": exceeded.limit }))
            }
            E::VersionConflict(present) => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "version_conflict",
                "the object was changed in the meantime: details holds its present state",
            )
            .with_details(present),
            E::RateLimited(too_many) => {
                Self::rate_limited("too many attempts: retry after the time in Retry-After", too_many)
            }
            E::Unreadable(unreadable) => Self::validation(&unreadable.place, &unreadable.reason),
            E::Loss(plan) => Self::loss(&plan),
            E::Busy(_) => {
                let message = "too much of this kind is being done for you at the moment: try again";
                Self::unavailable(message, Duration::from_secs(2))
            }
            E::Store(error) => error.into(),
        }
    }
}
