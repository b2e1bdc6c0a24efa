//! Schemas of requests and answers that cannot derive them: types that borrow, that are serialized by hand, or that
//! belong to the core.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::{AllAnswers, AnswerBody, CheckedContext};
use crate::domain::{
    rule::RuleType,
    schema::{Operator, string_enum},
};

impl JsonSchema for CheckedContext<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Context".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The user or entity to evaluate for: attributes by name, each a string, a number, a boolean or a \
                list of them. Null and `[]` mean `{}`.",
            "anyOf": [
                { "type": "object", "maxProperties": limits::CONTEXT_ATTRIBUTES },
                { "type": "null" },
                { "type": "array", "maxItems": 0 },
            ],
        })
    }
}

impl JsonSchema for AllAnswers {
    fn schema_name() -> Cow<'static, str> {
        "AllAnswers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "flags": {
                    "type": "object",
                    "additionalProperties": generator.subschema_for::<AnswerBody<'static>>(),
                },
                "unreadable": {
                    "type": "array",
                    "items": { "type": "string" },
                    "description": "The keys of the flags whose definition this server cannot read.",
                },
                "version": generator.subschema_for::<u64>(),
            },
            "required": ["flags", "unreadable", "version"],
        })
    }
}

/// The schema of [`togul_core::Explanation`].
pub enum Explanation {}

impl JsonSchema for Explanation {
    fn schema_name() -> Cow<'static, str> {
        "Explanation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let condition = json_schema!({
            "type": "object",
            "properties": {
                "attribute": { "type": "string" },
                "operator": generator.subschema_for::<Operator>(),
                "expected": { "description": "The value of the condition." },
                "actual": { "description": "The attribute of the context; null when it is missing." },
                "missing": { "type": "boolean" },
                "problem": {
                    "type": ["string", "null"],
                    "description": "Why the attribute could not be compared: it is missing, or no version, time or number \
                        where the operator compares these. Of a list, why the first element that did not count, and how many \
                        did not.",
                },
                "held": { "type": "boolean" },
            },
            "required": ["attribute", "operator", "actual", "missing", "problem", "held"],
        });
        let rollout = json_schema!({
            "type": ["object", "null"],
            "properties": {
                "bucket_by": { "type": "string" },
                "actual": { "description": "The attribute of the context; null when it is missing." },
                "bucket": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "maximum": 99_999,
                    "description": "Null when the attribute has no text form to hash.",
                },
                "problem": {
                    "type": ["string", "null"],
                    "description": "Why there is no bucket: the attribute is missing, or a list.",
                },
                "bound": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 100_000,
                    "description": "Buckets below this number are in the share.",
                },
            },
            "required": ["bucket_by", "actual", "bucket", "problem", "bound"],
        });
        let rule = json_schema!({
            "type": "object",
            "properties": {
                "rule_id": { "type": ["string", "null"], "format": "uuid" },
                "rule_type": generator.subschema_for::<Option<RuleType>>(),
                "matched": { "type": "boolean" },
                "conditions": { "type": "array", "items": condition },
                "rollout": rollout,
                "unreadable": { "type": ["string", "null"] },
            },
            "required": ["rule_id", "rule_type", "matched", "conditions", "rollout", "unreadable"],
        });
        json_schema!({
            "type": "object",
            "description": "Each rule that was evaluated, up to the one that matched.",
            "properties": { "rules": { "type": "array", "items": rule } },
            "required": ["rules"],
        })
    }
}

pub fn reason(_: &mut SchemaGenerator) -> Schema {
    string_enum(["disabled", "rule_match", "default"])
}
