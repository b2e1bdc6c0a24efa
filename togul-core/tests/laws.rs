//! Properties of any flag, any context and any history.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use togul_core::{
    Change, ConditionExplanation, ConditionResult, Context, ContextValue, Fingerprint, Flag, ObjectKind,
    Operator, Reason, Rule, Snapshot, ValueType,
};
use uuid::Uuid;

const NAMES: [&str; 4] = ["user_id", "country", "age", "groups"];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![9 => prop::sample::select(&NAMES[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

/// Strings that suit some operator, and any others.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "",
        "TR",
        "user-1",
        "5",
        "-0",
        "1e3",
        "1e999",
        "1.2.3",
        "1.2.3-rc.1",
        "2026-03-01T12:00:00Z",
        "a+",
        "(",
        "true",
    ];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => "[0-9+.eE-]{0,12}",
        1 => "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?(Z|[+-−][0-9]{2}:?[0-9]{0,2})?",
        1 => any::<String>(),
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (-20..20_i64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        prop::num::f64::ANY.prop_map(Value::from),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![4 => text().prop_map(Value::from), 2 => number(), 1 => any::<bool>().prop_map(Value::from)]
}

fn any_json() -> impl Strategy<Value = Value> {
    prop_oneof![6 => scalar(), 1 => Just(Value::Null)].prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(name(), inner, 0..4).prop_map(|fields| Value::Object(Map::from_iter(fields))),
        ]
    })
}

fn context() -> impl Strategy<Value = String> {
    btree_map(name(), any_json(), 0..6).prop_map(|fields| Value::Object(Map::from_iter(fields)).to_string())
}

/// A comparison or a group, readable for the most part.
fn condition() -> impl Strategy<Value = Value> {
    comparison().prop_recursive(3, 8, 3, |inner| {
        let parts = || vec(inner.clone(), 0..4);
        prop_oneof![
            8 => parts().prop_map(|parts| json!({ "any": parts })),
            8 => parts().prop_map(|parts| json!({ "all": parts })),
            8 => inner.clone().prop_map(|part| json!({ "not": part })),
            1 => parts().prop_map(|parts| json!({ "one": parts })),
        ]
    })
}

/// A comparison, readable for the most part, with its operator's kind of value or any other.
fn comparison() -> impl Strategy<Value = Value> {
    let operators = Operator::NAMES;
    let operator = prop_oneof![20 => prop::sample::select(operators.to_vec()), 1 => Just("sounds_like")];
    let value = prop_oneof![4 => scalar(), 2 => vec(scalar(), 0..5).prop_map(Value::from), 1 => any_json()];
    (name(), operator, value).prop_map(|(attribute, operator, value)| {
        let takes_none = operator.parse::<Operator>().is_ok_and(|operator| !operator.takes_value());
        if takes_none {
            json!({"attribute": attribute, "operator": operator})
        } else {
            json!({"attribute": attribute, "operator": operator, "value": value})
        }
    })
}

/// A rule without its id.
fn rule() -> impl Strategy<Value = Value> {
    let share = prop_oneof![(0..=100_000_u32).prop_map(|n| json!(f64::from(n) / 1000.0)), number()];
    let rule_type = prop::sample::select(vec![
        "boolean",
        "attribute",
        "attribute",
        "percentage",
        "percentage",
        "segment",
    ]);
    let parts =
        (rule_type, -2..3_i32, comparison(), share, name(), vec(condition(), 0..3), any::<u8>(), 0..10_u8);
    parts.prop_map(|(rule_type, priority, own, share, bucket_by, conditions, value, active)| {
        let mut rule = json!({"priority": priority, "rule_type": rule_type, "conditions": conditions,
            "return_value": value, "is_active": active > 0});
        let fields = rule.as_object_mut().expect("an object");
        match rule_type {
            "attribute" => fields.extend(own.as_object().expect("an object").clone()),
            "percentage" => {
                fields.insert("rollout_percentage".to_owned(), share);
                fields.insert("bucket_by".to_owned(), Value::from(bucket_by));
            }
            _ => {}
        }
        rule
    })
}

/// Rules with different ids.
fn rules() -> impl Strategy<Value = Vec<Value>> {
    vec((rule(), any::<u64>()), 0..6).prop_map(|rules| {
        let rules = rules.into_iter().enumerate().map(|(at, (mut rule, random))| {
            rule["id"] = json!(Uuid::from_u64_pair(random % 3, at as u64));
            rule
        });
        rules.collect()
    })
}

/// One or more rules, all of them active and readable.
fn readable_rules() -> impl Strategy<Value = Vec<Value>> {
    rules().prop_filter_map("no rule can be read", |rules| {
        let whole =
            |rule: &Value| snapshot_of(&flag("k", std::slice::from_ref(rule))).unreadable().next().is_none();
        let rules: Vec<_> =
            rules.into_iter().filter(|rule| rule["is_active"] == json!(true) && whole(rule)).collect();
        (!rules.is_empty()).then_some(rules)
    })
}

fn id_of(rule: &Value) -> Option<Uuid> {
    rule["id"].as_str()?.parse().ok()
}

/// A difference that a newer server's rule may have.
#[derive(Clone, Debug)]
enum Damage {
    /// A condition that this version does not know, at some position.
    Condition(prop::sample::Index),
    /// A field with another type.
    Field(&'static str),
}

impl Damage {
    fn apply(&self, rule: &mut Value) {
        match self {
            Self::Condition(at) => {
                let conditions = rule["conditions"].as_array_mut().expect("a list");
                conditions.insert(
                    at.index(conditions.len() + 1),
                    json!({"any": [{"operator": "in_audience", "value": "beta"}]}),
                );
            }
            Self::Field("return_value") => {
                let fields = rule.as_object_mut().expect("an object");
                fields.remove("return_value");
                fields.insert("variant".to_owned(), json!("red"));
            }
            Self::Field("operator") if rule["rule_type"] != "attribute" => {
                rule["rule_type"] = json!("tomorrow")
            }
            Self::Field("rollout_percentage") if rule["rule_type"] != "percentage" => {
                rule["conditions"] = json!({})
            }
            Self::Field(name) => rule[*name] = json!({"version": 2}),
        }
    }
}

fn damage() -> impl Strategy<Value = Damage> {
    let fields =
        ["id", "priority", "rule_type", "conditions", "return_value", "operator", "rollout_percentage"];
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Condition),
        prop::sample::select(fields.to_vec()).prop_map(Damage::Field),
    ]
}

fn flag(key: &str, rules: &[Value]) -> String {
    json!({"key": key, "enabled": true, "value_type": "json", "default_value": "default", "salt": "0123456789abcdef",
        "rules": rules})
    .to_string()
}

fn snapshot_of(flag: &str) -> Snapshot {
    Snapshot::new(Uuid::nil(), "production", 1, [flag]).expect("a flag with a key")
}

/// The steps of a history: a flag, and its rules after the change.
fn history() -> impl Strategy<Value = Vec<(u8, Option<Vec<Value>>)>> {
    vec((0..6_u8, prop::option::weighted(0.7, rules())), 0..30)
}

proptest! {
    #[test]
    fn raising_a_percentage_never_loses_a_user(user in text(), salt in "[0-9a-f]{16}", one in 0..=100_000_u32, other in 0..=100_000_u32) {
        let inside = |thousandths: u32| {
            let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false, "salt": salt,
                "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "percentage",
                    "rollout_percentage": f64::from(thousandths) / 1000.0, "return_value": true}]});
            let snapshot = snapshot_of(&flag.to_string());
            assert_eq!(snapshot.unreadable().next(), None);
            snapshot.evaluate("k", &Context::new().with("user_id", &user)).as_bool() == Some(true)
        };
        prop_assert!(!inside(one.min(other)) || inside(one.max(other)));
        prop_assert!(!inside(0) && inside(100_000));
    }

    #[test]
    fn the_order_of_rules_in_json_does_not_matter(
        (rules, shuffled) in rules().prop_flat_map(|rules| (Just(rules.clone()), Just(rules).prop_shuffle())),
        context in context(),
    ) {
        let (one, other) = (snapshot_of(&flag("k", &rules)), snapshot_of(&flag("k", &shuffled)));
        let context = Context::from_json(context.as_bytes()).expect("a context");
        prop_assert_eq!(one.explain("k", &context), other.explain("k", &context));
    }

    #[test]
    fn an_explanation_explains_the_answer(rules in rules(), context in context()) {
        let snapshot = snapshot_of(&flag("k", &rules));
        let context = Context::from_json(context.as_bytes()).expect("a context");
        let (answer, explanation) = snapshot.explain("k", &context);
        prop_assert_eq!(answer, snapshot.evaluate("k", &context));
        let looked_at = explanation.rules.len();
        for (at, rule) in explanation.rules.iter().enumerate() {
            let inside = rule.rollout.as_ref().is_none_or(|share| share.bucket.is_some_and(|bucket| bucket < share.bound));
            let decides = rule.conditions.iter().all(|condition| condition.result() == ConditionResult::Holds) && inside;
            prop_assert_eq!(rule.matched, decides && rule.unreadable.is_none());
            prop_assert_eq!(decides, answer.rule_id().is_some() && rule.rule_id == answer.rule_id());
            prop_assert!(!decides || at + 1 == looked_at, "evaluation ends with the rule that decides");
            let stopped = matches!(answer.reason, Reason::Unreadable { .. });
            prop_assert_eq!(stopped && at + 1 == looked_at, decides && rule.unreadable.is_some());
        }
        prop_assert!(serde_json::to_string(&explanation).is_ok());
    }

    #[test]
    fn an_unreadable_rule_stops_evaluation_or_changes_nothing(
        rules in readable_rules(), at in any::<prop::sample::Index>(), damage in damage(), context in context(),
    ) {
        let at = at.index(rules.len());
        let mut damaged = rules.clone();
        damage.apply(&mut damaged[at]);
        let (whole, damaged) = (snapshot_of(&flag("k", &rules)), snapshot_of(&flag("k", &damaged)));
        prop_assert_eq!(damaged.unreadable().count(), 1);
        let context = Context::from_json(context.as_bytes()).expect("a context");
        let (before, after) = (whole.evaluate("k", &context), damaged.evaluate("k", &context));
        let matched = before.rule_id().is_some() && before.rule_id() == id_of(&rules[at]);
        if matched || after.reason.as_str() == "unreadable" {
            prop_assert_eq!((after.reason.as_str(), after.value()), ("unreadable", None));
        } else {
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn a_list_of_any_length_matches_as_its_elements_do(
        condition in comparison(), elements in vec(scalar(), 0..40), long in "[0-9.]{0,2}[0-9]{0,400}",
    ) {
        let operator = condition["operator"].as_str().expect("a name").to_owned();
        let mut rule = condition;
        let fields = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "attribute", "attribute": "a", "return_value": 1});
        rule.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        let snapshot = snapshot_of(&flag("k", &[rule]));
        let holds = |value: &Value| snapshot.evaluate("k", &Context::new().with("a", value)).as_f64().is_some();
        let elements: Vec<Value> = elements.into_iter().chain([Value::from(long)]).collect();
        let mut counted = elements.iter().filter(|element| ContextValue::from(*element).text().is_some()).map(holds);
        let expected = match &*operator {
            "neq" | "not_in" => counted.all(|held| held),
            _ => counted.any(|held| held),
        };
        prop_assert_eq!(holds(&Value::from(elements)), expected);
    }

    #[test]
    fn a_snapshot_equals_the_sum_of_its_changes(
        history in history(), segments in vec(any::<(bool, u8, bool)>(), 30), context in context(),
    ) {
        let context = Context::from_json(context.as_bytes()).expect("a context");
        let mut flags: BTreeMap<String, String> = BTreeMap::new();
        let mut held_segments: BTreeMap<String, String> = BTreeMap::new();
        let mut followed = Snapshot::new(Uuid::nil(), "production", 0, []).expect("no flags");
        for ((number, rules), (of_segment, value, deletes)) in history.into_iter().zip(segments) {
            let (previous, revision) = (followed.revision(), followed.revision().next());
            let (kind, key, json) = if of_segment {
                let key = format!("segment-{number}");
                let json = json!({"key": key, "included": [value.to_string()]}).to_string();
                (ObjectKind::Segment, key, Some(json).filter(|_| !deletes))
            } else {
                let key = format!("flag-{number}");
                let json = rules.map(|rules| flag(&key, &rules));
                (ObjectKind::Flag, key, json)
            };
            let objects = if of_segment { &mut held_segments } else { &mut flags };
            match &json {
                Some(json) => drop(objects.insert(key.clone(), json.clone())),
                None => drop(objects.remove(&key)),
            }
            let objects = flags.values().chain(held_segments.values());
            let sum = objects.fold(Fingerprint::default(), |sum, json| sum.add(Fingerprint::of(json)));
            let json = json.as_deref();
            let change = Change { previous, revision, fingerprint: sum, kind, key: &key, json };
            followed = followed.apply(&[change]).expect("the change follows");
            let fetched = Snapshot::new(Uuid::nil(), "production", revision, flags.values().map(String::as_str));
            let fetched = fetched.expect("a snapshot").with_segments(held_segments.values().map(String::as_str));
            let fetched = fetched.expect("a snapshot");
            prop_assert_eq!(followed.to_json(), fetched.to_json());
            prop_assert_eq!(followed.to_json_len(), fetched.to_json().len());
            prop_assert_eq!(followed.fingerprint(), fetched.fingerprint());
            prop_assert_eq!((followed.revision(), followed.len()), (fetched.revision(), fetched.len()));
            prop_assert!(followed.unreadable().eq(fetched.unreadable()));
            let keys = |snapshot: &Snapshot| snapshot.flags().map(|flag| flag.key().to_owned()).collect::<Vec<_>>();
            prop_assert_eq!(keys(&followed), flags.keys().cloned().collect::<Vec<_>>());
            for number in 0..6 {
                let key = format!("flag-{number}");
                prop_assert_eq!(followed.explain(&key, &context), fetched.explain(&key, &context));
            }
        }
    }

    #[test]
    fn garbage_never_panics_and_does_not_affect_other_flags(garbage in vec(any_json(), 0..4), context in context()) {
        let (garbled, whole) = (flag("garbled", &garbage), flag("whole", &[]));
        let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [&*garbled, &*whole]).expect("both have keys");
        let context = Context::from_json(context.as_bytes()).expect("a context");
        prop_assert_eq!(snapshot.evaluate("whole", &context).as_str(), Some("default"));
        let inactive = garbage.iter().filter(|rule| rule["is_active"] == json!(false)).count();
        let active = garbage.len() - inactive;
        prop_assert_eq!(snapshot.unreadable().count(), active);
        let answer = snapshot.evaluate("garbled", &context);
        prop_assert_eq!(answer.as_str(), (active == 0).then_some("default"));
        prop_assert_eq!(answer.reason.as_str(), if active == 0 { "default" } else { "unreadable" });
    }

    #[test]
    fn any_bytes_are_a_snapshot_or_an_error(bytes in vec(any::<u8>(), 0..200), flag in any_json()) {
        let _ = Snapshot::from_json(&bytes);
        let _ = Context::from_json(&bytes);
        let _ = Snapshot::new(Uuid::nil(), "production", 1, [&*flag.to_string()]);
    }

    #[test]
    fn flags_that_pass_the_checks_are_readable(rules in rules()) {
        let rules: Vec<Rule> = rules.into_iter().filter_map(|rule| serde_json::from_value(rule).ok()).collect();
        let passed = rules.into_iter().filter(|rule| rule.check(ValueType::Json, &[]).is_ok());
        let (key, default_value, salt) = ("k".to_owned(), Value::Null.into(), "0123456789abcdef".to_owned());
        let flag = Flag { key, needs: 1, enabled: true, value_type: ValueType::Json, default_value, off_value: Some(json!("off").into()), salt, variants: Vec::new(), prerequisites: Vec::new(), rules: passed.collect() };
        prop_assert_eq!(flag.check().map(drop), Ok(()));
        let json = serde_json::to_string(&flag)?;
        let snapshot = snapshot_of(&json);
        prop_assert_eq!(snapshot.unreadable().next(), None);
        prop_assert_eq!(serde_json::from_str::<Flag>(&json)?, flag);
    }

    #[test]
    fn the_text_form_of_a_number_parses_as_the_number(number in prop::num::f64::ANY) {
        let value = ContextValue::from(number);
        match value.text() {
            Some(text) => {
                prop_assert_eq!(text.parse::<f64>().expect("a number"), number);
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-'));
                prop_assert_eq!(value.to_json().as_f64(), Some(number));
            }
            None => prop_assert!(!number.is_finite() && value.is_missing()),
        }
    }

    #[test]
    fn numbers_read_from_json_have_the_text_form_of_their_f64(number in prop_oneof![any::<i64>().prop_map(|n| n as f64), prop::num::f64::NORMAL]) {
        let json = format!("{{\"n\": {}}}", json!(number));
        let read = Context::from_json(json.as_bytes()).expect("a context");
        let made = ContextValue::from(number);
        prop_assert_eq!(read.get("n").expect("was set").text(), made.text());
    }

    #[test]
    fn integers_of_64_bits_keep_their_digits(number in prop_oneof![any::<i64>().prop_map(i128::from), any::<u64>().prop_map(i128::from)]) {
        let digits = number.to_string();
        let json = format!("{{\"n\": {digits}}}");
        let read = Context::from_json(json.as_bytes()).expect("a context");
        let value: Value = serde_json::from_str(&digits).expect("a number");
        let values = [
            read.get("n").expect("was set").clone(),
            ContextValue::from(&value),
            u64::try_from(number).map_or_else(|_| (number as i64).into(), ContextValue::from),
        ];
        for held in values {
            prop_assert_eq!(held.text(), Some(&*digits));
            prop_assert_eq!(held.to_json(), value.clone());
        }
        // An explanation shows the digits on both sides, also for a comparison as f64.
        for operator in ["eq", "gte"] {
            let rule = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "attribute", "attribute": "n",
                "operator": operator, "value": value, "return_value": 1});
            let snapshot = snapshot_of(&flag("k", &[rule]));
            let (_, explanation) = snapshot.explain("k", &read);
            let ConditionExplanation::Compare(comparison) = &explanation.rules[0].conditions[0] else {
                return Err(TestCaseError::fail("a comparison is explained as one"));
            };
            prop_assert_eq!((&comparison.actual, comparison.expected.as_ref()), (&value, Some(&value)));
            prop_assert_eq!(comparison.result, ConditionResult::Holds);
        }
    }

    #[test]
    fn contexts_from_json_and_from_values_are_equal(json in context(), rules in rules()) {
        let value: Value = serde_json::from_str(&json).expect("JSON");
        let fields = value.as_object().expect("an object");
        let read = Context::from_json(json.as_bytes()).expect("a context");
        let (mut borrowed, mut owned) = (Context::new(), Context::new());
        for (name, value) in fields {
            borrowed.set(name, value);
            owned.set(name.clone(), value.clone());
        }
        let shown = |context: &Context<'_>| format!("{context:?}");
        prop_assert_eq!(shown(&read), shown(&borrowed));
        prop_assert_eq!(shown(&read), shown(&owned));
        let deserialized: Context<'static> = serde_json::from_reader(json.as_bytes()).expect("a context");
        prop_assert_eq!(shown(&read), shown(&deserialized));
        prop_assert_eq!(shown(&read), shown(&Context::try_from(&value).expect("an object")));
        prop_assert_eq!(shown(&read), shown(&Context::try_from(value.clone()).expect("an object")));
        let snapshot = snapshot_of(&flag("k", &rules));
        prop_assert_eq!(snapshot.explain("k", &read), snapshot.explain("k", &read.clone().into_owned()));
    }
}
