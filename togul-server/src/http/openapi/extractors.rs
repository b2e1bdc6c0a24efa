//! The description of each extractor: the inputs that it reads, and the errors that it answers with.

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{Operation, ReferenceOr, RequestBody},
};
use schemars::{JsonSchema, Schema, json_schema};

use super::{
    operation::{Location, add_description, add_parameter, add_refusals, add_security},
    refusal::Refusal,
};
use crate::domain::{
    access::{Caller, InOrganization, InProject},
    permission::{Permission, Requires},
    request_source::RequestSource,
};
use crate::http::{
    openapi::{json_body, media, request_schema},
    request::{
        body::{Body, OptionalBody, RawBody},
        credentials::{Bearer, EvaluationKey, OptionalCaller, ServerKey, StreamKey},
        document::Document,
        if_match::IfMatch,
        path::{MemberId, PathId},
    },
};

/// Implements [`OperationInput`]: `[generics] Extractor, context, operation => description;`.
macro_rules! inputs {
    ($([$($generics:tt)*] $type:ty, $context:ident, $operation:ident => $description:expr;)*) => {$(
        impl<$($generics)*> OperationInput for $type {
            fn operation_input($context: &mut GenContext, $operation: &mut Operation) {
                $description
            }
        }
    )*};
}

inputs! {
    [] Bearer, _context, operation => {
        add_security(operation, "bearer");
        add_refusals(operation, &[Refusal::UNAUTHORIZED, Refusal::INTERNAL, Refusal::UNAVAILABLE]);
    };
    [] Caller, context, operation => Bearer::operation_input(context, operation);
    [] OptionalCaller, context, operation => {
        // Without a credential, or with one.
        operation.security.push(Default::default());
        Bearer::operation_input(context, operation);
    };
    [P: Requires] InOrganization<P>, context, operation => {
        Bearer::operation_input(context, operation);
        add_permission::<P>(operation);
    };
    [P: Requires] InProject<P>, context, operation => {
        Bearer::operation_input(context, operation);
        add_permission::<P>(operation);
        add_parameter(operation, Location::Path, "project_id", "The id of the project.", uuid());
    };
    [T] PathId<T>, _context, operation => {
        add_parameter(operation, Location::Path, "id", "The id of the object.", uuid());
        add_refusals(operation, &[Refusal::NOT_FOUND]);
    };
    [] MemberId, _context, operation => {
        add_parameter(operation, Location::Path, "member_id", "The id of the membership, not of the user.", uuid());
        add_refusals(operation, &[Refusal::NOT_FOUND]);
    };
    [] RequestSource, _context, _operation => {};
    [] IfMatch, _context, operation => {
        let schema = json_schema!({ "type": "string", "pattern": "^(\"[0-9]+\"|\\*)$" });
        add_parameter(operation, Location::Header, "If-Match", "Write only if the object still has this `ETag`.", schema);
        add_refusals(operation, &[Refusal::BAD_REQUEST, Refusal::VERSION_CONFLICT]);
    };
    [] StreamKey, _context, operation => {
        add_security(operation, "api_key");
        add_refusals(operation, &[Refusal::UNAUTHORIZED, Refusal::KEY_FORBIDDEN]);
    };
    [] EvaluationKey, context, operation => {
        StreamKey::operation_input(context, operation);
        add_description(operation, "Requires a key of scope `server` or `sdk`.");
    };
    [] ServerKey, context, operation => {
        StreamKey::operation_input(context, operation);
        add_description(operation, "Requires a key of scope `server`.");
    };
    [T: JsonSchema] Body<T>, context, operation => {
        add_json_body(operation, request_schema::<T>(&mut context.schema), true);
    };
    [T: JsonSchema] OptionalBody<T>, context, operation => {
        add_json_body(operation, request_schema::<T>(&mut context.schema), false);
    };
    [] Document, _context, operation => {
        let file = || json_schema!({ "type": "object", "description": "The file, as it was exported." });
        add_json_body(operation, file(), true);
        if let Some(ReferenceOr::Item(body)) = &mut operation.request_body {
            body.content.extend([media("application/yaml", file())]);
        }
    };
    [T: JsonSchema] RawBody<T>, context, operation => {
        add_json_body(operation, request_schema::<T>(&mut context.schema), true);
    };
}

fn add_permission<P: Requires>(operation: &mut Operation) {
    let named = |permission: Permission| format!("`{}` ({})", permission.key(), permission.description());
    let or = P::OR.map_or(String::new(), |or| format!(" or {}", named(or)));
    add_description(operation, &format!("Requires the permission {}{or}.", named(P::PERMISSION)));
    add_refusals(operation, &[Refusal::FORBIDDEN, Refusal::NOT_FOUND]);
}

fn add_json_body(operation: &mut Operation, schema: Schema, required: bool) {
    let content = [json_body(schema)].into_iter().collect();
    operation.request_body =
        Some(ReferenceOr::Item(RequestBody { content, required, ..RequestBody::default() }));
    add_refusals(
        operation,
        &[
            Refusal::BAD_REQUEST,
            Refusal::REQUEST_TIMEOUT,
            Refusal::PAYLOAD_TOO_LARGE,
            Refusal::UNSUPPORTED_MEDIA_TYPE,
        ],
    );
}

fn uuid() -> Schema {
    json_schema!({ "type": "string", "format": "uuid" })
}
