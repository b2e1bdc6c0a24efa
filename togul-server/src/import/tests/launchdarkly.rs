use super::*;

const FILE: &str = include_str!("launchdarkly.json");

fn rollout<'v>(prefix: &str, id: Option<&str>, weights: &[(&'v str, u32)]) -> &'v str {
    let bucket = id.map_or(0.0, |id| reference::launchdarkly(&format!("{prefix}.{id}")));
    let mut sum = 0.0;
    for (variation, weight) in weights {
        sum += f64::from(*weight) / 100_000.0;
        if bucket < sum {
            return variation;
        }
    }
    weights.last().expect("variations").0
}

/// The value that LaunchDarkly answers.
fn value(flag: &str, context: &Value) -> Value {
    let text = |name: &str| context[name].as_str();
    let (user, email, account) = (text("user_id"), text("email"), context["account"]["key"].as_str());
    let is_beta = match user {
        Some("user-10" | "user-11") => true,
        Some("user-12" | "user-13") => false,
        _ => email.is_some_and(|email| email.contains("beta") || email.contains("test")),
    };
    let in_share = |id: Option<&str>, weight: f64| {
        id.map_or(0.0, |id| reference::launchdarkly(&format!("tenth.s2.{id}"))) < weight
    };
    let is_tenth = match user {
        Some("user-20") => true,
        Some("user-21") => false,
        _ => {
            text("country") == Some("FR") && in_share(user, 0.1)
                || text("plan") == Some("pro") && in_share(account, 0.33333)
        }
    };
    let name = match flag {
        "checkout" if matches!(user, Some("user-1" | "user-2")) => "false",
        "checkout"
            if matches!(text("country"), Some("TR" | "DE"))
                && text("plan").is_some_and(|plan| plan != "free") =>
        {
            "true"
        }
        "checkout" if is_beta => rollout("checkout.c0ffee", email, &[("true", 25_000), ("false", 75_000)]),
        "checkout" => rollout("checkout.c0ffee", user, &[("true", 10_000), ("false", 90_000)]),
        "color" if value("checkout", context) != json!(true) => "\"red\"",
        "color" if account == Some("account-3") => "\"blue\"",
        "color" if is_tenth => "\"green\"",
        "color"
            if !is_beta
                && context["age"].as_u64().is_some_and(|age| age >= 18)
                && ["2.1.0-rc.1", "3.0.0"]
                    .contains(&context["app"]["version"].as_str().unwrap_or_default()) =>
        {
            "\"blue\""
        }
        "color" => rollout("61", user, &[("\"red\"", 33_333), ("\"green\"", 33_333), ("\"blue\"", 33_000)]),
        "limits" if account.is_some_and(|account| account.ends_with(['7', '8'])) => {
            rollout("limits.x", account, &[(r#"{"max":1.5}"#, 50_000), (r#"{"max":2}"#, 50_000)])
        }
        "limits" if text("since").is_some() => r#"{"max":2}"#,
        "limits" => r#"{"max":1.5}"#,
        "off" => "2",
        other => panic!("no computation of {other}"),
    };
    serde_json::from_str(name).expect("JSON")
}

#[test]
fn ten_thousand_users_get_the_answers_of_launchdarkly() {
    let translation =
        translate(&source(System::LaunchDarkly, Buckets::V2), FILE).expect("a file of LaunchDarkly");
    let snapshot = snapshot(&translation);
    for key in ["checkout", "color", "limits", "off"] {
        let mut given = std::collections::BTreeSet::new();
        for n in 0..10_000 {
            let context = user(n);
            let expected = value(key, &context);
            assert_eq!(answer(&snapshot, key, &context), expected, "{key} {context}");
            given.insert(expected.to_string());
        }
        assert!(given.len() > 1 || key == "off", "{key}: {given:?}");
    }
}

#[test]
fn what_cannot_be_carried_over_is_reported_with_its_place() {
    let translation =
        translate(&source(System::LaunchDarkly, Buckets::V2), FILE).expect("a file of LaunchDarkly");
    let expected = [
        ("after-off", "flags.after-off.prerequisites[0]"),
        ("big", "flags.big.rules[0].clauses[0]"),
        ("by-email", "segments.by-email.rules[0].bucketBy"),
        ("huge", "segments.huge"),
        ("kinds", "flags.kinds.rules[0].clauses[0].attribute"),
        ("two-shares", "flags.two-shares.rules[0].clauses[0]"),
    ];
    assert_eq!(lost(&translation), expected);
    let archived = translation.flags.iter().filter(|imported| imported.is_archived);
    assert_eq!(archived.map(|imported| &*imported.flag.key).collect::<Vec<_>>(), ["off-without-value"]);
}

/// The REST API has names of variations, several environments, and no salts of segments.
#[test]
fn flags_of_the_rest_api_mean_the_same() {
    let file: Value = serde_json::from_str(FILE).expect("JSON");
    let mut items = Vec::new();
    for (key, flag) in file["flags"].as_object().expect("an object") {
        let variations: Vec<_> = flag["variations"]
            .as_array()
            .expect("a list")
            .iter()
            .enumerate()
            .map(|(at, value)| json!({ "_id": at.to_string(), "value": value, "name": format!("Variation {at}") }))
            .collect();
        let mut own = flag.clone();
        own.as_object_mut().expect("an object").remove("variations");
        items.push(json!({ "key": key, "name": format!("The {key}"), "kind": "multivariate", "variations": variations,
            "environments": { "production": own, "staging": { "on": false, "salt": "y", "fallthrough": { "variation": 0 } } } }));
    }
    let mut segments: Vec<Value> =
        file["segments"].as_object().expect("an object").values().cloned().collect();
    for segment in &mut segments {
        segment.as_object_mut().expect("an object").remove("salt");
    }
    let rest = json!({ "items": items, "segments": { "items": segments } }).to_string();
    let translation =
        translate(&source(System::LaunchDarkly, Buckets::V2), &rest).expect("flags of the REST API");
    let snapshot = snapshot(&translation);
    for n in 0..1_000 {
        let context = user(n);
        for key in ["checkout", "limits", "off"] {
            assert_eq!(answer(&snapshot, key, &context), value(key, &context), "{key} {context}");
        }
    }
    let checkout = translation.flags.iter().find(|one| one.flag.key == "checkout").expect("the flag");
    assert_eq!((&*checkout.name, &*checkout.variant_names["1"]), ("The checkout", "Variation 1"));
    let lost = translation
        .losses
        .iter()
        .find(|loss| loss.key == "tenth")
        .expect("a segment with shares has no salt");
    assert!(lost.reason.contains("/sdk/latest-all"), "{}", lost.reason);
    let other = Source { environment: "qa".to_owned(), ..source(System::LaunchDarkly, Buckets::V2) };
    let refused = translate(&other, &rest).expect_err("no such environment");
    assert!(refused.place.ends_with(".environments") && refused.reason.contains("staging"), "{refused}");
}

/// LaunchDarkly reads `2` and `2.1` as versions.
#[test]
fn versions_without_all_numbers_compare_as_in_launchdarkly() {
    let bounds =
        ["0.0.0", "0.1", "2", "2.0.0", "2.1", "2.1.7", "3.0.1-rc.1", "9.99", "10.9.1", "20.0.5", "115.20"];
    let of_equal = ["2.0.0-rc.1", "2.1-beta", "2-rc.1+5"];
    let mut flags = serde_json::Map::new();
    let mut add = |op: &str, bound: &str, negate: bool| {
        let clause = json!({ "attribute": "v", "op": op, "values": [bound], "negate": negate });
        let flag = json!({ "on": true, "salt": "x", "variations": [true, false], "fallthrough": { "variation": 1 },
                           "rules": [{ "clauses": [clause], "variation": 0 }] });
        flags.insert(format!("{op}.{}.{negate}", bound.replace('+', "_")), flag);
    };
    for negate in [false, true] {
        for op in ["semVerEqual", "semVerLessThan", "semVerGreaterThan"] {
            bounds.iter().for_each(|bound| add(op, bound, negate));
        }
        of_equal.iter().for_each(|bound| add("semVerEqual", bound, negate));
    }
    let file = json!({ "flags": flags }).to_string();
    let source = source(System::LaunchDarkly, Buckets::V2);
    let translation = translate(&source, &file).expect("a file of LaunchDarkly");
    assert_eq!(translation.losses, []);
    let (snapshot, original) = (snapshot(&translation), Original::read(&source, &file).expect("a file"));
    let numbers = ["0", "1", "2", "3", "9", "10", "11", "20", "21", "99", "100", "114", "115", "1000"];
    let mut versions: Vec<_> = ["v2", "2.", "x", "2.0.0.0", ""].map(str::to_owned).into();
    for major in numbers {
        for minor in [None].into_iter().chain(numbers.map(Some)) {
            let short = minor.map_or(major.to_owned(), |minor| format!("{major}.{minor}"));
            versions.extend(["", "-rc.1", "-beta", "+5", "-rc.1+5"].map(|suffix| format!("{short}{suffix}")));
            versions.extend(minor.map(|_| format!("{short}.7")));
        }
    }
    for version in versions {
        let context = json!({ "v": version });
        for key in translation.flags.iter().map(|imported| &imported.flag.key) {
            let there = original.answer(key, &flat(&context));
            assert_eq!(Answer::Value(answer(&snapshot, key, &context)), there, "{key} {version}");
        }
    }
    let flag = |key: &str, version: &str| answer(&snapshot, key, &json!({ "v": version }));
    for (key, version, expected) in [
        ("semVerEqual.2.false", "2", true),
        ("semVerEqual.2.1.false", "2.1", true),
        ("semVerGreaterThan.2.0.0.false", "2.1", true),
        ("semVerGreaterThan.9.99.false", "10", true),
        ("semVerLessThan.115.20.false", "115.3", true),
        ("semVerLessThan.2.0.0.false", "2-rc.1", true),
        ("semVerLessThan.2.0.0.false", "2", false),
        ("semVerGreaterThan.2.1.7.true", "2.1", true),
    ] {
        assert_eq!(flag(key, version), json!(expected), "{key} {version}");
    }
    // The order among pre-releases without all numbers cannot be expressed.
    let rule = json!([{ "clauses": [{ "attribute": "v", "op": "semVerLessThan", "values": ["2.0.0-rc.1"] }], "variation": 0 }]);
    let file = json!({ "flags": { "f": { "on": true, "variations": [1, 2], "rules": rule, "fallthrough": { "variation": 1 } } } });
    let translation = translate(&source, &file.to_string()).expect("a file of LaunchDarkly");
    assert_eq!(lost(&translation), [("f", "flags.f.rules[0].clauses[0].values")]);
}
