//! Cross-origin requests: pages of the configured origins may call evaluation and the stream.

use axum::http::{
    HeaderName, Method,
    header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER},
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;

/// Belongs outside of everything that refuses a request, so that a page can read the error.
pub fn cors(app: &App) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(app.cors_origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            IF_NONE_MATCH,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-request-id"),
        ])
        .expose_headers([HeaderName::from_static("x-request-id"), RETRY_AFTER, ETAG])
}
