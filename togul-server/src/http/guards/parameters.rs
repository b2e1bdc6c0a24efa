//! Refuses query parameters that a route does not have, so that a typo does not go unnoticed.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::http::request::query::QueryPairs;

/// Around each route below `/api/v1`, with the query parameters that it has.
pub async fn refuse_parameters(State(known): State<Arc<[String]>>, request: Request, next: Next) -> Response {
    if request.uri().query().is_some()
        && let Err(error) = QueryPairs::of(request.uri()).and_then(|pairs| pairs.refuse_others(&known))
    {
        return error.into_response();
    }
    next.run(request).await
}
