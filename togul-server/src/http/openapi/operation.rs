//! What one operation says of itself in the document, beside what its handler's types say.

use aide::{
    axum::{
        AxumOperationHandler,
        routing::{self, ApiMethodRouter},
    },
    openapi::{
        Header, HeaderStyle, Operation, Parameter, ParameterData, ParameterSchemaOrContent, ReferenceOr,
        Response, SchemaObject, StatusCode as Status,
    },
    operation::{OperationInput, OperationOutput},
    transform::TransformOperation,
};
use schemars::Schema;

use super::refusal::Refusal;
use crate::app::App;

/// What types cannot say. A plain text is a summary, and most operations need no more.
#[derive(Debug)]
pub struct About {
    summary: &'static str,
    refusals: Vec<Refusal>,
}

impl From<&'static str> for About {
    fn from(summary: &'static str) -> Self {
        Self { summary, refusals: Vec::new() }
    }
}

/// A summary, and what this operation refuses beside what its extractors do: a conflict, a rate limit.
#[must_use]
pub fn about(summary: &'static str, refusals: &[Refusal]) -> About {
    About { summary, refusals: refusals.to_vec() }
}

macro_rules! methods {
    ($($name:ident $with:ident),*) => {$(
        /// A route that is documented: by its handler's types, the handler's name, and what `about` adds.
        pub fn $name<H, I, O, T>(handler: H, about: impl Into<About>) -> ApiMethodRouter<App>
        where
            H: AxumOperationHandler<I, O, T, App>,
            I: OperationInput,
            O: OperationOutput,
            T: 'static,
        {
            routing::$with(handler, |operation| about.into().of::<H>(operation))
        }
    )*};
}

methods!(get get_with, post post_with, put put_with, patch patch_with, delete delete_with);

impl About {
    /// Completes the operation of the handler `H`: `…::flags::create` is `flags_create`, and stands under `flags`.
    fn of<H>(self, mut transform: TransformOperation<'_>) -> TransformOperation<'_> {
        let operation = transform.inner_mut();
        let mut path = std::any::type_name::<H>().rsplit("::");
        let (name, noun) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
        operation.operation_id = Some(format!("{noun}_{name}"));
        operation.tags = vec![noun.to_owned()];
        operation.summary = Some(self.summary.to_owned());
        refuses(operation, &self.refusals);
        refuses(operation, &[Refusal::HEADERS_TOO_LARGE]);
        if operation.security.is_empty() {
            // Explicitly none: an empty list would be left out.
            operation.security.push(Default::default());
        }
        let responses = operation.responses.get_or_insert_default();
        responses.responses.sort_by(|one, _, other, _| one.to_string().cmp(&other.to_string()));
        for response in responses.responses.values_mut().filter_map(ReferenceOr::as_item_mut) {
            if response.description.is_empty() {
                response.description = "Done.".to_owned();
            }
            let request_id = ReferenceOr::ref_("#/components/headers/X-Request-Id");
            response.headers.insert("X-Request-Id".to_owned(), request_id);
        }
        transform
    }
}

/// Says that the operation may be refused like this.
pub fn refuses(operation: &mut Operation, refusals: &[Refusal]) {
    let responses = &mut operation.responses.get_or_insert_default().responses;
    for refusal in refusals {
        let reference = format!("#/components/responses/{}", refusal.name);
        responses.entry(Status::Code(refusal.status)).or_insert_with(|| ReferenceOr::ref_(&reference));
    }
}

/// Adds a paragraph to the operation's description.
pub fn describe(operation: &mut Operation, text: &str) {
    let description = operation.description.get_or_insert_default();
    if !description.is_empty() {
        description.push_str("\n\n");
    }
    description.push_str(text);
}

/// Says that the operation takes a credential of this scheme.
pub fn secure(operation: &mut Operation, scheme: &str) {
    operation.security.push([(scheme.to_owned(), Vec::new())].into_iter().collect());
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    Path,
    Query,
    Header,
}

/// Says that the operation takes a parameter: in the path it must, elsewhere it may.
pub fn takes(operation: &mut Operation, place: Place, name: &str, description: &str, schema: Schema) {
    let parameter_data = ParameterData {
        name: name.to_owned(),
        description: Some(description.to_owned()),
        required: matches!(place, Place::Path),
        deprecated: None,
        format: format(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    };
    operation.parameters.push(ReferenceOr::Item(match place {
        Place::Path => Parameter::Path { parameter_data, style: Default::default() },
        Place::Query => Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: Default::default(),
            allow_empty_value: None,
        },
        Place::Header => Parameter::Header { parameter_data, style: Default::default() },
    }));
}

/// Says that an answer has a header.
pub fn carries(response: &mut Response, name: &str, description: &str, schema: Schema) {
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
