//! The cost of evaluations: stated when a flag is checked, and bounded when it is read.

use std::net::Ipv4Addr;

use serde_json::{Value, json};
use togul_core::{Change, Context, Cost, Fingerprint, Flag, ObjectKind, Reason, Snapshot, limits};
use uuid::Uuid;

/// Costs more than any flag may, and tens of seconds to evaluate with backtracking.
const EXPENSIVE: &str = "(?:a?){8000}b";

fn matches(pattern: &str) -> Value {
    json!({"attribute": "a", "operator": "matches", "value": pattern})
}

/// A flag with a rule for each list of conditions.
fn flag(key: &str, rules: &[Vec<Value>]) -> Value {
    let rules = rules.iter().zip(1_u128..).map(|(conditions, number)| {
        json!({"id": Uuid::from_u128(number), "priority": number as u64, "rule_type": "boolean",
            "conditions": conditions, "return_value": true})
    });
    json!({"key": key, "enabled": true, "value_type": "boolean", "default_value": false,
        "salt": "4f3c9a1be27d0856", "rules": rules.collect::<Vec<_>>()})
}

fn cost(rules: &[Vec<Value>]) -> Cost {
    let flag: Flag = serde_json::from_value(flag("f", rules)).expect("a flag");
    flag.check().expect("a flag that passes")
}

fn snapshot(flags: &[Value]) -> Snapshot {
    let flags: Vec<_> = flags.iter().map(Value::to_string).collect();
    Snapshot::new(Uuid::nil(), "e", 1, flags.iter().map(String::as_str)).expect("a snapshot")
}

#[test]
fn a_flag_may_have_a_dozen_of_every_ordinary_expression() {
    for pattern in [
        r"@example\.com$",
        r"^[a-z0-9._%+-]+@(example|acme)\.(com|org)$",
        r"^[\w.+-]+@[\w-]+(\.[\w-]+)+$",
        r"^1\.4\.",
        r"^2\.(1[0-9]|[2-9])\.\d+",
        r"^(?:v)?\d+\.\d+\.\d+(?:-[\w.]+)?$",
        r"^/api/v[12]/users/\d+",
        r"^https?://([a-z0-9-]+\.)*example\.com(/.*)?$",
        r"(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        r"^(TR|DE|FR|US|GB|IT|ES|NL|BE|SE|NO|DK|FI|PL|CZ|AT|CH|PT|GR|IE)$",
        r"(?i)beta|staff|internal|employee",
        r"(?i)\bbeta\b",
        r"\d{1,3}(\.\d{1,3}){3}",
        r"^\S+@\S+\.\S+$",
        r"^(\+90|0)?5\d{9}$",
        r"Mozilla/5\.0 .*Chrome/(1[0-9]{2})",
        r"^\p{Lu}\p{Ll}+$",
        r"^.{3,200}$",
        r"^[\w-]{1,16}$",
        r"^\w{3,20}$",
        r"\w+@\w+\.com",
        r"(?i)\w+@(pro|team)\.\w+$",
        r"^[^@]+@example\.com$",
        r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
        r"(?i)^(pro|team)$",
        r"^v?\d+\.\d+",
        r"^\p{L}+$",
        r"^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$",
        r"^(?-u:\w){1,200}$",
        r"(?-u:\w){30}",
    ] {
        let dozen = cost(&[vec![matches(pattern); 12]]);
        assert!(dozen <= limits::FLAG_COST, "twelve of {pattern} cost {dozen}");
    }
}

#[test]
fn expressions_without_a_small_automaton_cost_more_than_a_flag_may() {
    for pattern in [EXPENSIVE, r"\w{30}", r"\w{1,50}@x", "(?:a+){1000}b", r"(?:.{0,9}a){30}"] {
        let one = cost(&[vec![matches(pattern)]]);
        assert!(one > limits::FLAG_COST, "{pattern} costs {one}");
    }
}

#[test]
fn every_operator_adds_to_the_cost_and_a_list_for_each_value() {
    let condition = |operator: &str, value: Value| {
        let mut condition = json!({"attribute": "a", "operator": operator});
        if !value.is_null() {
            condition["value"] = value;
        }
        condition
    };
    let none = cost(&[vec![]]);
    let one = |operator, value| cost(&[vec![condition(operator, value)]]) - none;
    for (operator, value) in [
        ("eq", json!("x")),
        ("neq", json!(1)),
        ("contains", json!("x")),
        ("starts_with", json!("x")),
        ("ends_with", json!("x")),
        ("gt", json!(1)),
        ("before", json!("2026-01-01T00:00:00Z")),
        ("semver_eq", json!("1.0.0")),
        ("semver_lt", json!("1.0.0")),
        ("exists", json!(null)),
        ("not_exists", json!(null)),
        ("matches", json!("x")),
        ("starts_with_ignore_case", json!("x")),
    ] {
        let single = one(operator, value.clone());
        assert!(single > Cost::default() && single < Cost::from_nanos(100_000), "{operator}: {single}");
        let both = cost(&[vec![condition(operator, value.clone())], vec![condition(operator, value)]]);
        assert_eq!(both - none, single + single, "{operator}");
    }
    let list = |count: usize| one("in", (0..count).collect());
    assert!(list(5_000) > list(10) + list(10) && list(5_000) < limits::FLAG_COST);
    assert_eq!(one("in", (0..99).collect()), one("not_in", (0..99).collect()));
    let parts = |count: usize| one("contains", (0..count).collect());
    assert_eq!(parts(1), one("contains", json!("x")));
    assert!(parts(100) > parts(40) + parts(50) && parts(100) < limits::FLAG_COST);
    for operator in ["contains_ignore_case", "starts_with_ignore_case", "ends_with_ignore_case"] {
        let (some, all) = (one(operator, (0..10).collect()), one(operator, (0..100).collect()));
        assert!(some < all && all < limits::FLAG_COST, "{operator}: {all}");
    }
    let folded = one("in_ignore_case", (0..5_000).collect());
    assert!(folded > one("eq_ignore_case", json!("x")) && folded < limits::FLAG_COST, "{folded}");
    let addresses =
        |count: u32| one("ip_in", (0..count).map(|bits| json!(Ipv4Addr::from_bits(bits))).collect());
    assert!(addresses(5_000) > addresses(1) && addresses(5_000) < limits::FLAG_COST);
    let share = json!({"id": Uuid::nil(), "priority": 0, "rule_type": "percentage", "rollout_percentage": 25,
        "return_value": true});
    let mut with_share = flag("f", &[]);
    with_share["rules"] = json!([share]);
    let with_share: Flag = serde_json::from_value(with_share).unwrap();
    assert!(with_share.check().unwrap() > none);
}

#[test]
fn a_group_costs_what_its_leaves_cost() {
    let none = cost(&[vec![]]);
    let leaves = [matches("x"), json!({"attribute": "a", "operator": "eq", "value": "x"})];
    let list = cost(&[leaves.to_vec()]);
    for group in [json!({ "any": leaves }), json!({ "all": leaves }), json!({"not": {"any": leaves}})] {
        assert_eq!(cost(&[vec![group.clone()]]), list, "{group}");
        let snapshot = snapshot(&[flag("f", &[vec![group.clone()], vec![group]])]);
        assert_eq!(snapshot.cost() - none, list - none + (list - none));
    }
}

/// Versions before the limit stored such flags.
#[test]
fn rules_beyond_the_cost_of_a_stored_flag_are_unreadable_and_others_still_answer() {
    let on = json!({"attribute": "plan", "operator": "eq", "value": "pro"});
    let rules =
        [vec![json!({"attribute": "plan", "operator": "eq", "value": "free"})], vec![on, matches(EXPENSIVE)]];
    let snapshot = snapshot(&[flag("f", &rules)]);
    let reason = |plan: &str| {
        let long = "a".repeat(4_096);
        snapshot.evaluate("f", &Context::new().with("plan", plan).with("a", &*long)).reason
    };
    assert_eq!(reason("free"), Reason::RuleMatch { rule_id: Uuid::from_u128(1) });
    assert_eq!(reason("other"), Reason::Default);
    assert_eq!(reason("pro"), Reason::Unreadable { rule_id: Some(Uuid::from_u128(2)) });
    let problems: Vec<_> = snapshot.unreadable().collect();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].problem.starts_with("conditions[1].value: must be cheaper to evaluate"),
        "{}",
        problems[0]
    );
    assert!(snapshot.cost() < Cost::from_nanos(100_000), "{}", snapshot.cost());
}

#[test]
fn no_flag_that_is_read_costs_more_than_a_stored_flag_may() {
    let affordable = "(x|y)*x(x|y){14}z";
    let one = cost(&[vec![matches(affordable)]]);
    assert!(one < limits::FLAG_COST, "{one}");
    let snapshot = snapshot(&[flag("f", &vec![vec![matches(affordable); 3]; 40])]);
    let read = snapshot.flag("f").unwrap();
    assert!(read.cost() <= limits::STORED_FLAG_COST && read.cost() + one > limits::STORED_FLAG_COST);
    assert!(!read.unreadable().is_empty() && read.unreadable().len() < 40);
    assert_eq!(read.cost(), snapshot.cost());
}

#[test]
fn the_cost_of_a_snapshot_is_that_of_its_flags_after_any_change() {
    let flags = [flag("a", &[vec![matches("x")]]), flag("b", &[vec![]])];
    let mut held = snapshot(&flags);
    let changes = [
        ("b", Some(flag("b", &[vec![matches("y")], vec![matches("z{9}")]]))),
        ("c", Some(flag("c", &[vec![matches("w")]]))),
        ("a", None),
        ("b", Some(json!({"key": "b"}))),
        ("d", None),
    ];
    for (key, flag) in changes {
        let json = flag.map(|flag| flag.to_string());
        let hash = |json: Option<&str>| json.map(Fingerprint::of).unwrap_or_default();
        let before = held.flag(key).map(|flag| flag.json());
        let change = Change {
            previous: held.revision(),
            revision: held.revision().next(),
            fingerprint: held.fingerprint().sub(hash(before)).add(hash(json.as_deref())),
            kind: ObjectKind::Flag,
            key,
            json: json.as_deref(),
        };
        held = held.apply(&[change]).unwrap();
        let fresh = Snapshot::from_json(&held.to_json()).unwrap();
        assert_eq!((held.cost(), held.json_bytes()), (fresh.cost(), fresh.json_bytes()));
        assert_eq!(held.cost(), held.flags().map(|flag| flag.cost()).sum());
    }
}
