//! The OpenAPI document of this API, made from the handlers' own types.
//!
//! Nothing of it is written down a second time. Extractors say what they read and refuse (`inputs`, `query`), answers
//! say what they hold (`respond`), and bodies derive `JsonSchema` from the same attributes that serde reads. So a new
//! handler is documented by its signature, and by a line in `router`:
//!
//! ```text
//! .api_route("/things", post(things::create, about("Creates a thing", &[Refusal::CONFLICT])))
//! ```
//!
//! - The answer is a type and not a `Response`: `One<Thing>` and `Many<Thing>` after `impl Noun for Thing`,
//!   `Versioned(version, One(thing))` with an `ETag`, `NoStore(…)` around secrets, `Json<T>` for any other shape.
//! - Types derive `JsonSchema`. Where serde reads a field with a function of its own, `#[schemars(with = "…")]` says
//!   what that function takes; `domain::schema` has stand-ins for types of the core.
//! - Query parameters are a type that `parameters!` declares, taken as `Query<T>`, or `Query<(Page, T)>` of a list.
//! - A new extractor implements `OperationInput` in `inputs`.
//! - The operation's id and its tag are the handler's name and its module's. The text in the router is the summary;
//!   with `about` it also names the refusals that no extractor knows of.
//! - A new code of `error` gets its place in `refusal`.
//!
//! The tests hold every answer that they get against the document, and the document's operations against the router.

pub mod docs;
pub mod operation;
pub mod refusal;

mod extractors;

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

use super::{
    openapi::refusal::Refusal,
    response::{envelope::Written, error::ApiError},
};
use crate::app::App;

/// The same for all servers of this process, as their routes are.
static DOCUMENT: OnceLock<Bytes> = OnceLock::new();

/// `GET /openapi.json`
pub async fn show() -> Written<Map<String, Value>> {
    let document = DOCUMENT.get().cloned().expect("the router is made before it answers");
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Written::new((headers, document).into_response())
}

/// Makes ready for routes to be described: to be called before the first of them.
pub fn begin() {
    in_context(|context| {
        context.schema = generator(SchemaSettings::for_serialize);
        context.schema.subschema_for::<ApiError>();
    });
}

/// Publishes what the routes said of themselves.
pub fn publish(routes: ApiRouter<App>) {
    DOCUMENT.get_or_init(|| {
        let mut api = OpenApi::default();
        let _ = routes.finish_api(&mut api);
        let document = complete(serde_json::to_value(api).expect("a document has text keys"));
        Bytes::from(serde_json::to_vec(&document).expect("JSON serializes"))
    });
}

/// The schema of what a request holds. Reading differs from writing: what has a default may be absent.
pub fn request_schema<T: JsonSchema>(schemas: &mut SchemaGenerator) -> Schema {
    let mut generator = generator(SchemaSettings::for_deserialize);
    let schema = generator.subschema_for::<T>();
    for (name, schema) in generator.take_definitions(true) {
        let known = schemas.definitions_mut().insert(name.clone(), schema.clone());
        assert!(known.is_none_or(|known| known == schema), "two schemas have the name {name}: rename one");
    }
    schema
}

/// A body of JSON.
pub fn json_body(json_schema: Schema) -> (String, MediaType) {
    media("application/json", json_schema)
}

/// A body of this type.
pub fn media(content_type: &str, json_schema: Schema) -> (String, MediaType) {
    let schema = Some(SchemaObject { json_schema, external_docs: None, example: None });
    (content_type.to_owned(), MediaType { schema, ..MediaType::default() })
}

fn generator(contract: fn(SchemaSettings) -> SchemaSettings) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.definitions_path = "/components/schemas".into();
    });
    contract(settings).with_transform(exact).into_generator()
}

/// What is not declared is not there: no request may hold more, and no answer does.
fn exact(schema: &mut Schema) {
    if let Some(object) = schema.as_object_mut()
        && object.contains_key("properties")
    {
        object.entry("additionalProperties").or_insert(false.into());
    }
    // A field that is absent is not the same as null, so null is no default.
    if let Some(object) = schema.as_object_mut()
        && object.get("default").is_some_and(Value::is_null)
    {
        object.remove("default");
    }
    transform_subschemas(&mut exact, schema);
}

/// Adds what is true of the whole API.
fn complete(mut document: Value) -> Value {
    document["info"] = json!({
        "title": "Togul",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        "description": "Feature flags: management by bearer token, evaluation by API key. Ids are UUIDs, times RFC \
            3339 in UTC. Lists are in order of creation; `next_cursor` is null at their end. A field or parameter \
            that does not exist is refused by name. Every refusal has the shape of `Error`, those of paths and \
            methods that do not exist (404, 405) included.",
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["tags"] = tags(&document);
    let components = &mut document["components"];
    components["securitySchemes"] = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `token` of a session: for people, who manage.",
        },
        "api_key": {
            "type": "apiKey",
            "in": "header",
            "name": "X-API-Key",
            "description": "The secret of an API key: for programs, which evaluate.",
        },
    });
    components["headers"] = json!({
        "X-Request-Id": {
            "description": "Names this request in the server's log: the caller's own, when it is sane.",
            "required": true,
            "schema": { "type": "string" },
        },
        "Retry-After": {
            "description": "For how many seconds to wait.",
            "required": true,
            "schema": { "type": "integer", "minimum": 1 },
        },
    });
    components["responses"] =
        Refusal::ALL.iter().map(|refusal| (refusal.name.to_owned(), response(refusal))).collect();
    document
}

/// The nouns, in the order of the alphabet.
fn tags(document: &Value) -> Value {
    let paths = document["paths"].as_object().into_iter().flat_map(Map::values);
    let operations = paths.filter_map(Value::as_object).flat_map(Map::values);
    let names: std::collections::BTreeSet<_> =
        operations.filter_map(|operation| operation["tags"][0].as_str()).collect();
    names.into_iter().map(|name| json!({ "name": name })).collect()
}

fn response(refusal: &Refusal) -> Value {
    let mut headers = json!({ "X-Request-Id": { "$ref": "#/components/headers/X-Request-Id" } });
    if refusal.passes {
        headers["Retry-After"] = json!({ "$ref": "#/components/headers/Retry-After" });
    }
    let schema = json!({
        "$ref": "#/components/schemas/Error",
        "properties": { "code": { "enum": refusal.codes } },
    });
    json!({
        "description": refusal.when,
        "headers": headers,
        "content": { "application/json": { "schema": schema } },
    })
}
