//! Turns the panic of a handler into a 500 with the error envelope.

use std::any::Any;

use axum::response::{IntoResponse, Response};

use crate::http::response::error::ApiError;

/// The response to a request whose handler panicked. The message goes to the log only.
pub fn panic_response(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .map(|message| (*message).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = message, "a handler panicked");
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{Router, body::Body, extract::Request, middleware, routing::get};
    use http_body_util::BodyExt;
    use tower::Service;

    use crate::http::guards::record::{REQUEST_ID, record_request};

    #[tokio::test]
    async fn a_panic_is_answered_with_the_error_envelope() {
        let panics = async || {
            if true {
                panic!("a mistake")
            }
        };
        let mut router = Router::new()
            .route("/", get(panics))
            .layer(middleware::from_fn_with_state(Arc::default(), record_request));
        let request = Request::builder().header("host", "togul").body(Body::empty()).expect("a request");
        let response = router.call(request).await.expect("a router does not fail");
        assert_eq!(response.status(), 500);
        assert!(response.headers().contains_key(REQUEST_ID));
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let body = response.into_body().collect().await.expect("the body is whole").to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body).expect("the body is JSON");
        assert_eq!(body["code"], "internal");
        assert!(!body.to_string().contains("a mistake"), "{body}");
    }
}
