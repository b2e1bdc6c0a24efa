//! Reading snapshots, unreadable flags and rules, and explanations.

use serde_json::{Value, json};
use togul_core::{
    Answer, Context, Fingerprint, Flag, FlagBuilder, Reason, Snapshot, SnapshotBody, SnapshotError, ValueType,
};
use uuid::Uuid;

const ON: &str = r#"{"key":"on","enabled":true,"value_type":"boolean","default_value":true,"salt":"0123456789abcdef","rules":[]}"#;
const OFF: &str = r#"{"key":"off","enabled":false,"value_type":"string","default_value":"x","salt":"0123456789abcdef","rules":[]}"#;

fn body(flags: &str, more: &str) -> String {
    let id = Uuid::from_u128(5);
    format!(
        r#"{{"environment_id":"{id}","environment_key":"production","revision":42{more},"flags":[{flags}]}}"#
    )
}

fn refusal(json: &str) -> SnapshotError {
    Snapshot::from_json(json.as_bytes()).expect_err(json)
}

fn snapshot(flag: &Value) -> Snapshot {
    Snapshot::new(Uuid::nil(), "production", 1, [&*flag.to_string()]).expect("a flag with a key")
}

#[test]
fn a_body_is_read_with_all_its_fields() {
    let sum = Fingerprint::of(ON).add(Fingerprint::of(OFF));
    let json = body(&format!(" {ON}  ,\n{OFF}"), &format!(r#","fingerprint":"{sum}","new field":[1]"#));
    let snapshot = Snapshot::from_json(json.as_bytes()).expect("a snapshot");
    assert_eq!(snapshot.environment_id(), Uuid::from_u128(5));
    assert_eq!((snapshot.environment_key(), snapshot.revision().get()), ("production", 42));
    assert_eq!((snapshot.fingerprint(), snapshot.len(), snapshot.is_empty()), (sum, 2, false));
    assert!(snapshot.flags().map(|flag| flag.key()).eq(["off", "on"]));
    let on = snapshot.evaluate("on", &Context::new());
    assert_eq!((on.as_bool(), on.value_type, on.flag_enabled), (Some(true), Some(ValueType::Boolean), true));
    let off = snapshot.evaluate("off", &Context::new());
    assert_eq!((off.as_str(), off.reason, off.flag_enabled), (Some("x"), Reason::Disabled, false));
    assert_eq!(snapshot.evaluate("other", &Context::new()), Answer::NOT_FOUND);
    assert_eq!(snapshot.evaluate("", &Context::new()).reason.as_str(), "flag_not_found");
}

#[test]
fn a_body_without_a_fingerprint_gets_one() {
    let snapshot = Snapshot::from_json(body(ON, "").as_bytes()).expect("a snapshot");
    assert_eq!(snapshot.fingerprint(), Fingerprint::of(ON));
    let empty = Snapshot::from_json(body("", "").as_bytes()).expect("a snapshot");
    assert_eq!((empty.fingerprint(), empty.is_empty()), (Fingerprint::default(), true));
}

#[test]
fn flags_are_hashed_as_the_bytes_received() {
    let spaced = ON.replace(':', " : ").replace("true", "true ");
    let json = body(&format!("\n\t{spaced}\n"), "");
    let body = SnapshotBody::from_json(json.as_bytes()).expect("a body");
    assert_eq!(body.flags[0].get(), spaced);
    assert_ne!(Fingerprint::of(&spaced), Fingerprint::of(ON));
    let snapshot = Snapshot::from_json(json.as_bytes()).expect("a snapshot");
    assert_eq!(snapshot.fingerprint(), Fingerprint::of(&spaced));
}

#[test]
fn a_snapshot_is_written_as_the_server_sends_it() {
    let spaced = ON.replace(':', " : ");
    let snapshot =
        Snapshot::from_json(body(&format!("{spaced},\n{OFF}"), "").as_bytes()).expect("a snapshot");
    let (id, fingerprint) = (Uuid::from_u128(5), snapshot.fingerprint());
    let json = String::from_utf8(snapshot.to_json()).expect("text");
    assert_eq!(snapshot.to_json_len(), json.len());
    assert_eq!(
        json,
        format!(
            r#"{{"format":1,"environment_id":"{id}","environment_key":"production","revision":42,"fingerprint":"{fingerprint}","flags":[{OFF},{spaced}],"segments":[]}}"#
        )
    );
    assert_eq!(snapshot.etag(), format!("\"42-{fingerprint}\""));
    let again = Snapshot::from_json(json.as_bytes()).expect("a snapshot");
    assert_eq!((again.etag(), again.to_json()), (snapshot.etag(), json.into_bytes()));
    let empty = Snapshot::new(id, "a \"quoted\" key", 0, []).expect("no flags");
    assert_eq!(empty.to_json_len(), empty.to_json().len());
    let again = Snapshot::from_json(&empty.to_json()).expect("a snapshot");
    assert_eq!((again.environment_key(), again.len()), ("a \"quoted\" key", 0));
}

#[test]
fn a_newer_format_is_refused_even_if_its_other_fields_differ() {
    assert!(Snapshot::from_json(body(ON, r#","format":1"#).as_bytes()).is_ok());
    let newer = body(ON, r#","format":2"#);
    for json in
        [newer.clone(), newer.replace("\"flags\":[", "\"segments\":["), newer.replace("42", "\"forty-two\"")]
    {
        let refused = refusal(&json);
        assert!(matches!(refused, SnapshotError::Format { format: 2, supported: 1 }), "{json}: {refused}");
    }
    assert!(matches!(refusal(&body(ON, r#","format":"two""#)), SnapshotError::NotASnapshot { .. }));
}

#[test]
fn the_error_for_other_input_describes_it() {
    let page = refusal("<html><body>502 Bad Gateway</body></html> and a lot more text behind it");
    assert_eq!(
        page.to_string(),
        "the snapshot must be JSON, but it starts with `<html><body>502 Bad Gateway</body></html`"
    );
    let whole = body(ON, "");
    for end in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
        let cut = refusal(&whole[..end]);
        assert_eq!(cut.to_string(), format!("the snapshot ends too early, after {end} bytes"));
    }
    for other in [
        "[]",
        "null",
        "7",
        "\"x\"",
        "{}",
        r#"{"code":"unauthorized","message":"no"}"#,
        &whole.replace("42", "-1"),
    ] {
        assert!(matches!(refusal(other), SnapshotError::NotASnapshot { .. }), "{other}");
    }
    let as_list = format!(r#"[1,"{}","production",42,null,[]]"#, Uuid::nil());
    assert!(matches!(refusal(&as_list), SnapshotError::NotASnapshot { source: None }));
    assert!(matches!(refusal(&format!("{whole} x")), SnapshotError::NotJson { .. }));
    assert!(matches!(
        Snapshot::from_json(b"{\"environment_key\": \"\xff\"}"),
        Err(SnapshotError::NotJson { .. })
    ));
}

#[test]
fn flags_need_unique_readable_keys() {
    assert_eq!(
        refusal(&body(&format!("{ON},{OFF},{ON}"), "")).to_string(),
        "the flag `on` is in the snapshot twice"
    );
    assert!(matches!(
        refusal(&body(&format!(r#"{ON},{{"key":"on"}}"#), "")),
        SnapshotError::DuplicateFlag { .. }
    ));
    for keyless in ["{}", "null", "[\"on\"]", r#"{"key":null}"#, r#"{"key":"a","key":"b"}"#] {
        let refused = refusal(&body(&format!("{ON},{keyless}"), ""));
        assert!(refused.to_string().starts_with("flag number 2 must be an object with a key: "), "{refused}");
    }
}

#[test]
fn a_wrong_fingerprint_is_refused() {
    let stated = Fingerprint::of("other");
    let refused = refusal(&body(ON, &format!(r#","fingerprint":"{stated}""#)));
    assert!(
        matches!(refused, SnapshotError::Fingerprint { stated: s, computed } if s == stated && computed == Fingerprint::of(ON))
    );
    assert!(matches!(refusal(&body(ON, r#","fingerprint":"short""#)), SnapshotError::NotASnapshot { .. }));
}

#[test]
fn an_unreadable_flag_is_listed_and_gives_no_value() {
    let newer = ON.replace("boolean", "colour");
    let broken = OFF.replace("\"x\"", "7");
    let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [&*newer, &*broken]).expect("both have keys");
    let readable = snapshot.flags().filter(|flag| flag.is_readable()).count();
    assert_eq!((snapshot.len(), snapshot.flags().count(), readable), (2, 2, 0));
    assert_eq!(snapshot.fingerprint(), Fingerprint::of(&newer).add(Fingerprint::of(&broken)));
    let on = snapshot.flag("on").expect("it is there");
    assert_eq!((on.key(), on.json(), on.value_type(), on.enabled()), ("on", &*newer, None, false));
    let answer = snapshot.evaluate("on", &Context::new());
    assert_eq!((answer, answer.reason), (Answer::UNREADABLE, Reason::Unreadable { rule_id: None }));
    assert_eq!(snapshot.explain("on", &Context::new()).0, answer);
    let listed: Vec<String> = snapshot.unreadable().map(ToString::to_string).collect();
    assert_eq!(listed[0], "flag `off`: default_value: must be a string: the flag's value_type is string");
    assert!(listed[1].starts_with("flag `on`: must be one of boolean"), "{}", listed[1]);
}

#[test]
fn unreadable_rules_are_listed_with_their_ids() {
    let id = |n| Uuid::from_u128(n);
    let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00", "rules": [
        {"id": id(1), "priority": 3, "rule_type": "segment", "return_value": true},
        {"id": "seven", "priority": 1, "rule_type": "boolean", "return_value": true},
        {"priority": 1, "rule_type": "boolean", "return_value": true},
        "rule",
        {"id": id(2), "priority": 2, "rule_type": "attribute", "attribute": "a", "operator": "matches", "value": "(",
            "return_value": true},
        {"id": id(3), "priority": 4, "rule_type": "boolean", "return_value": true},
    ]});
    let snapshot = snapshot(&flag);
    let ids: Vec<_> = snapshot.unreadable().map(|rule| rule.rule_id.clone()).collect();
    let (one, two) = (id(1).to_string(), id(2).to_string());
    // Rules that cannot be placed come first, in their order; then the others by priority.
    assert_eq!(ids, [Some("seven".to_owned()), None, None, Some(two), Some(one)]);
    assert!(
        snapshot
            .unreadable()
            .any(|rule| rule.problem == "value: must be a regular expression: unclosed group")
    );
    let (answer, explanation) = snapshot.explain("k", &Context::new());
    assert_eq!((answer.reason, answer.value()), (Reason::Unreadable { rule_id: None }, None));
    let looked_at =
        explanation.rules.iter().map(|rule| (rule.rule_id, rule.matched, rule.unreadable.is_some()));
    assert!(looked_at.eq([(None, false, true)]));
}

#[test]
fn an_unreadable_rule_is_passed_over_where_its_readable_conditions_do_not_hold() {
    let id = |n| Uuid::from_u128(n);
    let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "00", "rules": [
        {"id": id(1), "priority": 1, "rule_type": "segment", "return_value": true, "conditions": [
            {"attribute": "country", "operator": "eq", "value": "TR"}, {"attribute": "a", "operator": "near", "value": 1}]},
        {"id": id(2), "priority": 2, "rule_type": "boolean", "return_value": true},
    ]});
    let snapshot = snapshot(&flag);
    let context = Context::new().with("country", "DE");
    let (answer, explanation) = snapshot.explain("k", &context);
    assert_eq!((answer, answer.rule_id()), (snapshot.evaluate("k", &context), Some(id(2))));
    let looked_at = explanation.rules.iter().map(|rule| (rule.rule_id, rule.matched, rule.conditions.len()));
    assert!(looked_at.eq([(Some(id(1)), false, 1), (Some(id(2)), true, 0)]));
    let context = Context::new().with("country", "TR");
    let (answer, explanation) = snapshot.explain("k", &context);
    assert_eq!(
        (answer, answer.reason),
        (snapshot.evaluate("k", &context), Reason::Unreadable { rule_id: Some(id(1)) })
    );
    assert_eq!((answer.value_type, answer.flag_enabled), (Some(ValueType::Boolean), true));
    assert_eq!(explanation.rules.len(), 1);
}

#[test]
fn a_flag_that_needs_more_than_this_version_supports_is_unreadable() {
    let needs = |needs: &str| {
        let json = ON.replace(r#""enabled""#, &format!(r#""needs":{needs},"enabled""#));
        let snapshot = Snapshot::new(Uuid::nil(), "production", 1, [&*json]).expect("a flag with a key");
        let answer = snapshot.evaluate("on", &Context::new());
        (answer.reason.as_str(), snapshot.unreadable().next().map(|unreadable| unreadable.problem.clone()))
    };
    assert_eq!(needs("1"), ("default", None));
    let newer = Some("needs: must be at most 2 for this version; it is 3".to_owned());
    assert_eq!(needs("2"), ("default", None));
    assert_eq!(needs("3"), ("unreadable", newer.clone()));
    // Other fields may differ as well.
    assert_eq!(needs(r#"3,"variants":[],"rules":"none""#), ("unreadable", newer));
    for other in ["\"1\"", "1.5", "-1", "[]", "true"] {
        let (reason, problem) = needs(other);
        assert_eq!(reason, "unreadable", "{other}");
        assert!(problem.expect("a problem").starts_with("needs: must be a positive integer"), "{other}");
    }
}

#[test]
fn an_explanation_shows_every_condition_of_a_rule() {
    let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false,
        "salt": "4f3c9a1be27d0856", "rules": [
        {"id": Uuid::from_u128(1), "priority": 1, "rule_type": "percentage", "rollout_percentage": 62.33, "conditions": [
            {"attribute": "country", "operator": "eq", "value": "TR"},
            {"attribute": "age", "operator": "gte", "value": 18},
            {"attribute": "beta", "operator": "not_exists"},
        ], "return_value": true},
        {"id": Uuid::from_u128(2), "priority": 2, "rule_type": "attribute", "attribute": "groups", "operator": "in",
            "value": ["staff"], "return_value": true},
        {"id": Uuid::from_u128(3), "priority": 3, "rule_type": "boolean", "return_value": true},
    ]});
    let context =
        Context::new().with("user_id", "user-123").with("country", "DE").with("groups", vec!["x", "staff"]);
    let snapshot = snapshot(&flag);
    let (answer, explanation) = snapshot.explain("k", &context);
    assert_eq!(answer.reason, Reason::RuleMatch { rule_id: Uuid::from_u128(2) });
    assert_eq!(
        serde_json::to_value(explanation).expect("JSON"),
        json!({"rules": [
            {"rule_id": Uuid::from_u128(1), "rule_type": "percentage", "matched": false, "conditions": [
                {"attribute": "country", "operator": "eq", "expected": "TR", "actual": "DE", "missing": false, "problem": null,
                    "result": "fails"},
                {"attribute": "age", "operator": "gte", "expected": 18, "actual": null, "missing": true,
                    "problem": "the context does not have the attribute", "result": "unknown"},
                {"attribute": "beta", "operator": "not_exists", "actual": null, "missing": true, "problem": null, "result": "holds"},
            ], "rollout": {"bucket_by": "user_id", "actual": "user-123", "bucket": 62330, "problem": null,
                    "bound": 62330}, "unreadable": null},
            {"rule_id": Uuid::from_u128(2), "rule_type": "attribute", "matched": true, "conditions": [
                {"attribute": "groups", "operator": "in", "expected": ["staff"], "actual": ["x", "staff"], "missing": false, "problem": null,
                    "result": "holds"},
            ], "rollout": null, "unreadable": null},
        ]})
    );
}

#[test]
fn an_explanation_shows_groups_as_they_were_written() {
    let eq = |attribute: &str, value: &str| json!({"attribute": attribute, "operator": "eq", "value": value});
    let group = json!({"not": {"any": [eq("a", "x"), {"all": [eq("b", "x"), {"not": eq("c", "x")}]}]}});
    let flag = json!({"key": "k", "enabled": true, "value_type": "boolean", "default_value": false, "salt": "",
        "rules": [{"id": Uuid::nil(), "priority": 1, "rule_type": "boolean", "conditions": [group], "return_value": true}]});
    let context = Context::new().with("a", "y").with("b", "x");
    let snapshot = snapshot(&flag);
    let (answer, explanation) = snapshot.explain("k", &context);
    assert_eq!(answer.reason, Reason::Default);
    let leaf = |attribute: &str, actual: Value, result: &str| {
        let problem = actual.is_null().then_some("the context does not have the attribute");
        json!({"attribute": attribute, "operator": "eq", "expected": "x", "actual": actual, "missing": actual.is_null(),
            "problem": problem, "result": result})
    };
    let negated = json!({"not": leaf("c", Value::Null, "unknown"), "result": "unknown"});
    let all = json!({"all": [leaf("b", json!("x"), "holds"), negated], "result": "unknown"});
    let any = json!({"any": [leaf("a", json!("y"), "fails"), all], "result": "unknown"});
    assert_eq!(
        serde_json::to_value(&explanation.rules[0].conditions).expect("JSON"),
        json!([{"not": any, "result": "unknown"}])
    );
}

#[test]
fn snapshots_are_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<Snapshot>();
    let snapshot = snapshot(&serde_json::from_str(ON).expect("JSON"));
    assert!(format!("{snapshot:?}").contains("production"));
}

#[test]
fn segments_are_part_of_a_snapshot_with_their_exact_bytes() {
    let head = r#"{"format":1,"environment_id":"00000000-0000-0000-0000-000000000000","environment_key":"e","revision":7,"fingerprint":"#;
    let flag =
        r#"{"key":"f","enabled":true,"value_type":"boolean","default_value":true,"salt":"","rules":[]}"#;
    let (a, b) = (r#"{"key": "a"}"#, r#"{"key":"b","included":["x"],"more":1}"#);
    let objects = [flag, a, b].map(Fingerprint::of);
    let fingerprint = objects.into_iter().fold(Fingerprint::default(), Fingerprint::add);
    let whole = format!("{head}\"{fingerprint}\",\"flags\":[{flag}],\"segments\":[{a},{b}]}}");
    let snapshot = Snapshot::from_json(whole.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(snapshot.to_json()).unwrap(), whole);
    assert_eq!((snapshot.to_json_len(), snapshot.json_bytes()), (whole.len(), [flag, a, b].concat().len()));
    assert_eq!((snapshot.segments_len(), snapshot.segment_json("a")), (2, Some(a)));
    assert_eq!(snapshot.segment_json("c"), None);

    let built = Snapshot::new(Uuid::nil(), "e", 7, [flag]).unwrap();
    let without = built.to_json();
    assert!(without.ends_with(br#"],"segments":[]}"#) && without.len() == built.to_json_len());
    let built = built.with_segments(["{\"key\":\"old\"}"]).unwrap().with_segments([b, a]).unwrap();
    assert_eq!(built.to_json(), snapshot.to_json());

    let refused = |segments: &str| {
        let json = format!("{head}\"{fingerprint}\",\"flags\":[{flag}],\"segments\":{segments}}}");
        Snapshot::from_json(json.as_bytes()).unwrap_err().to_string()
    };
    assert!(refused(&format!("[{a}]")).starts_with("the snapshot states the fingerprint"));
    assert_eq!(refused(&format!("[{a},{a}]")), "the segment `a` is in the snapshot twice");
    assert!(refused(&format!("[{a},5]")).starts_with("segment number 2 must be an object with a key: "));
    assert!(refused("{}").starts_with("the snapshot must be an object"));
}

#[test]
fn an_off_value_like_the_default_is_none() {
    let flag = |off_value: Option<bool>, prerequisite: bool| {
        let flag = off_value.into_iter().fold(Flag::builder("f", true), FlagBuilder::off_value);
        if prerequisite { flag.prerequisite("p", [true]) } else { flag.off() }
    };
    for (off_value, prerequisite, variant) in [
        (None, false, "default"),
        (None, true, "default"),
        (Some(true), true, "default"),
        (Some(false), false, "off"),
        (Some(false), true, "off"),
    ] {
        let snapshot =
            Snapshot::builder().flag(flag(off_value, prerequisite)).flag(Flag::builder("p", false));
        let snapshot = snapshot.build().unwrap();
        let flag = snapshot.flag("f").unwrap();
        let answer = flag.evaluate(&Context::new());
        assert_eq!(answer.as_bool(), Some(off_value.unwrap_or(true)));
        let shown = flag.resolution_variant(&answer).unwrap().to_string();
        assert_eq!(shown, variant, "{off_value:?} {prerequisite}");
        assert_eq!(flag.has_off_value(), variant == "off");
    }
}
