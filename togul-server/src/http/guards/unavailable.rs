//! The response to requests beyond a limit on connections or requests, and to every request once the server is stopping.

use std::time::Duration;

use axum::{Router, extract::State};

use crate::{
    app::App,
    http::{paths::is_for_applications, response::error::ApiError, router::guarded},
};

/// Answers any request with 503, the reason, and when to retry.
pub fn router(app: App) -> Router {
    guarded(Router::new().fallback(unavailable), &app).with_state(app)
}

/// Whether a request is served although its connection has no place, or its client too many requests. Health checks and
/// the management API are, so that operators can act while evaluations and streams take every place.
pub fn is_served_beyond_limits(path: &str) -> bool {
    !is_for_applications(path)
}

async fn unavailable(State(app): State<App>) -> ApiError {
    if app.stop.is_cancelled() {
        return ApiError::stopping();
    }
    ApiError::unavailable("too many connections or requests are open: try again", Duration::from_secs(5))
}
