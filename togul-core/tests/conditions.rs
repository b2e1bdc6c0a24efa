//! Conditions of any nesting, compared with a naive interpreter of three-valued logic.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use togul_core::{ConditionResult, Context, Snapshot};
use uuid::Uuid;

use ConditionResult::{Fails, Holds, Unknown};

const PARTS: [&str; 6] = [
    "contains",
    "starts_with",
    "ends_with",
    "contains_ignore_case",
    "starts_with_ignore_case",
    "ends_with_ignore_case",
];

/// In ascending order, each of them equal to nothing but itself.
const VERSIONS: [&str; 4] = ["1.2.3-rc.1", "1.2.3", "1.10.0", "2.0.0"];
const TIMES: [&str; 3] = ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5Z", "2026-03-01T15:00:01+03:00"];

const ADDRESSES: [&str; 4] = ["10.1.2.3", "::ffff:10.1.2.3", "11.0.0.1", "::1"];
/// Each with the addresses above that it has.
const BLOCKS: [(&str, &[&str]); 4] = [
    ("10.0.0.0/8", &["10.1.2.3", "::ffff:10.1.2.3"]),
    ("::ffff:11.0.0.0/127", &["11.0.0.1"]),
    ("::/0", &["::1"]),
    ("192.0.2.1", &[]),
];

/// Elements of attributes, and values to compare with.
fn scalar() -> impl Strategy<Value = Value> {
    let texts = ["", "a", "b", "ab", "A", "aB", "É", "é", "5", "-1", "true"];
    let texts = texts.into_iter().chain(VERSIONS).chain(TIMES).chain(ADDRESSES);
    prop_oneof![
        6 => prop::sample::select(texts.map(Value::from).collect::<Vec<_>>()),
        2 => (-2..7_i64).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
    ]
}

fn attribute_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => scalar(),
        3 => vec(prop_oneof![5 => scalar(), 1 => Just(Value::Null)], 0..4).prop_map(Value::from),
        1 => Just(Value::Null),
    ]
}

fn context() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec!["a", "b", "a_longer_name"]);
    btree_map(names.prop_map(str::to_owned), attribute_value(), 0..4)
        .prop_map(|fields| Value::Object(Map::from_iter(fields)))
}

/// A comparison with a value that suits the operator.
fn comparison() -> impl Strategy<Value = Value> {
    let of = |operators: &'static [&'static str], values: BoxedStrategy<Value>| {
        (prop::sample::select(operators), values)
    };
    let texts = scalar().boxed();
    let lists = vec(scalar(), 1..4).prop_map(Value::from).boxed();
    let operator = prop_oneof![
        of(&["eq", "neq", "eq_ignore_case"], texts.clone()),
        of(&["in", "not_in"], lists.clone()),
        of(&["in_ignore_case"], vec(scalar(), 1..20).prop_map(Value::from).boxed()),
        of(&PARTS, prop_oneof![texts, lists].boxed()),
        of(
            &["ip_in"],
            vec(prop::sample::select(&BLOCKS[..]).prop_map(|(block, _)| block), 1..4)
                .prop_map(Value::from)
                .boxed()
        ),
        of(&["gt", "gte", "lt", "lte"], (-2..7_i64).prop_map(Value::from).boxed()),
        of(
            &["semver_eq", "semver_gt", "semver_gte", "semver_lt", "semver_lte"],
            prop::sample::select(&VERSIONS[..]).prop_map(Value::from).boxed()
        ),
        of(&["before", "after"], prop::sample::select(&TIMES[..]).prop_map(Value::from).boxed()),
        of(&["matches"], prop::sample::select(vec!["^a", "b$", "[0-9]"]).prop_map(Value::from).boxed()),
        of(&["exists", "not_exists"], Just(Value::Null).boxed()),
    ];
    let attribute = prop::sample::select(vec!["a", "b", "a_longer_name", "absent"]);
    (attribute, operator).prop_map(|(attribute, (operator, value))| {
        let mut comparison = json!({"attribute": attribute, "operator": operator, "value": value});
        comparison.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        comparison
    })
}

fn condition() -> impl Strategy<Value = Value> {
    comparison().prop_recursive(4, 16, 4, |inner| {
        let parts = || vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|parts| json!({ "any": parts })),
            parts().prop_map(|parts| json!({ "all": parts })),
            inner.clone().prop_map(|part| json!({ "not": part })),
        ]
    })
}

/// A condition with parts that no version knows.
fn partial_condition() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => comparison(),
        1 => Just(json!({"attribute": "a", "operator": "sounds_like", "value": "a"})),
        1 => Just(json!({"attribute": "a", "operator": "gt", "value": "no number"})),
        1 => Just(json!({"one_of": []})),
        1 => Just(json!({"any": []})),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        let parts = || vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(|parts| json!({ "any": parts })),
            parts().prop_map(|parts| json!({ "all": parts })),
            inner.clone().prop_map(|part| json!({ "not": part })),
        ]
    })
}

fn snapshot(conditions: &[Value]) -> Snapshot {
    let flag = json!({"key": "f", "enabled": true, "value_type": "boolean", "default_value": false,
        "salt": "4f3c9a1be27d0856", "rules": [{"id": Uuid::nil(), "priority": 0, "rule_type": "boolean",
            "conditions": conditions, "return_value": true}]});
    Snapshot::new(Uuid::nil(), "e", 1, [&*flag.to_string()]).expect("a flag with a key")
}

fn evaluate(condition: &Value, context: &Value) -> (bool, ConditionResult) {
    let snapshot = snapshot(std::slice::from_ref(condition));
    assert_eq!(snapshot.unreadable().next(), None, "{condition}");
    let context = Context::try_from(context).expect("an object");
    let (answer, explanation) = snapshot.explain("f", &context);
    assert_eq!(answer, snapshot.evaluate("f", &context));
    (answer.as_bool() == Some(true), explanation.rules[0].conditions[0].result())
}

/// The result by the definitions, without any compiled form.
fn interpret(condition: &Value, context: &Value) -> ConditionResult {
    let list = |name: &str| {
        condition[name].as_array().map(|parts| parts.iter().map(|part| interpret(part, context)))
    };
    if let Some(parts) = list("any") {
        let parts: Vec<_> = parts.collect();
        return match () {
            () if parts.contains(&Holds) => Holds,
            () if parts.contains(&Unknown) => Unknown,
            () => Fails,
        };
    }
    if let Some(parts) = list("all") {
        let parts: Vec<_> = parts.collect();
        return match () {
            () if parts.contains(&Fails) => Fails,
            () if parts.contains(&Unknown) => Unknown,
            () => Holds,
        };
    }
    if !condition["not"].is_null() {
        return opposite(interpret(&condition["not"], context));
    }
    compare(condition, context)
}

fn opposite(result: ConditionResult) -> ConditionResult {
    match result {
        Holds => Fails,
        Fails => Holds,
        Unknown => Unknown,
    }
}

fn compare(comparison: &Value, context: &Value) -> ConditionResult {
    let name = comparison["attribute"].as_str().expect("a name");
    let operator = comparison["operator"].as_str().expect("a name");
    let expected = &comparison["value"];
    let elements: Vec<&Value> = match &context[name] {
        Value::Array(elements) => elements.iter().filter(|element| !element.is_null()).collect(),
        Value::Null => vec![],
        scalar => vec![scalar],
    };
    let positive = match operator {
        "exists" => return if elements.is_empty() { Fails } else { Holds },
        "not_exists" => return if elements.is_empty() { Holds } else { Fails },
        "neq" => "eq",
        "not_in" => "in",
        positive => positive,
    };
    let judged: Vec<bool> =
        elements.iter().filter_map(|element| judge(positive, element, expected)).collect();
    let result = match () {
        () if judged.contains(&true) => Holds,
        () if judged.is_empty() => Unknown,
        () => Fails,
    };
    if positive == operator { result } else { opposite(result) }
}

/// `None` for an element of the wrong kind.
fn judge(operator: &str, actual: &Value, expected: &Value) -> Option<bool> {
    let ignores_case = operator.ends_with("_ignore_case");
    let text = |value: &Value| if ignores_case { text(value).to_lowercase() } else { text(value) };
    let held = text(actual);
    let any = |holds: &dyn Fn(&String) -> bool| match expected {
        Value::Array(values) => values.iter().map(&text).any(|value| holds(&value)),
        value => holds(&text(value)),
    };
    let in_order = |order: &[&str], value: &Value| order.iter().position(|known| value == known);
    Some(match operator {
        "eq" | "in" | "eq_ignore_case" | "in_ignore_case" => any(&|value| held == *value),
        "contains" | "contains_ignore_case" => any(&|value| held.contains(value)),
        "starts_with" | "starts_with_ignore_case" => any(&|value| held.starts_with(value)),
        "ends_with" | "ends_with_ignore_case" => any(&|value| held.ends_with(value)),
        "ip_in" => {
            let is_in = |block: &&(&str, &[&str])| block.1.contains(&&*held);
            let blocks = expected.as_array().expect("a list");
            ADDRESSES.contains(&&*held).then_some(())?;
            BLOCKS.iter().filter(|block| blocks.contains(&json!(block.0))).any(|block| is_in(&block))
        }
        "gt" | "gte" | "lt" | "lte" => {
            let actual = match actual {
                Value::Bool(_) => return None,
                _ => held.parse::<i64>().ok()?,
            };
            let expected = expected.as_i64().expect("a number");
            match operator {
                "gt" => actual > expected,
                "gte" => actual >= expected,
                "lt" => actual < expected,
                _ => actual <= expected,
            }
        }
        "before" => in_order(&TIMES, actual)? < in_order(&TIMES, expected)?,
        "after" => in_order(&TIMES, actual)? > in_order(&TIMES, expected)?,
        "matches" => match expected.as_str().expect("an expression") {
            "^a" => held.starts_with('a'),
            "b$" => held.ends_with('b'),
            _ => held.contains(|char: char| char.is_ascii_digit()),
        },
        semver => {
            let (actual, expected) = (in_order(&VERSIONS, actual)?, in_order(&VERSIONS, expected)?);
            match semver {
                "semver_eq" => actual == expected,
                "semver_gt" => actual > expected,
                "semver_gte" => actual >= expected,
                "semver_lt" => actual < expected,
                _ => actual <= expected,
            }
        }
    })
}

fn text(scalar: &Value) -> String {
    scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned)
}

/// The result with negation pushed down and unreadable parts holding: whether it holds.
fn holds_as_far_as_readable(condition: &Value, context: &Value, negated: bool) -> bool {
    let list = |name: &str| condition[name].as_array().filter(|parts| !parts.is_empty());
    let parts = |parts: &[Value], one_is_enough: bool| {
        let mut holds = parts.iter().map(|part| holds_as_far_as_readable(part, context, negated));
        if one_is_enough { holds.any(|holds| holds) } else { holds.all(|holds| holds) }
    };
    if let Some(any) = list("any") {
        return parts(any, !negated);
    }
    if let Some(all) = list("all") {
        return parts(all, negated);
    }
    if !condition["not"].is_null() {
        return holds_as_far_as_readable(&condition["not"], context, !negated);
    }
    let unknown_operator = condition["operator"] == "sounds_like" || condition["value"] == "no number";
    if condition["operator"].is_null() || unknown_operator && condition["operator"] != "eq" {
        return true;
    }
    compare(condition, context) == if negated { Fails } else { Holds }
}

proptest! {
    #[test]
    fn the_compiled_form_agrees_with_the_interpreter(condition in condition(), context in context()) {
        let expected = interpret(&condition, &context);
        prop_assert_eq!(evaluate(&condition, &context), (expected == Holds, expected), "{} {}", condition, context);
    }

    #[test]
    fn de_morgan_holds_over_three_values(parts in vec(condition(), 1..4), context in context()) {
        let negated: Vec<Value> = parts.iter().map(|part| json!({ "not": part })).collect();
        let results = |condition: Value| evaluate(&condition, &context);
        prop_assert_eq!(results(json!({"not": {"any": parts}})), results(json!({ "all": negated })));
        prop_assert_eq!(results(json!({"not": {"all": parts}})), results(json!({ "any": negated })));
        prop_assert_eq!(results(json!({"not": {"not": parts[0]}})), results(parts[0].clone()));
        prop_assert_eq!(results(json!({"any": [parts[0]]})), results(parts[0].clone()));
        prop_assert_eq!(results(json!({"all": [parts[0]]})), results(parts[0].clone()));
    }

    #[test]
    fn a_list_of_conditions_is_the_same_as_all(parts in vec(condition(), 1..4), context in context()) {
        let (list, group) = (snapshot(&parts), snapshot(&[json!({ "all": parts })]));
        let context = Context::try_from(&context).expect("an object");
        prop_assert_eq!(list.evaluate("f", &context), group.evaluate("f", &context));
    }

    #[test]
    fn unreadable_leaves_count_as_holding_after_negation_is_pushed_down(
        condition in partial_condition(), context in context(),
    ) {
        let snapshot = snapshot(std::slice::from_ref(&condition));
        let holds = holds_as_far_as_readable(&condition, &context, false);
        let context = Context::try_from(&context).expect("an object");
        let (answer, explanation) = snapshot.explain("f", &context);
        prop_assert_eq!(answer, snapshot.evaluate("f", &context));
        let matching = if snapshot.unreadable().next().is_some() { "unreadable" } else { "rule_match" };
        prop_assert_eq!(answer.reason.as_str(), if holds { matching } else { "default" }, "{}", condition);
        let mut conditions = explanation.rules[0].conditions.iter();
        prop_assert_eq!(conditions.all(|condition| condition.result() == Holds), holds);
    }
}
