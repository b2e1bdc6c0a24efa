//! A handler that panics answers like any other failure.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::http::response::error::ApiError;

/// A handler that panics answers like any other failure.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let what = panic
        .downcast_ref::<&str>()
        .map(|what| (*what).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(what, "a handler panicked");
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{Router, body::Body, extract::Request, middleware, routing::get};
    use http_body_util::BodyExt;
    use tower::Service;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;
    use crate::http::request::record::{REQUEST_ID, log};

    #[tokio::test]
    async fn a_panic_is_answered_like_any_other_failure() {
        let panics = async || {
            if true {
                panic!("a mistake")
            }
        };
        let mut router = Router::new()
            .route("/", get(panics))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(middleware::from_fn_with_state(Arc::default(), log));
        let response = router.call(Request::new(Body::empty())).await.expect("a router does not fail");
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key(REQUEST_ID));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let body = response.into_body().collect().await.expect("the body is whole").to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).expect("the body is JSON");
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("a mistake"), "{body}");
    }
}
