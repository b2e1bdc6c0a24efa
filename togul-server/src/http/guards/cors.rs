//! Which origins pages in browsers may call this API from.

use axum::http::{
    HeaderName, Method,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;

/// Browsers may evaluate and stream from the configured origins, and read errors too.
pub fn cors(app: &App) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(app.cors_origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("x-api-key"),
            HeaderName::from_static("last-event-id"),
            HeaderName::from_static("x-request-id"),
        ])
        .expose_headers([HeaderName::from_static("x-request-id"), HeaderName::from_static("retry-after")])
}
