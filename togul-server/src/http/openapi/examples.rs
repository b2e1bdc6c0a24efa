//! The examples of the document. `tests/api/examples.rs` records them from a server's answers.

use serde_json::{Map, Value};

const RECORDED: &str = include_str!("examples.json");

/// Adds an example to each request body and each response.
pub fn add(document: &mut Value) {
    let examples: Map<String, Value> =
        serde_json::from_str(RECORDED).expect("tests write and read this file");
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let Some(example) = operation["operationId"].as_str().and_then(|id| examples.get(id)) else {
            continue;
        };
        set(operation, "/requestBody/content", &example["body"]);
        set(operation, "/responses/200/content", &example["answer"]);
    }
    set(document, "/components/responses/Error/content", &examples["error"]["answer"]);
}

fn set(parent: &mut Value, content: &str, example: &Value) {
    for media in
        parent.pointer_mut(content).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut)
    {
        media["example"] = example.clone();
    }
}
