//! Liveness and readiness, for supervisors and load balancers.

use axum::{Json, extract::State};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::{app::App, domain::schema::string_enum, store::DatabaseHealth};

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

/// Always 200, because evaluation continues without the database.
pub async fn readyz(State(app): State<App>) -> Json<Readiness> {
    let (status, database) = match app.store.health() {
        DatabaseHealth::Available => ("ok", "ok"),
        DatabaseHealth::ReadOnly => ("degraded", "read_only"),
        DatabaseHealth::Unavailable => ("degraded", "unavailable"),
    };
    Json(Readiness { status, evaluation: "ok", database })
}
