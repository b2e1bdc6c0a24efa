//! For supervisors: is the process alive, and can it work.

use axum::{Json, extract::State};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::{app::App, domain::schema::word, store::DatabaseHealth};

/// The process runs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Health {
    #[schemars(schema_with = "state")]
    status: &'static str,
}

/// What works.
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
    word(["ok", "degraded", "read_only", "unavailable"])
}

pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Says which part is degraded; evaluation goes on without the database, so the answer stays 200.
pub async fn readyz(State(app): State<App>) -> Json<Readiness> {
    let (status, database) = match app.store.health() {
        DatabaseHealth::Available => ("ok", "ok"),
        DatabaseHealth::ReadOnly => ("degraded", "read_only"),
        DatabaseHealth::Unavailable => ("degraded", "unavailable"),
    };
    Json(Readiness { status, evaluation: "ok", database })
}
