//! The OpenAPI document, held against each answer that a test gets.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use jsonschema::Validator;
use reqwest::{Client, Method, Url};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::Reply;

/// The document: one for all servers of a test run, since they are of one source.
pub struct Contract {
    pub document: Value,
    /// By where the schema stands.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static CONTRACT: OnceCell<Contract> = OnceCell::const_new();

impl Contract {
    /// The document of the server that this URL leads to.
    pub async fn of(client: &Client, url: &Url) -> &'static Self {
        let fetch = || async {
            let url = url.join("/api/v1/openapi.json").unwrap();
            let document = client.get(url).send().await.expect("the server answers").json().await.unwrap();
            Self { document, validators: Mutex::default() }
        };
        CONTRACT.get_or_init(fetch).await
    }

    /// Fails the test for an answer that the document does not know.
    pub fn check(&self, method: &Method, path: &str, reply: &Reply) {
        if method == Method::OPTIONS {
            return; // Preflights are between browsers and CORS.
        }
        // Who asks with HEAD is answered as with GET, without the body.
        let name = if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_lowercase() };
        let Some(template) = self.template(path) else {
            return self.check_refusal_of_the_router(reply, 404);
        };
        let operation = &self.document["paths"][template][&name];
        if operation.is_null() {
            return self.check_refusal_of_the_router(reply, 405);
        }
        let status = reply.status.as_str();
        let answer = &operation["responses"][status];
        assert!(answer.is_object(), "{template} does not document its {status}: {reply:?}");
        let (answer, place) = self.resolved(answer, format!("{template} {name} {status}"));
        for (header, described) in answer["headers"].as_object().into_iter().flatten() {
            let (described, _) = self.resolved(described, String::new());
            let is_there = reply.headers.contains_key(header);
            assert!(is_there || described["required"] != true, "{place}: no {header}: {reply:?}");
        }
        if method != Method::HEAD {
            self.check_content(answer, place, reply);
        }
    }

    fn check_content(&self, answer: &Value, place: String, reply: &Reply) {
        let Some(content) = answer["content"].as_object() else {
            return assert!(reply.body.is_empty(), "{place} documents no body: {reply:?}");
        };
        let content_type = reply.header("content-type").split(';').next().unwrap_or_default();
        let body = content.get(content_type);
        let body = body.unwrap_or_else(|| panic!("{place} does not document {content_type}: {reply:?}"));
        if content_type == "application/json" && reply.header("content-encoding").is_empty() {
            self.check_body(&body["schema"], place, reply);
        }
    }

    fn check_body(&self, schema: &Value, place: String, reply: &Reply) {
        let validator = {
            let mut validators = self.validators.lock().unwrap();
            let new = || Arc::new(self.validator(schema));
            Arc::clone(validators.entry(place).or_insert_with(new))
        };
        let body = reply.json();
        let deviations: Vec<_> = validator
            .iter_errors(&body)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(deviations.is_empty(), "not as documented: {deviations:?}: {reply:?}");
    }

    /// A schema of the document, with what it refers to.
    pub fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({ "allOf": [schema], "components": self.document["components"] });
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&whole)
            .expect("the document's schemas are schemas")
    }

    /// For what is no operation there is the envelope all the same.
    fn check_refusal_of_the_router(&self, reply: &Reply, status: u16) {
        // Before anybody looks where it goes, a request may have too large a head.
        let is_refused = [status, 431].contains(&reply.status.as_u16());
        assert!(is_refused, "not documented, but answered: {reply:?}");
        let error = json!({ "$ref": "#/components/schemas/Error" });
        if !reply.body.is_empty() {
            self.check_body(&error, "any refusal".to_owned(), reply);
        }
    }

    /// The path of the document that a request's path is one of.
    fn template(&self, path: &str) -> Option<&str> {
        let fits = |template: &&String| {
            let (given, wanted) = (path.split('/'), template.split('/'));
            given.clone().count() == wanted.clone().count()
                && given
                    .zip(wanted)
                    .all(|(given, wanted)| given == wanted || wanted.starts_with('{') && !given.is_empty())
        };
        let paths = self.document["paths"].as_object().expect("paths");
        // Of two that fit, the one with more of its own words: `/roles/{id}` and `/roles/current`.
        paths.keys().filter(fits).min_by_key(|template| template.matches('{').count()).map(String::as_str)
    }

    /// What a reference leads to, and where that stands.
    fn resolved<'d>(&'d self, value: &'d Value, place: String) -> (&'d Value, String) {
        match value["$ref"].as_str() {
            Some(reference) => {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                (target.unwrap_or_else(|| panic!("{reference} leads nowhere")), reference.to_owned())
            }
            None => (value, place),
        }
    }
}
