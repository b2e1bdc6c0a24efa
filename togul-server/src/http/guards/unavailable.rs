//! The response to requests beyond a limit on connections or requests, and to every request once the server is stopping.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, middleware};

use super::{cors::cors, drain_body::drain_unread_body};
use crate::{
    app::App,
    http::{request::record::record_request, response::error::ApiError},
};

/// Answers any request with 503, the reason, and when to retry.
pub fn router(app: App) -> Router {
    Router::new()
        .fallback(unavailable)
        // Pages may read this error as well.
        .layer(cors(&app))
        .layer(middleware::from_fn(drain_unread_body))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.metrics), record_request))
        .with_state(app)
}

/// Whether a request is served although its connection has no place, or its client too many requests. Health checks and
/// the management API are, so that operators can act while evaluations and streams take every place.
pub fn is_served_beyond_limits(path: &str) -> bool {
    !matches!(path, "/api/v1/evaluate" | "/api/v1/evaluate/all" | "/api/v1/stream" | "/api/v1/snapshot")
}

async fn unavailable(State(app): State<App>) -> ApiError {
    if app.stop.is_cancelled() {
        return ApiError::unavailable("the server is stopping: try again", Duration::from_secs(1));
    }
    ApiError::unavailable("too many connections or requests are open: try again", Duration::from_secs(5))
}
