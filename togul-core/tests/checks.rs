//! The checks before a flag is stored, and their errors.

use std::fmt::Debug;

use serde_json::{Value, json};
use togul_core::{
    Comparison, Condition, Flag, Invalid, Json, Operator, Percentage, Prerequisite, Rule, RuleAnswer,
    RuleKind, Segment, ValueType, limits,
};
use uuid::Uuid;

fn condition(operator: Operator, value: impl Into<Option<Value>>) -> Comparison {
    Comparison { attribute: "a".to_owned(), operator, value: value.into().map(Json::from) }
}

fn rule(id: u128, return_value: Value) -> Rule {
    Rule {
        id: Uuid::from_u128(id),
        priority: 0,
        kind: RuleKind::Boolean,
        bucket_by: Rule::DEFAULT_BUCKET_BY.to_owned(),
        seed: None,
        bucketing: None,
        conditions: Vec::new(),
        answer: RuleAnswer::Value(return_value.into()),
    }
}

fn flag(value_type: ValueType, default_value: Value) -> Flag {
    let (key, salt) = ("new-dashboard".to_owned(), "4f3c9a1be27d0856".to_owned());
    let default_value = default_value.into();
    Flag {
        key,
        needs: 1,
        enabled: true,
        value_type,
        default_value,
        off_value: None,
        salt,
        variants: Vec::new(),
        prerequisites: Vec::new(),
        rules: Vec::new(),
    }
}

/// Field and reason of an error.
fn refused<T: Debug>(result: Result<T, Invalid>) -> (String, String) {
    let invalid = result.expect_err("must be refused");
    (invalid.field, invalid.reason)
}

fn field<T: Debug>(result: Result<T, Invalid>) -> String {
    refused(result).0
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!(1), |inner, _| json!([inner]))
}

#[test]
fn each_operator_accepts_its_own_kind_of_value() {
    let values = [
        json!("text"),
        json!(5),
        json!(true),
        json!(["a", 1, false]),
        json!([]),
        json!([null]),
        json!([["a"]]),
        json!({"a": 1}),
        json!(null),
        json!("2026-03-01T12:00:00+03:00"),
        json!("1.2.3"),
        json!("("),
        json!(["192.0.2.1", "2001:db8::/32"]),
    ];
    for operator in Operator::ALL {
        let taken = values.iter().filter(|value| condition(*operator, (*value).clone()).check().is_ok());
        let expected = match operator {
            Operator::Exists | Operator::NotExists => vec![],
            Operator::In | Operator::NotIn | Operator::InIgnoreCase => vec![3, 12],
            Operator::IpIn => vec![12],
            operator if operator.as_str().contains("contains") || operator.as_str().contains("_with") => {
                vec![0, 1, 2, 3, 9, 10, 11, 12]
            }
            Operator::Gt | Operator::Gte | Operator::Lt | Operator::Lte => vec![1],
            Operator::Before | Operator::After => vec![9],
            Operator::Matches => vec![0, 9, 10],
            _ if operator.as_str().starts_with("semver") => vec![10],
            _ => vec![0, 1, 2, 9, 10, 11],
        };
        let expected = expected.into_iter().map(|at: usize| &values[at]);
        assert!(taken.eq(expected), "{operator}");
        assert_eq!(condition(*operator, None).check().is_ok(), !operator.takes_value(), "{operator}");
    }
}

#[test]
fn an_error_names_the_field_and_what_would_be_right() {
    for (refusal, expected) in [
        (condition(Operator::Gt, json!("5")).check(), "value: must be a number"),
        (condition(Operator::Eq, None).check(), "value: is needed by eq"),
        (condition(Operator::Exists, json!(1)).check(), "value: must be absent: exists takes none"),
        (condition(Operator::In, json!([])).check(), "value: must be a list with at least one value"),
        (
            condition(Operator::In, json!([1, null])).check(),
            "value[1]: must be a string, a number or a boolean",
        ),
        (
            condition(Operator::Before, json!("2026-03-01")).check(),
            "value: must be an RFC 3339 time with an offset, like 2026-03-01T12:00:00Z",
        ),
        (
            condition(Operator::SemverGt, json!("v1")).check(),
            "value: must be a SemVer 2.0 version, like 1.4.0 or 2.0.0-rc.1",
        ),
        (
            condition(Operator::StartsWithIgnoreCase, json!({})).check(),
            "value: must be a string, a number, a boolean or a list of them",
        ),
        (
            condition(Operator::ContainsIgnoreCase, json!(["a", null])).check(),
            "value[1]: must be a string, a number or a boolean",
        ),
        (condition(Operator::Contains, json!([])).check(), "value: must be a list with at least one value"),
        (
            condition(Operator::EqIgnoreCase, json!(["a"])).check(),
            "value: must be a string, a number or a boolean",
        ),
        (condition(Operator::IpIn, json!("::1")).check(), "value: must be a list with at least one value"),
        (
            condition(Operator::IpIn, json!(["::1", "192.0.2.256"])).check(),
            "value[1]: must be an IPv4 or IPv6 address, or a block of them, like 192.0.2.0/24 or 2001:db8::/32",
        ),
        (
            condition(Operator::IpIn, json!(["192.0.2.1/24"])).check(),
            "value[0]: must have no bits set beyond the prefix: the block is 192.0.2.0/24",
        ),
        (
            condition(Operator::Matches, json!("a(")).check(),
            "value: must be a regular expression: unclosed group",
        ),
        (
            condition(Operator::Matches, json!("(\\w{99}){99}")).check(),
            "value: must be a regular expression: this one would take more than 1048576 bytes of memory: repeat less often, or use \
             `(?-u:\\w)` instead of `\\w` if ASCII letters are enough",
        ),
        (
            flag(ValueType::Number, json!("5")).check(),
            "default_value: must be a number: the flag's value_type is number",
        ),
        (
            Flag { off_value: Some(json!("off").into()), ..flag(ValueType::Boolean, json!(true)) }.check(),
            "off_value: must be true or false: the flag's value_type is boolean",
        ),
        (
            Flag { off_value: Some(nested(33).into()), ..flag(ValueType::Json, json!(null)) }.check(),
            "off_value: must nest at most 32 deep",
        ),
    ] {
        assert_eq!(refusal.expect_err(expected).to_string(), expected);
    }
}

#[test]
fn values_of_conditions_have_a_maximum_length() {
    let text = |bytes: usize| json!("x".repeat(bytes));
    assert!(condition(Operator::Eq, text(1_024)).check().is_ok());
    assert_eq!(
        refused(condition(Operator::Eq, text(1_025)).check()),
        ("value".to_owned(), "must have at most 1024 bytes; it has 1025".to_owned())
    );
    assert_eq!(field(condition(Operator::In, json!(["a", text(1_025)])).check()), "value[1]");
    assert!(condition(Operator::Matches, text(1_024)).check().is_ok());
    assert!(refused(condition(Operator::Matches, text(1_025)).check()).1.contains("at most 1024 bytes"));
    assert!(condition(Operator::Eq, json!(5e-324)).check().is_ok());
    let list = |count: usize| Value::from_iter(0..count);
    assert!(condition(Operator::In, list(limits::LIST_VALUES)).check().is_ok());
    assert_eq!(
        refused(condition(Operator::NotIn, list(limits::LIST_VALUES + 1)).check()).1,
        "must have at most 5000 values; it has 5001"
    );
    assert!(condition(Operator::InIgnoreCase, list(limits::LIST_VALUES)).check().is_ok());
    let parts = Operator::ALL.iter().filter(|operator| {
        let name = operator.as_str();
        ["contains", "starts_with", "ends_with"].iter().any(|part| name.starts_with(part))
    });
    assert_eq!(parts.clone().count(), 6);
    for operator in parts {
        assert!(condition(*operator, list(limits::PARTS)).check().is_ok());
        assert_eq!(
            refused(condition(*operator, list(limits::PARTS + 1)).check()).1,
            "must have at most 100 values; it has 101"
        );
        assert!(condition(*operator, json!(["x".repeat(limits::VALUE_BYTES)])).check().is_ok());
        assert!(condition(*operator, json!(["Ⱥ".repeat(limits::VALUE_BYTES / 2)])).check().is_ok());
    }
}

#[test]
fn names_of_attributes_have_a_maximum_length() {
    let named =
        |attribute: &str| Comparison { attribute: attribute.to_owned(), ..condition(Operator::Exists, None) };
    assert!(named("ü").check().is_ok() && named(&"ü".repeat(200)).check().is_ok());
    assert_eq!(field(named("").check()), "attribute");
    assert_eq!(refused(named(&"ü".repeat(201)).check()).1, "must have 1 to 200 characters; it has 201");
    let share = |bucket_by: &str| {
        let kind = RuleKind::Percentage { rollout_percentage: Percentage::FULL };
        Rule { kind, bucket_by: bucket_by.to_owned(), ..rule(1, json!(1)) }.check(ValueType::Json, &[])
    };
    assert!(share("user_id").is_ok());
    assert_eq!(field(share("")), "bucket_by");
}

#[test]
fn characters_that_databases_cannot_store_are_refused() {
    let named = Comparison { attribute: "a\0".to_owned(), ..condition(Operator::Exists, None) };
    for refusal in [
        named.check(),
        condition(Operator::Eq, json!("a\0")).check(),
        condition(Operator::In, json!(["\0"])).check(),
        flag(ValueType::String, json!("\0")).check(),
        flag(ValueType::Json, json!([{"a": ["\0"]}])).check(),
        flag(ValueType::Json, json!({"\0": 1})).check(),
        rule(1, json!("\0")).check(ValueType::String, &[]),
    ] {
        assert!(refused(refusal).1.starts_with("must not contain the character U+0000"));
    }
}

#[test]
fn invalid_keys_and_salts_are_refused() {
    let whole = flag(ValueType::Json, json!(null));
    assert!(whole.check().is_ok());
    for key in ["", "-a", "a b", "ä", &"a".repeat(129)] {
        assert_eq!(field(Flag { key: key.to_owned(), ..whole.clone() }.check()), "key", "{key}");
    }
    for salt in ["", "4f3c9a1be27d085", "4f3c9a1be27d08560", "4f3c9a1be27d085g"] {
        assert_eq!(field(Flag { salt: salt.to_owned(), ..whole.clone() }.check()), "salt", "{salt}");
    }
}

#[test]
fn json_values_have_a_maximum_size_and_depth() {
    assert!(flag(ValueType::Json, nested(32)).check().is_ok());
    assert_eq!(refused(flag(ValueType::Json, nested(33)).check()).1, "must nest at most 32 deep");
    assert_eq!(
        refused(flag(ValueType::Json, json!({"a": nested(32)})).check()).1,
        "must nest at most 32 deep"
    );
    let quoted = |bytes: usize| json!("x".repeat(bytes - 2));
    assert!(flag(ValueType::String, quoted(65_536)).check().is_ok());
    let (field, reason) = refused(flag(ValueType::String, quoted(65_537)).check());
    assert_eq!((&*field, &*reason), ("default_value", "must have at most 65536 bytes of JSON; it has 65537"));
    assert_eq!(refused(rule(1, quoted(65_537)).check(ValueType::String, &[])).0, "return_value");
}

#[test]
fn an_object_with_a_key_twice_is_refused() {
    let value: Json = r#"[{"a": {"b": 1, "c": 2, "\u0062": 3}}]"#.parse().expect("JSON");
    let whole = Flag { default_value: value, ..flag(ValueType::Json, json!(null)) };
    let (field, reason) = refused(whole.check());
    assert_eq!(field, "default_value");
    assert_eq!(reason, "must not have an object with the key \"b\" twice");
}

#[test]
fn flags_and_rules_have_a_maximum_number_of_parts() {
    let with = |rules: Vec<Rule>| Flag { rules, ..flag(ValueType::Json, json!(null)) }.check();
    let small = |count: u128| (0..count).map(|id| rule(id, json!(1))).collect::<Vec<_>>();
    assert!(with(small(200)).is_ok());
    assert_eq!(
        refused(with(small(201))),
        ("rules".to_owned(), "must have at most 200 rules; it has 201".to_owned())
    );
    let conditions = |count| Rule {
        conditions: vec![Condition::Compare(condition(Operator::Exists, None)); count],
        ..rule(1, json!(1))
    };
    assert!(conditions(40).check(ValueType::Json, &[]).is_ok());
    assert_eq!(
        refused(conditions(41).check(ValueType::Json, &[])),
        ("conditions".to_owned(), "must have at most 40 conditions; it has 41".to_owned())
    );
}

/// A rule with these conditions, checked.
fn check_conditions(conditions: Value) -> Result<(), Invalid> {
    let conditions = serde_json::from_value(conditions).expect("conditions");
    Rule { conditions, ..rule(1, json!(1)) }.check(ValueType::Json, &[]).map(drop)
}

#[test]
fn the_leaves_of_groups_count_as_conditions() {
    let leaves = |count: usize| vec![json!({"attribute": "a", "operator": "exists"}); count];
    let groups =
        |last: usize| json!([{"any": leaves(20)}, {"not": {"all": leaves(19)}}, {"any": leaves(last)}]);
    assert_eq!(check_conditions(groups(1)), Ok(()));
    assert_eq!(
        refused(check_conditions(groups(2))),
        ("conditions".to_owned(), "must have at most 40 conditions; it has 41".to_owned())
    );
}

#[test]
fn groups_nest_at_most_three_deep_and_are_not_empty() {
    let leaf = json!({"attribute": "a", "operator": "exists"});
    let deepest = json!([{"any": [leaf, {"all": [{"not": leaf}]}]}, {"not": {"not": {"any": [leaf]}}}]);
    assert_eq!(check_conditions(deepest), Ok(()));
    let too_deep = "must not be here: any, all and not nest at most 3 deep";
    for (conditions, field, reason) in [
        (
            json!([leaf, {"any": [leaf, {"all": [{"not": {"not": leaf}}]}]}]),
            "conditions[1].any[1].all[0].not.not",
            too_deep,
        ),
        (json!([{"not": {"not": {"not": {"any": []}}}}]), "conditions[0].not.not.not.any", too_deep),
        (
            json!([{"any": [leaf, {"not": {"all": []}}]}]),
            "conditions[0].any[1].not.all",
            "must have at least one condition",
        ),
        (json!([{"any": []}]), "conditions[0].any", "must have at least one condition"),
    ] {
        assert_eq!(refused(check_conditions(conditions)), (field.to_owned(), reason.to_owned()));
    }
}

#[test]
fn an_error_in_a_group_has_the_path_to_its_leaf() {
    let leaf = json!({"attribute": "a", "operator": "exists"});
    for (conditions, field) in [
        (
            json!([leaf, leaf, {"any": [{"attribute": "a", "operator": "gt", "value": "5"}]}]),
            "conditions[2].any[0].value",
        ),
        (json!([{"not": {"attribute": "", "operator": "exists"}}]), "conditions[0].not.attribute"),
        (
            json!([{"all": [leaf, {"not": {"any": [{"attribute": "a", "operator": "in", "value": [1, null]}]}}]}]),
            "conditions[0].all[1].not.any[0].value[1]",
        ),
    ] {
        assert_eq!(refused(check_conditions(conditions)).0, field);
    }
}

#[test]
fn the_most_expensive_field_may_be_in_a_group() {
    let leaf = json!({"attribute": "a", "operator": "exists"});
    let list = json!({"attribute": "a", "operator": "in", "value": Value::from_iter(0..100)});
    let conditions = json!([leaf, {"any": [leaf, {"not": list}]}]);
    let rule =
        Rule { conditions: serde_json::from_value(conditions).expect("conditions"), ..rule(1, json!(1)) };
    assert_eq!(rule.most_expensive_field(), "conditions[1].any[1].not.value");
}

#[test]
fn an_error_in_a_rule_names_the_rule() {
    let bad = Rule {
        conditions: [condition(Operator::Exists, None), condition(Operator::Gt, None)]
            .map(Condition::Compare)
            .into(),
        ..rule(2, json!(1))
    };
    let whole = Flag { rules: vec![rule(1, json!(1)), bad], ..flag(ValueType::Number, json!(0)) };
    assert_eq!(field(whole.check()), "rules[1].conditions[1].value");
    let own = Rule { kind: RuleKind::Attribute(condition(Operator::Lt, json!("1"))), ..rule(1, json!(1)) };
    assert_eq!(field(own.check(ValueType::Number, &[])), "value");
    let wrong = Flag { rules: vec![rule(1, json!("text"))], ..flag(ValueType::Number, json!(0)) };
    assert_eq!(field(wrong.check()), "rules[0].return_value");
    let twice =
        Flag { rules: vec![rule(1, json!(1)), rule(1, json!(2))], ..flag(ValueType::Number, json!(0)) };
    assert_eq!(field(twice.check()), "rules[1].id");
}

#[test]
fn a_condition_names_at_most_as_many_segments_as_there_can_be() {
    let segments = |count| check_conditions(json!([{"operator": "in_segment", "value": vec!["s"; count]}]));
    assert_eq!(segments(32), Ok(()));
    assert_eq!(
        refused(segments(33)),
        ("conditions[0].value".to_owned(), "must have at most 32 keys; it has 33".to_owned())
    );
}

#[test]
fn a_prerequisite_has_at_most_100_values() {
    let with = |count| {
        let prerequisites =
            vec![Prerequisite { flag: "g".to_owned(), values: vec![Json::from(json!(1)); count] }];
        Flag { prerequisites, ..flag(ValueType::Json, json!(null)) }.check()
    };
    assert!(with(100).is_ok());
    assert_eq!(
        refused(with(101)),
        ("prerequisites[0].values".to_owned(), "must have at most 100 values; it has 101".to_owned())
    );
}

#[test]
fn a_value_is_in_one_list_of_a_segment() {
    let lists = json!({"key": "s", "included": ["a", "b"], "excluded": ["c", "b"]});
    let segment: Segment = serde_json::from_value(lists).expect("a segment");
    assert_eq!(
        refused(segment.check()),
        ("excluded[1]".to_owned(), "must not be a value of included as well".to_owned())
    );
}
