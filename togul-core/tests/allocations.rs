//! Evaluation allocates nothing, as a counting global allocator shows.

use allocation_counter::measure;
use serde_json::json;
use togul_core::{Context, FlagHandle, Operator, Snapshot};
use uuid::Uuid;

/// Flags that together use every rule type and every operator but `matches`, with conditions that hold and others
/// that do not.
fn snapshot() -> Snapshot {
    let operand = |operator: Operator| match operator {
        Operator::In | Operator::NotIn | Operator::InIgnoreCase => json!(["TR", "DE", 5, true]),
        Operator::Contains | Operator::ContainsIgnoreCase => json!(["TR", "DE", 5]),
        Operator::IpIn => json!(["192.0.2.0/24", "::1"]),
        Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte => json!(10),
        Operator::Before | Operator::After => json!("2026-03-01T12:00:00Z"),
        Operator::SemverEq
        | Operator::SemverGt
        | Operator::SemverGte
        | Operator::SemverLt
        | Operator::SemverLte => json!("1.2.3-rc.1"),
        Operator::Exists | Operator::NotExists => json!(null),
        _ => json!("TR"),
    };
    let operators = Operator::ALL.iter().copied().filter(|operator| *operator != Operator::Matches);
    let flags = operators.flat_map(|operator| {
        ATTRIBUTES.map(|attribute| {
            let condition = json!({"attribute": attribute, "operator": operator, "value": operand(operator)});
            let rule = json!({"id": Uuid::nil(), "priority": 1, "rule_type": "percentage", "rollout_percentage": 100,
                "conditions": [condition, {"any": [{"not": condition}, condition]}], "return_value": "inside"});
            let last = json!({"id": Uuid::nil(), "priority": 2, "rule_type": "boolean", "return_value": "all"});
            let unreadable = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "segment", "return_value": "new",
                "conditions": [{"attribute": "never-there", "operator": "exists"}]});
            json!({"key": format!("{operator}-{attribute}"), "enabled": true, "value_type": "string",
                "default_value": "none", "salt": "0123456789abcdef", "rules": [rule, last, unreadable]})
            .to_string()
        })
    });
    let off = json!({"key": "off", "enabled": false, "value_type": "json", "default_value": {"a": [1]},
        "salt": "0123456789abcdef", "rules": []});
    let stopped = json!({"key": "stopped", "enabled": true, "value_type": "boolean", "default_value": true, "salt": "",
        "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "segment", "return_value": false}]});
    let flags: Vec<String> = flags.chain([off.to_string(), stopped.to_string()]).collect();
    Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)).expect("a snapshot")
}

const ATTRIBUTES: [&str; 8] = ["country", "age", "digits", "seen", "version", "beta", "groups", "absent"];

fn context() -> Context<'static> {
    Context::new()
        .with("user_id", "user-123")
        .with("country", "TR")
        .with("age", 42.5)
        .with("digits", "1.7976931348623157e308")
        .with("seen", "2026-03-01T12:00:00.5+03:00")
        .with("version", "1.2.3-rc.1+build.5")
        .with("beta", true)
        .with("groups", vec!["staff", "TR", "192.0.2.7"])
}

#[test]
fn evaluating_allocates_nothing() {
    let (snapshot, context) = (snapshot(), context());
    let keys: Vec<String> = snapshot.flags().map(|flag| flag.key().to_owned()).collect();
    assert_eq!(keys.len(), 26 * 8 + 2);
    let mut matched = 0;
    let allocated = measure(|| {
        for key in keys.iter().map(String::as_str).chain(["not-there"]) {
            let answer = snapshot.evaluate(key, &context);
            matched += usize::from(answer.as_str() == Some("inside"));
        }
        for flag in snapshot.flags() {
            matched += usize::from(flag.evaluate(&context).rule_id().is_some());
        }
    });
    // In every flag but `off` a rule matches or stops evaluation, and 58 conditions hold.
    assert_eq!(matched, 209 + 58);
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn evaluating_long_attributes_allocates_nothing() {
    let (snapshot, digits) = (snapshot(), "7".repeat(300));
    let list = ["TR", "1.2.3", "42", "2026-03-01T12:00:00Z", "some text"].repeat(9);
    let context =
        ATTRIBUTES[1..].iter().fold(Context::new(), |context, name| context.with(*name, list.clone()));
    let context = context.with("country", &digits).with("user_id", "user-123");
    let mut answers = Vec::with_capacity(snapshot.len());
    let allocated = measure(|| snapshot.evaluate_all(&context, &mut answers));
    assert_eq!(allocated.count_total, 0);
    assert!(answers.iter().any(|answer| answer.as_str() == Some("inside")));
}

#[test]
fn handles_and_bulk_evaluation_allocate_nothing_after_their_first_use() {
    let (snapshot, context) = (snapshot(), context());
    let handles: Vec<FlagHandle> = snapshot.flags().map(|flag| FlagHandle::new(flag.key())).collect();
    let mut answers = Vec::new();
    snapshot.evaluate_all(&context, &mut answers);
    let first = answers.clone();
    let allocated = measure(|| {
        snapshot.evaluate_all(&context, &mut answers);
        for (handle, answer) in handles.iter().zip(&answers) {
            assert_eq!(snapshot.evaluate_handle(handle, &context), *answer);
        }
    });
    assert_eq!(allocated.count_total, 0);
    assert_eq!(answers, first);
    assert_eq!(answers.len(), snapshot.len());
}

#[test]
fn a_thousand_flags_take_350_kib_beside_their_json() {
    let flags = (0..1_000).map(|number| {
        let rule = |priority: u8, attribute: &str, value: &str| {
            json!({"id": Uuid::from_u128(priority.into()), "priority": priority, "rule_type": "attribute",
                "attribute": attribute, "operator": "eq", "value": value, "return_value": true})
        };
        let share = json!({"id": Uuid::nil(), "priority": 9, "rule_type": "percentage", "rollout_percentage": 50,
            "return_value": true});
        json!({"key": format!("feature-{number:04}"), "enabled": true, "value_type": "boolean",
            "default_value": false, "salt": "0123456789abcdef", "rules": [rule(0, "country", "TR"), rule(1, "plan", "team"), rule(2, "segment", "seg-07"), share]})
        .to_string()
    });
    let flags: Vec<String> = flags.collect();
    let json: usize = flags.iter().map(String::len).sum();
    let mut snapshot = None;
    let allocated = measure(|| {
        snapshot = Some(Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)));
    });
    assert_eq!(snapshot.expect("a snapshot").expect("a snapshot").len(), 1_000);
    assert!(allocated.bytes_current <= (350 << 10) + json as i64, "{allocated:?}");
}

#[test]
fn eight_attributes_of_borrowed_text_are_one_allocation() {
    let allocated = measure(|| {
        let mut context = Context::new();
        for name in ATTRIBUTES {
            context.set(name, "some text that is longer than any inline buffer");
        }
        assert_eq!(context.len(), 8);
    });
    assert_eq!(allocated.count_total, 1);
}

#[test]
fn nine_attributes_of_owned_text_are_one_allocation_beside_their_texts() {
    let texts = ["some text"; 9].map(str::to_owned);
    let allocated = measure(|| {
        let names = ATTRIBUTES.into_iter().chain(["an attribute with a long name"]);
        let context: Context<'_> = names.zip(texts.clone()).collect();
        assert_eq!(context.len(), 9);
    });
    assert_eq!(allocated.count_total, 1 + 9);
}

#[test]
fn a_thousand_flags_with_lists_take_400_kib_beside_their_json() {
    let flags = (0..1_000).map(|number| {
        let rule = |priority: u8, attribute: &str, operator: &str, value: serde_json::Value| {
            json!({"id": Uuid::from_u128(priority.into()), "priority": priority, "rule_type": "attribute",
                "attribute": attribute, "operator": operator, "value": value, "return_value": true})
        };
        let list = json!(["starter", "growth", "business", "enterprise"]);
        let share = json!({"id": Uuid::nil(), "priority": 9, "rule_type": "percentage", "rollout_percentage": 50,
            "return_value": true});
        let rules = [rule(0, "plan", "in", list), rule(1, "country", "eq", json!("TR")),
            rule(2, "segment", "eq", json!("seg-07")), share];
        json!({"key": format!("feature-flag-{number:03}"), "enabled": true, "value_type": "boolean",
            "default_value": false, "salt": "0123456789abcdef", "rules": rules})
        .to_string()
    });
    let flags: Vec<String> = flags.collect();
    let json: usize = flags.iter().map(String::len).sum();
    let mut snapshot = None;
    let allocated = measure(|| {
        snapshot = Some(Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)));
    });
    assert_eq!(snapshot.expect("a snapshot").expect("a snapshot").len(), 1_000);
    assert!(allocated.bytes_current <= (400 << 10) + json as i64, "{allocated:?}");
}

#[test]
fn numbers_and_booleans_need_no_allocation_of_their_own() {
    let allocated = measure(|| {
        let context = Context::new()
            .with("integer", i64::MIN)
            .with("unsigned", u64::MAX)
            .with("fraction", 0.30000000000000004)
            .with("boolean", false)
            .with("nothing", None::<&str>);
        assert_eq!(context.len(), 5);
    });
    assert_eq!(allocated.count_total, 1);
}

#[test]
fn a_context_from_json_borrows_its_strings() {
    let json = br#"{"user_id": "user-123", "country": "TR", "age": 42, "beta": true}"#;
    let allocated = measure(|| {
        let context = Context::from_json(json).expect("a context");
        assert_eq!(context.len(), 4);
    });
    assert_eq!(allocated.count_total, 1);
}

#[test]
fn an_empty_context_and_a_clone_of_a_snapshot_are_free() {
    let snapshot = snapshot();
    let allocated = measure(|| {
        let clone = snapshot.clone();
        assert_eq!(clone.evaluate("off", &Context::new()).reason.as_str(), "disabled");
    });
    assert_eq!(allocated.count_total, 0);
}

#[test]
fn a_snapshot_takes_a_small_multiple_of_its_text() {
    let value = format!("[{}]", vec![r#"{"":0}"#; 9_000].join(","));
    let flags = (0..50).map(|n| {
        let rule = json!({"id": Uuid::from_u128(n), "priority": 1, "rule_type": "boolean", "return_value": n});
        format!(
            r#"{{"key":"f{n}","enabled":true,"value_type":"json","default_value":{value},"salt":"","rules":[{rule}]}}"#
        )
    });
    let flags: Vec<String> = flags.collect();
    let bytes: usize = flags.iter().map(String::len).sum();
    let mut snapshot = None;
    let read = measure(|| {
        snapshot = Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)).ok();
    });
    assert!(read.bytes_max < 3 * bytes as u64, "{} bytes at once for {bytes}", read.bytes_max);
    let snapshot = snapshot.expect("a snapshot");
    let off = snapshot.flag("f7").expect("a flag").evaluate(&Context::new());
    assert_eq!(off.as_i64(), Some(7));
}
