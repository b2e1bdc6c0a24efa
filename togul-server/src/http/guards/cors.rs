//! Cross-origin requests: pages of the configured origins may call evaluation and the stream.

use axum::{
    extract::{Request, State},
    http::{
        Method,
        header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER},
    },
    middleware::Next,
    response::Response,
};
use tower::{Layer, Service};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::{head::check_head, record::REQUEST_ID};
use crate::{
    app::App,
    http::{paths::is_for_pages, request::credentials::API_KEY, stream::LAST_EVENT_ID},
};

/// What pages may send and read.
pub fn cors(app: &App) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(app.cors_origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE, IF_NONE_MATCH, API_KEY, LAST_EVENT_ID, REQUEST_ID])
        .expose_headers([REQUEST_ID, RETRY_AFTER, ETAG])
}

/// Middleware outside of everything that refuses a request, so that a page can read each error.
pub async fn allow_origins(State(cors): State<CorsLayer>, request: Request, next: Next) -> Response {
    // `OPTIONS` is answered here, so its head would not be checked further inside.
    let is_refused = request.method() == Method::OPTIONS && check_head(&request).is_err();
    if is_refused || !is_for_pages(request.uri().path()) {
        return next.run(request).await;
    }
    match cors.layer(next).call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}
