use super::{reference::murmur3, *};

const FILE: &str = include_str!("unleash.json");
const VARIANT_SEED: u32 = 86_028_157;

/// 1 to 100.
fn normalized(group: &str, id: &str) -> u32 {
    murmur3(0, format!("{group}:{id}").as_bytes()) % 100 + 1
}

fn variant<'v>(group: &str, id: &str, weights: &[(&'v str, u32)]) -> &'v str {
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    let number = murmur3(VARIANT_SEED, format!("{group}:{id}").as_bytes()) % total;
    reference::weighted(weights, number).expect("below the sum of all weights")
}

/// Whether a feature is on, and its variant.
fn feature(name: &str, context: &Value) -> (bool, &'static str) {
    let text = |name: &str| context[name].as_str();
    let (user, session) = (text("user_id"), text("sessionId"));
    let in_share =
        |percent: u32, group: &str, id: Option<&str>| id.is_some_and(|id| normalized(group, id) <= percent);
    let is_adult = context["age"].as_u64().is_some_and(|age| age >= 18) && text("plan") != Some("free");
    let plain = |on: bool| (on, "disabled");
    match name {
        "checkout" => {
            plain(in_share(25, "checkout", user) || matches!(user, Some("user-1" | "user-2" | "user-3")))
        }
        "search" => {
            let first = matches!(text("country"), Some("TR" | "DE"))
                && is_adult
                && in_share(55, "other-group", user.or(session));
            let domains = ["@shop.example", "@x.example"];
            let has_domain = text("email")
                .is_some_and(|email| domains.iter().any(|domain| email.to_lowercase().ends_with(domain)));
            plain(first || has_domain && text("plan") != Some("pro") && in_share(42, "g", session))
        }
        "everyone" | "all-of-them" => plain(true),
        "off" => plain(false),
        "colors" => {
            let on = in_share(60, "colors", user);
            let Some(user) = user.filter(|_| on) else { return plain(on) };
            if ["user-7", "user-8"].contains(&user) {
                return (on, "red");
            }
            (on, variant("colors", user, &[("red", 333), ("green", 333), ("blue", 334)]))
        }
        "layout" => {
            if text("country") == Some("TR") && in_share(40, "layout-a", user) {
                return (true, variant("layout-a", user.unwrap(), &[("wide", 500), ("narrow", 500)]));
            }
            if ["2.1.0-rc.1", "3.0.0"].contains(&text("appVersion").unwrap_or_default()) {
                // Without a session the variant is random.
                return (
                    true,
                    session
                        .map_or("random", |session| variant("layout", session, &[("wide", 1), ("plain", 2)])),
                );
            }
            plain(
                text("remoteAddress")
                    .is_some_and(|address| address.starts_with("192.0.2.") || address == "198.51.100.7"),
            )
        }
        "payments" => {
            let (_, color) = feature("colors", context);
            plain(feature("checkout", context).0 && ["red", "blue"].contains(&color))
        }
        "old-checkout" => plain(!feature("checkout", context).0),
        other => panic!("no computation of {other}"),
    }
}

#[test]
fn ten_thousand_users_get_the_answers_of_unleash() {
    let translation = translate(&source(System::Unleash, Buckets::V2), FILE).expect("a file of Unleash");
    let snapshot = snapshot(&translation);
    for name in [
        "checkout",
        "search",
        "everyone",
        "all-of-them",
        "off",
        "colors",
        "layout",
        "payments",
        "old-checkout",
    ] {
        let mut given = std::collections::BTreeSet::new();
        for n in 0..10_000 {
            let context = user(n);
            let (on, variant) = feature(name, &context);
            assert_eq!(answer(&snapshot, name, &context), json!(on), "{name} {context}");
            given.insert(on);
            if !["colors", "layout"].contains(&name) || variant == "random" {
                continue;
            }
            let value = answer(&snapshot, &format!("{name}.variant"), &context);
            let key = value.as_str().or(value["name"].as_str()).expect("the name of a variant");
            assert_eq!(key, variant, "{name} {context}");
        }
        assert!(given.len() == 2 || ["everyone", "all-of-them", "off"].contains(&name), "{name}: {given:?}");
    }
    let red = answer(&snapshot, "colors.variant", &json!({ "user_id": "user-7" }));
    if feature("colors", &json!({ "user_id": "user-7" })).0 {
        assert_eq!(red, json!({ "name": "red", "payload": { "type": "string", "value": "#f00" } }));
    }
}

#[test]
fn what_cannot_be_carried_over_is_reported_with_its_place() {
    let translation = translate(&source(System::Unleash, Buckets::V2), FILE).expect("a file of Unleash");
    let expected = [
        ("after-dice", "features[14]"),
        ("by-host", "features[11].strategies[0]"),
        ("dice", "features[10].strategies[0].parameters"),
        ("newer-operator", "features[15].strategies[0].constraints[0]"),
        ("own-strategy", "features[12].strategies[0]"),
        ("this-year", "features[13].strategies[0].segments"),
        ("unleash-segment-3", "segments[2].constraints[0]"),
    ];
    assert_eq!(lost(&translation), expected);
    let archived = translation.flags.iter().filter(|imported| imported.is_archived);
    assert_eq!(archived.map(|imported| &*imported.flag.key).collect::<Vec<_>>(), ["old"]);
}

/// An export has strategies, environments and dependencies apart from the features.
#[test]
fn an_export_with_segments_means_the_same() {
    let file: Value = serde_json::from_str(FILE).expect("JSON");
    let (mut features, mut strategies, mut environments, mut dependencies) = (vec![], vec![], vec![], vec![]);
    for feature in file["features"].as_array().expect("a list") {
        let mut feature = feature.clone();
        let mut take =
            |field: &str| feature.as_object_mut().expect("an object").remove(field).unwrap_or_default();
        let (own, enabled, variants) = (take("strategies"), take("enabled"), take("variants"));
        let needs = take("dependencies");
        let name = feature["name"].clone();
        for (at, strategy) in own.as_array().expect("a list").iter().enumerate() {
            let mut strategy = strategy.clone();
            strategy["featureName"] = name.clone();
            strategy["sortOrder"] = json!(at);
            strategies.insert(0, strategy);
        }
        let variants = if variants.is_null() { json!([]) } else { variants };
        environments.push(json!({ "featureName": name, "environment": "production", "enabled": enabled, "variants": variants }));
        if !needs.is_null() {
            dependencies.push(json!({ "feature": name, "dependencies": needs }));
        }
        features.push(feature);
    }
    let mut export = json!({ "features": features, "featureStrategies": strategies, "featureEnvironments": environments,
        "dependencies": dependencies, "segments": file["segments"], "contextFields": [], "tagTypes": [] });
    let read = |file: &Value| {
        translate(&source(System::Unleash, Buckets::V2), &file.to_string()).expect("an export")
    };
    let (own, exported) =
        (translate(&source(System::Unleash, Buckets::V2), FILE).expect("a file"), read(&export));
    let flags = |translation: &Translation| -> Vec<String> {
        translation.flags.iter().map(|one| serde_json::to_string(&one.flag).expect("plain data")).collect()
    };
    assert_eq!(flags(&own), flags(&exported));
    for segment in export["segments"].as_array_mut().expect("a list") {
        segment.as_object_mut().expect("an object").remove("constraints");
    }
    let without = read(&export);
    let lost = without.losses.iter().find(|loss| loss.key == "unleash-segment-1").expect("a loss");
    assert!(lost.reason.contains("/api/admin/segments"), "{}", lost.reason);
    assert!(without.losses.iter().any(|loss| loss.key == "search"));
}

#[test]
fn weights_whose_sum_is_large_are_compared() {
    let variant = |name: &str| json!({ "name": name, "weight": 3_000_000_000_u32 });
    let feature = json!({ "name": "a", "enabled": true, "strategies": [], "variants": [variant("red"), variant("blue")] });
    let file = json!({ "features": [feature] }).to_string();
    let source = source(System::Unleash, Buckets::V2);
    assert_eq!(lost(&translate(&source, &file).expect("a file")), [("a", "features[0].variants")]);
    let original = Original::read(&source, &file).expect("a file");
    let answer = original.answer("a.variant", &flat(&json!({ "user_id": "user-1" })));
    assert!([json!("red"), json!("blue")].map(Answer::Value).contains(&answer), "{answer:?}");
}
