//! The one answer that there is on a connection that there is no room for, and to everything once the server stops.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, middleware};

use super::{cors::cors, drain_body};
use crate::{
    app::App,
    http::{request::record, response::error::ApiError},
};

/// Refuses whatever is asked, so that who asks learns why and when to come back.
pub fn router(app: App) -> Router {
    Router::new()
        .fallback(refuse)
        // A page may read it too.
        .layer(cors(&app))
        .layer(middleware::from_fn(drain_body::discard))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.metrics), record::log))
        .with_state(app)
}

async fn refuse(State(app): State<App>) -> ApiError {
    if app.stop.is_cancelled() {
        return ApiError::unavailable("the server is stopping: try again", Duration::from_secs(1));
    }
    ApiError::unavailable("too many connections are open: try again", Duration::from_secs(5))
}
