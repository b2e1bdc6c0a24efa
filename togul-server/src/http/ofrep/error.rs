//! Errors in the form of the protocol.

use axum::{
    RequestExt,
    body::{Body, to_bytes},
    extract::{RawPathParams, Request},
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::Next,
    response::Response,
};
use serde_json::{Map, Value, json};

use crate::http::{
    paths::is_ofrep,
    response::{envelope::json_response, json_writer::write},
};

/// What a client cannot correct by a retry.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    details: String,
}

/// Maximum bytes of an error of this server.
const MAX_BYTES: usize = 1 << 20;

impl Problem {
    fn new(status: StatusCode, code: &'static str, details: impl Into<String>) -> Self {
        Self { status, code, details: details.into() }
    }

    pub fn parse_error(details: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "PARSE_ERROR", details)
    }

    pub fn invalid_context(details: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_CONTEXT", details)
    }
}

/// For an API key of this environment.
pub fn flag_not_found(environment_key: &str) -> Problem {
    let details = format!(
        "{environment_key}, the environment of the API key, has no flag with this key: check the flag's key and which API \
         key is used, or create the flag"
    );
    Problem::new(StatusCode::NOT_FOUND, "FLAG_NOT_FOUND", details)
}

pub fn flag_unreadable() -> Problem {
    Problem::parse_error(
        "this server cannot read the flag, or the rule that decides: upgrade the server, or correct the flag",
    )
}

pub fn response(flag_key: Option<&str>, problem: Problem) -> Response {
    let mut json = Vec::new();
    write_problem(&mut json, flag_key, &problem);
    let mut response = json_response(json);
    *response.status_mut() = problem.status;
    response
}

pub fn write_problem(json: &mut Vec<u8>, flag_key: Option<&str>, problem: &Problem) {
    json.push(b'{');
    if let Some(key) = flag_key {
        json.extend_from_slice(br#""key":"#);
        write(json, key);
        json.push(b',');
    }
    json.extend_from_slice(br#""errorCode":"#);
    write(json, problem.code);
    json.extend_from_slice(br#","errorDetails":"#);
    write(json, &problem.details);
    json.push(b'}');
}

/// The schema of every error below the protocol's paths.
pub fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "key": { "type": "string", "description": "The flag of the request, if there is one." },
            "errorCode": {
                "type": "string",
                "enum": ["PARSE_ERROR", "INVALID_CONTEXT", "FLAG_NOT_FOUND", "GENERAL"],
                "description": "`GENERAL` comes with `code`, `message` and `details` as in other errors.",
            },
            "errorDetails": { "type": "string", "description": "What is wrong and how to fix it, for people." },
            "code": { "type": "string" },
            "message": { "type": "string" },
            "details": { "type": ["object", "null"] },
        },
        "required": ["errorCode", "errorDetails"],
        "additionalProperties": false,
    })
}

/// Middleware around all routes that adds the protocol's fields to this server's own errors below its prefix.
pub async fn complete_errors(mut request: Request, next: Next) -> Response {
    if !is_ofrep(request.uri().path()) {
        return next.run(request).await;
    }
    // There are none if no route has the path, or if one is not UTF-8.
    let params = request.extract_parts::<RawPathParams>().await;
    let flag_key = params.iter().flatten().find(|(name, _)| *name == "key").map(|(_, key)| key.to_owned());
    complete(flag_key.as_deref(), next.run(request).await).await
}

pub fn is_error(response: &Response) -> bool {
    response.status().is_client_error() || response.status().is_server_error()
}

/// The same for one response.
pub async fn complete(flag_key: Option<&str>, response: Response) -> Response {
    if !is_error(&response) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MAX_BYTES).await.unwrap_or_default();
    let Ok(mut error) = serde_json::from_slice::<Map<String, Value>>(&bytes) else {
        return Response::from_parts(parts, Body::from(bytes));
    };
    if !error.contains_key("errorCode") {
        error.insert("errorCode".to_owned(), "GENERAL".into());
        error.insert("errorDetails".to_owned(), error.get("message").cloned().unwrap_or_default());
        if let Some(key) = flag_key {
            error.insert("key".to_owned(), key.into());
        }
    }
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(Value::from(error).to_string()))
}
