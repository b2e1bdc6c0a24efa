//! Contexts of the SDK as contexts of evaluations.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use open_feature::{EvaluationContext, EvaluationContextFieldValue, StructValue, Value};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};
use togul_core::openfeature::TARGETING_KEY;
use togul_core::{Context, ContextValue};

use super::unsupported::UnsupportedTypes;

/// The same context; texts are borrowed.
pub(super) fn convert<'a>(
    context: &'a EvaluationContext,
    targeting_attribute: &'a str,
    unsupported: &UnsupportedTypes,
) -> Context<'a> {
    let mut fields: Vec<_> = context.custom_fields.iter().collect();
    if fields.iter().any(|(_, value)| value.is_struct()) {
        // Members of two structs can have one dotted name, and a map has another order each time.
        fields.sort_unstable_by_key(|(name, _)| *name);
    }
    let mut converted = Context::new();
    for (name, value) in fields {
        converted.set(name, field(name, value, unsupported));
    }
    if let Some(key) = &context.targeting_key {
        converted.set(TARGETING_KEY, key);
    }
    converted.apply_targeting_key(targeting_attribute);
    converted
}

fn field<'a>(
    name: &str,
    value: &'a EvaluationContextFieldValue,
    unsupported: &UnsupportedTypes,
) -> ContextValue<'a> {
    match value {
        EvaluationContextFieldValue::Bool(value) => (*value).into(),
        EvaluationContextFieldValue::Int(value) => (*value).into(),
        EvaluationContextFieldValue::Float(value) => (*value).into(),
        EvaluationContextFieldValue::String(text) => text.into(),
        EvaluationContextFieldValue::DateTime(time) => rfc_3339(*time).map_or_else(
            || {
                unsupported.record(TypeId::of::<OffsetDateTime>(), name, "RFC 3339 has the years 0 to 9999 only");
                missing()
            },
            ContextValue::from,
        ),
        EvaluationContextFieldValue::Struct(any) => structured(&**any).unwrap_or_else(|| {
            let reason = "its type is none of serde_json::Value, open_feature::Value, StructValue, Vec<String> and Vec<i64>";
            unsupported.record((**any).type_id(), name, reason);
            missing()
        }),
    }
}

/// In its own offset, or in UTC if that has seconds, which RFC 3339 cannot express.
fn rfc_3339(time: OffsetDateTime) -> Option<String> {
    let in_utc = || time.checked_to_offset(UtcOffset::UTC)?.format(&Rfc3339).ok();
    time.format(&Rfc3339).ok().or_else(in_utc)
}

fn structured(any: &(dyn Any + Send + Sync)) -> Option<ContextValue<'_>> {
    if let Some(json) = any.downcast_ref::<serde_json::Value>() {
        return Some(json.into());
    }
    if let Some(value) = any.downcast_ref::<Value>() {
        return Some(of_value(value, Context::DEPTH));
    }
    if let Some(StructValue { fields }) = any.downcast_ref() {
        return Some(of_members(fields, Context::DEPTH));
    }
    if let Some(texts) = any.downcast_ref::<Vec<String>>() {
        return Some(texts.iter().collect::<Vec<_>>().into());
    }
    any.downcast_ref::<Vec<i64>>().map(|numbers| numbers.clone().into())
}

/// `depth` levels of names are left.
fn of_value(value: &Value, depth: usize) -> ContextValue<'_> {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::String(text) => text.into(),
        // Of an element that is no scalar, nothing is left.
        Value::Array(elements) => {
            elements.iter().map(|element| of_value(element, 1)).collect::<Vec<_>>().into()
        }
        Value::Struct(StructValue { fields }) => of_members(fields, depth),
    }
}

fn of_members(members: &HashMap<String, Value>, depth: usize) -> ContextValue<'_> {
    if depth <= 1 {
        return missing();
    }
    let mut members: Vec<_> = members.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members.into_iter().map(|(name, value)| (name, of_value(value, depth - 1))).collect()
}

fn missing<'a>() -> ContextValue<'a> {
    None::<bool>.into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn converted(context: &EvaluationContext) -> Context<'_> {
        convert(context, "user_id", Box::leak(Box::default()))
    }

    fn text<'c>(context: &'c Context<'_>, name: &str) -> Option<&'c str> {
        context.get(name).and_then(ContextValue::text)
    }

    #[test]
    fn the_targeting_key_is_the_user_unless_the_context_has_one() {
        let context = EvaluationContext::default().with_targeting_key("u-1");
        let plain = converted(&context);
        assert_eq!((text(&plain, "targetingKey"), text(&plain, "user_id")), (Some("u-1"), Some("u-1")));
        let account = convert(&context, "account_id", Box::leak(Box::default()));
        assert_eq!((text(&account, "account_id"), account.get("user_id").is_none()), (Some("u-1"), true));
        let own = context.with_custom_field("user_id", "u-2").with_custom_field("targetingKey", "u-3");
        let own = converted(&own);
        assert_eq!((text(&own, "targetingKey"), text(&own, "user_id")), (Some("u-1"), Some("u-2")));
        assert!(converted(&EvaluationContext::default()).is_empty());
    }

    #[test]
    fn scalars_stay_what_they_are() {
        let context = EvaluationContext::default()
            .with_custom_field("bool", true)
            .with_custom_field("int", i64::MAX)
            .with_custom_field("float", 2.5)
            .with_custom_field("text", "a")
            .with_custom_field("nan", f64::NAN)
            .with_custom_field("infinite", f64::INFINITY);
        let context = converted(&context);
        let json = |name: &str| context.get(name).map(ContextValue::to_json);
        assert_eq!(json("bool"), Some(json!(true)));
        assert_eq!(json("int"), Some(json!(i64::MAX)));
        assert_eq!(json("float"), Some(json!(2.5)));
        assert_eq!(json("text"), Some(json!("a")));
        assert_eq!((json("nan"), json("infinite")), (Some(json!(null)), Some(json!(null))));
    }

    #[test]
    fn a_time_is_a_text_that_rules_can_compare() {
        let utc = OffsetDateTime::from_unix_timestamp_nanos(1_767_225_600_500_000_000).unwrap();
        for (time, expected) in [
            (utc, Some("2026-01-01T00:00:00.5Z")),
            (utc.to_offset(UtcOffset::from_hms(3, 0, 0).unwrap()), Some("2026-01-01T03:00:00.5+03:00")),
            (utc.to_offset(UtcOffset::from_hms(0, 0, 1).unwrap()), Some("2026-01-01T00:00:00.5Z")),
            (OffsetDateTime::from_unix_timestamp(-62_200_000_000).unwrap(), None),
        ] {
            let context = EvaluationContext::default()
                .with_custom_field("at", EvaluationContextFieldValue::DateTime(time));
            assert_eq!(text(&converted(&context), "at"), expected);
        }
    }

    #[test]
    fn structs_of_the_known_types_are_flattened() {
        let nested = StructValue::default()
            .with_field("plan", "pro")
            .with_field("tags", vec!["a", "b"])
            .with_field("owner", StructValue::default().with_field("age", 42));
        let list = Value::Array(vec![1.into(), 2.5.into(), true.into(), Value::Array(vec![3.into()])]);
        let context = EvaluationContext::default()
            .with_custom_field(
                "json",
                EvaluationContextFieldValue::new_struct(json!({ "a": { "b": [1, null] } })),
            )
            .with_custom_field(
                "value",
                EvaluationContextFieldValue::new_struct(Value::Struct(nested.clone())),
            )
            .with_custom_field("struct", EvaluationContextFieldValue::new_struct(nested))
            .with_custom_field("list", EvaluationContextFieldValue::new_struct(list))
            .with_custom_field("texts", EvaluationContextFieldValue::new_struct(vec!["x".to_owned()]))
            .with_custom_field("numbers", EvaluationContextFieldValue::new_struct(vec![i64::MIN, 7]));
        let context = converted(&context);
        for (name, expected) in [
            ("json.a.b", json!([1])),
            ("value.plan", json!("pro")),
            ("value.tags", json!(["a", "b"])),
            ("value.owner.age", json!(42)),
            ("struct.owner.age", json!(42)),
            ("list", json!([1, 2.5, true])),
            ("texts", json!(["x"])),
            ("numbers", json!([i64::MIN, 7])),
        ] {
            assert_eq!(context.get(name).map(ContextValue::to_json), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_deep_struct_is_cut_and_the_same_each_time() {
        let deep =
            (0..20_000).fold(Value::Int(1), |inner, _| StructValue::default().with_field("a", inner).into());
        let one = json!({ "b.c": 1, "b": { "d": 1 } });
        let context = EvaluationContext::default()
            .with_custom_field("deep", EvaluationContextFieldValue::new_struct(deep))
            .with_custom_field("a", EvaluationContextFieldValue::new_struct(one))
            .with_custom_field("a.b", EvaluationContextFieldValue::new_struct(json!({ "c": 2 })));
        for _ in 0..20 {
            let context = converted(&context);
            assert_eq!(context.get("deep.a.a.a.a").map(ContextValue::to_json), Some(json!(null)));
            assert_eq!(text(&context, "a.b.c"), Some("2"), "the last of equally deep ones, by name");
        }
        // Dropping it would recurse as deep as it is.
        std::mem::forget(context);
    }
}
