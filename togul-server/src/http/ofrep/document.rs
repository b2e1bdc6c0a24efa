//! OFREP in the OpenAPI document.

use std::borrow::Cow;

use aide::{
    OperationInput,
    generate::GenContext,
    openapi::{Operation, ReferenceOr, RequestBody, Response as Documented},
    operation::OperationOutput,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::{
    answer::{BulkAnswer, FlagAnswer},
    credential::{EventsKey, OfrepKey, TicketQuery},
    request::{FlagKey, OfrepBody},
};
use crate::http::{
    openapi::{
        json_body,
        operation::{Location, add_description, add_header, add_parameter, add_refusals, add_security},
        refusal::Refusal,
    },
    request::{credentials::EvaluationKey, query::Query},
};

impl OperationInput for OfrepKey {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        EvaluationKey::operation_input(context, operation);
        add_security(operation, "api_key_as_bearer");
    }
}

impl OperationInput for EventsKey {
    fn operation_input(context: &mut GenContext, operation: &mut Operation) {
        OfrepKey::operation_input(context, operation);
        Query::<TicketQuery>::operation_input(context, operation);
        // With a ticket.
        operation.security.push(Default::default());
        add_description(
            operation,
            "The data of each event is a JSON object with the `type` `refetchEvaluation`, upon which a reader evaluates \
             again, and the revision as its `etag`.",
        );
    }
}

impl OperationInput for FlagKey {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let schema = json_schema!({ "type": "string" });
        add_parameter(operation, Location::Path, "key", "The key of the flag.", schema);
        add_refusals(operation, &[Refusal::BAD_REQUEST, Refusal::OFREP_FLAG_NOT_FOUND]);
    }
}

impl OperationInput for OfrepBody {
    fn operation_input(_: &mut GenContext, operation: &mut Operation) {
        let context = json_schema!({
            "type": ["object", "null"],
            "description": "The attributes to evaluate for. `targetingKey` also counts as `user_id`, unless the context has one.",
            "maxProperties": limits::CONTEXT_ATTRIBUTES,
            "additionalProperties": true,
        });
        let body = json_schema!({
            "type": "object",
            "properties": { "context": context },
            "additionalProperties": true,
        });
        let content = [json_body(body)].into_iter().collect();
        operation.request_body = Some(ReferenceOr::Item(RequestBody { content, ..RequestBody::default() }));
        add_description(operation, "An absent body or context is the empty context.");
        add_refusals(
            operation,
            &[
                Refusal::OFREP_INVALID,
                Refusal::REQUEST_TIMEOUT,
                Refusal::PAYLOAD_TOO_LARGE,
                Refusal::UNSUPPORTED_MEDIA_TYPE,
            ],
        );
    }
}

impl JsonSchema for FlagAnswer {
    fn schema_name() -> Cow<'static, str> {
        "OfrepAnswer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "key": { "type": "string" },
                "value": { "description": "As it was written: `5` and `5.0` stay what they are." },
                "reason": {
                    "type": "string",
                    "enum": ["STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED"],
                },
                "variant": {
                    "type": "string",
                    "description": "The key of the variant; `default`, `off`, or the id of the rule for a value that is no variant.",
                },
                "metadata": {
                    "type": "object",
                    "properties": {
                        "flagSetId": { "type": "string", "description": "The key of the environment." },
                        "version": {
                            "type": "string",
                            "description": "The revision of the environment; absent in answers of all flags.",
                        },
                    },
                    "required": ["flagSetId"],
                },
            },
            "required": ["key", "value", "reason", "variant", "metadata"],
        })
    }
}

impl OperationOutput for BulkAnswer {
    type Inner = Self;

    fn inferred_responses(context: &mut GenContext, _: &mut Operation) -> Vec<(Option<u16>, Documented)> {
        let answer = context.schema.subschema_for::<FlagAnswer>();
        let unreadable = json_schema!({
            "type": "object",
            "properties": {
                "key": { "type": "string" },
                "errorCode": { "const": "PARSE_ERROR" },
                "errorDetails": { "type": "string" },
            },
            "required": ["key", "errorCode", "errorDetails"],
        });
        let stream = json_schema!({
            "type": "object",
            "properties": {
                "type": { "const": "sse" },
                "endpoint": {
                    "type": "object",
                    "properties": { "requestUri": { "type": "string" } },
                    "required": ["requestUri"],
                },
            },
            "required": ["type", "endpoint"],
        });
        let body = json_schema!({
            "type": "object",
            "properties": {
                "flags": { "type": "array", "items": { "anyOf": [answer, unreadable] } },
                "eventStreams": { "type": "array", "items": stream },
            },
            "required": ["flags"],
        });
        let documented = |description: &str| {
            let mut response = Documented { description: description.to_owned(), ..Documented::default() };
            let etag = json_schema!({ "type": "string", "pattern": "^\"[0-9a-f]{32}\"$" });
            add_header(&mut response, "ETag", "The hash of the body.", etag);
            response
        };
        let mut all = documented("Every flag of the environment, by key.");
        all.content = [json_body(body)].into_iter().collect();
        vec![(Some(200), all), (Some(304), documented("The client has these answers already."))]
    }
}
