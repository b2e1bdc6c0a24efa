//! Schemas of requests and answers that cannot derive them: types that borrow, that are serialized by hand, or that
//! belong to the core.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use togul_core::limits;

use super::{AllAnswers, AnswerBody, CheckedContext};
use crate::{
    domain::{
        rule::RuleType,
        schema::{Operator, string_enum},
    },
    http::playground::PlaygroundAnswers,
};

impl JsonSchema for CheckedContext<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Context".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The user or entity to evaluate for: attributes by name, each a string, a number, a boolean or a \
                list of them. Nested objects are flattened to dotted names. Null and `[]` mean `{}`.",
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

impl JsonSchema for PlaygroundAnswers {
    fn schema_name() -> Cow<'static, str> {
        "PlaygroundAnswers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let result = string_enum(["holds", "fails", "unknown"]);
        let segments = json_schema!({
            "type": "object",
            "additionalProperties": result,
            "description": "Whether the context is in each segment; unknown without the attributes that decide.",
        });
        let mut answers = AllAnswers::json_schema(generator);
        let object = answers.ensure_object();
        if let Some(properties) = object["properties"].as_object_mut() {
            properties.insert("segments".to_owned(), segments.to_value());
            let explanation = generator.subschema_for::<Explanation>();
            let explanations = json_schema!({
                "type": "object",
                "additionalProperties": explanation,
                "description": "Of each unreadable flag, what was looked at until evaluation stopped.",
            });
            properties.insert("unreadable_because".to_owned(), explanations.to_value());
        }
        if let Some(required) = object["required"].as_array_mut() {
            required.extend(["segments".into(), "unreadable_because".into()]);
        }
        answers
    }
}

/// The schema of [`togul_core::ConditionExplanation`].
enum ConditionExplanation {}

impl JsonSchema for ConditionExplanation {
    fn schema_name() -> Cow<'static, str> {
        "ConditionExplanation".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let result = json_schema!({
            "enum": ["holds", "fails", "unknown"],
            "description": "Unknown: the attribute is missing, or of the wrong kind for the operator.",
        });
        let part = generator.subschema_for::<Self>();
        let parts = json_schema!({ "type": "array", "items": part });
        let group = |name: &str, content: Schema| {
            json_schema!({
                "type": "object",
                "properties": { name: content, "result": result },
                "required": [name, "result"],
            })
        };
        let comparison = json_schema!({
            "type": "object",
            "properties": {
                "attribute": { "type": "string" },
                "operator": generator.subschema_for::<Operator>(),
                "expected": { "description": "The value of the condition." },
                "actual": { "description": "The attribute of the context; null when it is missing." },
                "missing": { "type": "boolean" },
                "problem": {
                    "type": ["string", "null"],
                    "description": "Why the attribute could not be compared: it is missing, or of the wrong kind for the \
                        operator. Of a list, why the first element that did not count, and how many did not.",
                },
                "result": result,
            },
            "required": ["attribute", "operator", "actual", "missing", "problem", "result"],
        });
        let segment = json_schema!({
            "type": "object",
            "properties": {
                "segment": { "type": "string", "description": "The key of the segment." },
                "result": result,
                "decided_by": {
                    "description": "The list or the rule, by its position, that decided; null if none did.",
                    "anyOf": [
                        { "enum": ["included", "excluded", null] },
                        {
                            "type": "object",
                            "properties": { "rule": { "type": "integer", "minimum": 0 } },
                            "required": ["rule"],
                        },
                    ],
                },
                "unreadable": { "type": "string", "description": "Why the segment cannot be evaluated." },
            },
            "required": ["segment", "result", "decided_by"],
        });
        let segments = json_schema!({ "type": "array", "items": segment });
        json_schema!({
            "anyOf": [
                comparison,
                group("in_segment", segments),
                group("any", parts.clone()),
                group("all", parts),
                group("not", part),
            ],
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
        let condition = generator.subschema_for::<ConditionExplanation>();
        let rollout = json_schema!({
            "type": ["object", "null"],
            "properties": {
                "bucket_by": { "type": "string" },
                "actual": { "description": "The attribute of the context; null when it is missing." },
                "bucket": {
                    "type": ["integer", "null"],
                    "minimum": 0,
                    "description": "0 to 99,999, or in units of the scheme. Null when the attribute has nothing to hash.",
                },
                "problem": {
                    "type": ["string", "null"],
                    "description": "Why there is no bucket: the attribute is missing, or a list.",
                },
                "bound": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Buckets below this number are in the share; of 100,000, or in units of the scheme.",
                },
                "scheme": {
                    "type": "string",
                    "description": "The scheme of the other system of an imported rule; absent for other rules.",
                },
                "split_bucket": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Which part of the split; absent without a split, and without a bucket.",
                },
                "variant": { "type": "string", "description": "The variant of that part." },
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
        let prerequisite = json_schema!({
            "type": "object",
            "properties": {
                "flag": { "type": "string", "description": "The key of the other flag." },
                "value": { "description": "Its answer; null if it has none." },
                "variant": { "type": ["string", "null"], "description": "The variant of that answer." },
                "reason": {
                    "anyOf": [string_enum(togul_core::Reason::NAMES.iter().copied()), { "type": "null" }],
                    "description": "What decided that answer; null if the flag cannot be evaluated as a prerequisite.",
                },
                "held": {
                    "type": ["boolean", "null"],
                    "description": "Whether the answer is one of those required; null if there is none.",
                },
            },
            "required": ["flag", "value", "variant", "reason", "held"],
        });
        json_schema!({
            "type": "object",
            "description": "Each prerequisite and each rule that was evaluated, up to the one that decided.",
            "properties": {
                "prerequisites": { "type": "array", "items": prerequisite },
                "rules": { "type": "array", "items": rule },
            },
            "required": ["rules"],
        })
    }
}

pub fn reason(_: &mut SchemaGenerator) -> Schema {
    string_enum(["disabled", "prerequisite_failed", "rule_match", "default"])
}
