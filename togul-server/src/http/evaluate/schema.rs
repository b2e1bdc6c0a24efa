//! What the document says of questions and answers whose types cannot say it: they are borrowed, written as they are
//! evaluated, or of the core.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::{AllAnswers, AnswerBody, CheckedContext};
use crate::domain::{
    rule::RuleType,
    schema::{Operator, word},
};

impl JsonSchema for CheckedContext<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Context".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Who is asking: attributes by name, of text, number, boolean or a list of them. \
                Null and `[]` are as good as `{}`.",
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
                "version": generator.subschema_for::<u64>(),
            },
            "required": ["flags", "version"],
        })
    }
}

/// Stands for [`togul_core::Explanation`].
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
                "expected": { "description": "What it was compared with." },
                "actual": { "description": "What the context held; null when missing." },
                "missing": { "type": "boolean" },
                "held": { "type": "boolean" },
            },
            "required": ["attribute", "operator", "actual", "missing", "held"],
        });
        let rollout = json_schema!({
            "type": ["object", "null"],
            "properties": {
                "bucket_by": { "type": "string" },
                "actual": { "description": "What the context held; null when missing." },
                "bucket": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "maximum": 99_999,
                    "description": "Null when there was no text to hash.",
                },
                "bound": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 100_000,
                    "description": "The buckets below this one are inside.",
                },
            },
            "required": ["bucket_by", "actual", "bucket", "bound"],
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
            "description": "Each rule that was looked at, up to the one that matched.",
            "properties": { "rules": { "type": "array", "items": rule } },
            "required": ["rules"],
        })
    }
}

pub fn reason(_: &mut SchemaGenerator) -> Schema {
    word(["disabled", "rule_match", "default"])
}
