//! Small files that stand for more than any memory holds.

use super::*;

fn translated(system: System, file: &Value) -> Translation {
    translate(&source(system, Buckets::V2), &file.to_string()).expect("a file")
}

/// Asserts that a file loses these objects because they repeat too much.
fn assert_repeats(system: System, file: &Value, keys: &[&str]) {
    let translation = translated(system, file);
    let lost: Vec<_> = translation.losses.iter().map(|loss| &*loss.key).collect();
    assert_eq!(lost, keys);
    for loss in &translation.losses {
        assert!(loss.reason.contains("more than the 256 MiB"), "{loss:?}");
    }
}

/// A flag of flagd behind one that is small.
fn flagd(targeting: Value, evaluators: Value) -> Value {
    let flag = |targeting: Value| json!({ "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": targeting });
    let plain = json!({ "if": [is("plan", "pro"), "on"] });
    json!({ "flags": { "a": flag(plain), "b": flag(targeting) }, "$evaluators": evaluators })
}

fn is(attribute: &str, value: &str) -> Value {
    json!({ "==": [{ "var": attribute }, value] })
}

fn assert_flagd_repeats(targeting: Value, evaluators: Value) {
    assert_repeats(System::Flagd, &flagd(targeting, evaluators), &["b"]);
}

#[test]
fn references_that_repeat_references_end() {
    for operator in ["and", "or"] {
        let next = |n: usize| json!({ operator: [{ "$ref": format!("e{}", n + 1) }, { "$ref": format!("e{}", n + 1) }] });
        let mut evaluators: serde_json::Map<_, _> = (0..40).map(|n| (format!("e{n}"), next(n))).collect();
        evaluators.insert("e40".to_owned(), is("plan", "pro"));
        assert_flagd_repeats(json!({ "if": [{ "$ref": "e0" }, "on"] }), evaluators.into());
    }
    // A large constant, and large operands.
    let list: Vec<_> = (0..100_000).map(|n| format!("user-{n}")).collect();
    let many = vec![json!({ "$ref": "list" }); 1_000];
    let constant = json!({ "list": list });
    assert_flagd_repeats(json!({ "if": [{ "and": many }, "on"] }), constant);
    let membership = json!({ "list": { "in": [{ "var": "user" }, list] } });
    assert_flagd_repeats(json!({ "if": [{ "or": many }, "on"] }), membership);
    // Buckets, once for each case.
    let buckets: Vec<_> = (0..50_000).map(|n| json!([if n % 2 == 0 { "on" } else { "off" }, 1])).collect();
    let cases = (0..900).flat_map(|n| [is("n", &n.to_string()), json!({ "$ref": "split" })]);
    assert_flagd_repeats(
        json!({ "if": cases.collect::<Vec<_>>() }),
        json!({ "split": { "fractional": buckets } }),
    );
}

#[test]
fn conditions_that_repeat_themselves_end() {
    let nested = (0..40).fold(is("a", "x"), |inner, _| json!({ "if": [inner, is("b", "y"), is("c", "z")] }));
    assert_flagd_repeats(json!({ "if": [nested, "on"] }), json!({}));
    // Each of 4^20 rules has an alternative of each group, which nest too deep for one rule.
    let deep = |n: usize| json!({ "and": [is(&format!("a{n}"), "x"), { "or": [is("b", "x"), { "and": [is("c", "x"), { "or": [is("d", "x"), is("e", "x")] }] }] }] });
    let group = json!({ "or": (0..4).map(deep).collect::<Vec<_>>() });
    assert_flagd_repeats(json!({ "if": [{ "and": vec![group; 20] }, "on"] }), json!({}));
    // The condition of a case is one of all cases within it.
    let large: Vec<_> = (0..10_000).map(|n| is(&format!("a{n}"), "x")).collect();
    let cases: Vec<_> = (0..900).flat_map(|n| [is("n", &n.to_string()), json!("on")]).collect();
    assert_flagd_repeats(json!({ "if": [{ "and": large }, { "if": cases }] }), json!({}));
}

#[test]
fn conditions_within_buckets_end() {
    let cases: Vec<_> = (0..5_000).flat_map(|n| [is("n", &n.to_string()), json!("on")]).collect();
    let mut buckets = vec![json!([{ "if": cases }, 1])];
    buckets.extend((0..5_000).map(|_| json!(["off", 1])));
    assert_flagd_repeats(json!({ "fractional": buckets }), json!({}));
}

#[test]
fn rules_of_unleash_that_repeat_conditions_end() {
    let values: Vec<_> = (0..50_000).map(|n| format!("user-{n}")).collect();
    let overrides: Vec<_> =
        (0..1_000).map(|n| json!({ "contextName": "n", "values": [n.to_string()] })).collect();
    let strategy = json!({ "name": "default", "constraints": [{ "contextName": "userId", "operator": "IN", "values": values }],
        "variants": [{ "name": "red", "weight": 1, "overrides": overrides }] });
    let file = json!({ "features": [{ "name": "a", "enabled": true, "strategies": [strategy] }] });
    assert_repeats(System::Unleash, &file, &["a"]);
    // Values that many others require.
    let payload = json!({ "type": "string", "value": "x".repeat(60_000) });
    let parent = json!({ "name": "a", "enabled": true, "variants": [{ "name": "red", "weight": 1, "payload": payload }] });
    let children = (0..10_000).map(|n| {
        json!({ "name": format!("b{n:05}"), "enabled": true, "strategies": [],
        "dependencies": [{ "feature": "a", "variants": ["red"] }] })
    });
    let features: Vec<_> = [parent].into_iter().chain(children).collect();
    let translation = translated(System::Unleash, &json!({ "features": features }));
    assert!(
        translation.flags.len() > 1_000 && translation.losses.len() > 1_000,
        "{}",
        translation.losses.len()
    );
}

#[test]
fn rules_of_launchdarkly_that_repeat_conditions_end() {
    let keys: Vec<_> = (0..20_000).map(|n| format!("user-{n}")).collect();
    let clause = json!({ "attribute": "plan", "op": "in", "values": ["pro"] });
    let rules = vec![json!({ "clauses": [clause] }); 2_000];
    let plain = json!({ "on": true, "variations": [true, false], "fallthrough": { "variation": 1 } });
    let file = json!({ "flags": { "f": plain }, "segments": { "s": { "excluded": keys, "rules": rules } } });
    assert_repeats(System::LaunchDarkly, &file, &["s"]);
    // Shares, once for each time that a clause names their segment.
    let share = json!({ "clauses": [clause], "weight": 5_000 });
    let mut flag = plain.clone();
    flag["rules"] =
        json!([{ "clauses": [{ "op": "segmentMatch", "values": vec!["s"; 100_000] }], "variation": 0 }]);
    let file =
        json!({ "flags": { "f": flag }, "segments": { "s": { "salt": "x", "rules": vec![share; 50] } } });
    assert_repeats(System::LaunchDarkly, &file, &["f"]);
}

/// An export has strategies apart from features.
#[test]
fn large_exports_are_read_in_one_pass() {
    let names: Vec<_> = (0..20_000).map(|n| format!("f{n:05}")).collect();
    let strategies: Vec<_> = names
        .iter()
        .map(|name| json!({ "name": "userWithId", "featureName": name, "parameters": { "userIds": name } }))
        .collect();
    let environments: Vec<_> =
        names.iter().map(|name| json!({ "featureName": name, "enabled": true })).collect();
    let features: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
    let file =
        json!({ "features": features, "featureStrategies": strategies, "featureEnvironments": environments });
    let translation = translated(System::Unleash, &file);
    assert_eq!((translation.flags.len(), translation.losses.len()), (20_000, 0));
    let snapshot = snapshot(&translation);
    for name in ["f00000", "f12345", "f19999"] {
        assert_eq!(answer(&snapshot, name, &json!({ "user_id": name })), json!(true));
        assert_eq!(answer(&snapshot, name, &json!({ "user_id": "f00001" })), json!(false));
    }
}
