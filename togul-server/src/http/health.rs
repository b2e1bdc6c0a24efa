//! Liveness and readiness, for supervisors and load balancers.

use std::time::Duration;

use axum::{Json, extract::State};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::{app::App, domain::schema::string_enum, http::response::error::ApiError, store::DatabaseHealth};

/// The process is running.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    #[schemars(schema_with = "state")]
    status: &'static str,
}

/// The state of each part.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Readiness {
    #[schemars(schema_with = "state")]
    status: &'static str,
    #[schemars(schema_with = "state")]
    evaluation: &'static str,
    #[schemars(schema_with = "state")]
    database: &'static str,
}

fn state(_: &mut SchemaGenerator) -> Schema {
    string_enum(["ok", "degraded", "read_only", "unavailable"])
}

pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// 200 also without the database, because evaluation continues. 503 once the server has been asked to stop.
pub async fn readyz(State(app): State<App>) -> Result<Json<Readiness>, ApiError> {
    if app.drain.is_begun() {
        let message = "the server is stopping: send requests to another one";
        return Err(ApiError::unavailable(message, Duration::from_secs(1)));
    }
    let database = app.store.health();
    let status = if database == DatabaseHealth::Available { "ok" } else { "degraded" };
    Ok(Json(Readiness { status, evaluation: "ok", database: database.as_str() }))
}
