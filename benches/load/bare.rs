//! What is measured against: the plainest axum that parses the same body and returns the same bytes.

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

/// The answer that it gives to every evaluation.
pub const ANSWER: &str = "TOGUL_LOAD_ANSWER";

#[derive(Deserialize)]
struct Question<'a> {
    #[serde(borrow)]
    flag_key: Cow<'a, str>,
    context: HashMap<Cow<'a, str>, Value>,
}

/// Serves until it is killed.
pub fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let answer = Bytes::from(env::var(ANSWER)?);
        let router = Router::new()
            .route("/api/v1/evaluate", post(evaluate))
            .route("/api/v1/snapshot", get(async || StatusCode::NOT_MODIFIED))
            .with_state(answer);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("listening on http://{}", listener.local_addr()?);
        let listener = listener.tap_io(|socket| {
            let _ = socket.set_nodelay(true);
        });
        Ok(axum::serve(listener, router).await?)
    })
}

async fn evaluate(State(answer): State<Bytes>, body: Bytes) -> Response {
    let Ok(question) = serde_json::from_slice::<Question<'_>>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    black_box((&question.flag_key, &question.context));
    ([(CONTENT_TYPE, "application/json")], answer).into_response()
}
