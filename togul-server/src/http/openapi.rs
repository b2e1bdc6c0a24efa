//! The OpenAPI document of this API, generated from the handlers' types.
//!
//! Extractors declare their inputs and errors (`extractors`, `request::query`), responses declare their contents
//! (`response::envelope`), and bodies derive `JsonSchema` from the attributes that serde reads. So a new handler is
//! documented by its signature and by a line in `router`:
//!
//! ```text
//! .api_route("/things", post(things::create, doc("Create a thing", CONFLICT)))
//! ```
//!
//! - The response is a type instead of a `Response`: `One<Thing>` and `Many<Thing>` with an `impl Resource for Thing`,
//!   `Written(thing, warnings)`, `Versioned(version, …)` with an `ETag`, `NoStore(…)` around secrets, `Json<T>` for any
//!   other shape.
//! - Types derive `JsonSchema`. Where serde reads a field with a custom function, `#[schemars(with = "…")]` names a type
//!   with the schema of its input; `domain::schema` has stand-ins for types of the core.
//! - Whether an operation has dry runs depends on its method and path only (`request::write_mode`).
//! - Query parameters are a type that `parameters!` declares, taken as `Query<T>`, or `Query<(Page, T)>` for a list.
//! - A new extractor implements `OperationInput` in `extractors`.
//! - The operation's id is the handler's name with its module's, and `tags` has a tag for each module. The string in the
//!   router is the summary; `doc` adds the errors that no extractor declares.
//! - Examples are recorded from a server: `tests/api/examples.rs` describes how.
//! - A new code of `response::error` is listed in `refusal`.
//!
//! The tests validate every response that they get against the document, and compare its operations with the router.

pub mod docs;
pub mod operation;
pub mod refusal;

mod dry_runs;
mod examples;
mod extractors;
mod tags;

use std::sync::OnceLock;

use aide::{
    axum::ApiRouter,
    generate::in_context,
    openapi::{MediaType, OpenApi, SchemaObject},
};
use axum::{
    body::Bytes,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::IntoResponse,
};
use schemars::{
    JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, transform::transform_subschemas,
};
use serde_json::{Map, Value, json};

use self::refusal::Refusal;
use super::{
    ofrep,
    response::{envelope::JsonResponse, error::ApiError},
    router::API,
};
use crate::app::App;

/// One for all servers of this process, because their routes are the same.
static DOCUMENT: OnceLock<Bytes> = OnceLock::new();

/// `GET /openapi.json`
pub async fn show() -> JsonResponse<Map<String, Value>> {
    let document = DOCUMENT.get().cloned().expect("the router is built before it answers");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    JsonResponse::new((headers, document).into_response())
}

/// Sets up the schema generator. To be called before the first route is described.
pub fn begin() {
    in_context(|context| {
        context.schema = generator(SchemaSettings::for_serialize);
        context.schema.subschema_for::<ApiError>();
    });
}

/// Publishes the document of these routes.
pub fn publish(routes: ApiRouter<App>) {
    DOCUMENT.get_or_init(|| {
        let mut api = OpenApi::default();
        let _ = routes.finish_api(&mut api);
        let document =
            add_common_parts(serde_json::to_value(api).expect("all keys of a document are strings"));
        Bytes::from(serde_json::to_vec(&document).expect("JSON serializes"))
    });
}

/// The schema of a request body. It differs from that of a response, because fields with a default may be absent.
pub fn request_schema<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    let mut generator = generator(SchemaSettings::for_deserialize);
    let schema = generator.subschema_for::<T>();
    for (name, schema) in generator.take_definitions(true) {
        let known = schemas.definitions_mut().insert(name.clone(), schema.clone());
        assert!(known.is_none_or(|known| known == schema), "two schemas have the name {name}: rename one");
    }
    schema
}

/// A JSON body.
pub fn json_body(json_schema: Schema) -> (String, MediaType) {
    media("application/json", json_schema)
}

/// A body of this content type.
pub fn media(content_type: &str, json_schema: Schema) -> (String, MediaType) {
    let schema = Some(SchemaObject { json_schema, external_docs: None, example: None });
    (content_type.to_owned(), MediaType { schema, ..MediaType::default() })
}

fn generator(contract: fn(SchemaSettings) -> SchemaSettings) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.definitions_path = "/components/schemas".into();
    });
    contract(settings).with_transform(close_objects).into_generator()
}

/// Forbids undeclared fields: requests with others are rejected, and responses have no others.
fn close_objects(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut()
        && object.contains_key("properties")
    {
        object.entry("additionalProperties").or_insert(false.into());
    }
    // An absent field differs from null, so null is not a default.
    if let Some(object) = schema.as_object_mut()
        && object.get("default").is_some_and(Value::is_null)
    {
        object.remove("default");
    }
    transform_subschemas(&mut close_objects, schema);
}

/// Adds the parts that all operations share.
fn add_common_parts(mut document: Value) -> Value {
    document["info"] = json!({
        "title": "Togul",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        "description": "Feature flags: management by bearer token, evaluation by API key. A first task: log in, create a \
            project, an environment, a flag, a rule and an API key, and evaluate the flag. Ids are UUIDs, times RFC \
            3339 in UTC. Lists are in order of creation; `next_cursor` is null on the last page. Below `/api/v1`, an \
            unknown field or parameter is an error that names it. Every error has the shape of `Error`, including 404 and 405 \
            for paths and methods that do not exist.",
    });
    // Relative to the document, which is below the path that a proxy may add.
    document["servers"] = json!([{ "url": "../.." }]);
    document["tags"] = tags::all();
    let components = &mut document["components"];
    components["securitySchemes"] = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The `token` of a session or a machine token, for management.",
        },
        "api_key_as_bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "The secret of an API key, as OpenFeature clients may send it.",
        },
        "api_key": {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "The secret of an API key, for evaluation.",
        },
    });
    components["headers"] = json!({
        "X-Request-Id": {
            "description": "Identifies this request in the server's log: the caller's own id, if it is valid.",
            "required": true,
            "schema": { "type": "string" },
        },
        "Retry-After": {
            "description": "The number of seconds to wait before a retry: with 429 and 503.",
            "schema": { "type": "integer", "minimum": 1 },
        },
    });
    components["responses"] = json!({
        "Error": error_response(&[Refusal::ALL], &json!({ "$ref": "#/components/schemas/Error" })),
        "OfrepError": error_response(&[Refusal::OFREP, Refusal::ALL], &ofrep::error::schema()),
    });
    dry_runs::add(&mut document, API);
    examples::add(&mut document);
    document
}

/// The one description of all errors of this kind.
fn error_response(refusals: &[&[Refusal]], schema: &Value) -> Value {
    let mut description = "The request failed: `code` says why for programs, `message` for people.\n\n\
        | status | `code` | when |\n| --- | --- | --- |\n"
        .to_owned();
    for Refusal { status, codes, description: when, .. } in refusals.iter().copied().flatten() {
        description += &format!("| {status} | `{}` | {when} |\n", codes.join("`, `"));
    }
    json!({
        "description": description,
        "headers": {
            "X-Request-Id": { "$ref": "#/components/headers/X-Request-Id" },
            "Retry-After": { "$ref": "#/components/headers/Retry-After" },
        },
        "content": { "application/json": { "schema": schema } },
    })
}
