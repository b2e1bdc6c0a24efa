//! Checks every response that a test receives against the OpenAPI document.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use jsonschema::Validator;
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::Reply;

/// The document. All servers of a test run are the same build, so it is fetched once.
pub struct Contract {
    pub document: Value,
    /// By the location of the schema in the document.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static CONTRACT: OnceCell<Contract> = OnceCell::const_new();

impl Contract {
    /// The document of the server at this URL.
    pub async fn of(client: &Client, url: &Url) -> &'static Self {
        let fetch = || async {
            let url = url.join("/api/v1/openapi.json").unwrap();
            let document = client.get(url).send().await.expect("the server answers").json().await.unwrap();
            Self { document, validators: Mutex::default() }
        };
        CONTRACT.get_or_init(fetch).await
    }

    /// Fails the test if the document does not describe this response.
    pub fn check(&self, method: &Method, path: &str, reply: &Reply) {
        if method == Method::OPTIONS {
            return; // CORS preflights are not part of the document.
        }
        // HEAD is answered like GET, without the body.
        let name = if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_lowercase() };
        let error = if path.starts_with("/ofrep/v1/") {
            "responses/OfrepError/content/application~1json/schema"
        } else {
            "schemas/Error"
        };
        let Some(template) = self.template(path) else {
            return self.check_router_error(reply, 404, error);
        };
        let operation = &self.document["paths"][template][&name];
        if operation.is_null() {
            return self.check_router_error(reply, 405, error);
        }
        let status = reply.status.as_str();
        let is_error = reply.status.is_client_error() || reply.status.is_server_error();
        let response = &operation["responses"][if is_error { "default" } else { status }];
        let codes = &operation["x-errors"][status];
        let is_documented = response.is_object() && (!is_error || codes.is_array());
        assert!(is_documented, "{template} does not document its {status}: {reply:?}");
        if is_error && method != Method::HEAD {
            let body = reply.json();
            let code = if body["code"].is_null() { &body["errorCode"] } else { &body["code"] };
            assert!(
                codes.as_array().unwrap().contains(code),
                "{template} does not document {code}: {reply:?}"
            );
        }
        let retryable = ["429", "503"].contains(&status);
        assert_eq!(
            reply.headers.contains_key("retry-after"),
            retryable,
            "{template}: Retry-After: {reply:?}"
        );
        let (response, location) = self.resolved(response, format!("{template} {name} {status}"));
        for (header, described) in response["headers"].as_object().into_iter().flatten() {
            let (described, _) = self.resolved(described, String::new());
            let is_present = reply.headers.contains_key(header);
            assert!(is_present || described["required"] != true, "{location}: no {header}: {reply:?}");
        }
        if method != Method::HEAD {
            self.check_content(response, location, reply);
        }
    }

    fn check_content(&self, response: &Value, location: String, reply: &Reply) {
        let Some(content) = response["content"].as_object() else {
            return assert!(reply.body.is_empty(), "{location} documents no body: {reply:?}");
        };
        let content_type = reply.header("content-type").split(';').next().unwrap_or_default();
        let body = content.get(content_type);
        let body = body.unwrap_or_else(|| panic!("{location} does not document {content_type}: {reply:?}"));
        if content_type == "application/json" && reply.header("content-encoding").is_empty() {
            self.check_body(&body["schema"], location, reply);
        }
    }

    fn check_body(&self, schema: &Value, location: String, reply: &Reply) {
        let validator = {
            let mut validators = self.validators.lock().unwrap();
            let new = || Arc::new(self.validator(schema));
            Arc::clone(validators.entry(location).or_insert_with(new))
        };
        let body = reply.json();
        let deviations: Vec<_> = validator
            .iter_errors(&body)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(deviations.is_empty(), "differs from the document: {deviations:?}: {reply:?}");
    }

    /// A validator for a schema of the document, with the components that it refers to.
    pub fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({ "allOf": [schema], "components": self.document["components"] });
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&whole)
            .expect("the document holds valid schemas")
    }

    /// A request that matches no operation is refused in the error envelope as well.
    fn check_router_error(&self, reply: &Reply, status: u16, component: &str) {
        // 431 comes before routing, so it may answer any request.
        let is_refused = [status, 431].contains(&reply.status.as_u16());
        assert!(is_refused, "answered, but not documented: {reply:?}");
        let reference = format!("#/components/{component}");
        if !reply.body.is_empty() {
            self.check_body(&json!({ "$ref": reference }), reference.clone(), reply);
        }
    }

    /// The path template of the document that matches a request's path.
    pub fn template(&self, path: &str) -> Option<&str> {
        let matches = |template: &&String| {
            let (given, wanted) = (path.split('/'), template.split('/'));
            given.clone().count() == wanted.clone().count()
                && given
                    .zip(wanted)
                    .all(|(given, wanted)| given == wanted || wanted.starts_with('{') && !given.is_empty())
        };
        let paths = self.document["paths"].as_object().expect("paths");
        // If two match, such as `/roles/{id}` and `/roles/current`, the one with fewer parameters.
        paths.keys().filter(matches).min_by_key(|template| template.matches('{').count()).map(String::as_str)
    }

    /// The target of a reference and its location; the value itself if it is no reference.
    fn resolved<'d>(&'d self, value: &'d Value, location: String) -> (&'d Value, String) {
        match value["$ref"].as_str() {
            Some(reference) => {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                (target.unwrap_or_else(|| panic!("{reference} does not exist")), reference.to_owned())
            }
            None => (value, location),
        }
    }
}
