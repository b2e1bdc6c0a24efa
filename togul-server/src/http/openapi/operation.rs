//! The description of one operation, beyond what its handler's types declare.

use aide::{
    openapi::{
        Header, HeaderStyle, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr,
        Response, SchemaObject,
    },
    transform::TransformOperation,
};
use axum::http::Method;
use schemars::Schema;
use serde_json::{Value, json};

use super::{refusal::Refusal, tags};

/// The parts of a description that types cannot express. Most operations need only the summary, a plain string.
#[derive(Debug)]
pub struct OperationDoc {
    summary: &'static str,
    refusals: Vec<Refusal>,
}

impl From<&'static str> for OperationDoc {
    fn from(summary: &'static str) -> Self {
        Self { summary, refusals: Vec::new() }
    }
}

/// A summary, and errors that no extractor declares, such as a conflict or a rate limit.
#[must_use]
pub fn doc(summary: &'static str, refusals: &[Refusal]) -> OperationDoc {
    OperationDoc { summary, refusals: refusals.to_vec() }
}

impl OperationDoc {
    /// Completes the operation of the handler `H`: `…::flags::create` gets the id `flags_create` and the tag of `flags`.
    pub fn apply<'t, H>(
        self,
        method: &Method,
        mut transform: TransformOperation<'t>,
    ) -> TransformOperation<'t> {
        let operation = transform.inner_mut();
        let mut path = std::any::type_name::<H>().rsplit("::");
        let (name, module) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
        operation.operation_id = Some(format!("{module}_{name}"));
        operation.tags = vec![tags::name_of(module).to_owned()];
        operation.summary = Some(self.summary.to_owned());
        add_refusals(operation, &self.refusals);
        // For the framing, or a query parameter that the operation does not have.
        add_refusals(operation, &[Refusal::HEADERS_TOO_LARGE, Refusal::BAD_REQUEST]);
        if !method.is_safe() && operation.security.iter().any(|scheme| scheme.contains_key("bearer")) {
            add_refusals(operation, &[Refusal::RATE_LIMITED]);
        }
        if operation.description.is_none() {
            let required = if operation.security.is_empty() {
                "Requires no credential in a header."
            } else {
                "Requires a bearer token, and no permission."
            };
            add_description(operation, required);
        }
        if operation.security.is_empty() {
            // An explicit empty requirement, because an empty list would be omitted.
            operation.security.push(Default::default());
        }
        let responses = operation.responses.get_or_insert_default();
        let error = if module == "ofrep" { "OfrepError" } else { "Error" };
        responses.default = Some(ReferenceOr::ref_(&format!("#/components/responses/{error}")));
        for response in responses.responses.values_mut().filter_map(ReferenceOr::as_item_mut) {
            if response.description.is_empty() {
                response.description = "Success.".to_owned();
            }
            let request_id = ReferenceOr::ref_("#/components/headers/X-Request-Id");
            response.headers.insert("X-Request-Id".to_owned(), request_id);
        }
        transform
    }
}

/// Adds errors that the operation may answer with, to a list of statuses and codes for programs. For people, all errors
/// have one description.
pub fn add_refusals(operation: &mut Operation, refusals: &[Refusal]) {
    let errors = operation.extensions.entry("x-errors".to_owned()).or_insert_with(|| json!({}));
    for refusal in refusals {
        let codes = &mut errors[refusal.status.to_string()];
        let mut known = codes.as_array().cloned().unwrap_or_default();
        for code in refusal.codes {
            if !known.iter().any(|known| known == code) {
                known.push(Value::from(*code));
            }
        }
        *codes = known.into();
    }
}

/// Adds a paragraph to the operation's description.
pub fn add_description(operation: &mut Operation, text: &str) {
    let description = operation.description.get_or_insert_default();
    if !description.is_empty() {
        description.push_str("\n\n");
    }
    description.push_str(text);
}

/// Adds a credential that the operation accepts.
pub fn add_security(operation: &mut Operation, scheme: &str) {
    operation.security.push([(scheme.to_owned(), Vec::new())].into_iter().collect());
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// Adds a parameter, which is required in the path and optional elsewhere.
pub fn add_parameter(
    operation: &mut Operation,
    location: Location,
    name: &str,
    description: &str,
    schema: Schema,
) {
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: matches!(location, Location::Path),
        deprecated: None,
        format: format(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    operation.parameters.push(ReferenceOr::Item(match location {
        Location::Path => Parameter::Path { parameter_data, style: Default::default() },
        Location::Query => Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: Default::default(),
            allow_empty_value: None,
        },
        Location::Header => Parameter::Header { parameter_data, style: Default::default() },
        Location::Cookie => Parameter::Cookie { parameter_data, style: Default::default() },
    }));
}

/// The names of the query parameters that an operation has.
pub fn query_parameters(operation: &Operation) -> Vec<String> {
    let parameters = operation.parameters.iter().filter_map(ReferenceOr::as_item);
    let names = parameters.filter_map(|parameter| match parameter {
        Parameter::Query { parameter_data, .. } => Some(parameter_data.name.clone()),
        _ => None,
    });
    names.collect()
}

/// Adds a header to a response.
pub fn add_header(response: &mut Response, name: &str, description: &str, schema: Schema) {
    let header = Header {
        description: Some(description.to_owned()),
        style: HeaderStyle::Simple,
        required: true,
        deprecated: None,
        format: format(schema),
        example: None,
        examples: Default::default(),
        extensions: Default::default(),
    };
    response.headers.insert(name.to_owned(), ReferenceOr::Item(header));
}

fn format(json_schema: Schema) -> ParameterSchemaOrContent {
    ParameterSchemaOrContent::Schema(SchemaObject { json_schema, external_docs: None, example: None })
}
