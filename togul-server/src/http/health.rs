//! For supervisors: is the process alive, and can it work.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::app::App;

pub async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Says which part is degraded; evaluation goes on without the database, so the answer stays 200.
pub async fn readyz(State(app): State<App>) -> Json<Value> {
    let database = app.store.ping().await;
    if let Err(error) = &database {
        tracing::warn!(%error, "readiness: the database does not answer");
    }
    let word = |ok: bool| if ok { "ok" } else { "unavailable" };
    Json(json!({
        "status": if database.is_ok() { "ok" } else { "degraded" },
        "evaluation": "ok",
        "database": word(database.is_ok()),
    }))
}
