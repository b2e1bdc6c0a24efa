//! Every route, in one place.

use std::sync::Arc;

use axum::{
    Router,
    http::{
        HeaderName, Method,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
    middleware,
    routing::{get, patch, post},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
};

use super::{
    accounts, api_keys, environments, error::ApiError, evaluate, flags, health, projects, request, rules,
    snapshot, stream, unread,
};
use crate::app::App;

/// The whole server as a service.
pub fn router(app: App) -> Router {
    let for_browsers = Router::new()
        .route("/evaluate", post(evaluate::one))
        .route("/evaluate/all", post(evaluate::all))
        .route("/stream", get(stream::open))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        // Inside of CORS, so that a page can read this error as well.
        .layer(CatchPanicLayer::custom(request::panicked))
        .layer(cors(&app));

    let api = Router::new()
        // Open to everybody.
        .route("/register", post(accounts::register))
        .route("/login", post(accounts::login))
        .route("/refresh-token", post(accounts::refresh))
        .route("/logout", post(accounts::logout))
        // For people, by bearer token.
        .route("/me", get(accounts::me))
        .route("/projects", get(projects::list).post(projects::create))
        .route("/projects/{project_id}", get(projects::show).patch(projects::update).delete(projects::delete))
        .route("/projects/{project_id}/environments", get(environments::list).post(environments::create))
        .route(
            "/projects/{project_id}/environments/{id}",
            get(environments::show).patch(environments::update).delete(environments::delete),
        )
        .route(
            "/projects/{project_id}/environments/{id}/regions",
            get(environments::regions).put(environments::set_regions),
        )
        .route("/projects/{project_id}/api-keys", get(api_keys::list).post(api_keys::create))
        .route("/projects/{project_id}/api-keys/{id}/rotate", post(api_keys::rotate))
        .route("/projects/{project_id}/api-keys/{id}", axum::routing::delete(api_keys::revoke))
        .route("/projects/{project_id}/flags", get(flags::list).post(flags::create))
        .route(
            "/projects/{project_id}/flags/{id}",
            get(flags::show).patch(flags::update).delete(flags::delete),
        )
        .route("/projects/{project_id}/rules", post(rules::create))
        .route("/projects/{project_id}/rules/{id}", patch(rules::update).delete(rules::delete))
        // For programs, by API key.
        .route("/snapshot", get(snapshot::show))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .merge(for_browsers);

    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .nest("/api/v1", api)
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .fallback(async || ApiError::not_found())
        .layer(middleware::from_fn(unread::discard))
        .layer(CatchPanicLayer::custom(request::panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(&app.metrics), request::log))
        .with_state(app)
}

/// Browsers may evaluate and stream from the configured origins, and read errors too.
fn cors(app: &App) -> CorsLayer {
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
