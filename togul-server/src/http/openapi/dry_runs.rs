//! The description of dry runs: the parameter and the mark in the response of every operation that has them.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::http::request::write_mode::{DRY_RUN, has_dry_run};

/// Describes dry runs of the operations below this prefix.
pub fn add(document: &mut Value, prefix: &str) {
    let schemas = document["components"]["schemas"].clone();
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let Some(path) = path.strip_prefix(prefix) else { continue };
        for (name, operation) in item.as_object_mut().into_iter().flatten() {
            let method = Method::from_bytes(name.to_ascii_uppercase().as_bytes());
            if method.is_ok_and(|method| has_dry_run(&method, path)) {
                describe(operation, &schemas);
            }
        }
    }
}

fn describe(operation: &mut Value, schemas: &Value) {
    let parameter = json!({
        "in": "query",
        "name": DRY_RUN,
        "description": "Carry the request out, answer as it would, and roll it back: nothing is written, no event is \
            sent, and no secret is issued. New ids, salts and times are not those of the real request.",
        "schema": { "type": "boolean", "default": false },
    });
    if let Some(operation) = operation.as_object_mut() {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        parameters.as_array_mut().into_iter().for_each(|list| list.push(parameter.clone()));
    }
    if let Some(schema) = operation.pointer_mut("/responses/200/content/application~1json/schema") {
        let marked = marked(schema, schemas);
        *schema = json!({ "anyOf": [schema.take(), marked] });
    }
}

/// The schema of the same object with the mark.
fn marked(schema: &Value, schemas: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return marked(&schemas[name], schemas);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        return json!({ "anyOf": options.iter().map(|one| marked(one, schemas)).collect::<Vec<_>>() });
    }
    let mut object = schema.as_object().cloned().unwrap_or_default();
    let properties = object.entry("properties").or_insert_with(|| Map::new().into());
    properties[DRY_RUN] = json!({ "const": true, "description": "Nothing was written." });
    let required = object.entry("required").or_insert_with(|| json!([]));
    required.as_array_mut().into_iter().for_each(|names| names.push(DRY_RUN.into()));
    object.into()
}
