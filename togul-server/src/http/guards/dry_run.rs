//! Marks the response of a dry run: the body of the real request plus `"dry_run": true`.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::header::CONTENT_LENGTH,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::{
    request::write_mode::{DRY_RUN, DryRun},
    response::error::ApiError,
};

/// Around each route that has dry runs.
pub async fn mark_dry_run(mut request: Request, next: Next) -> Response {
    let dry_run = DryRun::default();
    request.extensions_mut().insert(dry_run.clone());
    let response = next.run(request).await;
    if !dry_run.is_set() || !response.status().is_success() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.ok();
    match whole.and_then(|body| marked(&body)) {
        Some(body) => {
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(body))
        }
        None => ApiError::internal().into_response(),
    }
}

/// The JSON object with one more field. The rest keeps its bytes, so that no number changes.
fn marked(object: &Bytes) -> Option<String> {
    let fields = str::from_utf8(object).ok()?.trim_end().strip_suffix('}')?.trim_end();
    let separator = if fields.ends_with('{') { "" } else { "," };
    Some(format!("{fields}{separator}\"{DRY_RUN}\":true}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_gets_one_more_field() {
        for (object, expected) in [
            (r#"{"deleted":true}"#, r#"{"deleted":true,"dry_run":true}"#),
            (r#"{"a":1.50,"b":"}"}"#, r#"{"a":1.50,"b":"}","dry_run":true}"#),
            ("{}", r#"{"dry_run":true}"#),
            ("{ }\n", r#"{"dry_run":true}"#),
        ] {
            assert_eq!(marked(&Bytes::from(object)).as_deref(), Some(expected));
        }
        assert_eq!(marked(&Bytes::from("[1]")), None);
    }
}
