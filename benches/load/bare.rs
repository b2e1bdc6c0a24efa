//! The baseline: a plain axum handler that parses the same body and returns the same bytes.

use std::{borrow::Cow, collections::HashMap, env, hint::black_box};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
    serve::ListenerExt,
};
use serde::Deserialize;
use serde_json::Value;

use crate::Failure;

/// The variable with the response to every question.
pub const RESPONSE: &str = "TOGUL_LOAD_RESPONSE";

#[derive(Deserialize)]
struct EvaluateRequest<'a> {
    #[serde(borrow)]
    flag_key: Option<Cow<'a, str>>,
    context: HashMap<Cow<'a, str>, Value>,
}

/// Serves until the process is killed.
pub fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let response = Bytes::from(env::var(RESPONSE)?);
        let router = Router::new()
            .route("/api/v1/evaluate", post(evaluate))
            .route("/api/v1/evaluate/all", post(evaluate))
            .route("/api/v1/snapshot", get(async || StatusCode::NOT_MODIFIED))
            .with_state(response);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        Ok(axum::serve(listener, router).await?)
    })
}

async fn evaluate(State(response): State<Bytes>, body: Bytes) -> Response {
    let Ok(request) = serde_json::from_slice::<EvaluateRequest<'_>>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    black_box((&request.flag_key, &request.context));
    ([(CONTENT_TYPE, "application/json")], response).into_response()
}
