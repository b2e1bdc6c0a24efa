//! `GET /snapshot`: a whole environment for evaluators.

mod body;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use aide::{
    generate::GenContext,
    openapi::{Operation, Response as Documented},
    operation::OperationOutput,
};
use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY},
    },
    response::{IntoResponse, Response},
};
use schemars::{Schema, json_schema};
use togul_core::{Revision, SnapshotBody};

use self::body::EncodedBody;
use super::{
    guards::browser_headers::header_template,
    openapi::json_body,
    openapi::operation::{Location, add_header, add_parameter},
    request::{
        conditional::{accepts_gzip, is_not_modified},
        credentials::ServerKey,
        query::{Query, parameters},
    },
    response::error::ApiError,
};
use crate::{
    app::App,
    limits::body_budget::{Holder, SharedBody},
    live::{LiveEnvironment, LiveKey, Published},
};

/// How long a request waits for a revision that this server does not have yet. Less than a request may take, so that the
/// caller learns what it has waited for.
const REVISION_TIMEOUT: Duration = Duration::from_secs(9);

/// The lowest revision that the request accepts.
pub struct MinRevision(Option<Revision>);

parameters! { MinRevision {
    "revision" revision: Revision, "Wait some seconds until the state is at this revision or later.";
    => MinRevision(revision)
} }

/// The snapshot, or 304 when the client has it already.
#[derive(Debug)]
pub struct SnapshotAnswer(Response);

pub async fn show(
    State(app): State<App>,
    ServerKey(key): ServerKey,
    headers: HeaderMap,
    Query(MinRevision(min_revision)): Query<MinRevision>,
) -> Result<SnapshotAnswer, ApiError> {
    let environment = &key.environment;
    let published = match min_revision {
        Some(revision) => {
            let reached = tokio::time::timeout(REVISION_TIMEOUT, reached(&app, &key, revision)).await;
            reached.ok().flatten().ok_or_else(|| {
                ApiError::unavailable(
                    "this server has not reached the revision yet: try again",
                    Duration::from_secs(1),
                )
            })?
        }
        None => environment.published().clone(),
    };
    Ok(SnapshotAnswer(answer(&app, environment, &published, &headers).await))
}

/// The snapshot once it is at `revision` or later; `None` when the key or the server ends before.
pub async fn reached(app: &App, key: &LiveKey, revision: Revision) -> Option<Arc<Published>> {
    let environment = &key.environment;
    let mut events = environment.subscribe()?;
    if let Err(error) = app.live.catch_up(environment, revision).await {
        error.warn("could not look for a revision in the database");
    }
    loop {
        let published = environment.published().clone();
        if published.revision() >= revision {
            return Some(published);
        }
        tokio::select! {
            // Any signal, a reset too, may have brought the revision.
            _ = events.recv() => {}
            () = key.ended() => return None,
            () = app.stop.cancelled() => return None,
        }
    }
}

async fn answer(
    app: &App,
    environment: &LiveEnvironment,
    published: &Arc<Published>,
    headers: &HeaderMap,
) -> Response {
    if let Some(answer) = not_modified_since(published, headers) {
        return answer;
    }
    let common = common(etag(published));
    let json = [(CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    let shared = |address| Extension(SharedBody { holder: Holder::Snapshots(environment.id), address });
    if accepts_gzip(headers)
        && let Some(body) = published.gzip(|| app.compressions.permit(environment.organization)).await
    {
        let gzip = [(CONTENT_ENCODING, HeaderValue::from_static("gzip"))];
        return (common, json, gzip, shared(body.as_ptr().addr()), body).into_response();
    }
    let body = Body::new(EncodedBody::new(Arc::clone(published)));
    (common, json, shared(Arc::as_ptr(published).addr()), body).into_response()
}

/// 304 for a client that has this snapshot already.
pub fn not_modified(ServerKey(key): &ServerKey, headers: &HeaderMap) -> Option<Response> {
    not_modified_since(&key.environment.published(), headers)
}

fn not_modified_since(published: &Published, headers: &HeaderMap) -> Option<Response> {
    is_not_modified(headers, published.etag.as_bytes()).then(|| {
        static HEADERS: LazyLock<HeaderMap> =
            LazyLock::new(|| header_template(common(HeaderValue::from_static(""))));
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().clone_from(&HEADERS);
        response.headers_mut().insert(ETAG, etag(published));
        response
    })
}

fn etag(published: &Published) -> HeaderValue {
    HeaderValue::from_str(&published.etag).expect("digits and hyphens in quotes are a header value")
}

fn common(etag: HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    [
        (ETAG, etag),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (VARY, HeaderValue::from_static("accept-encoding, x-api-key")),
    ]
}

impl IntoResponse for SnapshotAnswer {
    fn into_response(self) -> Response {
        self.0
    }
}

impl OperationOutput for SnapshotAnswer {
    type Inner = Self;

    fn inferred_responses(_: &mut GenContext, operation: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let text = || json_schema!({ "type": "string" });
        add_parameter(
            operation,
            Location::Header,
            "If-None-Match",
            "The `ETag` of the snapshot that the client has.",
            text(),
        );
        let documented = |description: &str| {
            let mut response = Documented { description: description.to_owned(), ..Documented::default() };
            add_header(&mut response, "ETag", "Revision and fingerprint.", text());
            add_header(&mut response, "Cache-Control", "Only the client itself may cache it.", text());
            add_header(&mut response, "Vary", "What else the answer depends on.", text());
            response
        };
        let mut whole = documented(
            "The environment, gzipped for clients that accept it, unless many others are being compressed.",
        );
        whole.content = [json_body(schema())].into_iter().collect();
        vec![(Some(200), whole), (Some(304), documented("The client has this snapshot already."))]
    }
}

/// Flags and segments are sent as the bytes that they were stored in, so they may have fields that this version does not
/// know.
fn schema() -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "format": { "type": "integer", "const": SnapshotBody::FORMAT },
            "environment_id": { "type": "string", "format": "uuid" },
            "environment_key": { "type": "string" },
            "revision": { "type": "integer", "format": "int64", "minimum": 0 },
            "fingerprint": {
                "type": "string",
                "pattern": "^[0-9a-f]{32}$",
                "description": "The sum of the hashes of flags and segments: equal for equal ones.",
            },
            "flags": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "key": { "type": "string" },
                        "enabled": { "type": "boolean" },
                        "value_type": { "$ref": "#/components/schemas/ValueType" },
                        "default_value": { "description": "The answer when no rule matches." },
                        "off_value": {
                            "description": "The answer while the flag is off; absent or null: `default_value`.",
                        },
                        "salt": { "type": "string", "pattern": "^[0-9a-f]{16}$" },
                        "variants": {
                            "type": "array",
                            "description": "Absent if there are none.",
                            "items": {
                                "type": "object",
                                "properties": { "key": { "type": "string" }, "value": true },
                                "required": ["key", "value"],
                            },
                        },
                        "rules": {
                            "type": "array",
                            "description": "The active ones, in the order of evaluation.",
                            "items": rule_schema(),
                        },
                    },
                    "required": ["key", "enabled", "value_type", "default_value", "salt", "rules"],
                },
            },
            "segments": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "key": { "type": "string" } },
                    "required": ["key"],
                },
            },
        },
        "required": ["format", "environment_id", "environment_key", "revision", "fingerprint", "flags", "segments"],
        "additionalProperties": false,
    })
}

/// The schema of a rule in a snapshot.
fn rule_schema() -> Schema {
    json_schema!({
        "type": "object",
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "priority": { "type": "integer", "format": "int32" },
            "rule_type": { "$ref": "#/components/schemas/RuleType" },
            "conditions": {
                "type": "array",
                "items": { "$ref": "#/components/schemas/Condition" },
            },
            "return_value": { "description": "Absent if there is a variant or a split." },
            "variant": { "type": "string" },
            "split": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "variant": { "type": "string" },
                        "ranges": { "description": "Half-open ranges of buckets." },
                    },
                    "required": ["variant", "ranges"],
                },
            },
        },
        "required": ["id", "priority", "rule_type", "conditions"],
    })
}
