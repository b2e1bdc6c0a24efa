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
    let (user, email) = (text("user_id"), text("email"));
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
                || text("plan") == Some("pro") && in_share(email, 0.33333)
        }
    };
    let account = context["account"]["key"].as_str();
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
