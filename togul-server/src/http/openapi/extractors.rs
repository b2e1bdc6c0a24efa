//! What each extractor tells the document: what it reads of a request, and how it refuses.

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{Operation, ReferenceOr, RequestBody},
};
use schemars::{JsonSchema, Schema, json_schema};

use super::{
    operation::{Place, describe, refuses, secure, takes},
    refusal::Refusal,
};
use crate::domain::{
    access::{Caller, InOrganization, InProject},
    permission::Requires,
    request_source::RequestSource,
};
use crate::http::{
    openapi::{json_body, request_schema},
    request::{
        body::{Body, BytesOf},
        credentials::{Bearer, EvaluationKey, ServerKey, StreamKey},
        if_match::IfMatch,
        path::{MemberId, PathId},
    },
};

/// Describes extractors: `[generics] Extractor, context, operation => what to say;`.
macro_rules! inputs {
    ($([$($generics:tt)*] $type:ty, $context:ident, $operation:ident => $what:expr;)*) => {$(
        impl<$($generics)*> OperationInput for $type {
            fn operation_input($context: &mut GenContext, $operation: &mut Operation) {
                $what
            }
        }
    )*};
}

inputs! {
    [] Bearer, _context, operation => {
        secure(operation, "bearer");
        refuses(operation, &[Refusal::UNAUTHORIZED, Refusal::INTERNAL, Refusal::UNAVAILABLE]);
    };
    [] Caller, context, operation => Bearer::operation_input(context, operation);
    [P: Requires] InOrganization<P>, context, operation => {
        Bearer::operation_input(context, operation);
        needs::<P>(operation);
    };
    [P: Requires] InProject<P>, context, operation => {
        Bearer::operation_input(context, operation);
        needs::<P>(operation);
        takes(operation, Place::Path, "project_id", "The id of the project.", uuid());
    };
    [T] PathId<T>, _context, operation => {
        takes(operation, Place::Path, "id", "The id of the object.", uuid());
        refuses(operation, &[Refusal::NOT_FOUND]);
    };
    [] MemberId, _context, operation => {
        takes(operation, Place::Path, "member_id", "The id of the membership, not of the user.", uuid());
        refuses(operation, &[Refusal::NOT_FOUND]);
    };
    [] RequestSource, _context, _operation => {};
    [] IfMatch, _context, operation => {
        let schema = json_schema!({ "type": "string", "pattern": "^(\"[0-9]+\"|\\*)$" });
        takes(operation, Place::Header, "If-Match", "Only if the object still has this `ETag`.", schema);
        refuses(operation, &[Refusal::BAD_REQUEST, Refusal::VERSION_CONFLICT]);
    };
    [] StreamKey, _context, operation => {
        secure(operation, "api_key");
        refuses(operation, &[Refusal::UNAUTHORIZED, Refusal::KEY_FORBIDDEN]);
    };
    [] EvaluationKey, context, operation => {
        StreamKey::operation_input(context, operation);
        describe(operation, "Needs a key of scope `server` or `sdk`.");
    };
    [] ServerKey, context, operation => {
        StreamKey::operation_input(context, operation);
        describe(operation, "Needs a key of scope `server`.");
    };
    [T: JsonSchema] Body<T>, context, operation => takes_json(operation, request_schema::<T>(&mut context.schema));
    [T: JsonSchema] BytesOf<T>, context, operation => takes_json(operation, request_schema::<T>(&mut context.schema));
}

fn needs<P: Requires>(operation: &mut Operation) {
    let or = P::OR.map_or(String::new(), |or| format!(" or `{}`", or.key()));
    describe(operation, &format!("Needs the permission `{}`{or}.", P::PERMISSION.key()));
    refuses(operation, &[Refusal::FORBIDDEN, Refusal::NOT_FOUND]);
}

fn takes_json(operation: &mut Operation, schema: Schema) {
    let content = [json_body(schema)].into_iter().collect();
    operation.request_body =
        Some(ReferenceOr::Item(RequestBody { content, required: true, ..RequestBody::default() }));
    refuses(
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
