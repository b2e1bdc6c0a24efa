//! `GET /metrics`, on a listener of its own, because it is for operators and not for callers.

use axum::{
    Router,
    extract::State,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;

use super::{guards::panic::panic_response, response::error::ApiError};
use crate::{
    app::App,
    log,
    metrics::{self, Readings},
    store::DatabaseHealth,
};

/// The routes of the metrics listener.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(show))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .fallback(async || ApiError::not_found())
        .layer(CatchPanicLayer::custom(panic_response))
        .with_state(app)
}

async fn show(State(app): State<App>) -> Result<Response, ApiError> {
    // Not on an async thread: the text of many environments is long.
    let rendering = tokio::task::spawn_blocking(move || app.metrics.text(&readings(&app)));
    let text = rendering.await.map_err(|_| ApiError::internal())?;
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response())
}

fn readings(app: &App) -> Readings {
    let (environments, database) = (app.live.loaded(), app.store.health());
    let (pool, hashing) = (app.store.pool_status(), app.accounts.passwords.status());
    Readings {
        snapshot_age: app.live.snapshot_age(),
        evaluations: environments
            .iter()
            .map(|live| (live.id.to_string(), live.evaluations.counts()))
            .collect(),
        database_states: DatabaseHealth::ALL.map(|state| (state.as_str(), state == database)),
        connections_idle: pool.idle,
        connections_used: pool.used,
        connections_max: pool.max,
        hashing_running: hashing.running,
        hashing_waiting: hashing.waiting,
        hashing_refused: hashing.refused,
        audit_refusals_dropped: app.accounts.refusals.dropped(),
        log_lines_dropped: log::dropped_lines(),
    }
}
