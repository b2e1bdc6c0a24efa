use super::{reference::murmur3, *};

const FILE: &str = include_str!("flagd.yaml");

/// What flagd hashes.
enum Id<'i> {
    /// Text in front of the id, both as one text.
    Text(String),
    /// The key of the flag, and the targeting key.
    Pair(&'i str, &'i str),
    Number(u64),
}

fn cbor(text: &str) -> Vec<u8> {
    let len = u8::try_from(text.len()).expect("a short text");
    let head = if len < 24 { vec![0x60 + len] } else { vec![0x78, len] };
    [head, text.as_bytes().to_vec()].concat()
}

fn fractional<'v>(buckets: Buckets, id: &Id<'_>, weights: &[(&'v str, u32)], default: &'v str) -> &'v str {
    let bytes = match (buckets, id) {
        (Buckets::V3, Id::Text(text)) => cbor(text),
        (Buckets::V3, Id::Pair(key, id)) => [vec![0x82], cbor(key), cbor(id)].concat(),
        (Buckets::V3, Id::Number(number)) => match u8::try_from(*number) {
            Ok(number) if number < 24 => vec![number],
            Ok(number) => vec![0x18, number],
            Err(_) => {
                [vec![0x19], u16::try_from(*number).expect("a small number").to_be_bytes().to_vec()].concat()
            }
        },
        (_, Id::Text(text)) => text.clone().into_bytes(),
        (_, Id::Pair(key, id)) => format!("{key}{id}").into_bytes(),
        (_, Id::Number(number)) => number.to_string().into_bytes(),
    };
    let hash = murmur3(0, &bytes);
    let total: u32 = weights.iter().map(|(_, weight)| weight).sum();
    if buckets == Buckets::V1 {
        let percent = f64::from((hash as i32).unsigned_abs()) / f64::from(i32::MAX) * 100.0;
        let mut end = 0.0;
        for (variant, weight) in weights {
            end += 100.0 * f64::from(*weight) / f64::from(total);
            if percent < end {
                return variant;
            }
        }
        return default;
    }
    let bucket = (u64::from(hash) * u64::from(total)) >> 32;
    reference::weighted(weights, bucket as u32).expect("below the sum of all weights")
}

/// What flagd answers, by key of the variant.
fn variant(buckets: Buckets, flag: &str, context: &Value) -> &'static str {
    let text = |name: &str| context[name].as_str();
    let user = text("user_id");
    let split = |key, weights: &[(&'static str, u32)], default| {
        user.map_or(default, |user| fractional(buckets, &Id::Pair(key, user), weights, default))
    };
    let version: Option<Vec<u32>> = context["app"]["version"].as_str().map(|version| {
        version.split(['.', '-']).take(3).map(|number| number.parse().expect("a number")).collect()
    });
    let is_pre_release = context["app"]["version"].as_str().is_some_and(|version| version.contains('-'));
    let (email, age) = (text("email"), context["age"].as_u64());
    match flag {
        "new-checkout" => split("new-checkout", &[("on", 25), ("off", 75)], "off"),
        "button-color" if email.is_some_and(|email| email.ends_with("@shop.example")) => "blue",
        "button-color" if matches!(text("country"), Some("TR" | "DE")) => {
            let id = Id::Text(format!("button-color{}", email.unwrap_or_default()));
            fractional(buckets, &id, &[("red", 1), ("green", 1), ("blue", 1)], "gray")
        }
        "button-color" if text("plan") != Some("free") && age.unwrap_or(0) >= 18 => "red",
        "button-color" => "gray",
        "search-limit"
            if version.as_ref().is_some_and(|v| v[0] >= 2 && !(is_pre_release && v[..] == [2, 0, 0])) =>
        {
            let weights = [("small", 10), ("large", 0), ("large", 30), ("small", 20)];
            match &context["account"]["id"] {
                Value::Number(id) => {
                    fractional(buckets, &Id::Number(id.as_u64().expect("a number")), &weights, "small")
                }
                Value::String(id) => fractional(buckets, &Id::Text(id.clone()), &weights, "small"),
                _ => split("search-limit", &weights, "small"),
            }
        }
        "search-limit" if email.is_some_and(|email| email.starts_with("beta-")) || age.unwrap_or(0) < 18 => {
            "none"
        }
        "search-limit" if version.is_some_and(|version| version[0] == 1) => "large",
        "search-limit" => "small",
        "layout" if text("plan") == Some("pro") => split("layout", &[("wide", 60), ("plain", 40)], "plain"),
        "layout" => "plain",
        "half-or-not" => split("half-or-not", &[("big", 50), ("small", 50)], "small"),
        "greeting" => "hi",
        "by-name" => fractional(buckets, &Id::Text("seed-fixed".to_owned()), &[("a", 50), ("b", 50)], "a"),
        other => panic!("no computation of {other}"),
    }
}

#[test]
fn ten_thousand_users_get_the_answers_of_every_version_of_flagd() {
    for buckets in [Buckets::V1, Buckets::V2, Buckets::V3] {
        let translation = translate(&source(System::Flagd, buckets), FILE).expect("a file of flagd");
        let snapshot = snapshot(&translation);
        let values = |key: &str| -> serde_json::Map<String, Value> {
            let flag = translation.flags.iter().find(|one| one.flag.key == key).expect("the flag");
            let variants = flag.flag.variants.iter();
            variants.map(|one| (one.key.clone(), one.value.read().expect("a value"))).collect()
        };
        for key in
            ["new-checkout", "button-color", "search-limit", "layout", "half-or-not", "greeting", "by-name"]
        {
            let values = values(key);
            let mut given = std::collections::BTreeSet::new();
            for n in 0..10_000 {
                let context = user(n);
                let expected = variant(buckets, key, &context);
                assert_eq!(
                    answer(&snapshot, key, &context),
                    values[expected],
                    "{buckets:?} {key} {expected} {context}"
                );
                given.insert(expected);
            }
            assert!(
                given.len() > 1 || ["greeting", "by-name"].contains(&key),
                "{key} answers {given:?} alone"
            );
        }
    }
}

#[test]
fn what_cannot_be_carried_over_is_reported_with_its_place() {
    let translation = translate(&source(System::Flagd, Buckets::V2), FILE).expect("a file of flagd");
    let expected = [
        ("bad key!", "flags.bad key!"),
        ("by-time", "flags.by-time.targeting.if[0].>"),
        ("computed", "flags.computed.targeting.fractional[0]"),
        ("merged", "flags.merged.targeting.if[0].some"),
        ("without-default", "flags.without-default.targeting.if"),
    ];
    assert_eq!(lost(&translation), expected);
    let remarks: Vec<_> = translation.remarks.iter().map(|remark| &*remark.place).collect();
    assert_eq!(remarks, ["flags.button-color.metadata", "metadata"]);
    let archived = translation.flags.iter().filter(|imported| imported.is_archived);
    let archived: Vec<_> = archived.map(|imported| &*imported.flag.key).collect();
    assert_eq!(archived, ["left-to-code", "switched-off"], "both leave the answer to the code");
}

/// The facts of flagd's own tests, which `open-feature/flagd-testbed` publishes, for all that a flag here can express.
#[test]
fn flags_answer_as_the_tests_of_flagd_expect() {
    let suits = json!({ "clubs": "clubs", "diamonds": "diamonds", "hearts": "hearts", "spades": "spades", "wild": "wild" });
    let quarters = |id: Value| json!({ "fractional": [id, ["clubs", 25], ["diamonds", 25], ["hearts", 25], ["spades", 25]] });
    let flag = |variants: Value, default: &str, targeting: Value| json!({ "state": "ENABLED", "variants": variants, "defaultVariant": default, "targeting": targeting });
    let words = |words: &[&str]| -> Value {
        words.iter().map(|word| ((*word).to_owned(), json!(word))).collect::<serde_json::Map<_, _>>().into()
    };
    let version = json!({ "var": "version" });
    let compared = |operator: &str, bound: &str| json!({ "sem_ver": [version, operator, bound] });
    let file = json!({
        "flags": {
            "fractional-flag": flag(suits.clone(), "wild", quarters(json!({ "cat": [{ "var": "$flagd.flagKey" }, { "var": "user.name" }] }))),
            "fractional-flag-A-shared-seed": flag(suits, "wild", quarters(json!({ "cat": ["shared-seed", { "var": "user.name" }] }))),
            "fractional-flag-shorthand": flag(words(&["heads", "tails", "draw"]), "draw", json!({ "fractional": [["heads"], ["tails", 1]] })),
            "edges": flag(words(&["lower", "upper"]), "lower", json!({ "fractional": [{ "var": "targetingKey" }, ["lower", 50], ["upper", 50]] })),
            "single": flag(words(&["single", "fallback"]), "fallback", json!({ "fractional": [["single", 1]] })),
            "zero": flag(words(&["one", "fallback"]), "fallback", json!({ "fractional": [{ "var": "targetingKey" }, ["one", 0]] })),
            "negative": flag(words(&["one", "two", "fallback"]), "fallback", json!({ "fractional": [{ "var": "targetingKey" }, ["one", -50], ["two", 100]] })),
            "no-id": flag(words(&["one", "two", "fallback"]), "fallback", json!({ "fractional": [{ "var": "missing_key" }, ["one", 50], ["two", 50]] })),
            "tiers": flag(words(&["premium", "standard"]), "standard", json!({ "fractional": [{ "var": "targetingKey" },
                [{ "if": [{ "==": [{ "var": "tier" }, "premium"] }, "premium", "standard"] }, 50], ["standard", 50]] })),
            "weights": flag(words(&["red", "blue"]), "blue", json!({ "fractional": [{ "var": "targetingKey" },
                ["red", { "if": [{ "==": [{ "var": "tier" }, "premium"] }, 100, 0] }], ["blue", 10]] })),
            "condition": flag(words(&["big", "small"]), "small", json!({ "if": [{ "fractional": [[false, 0], [true, 100]] }, "big", "small"] })),
            "starts-ends": flag(words(&["prefix", "postfix", "none"]), "none", json!({ "if": [{ "starts_with": [{ "var": "id" }, "abc"] }, "prefix",
                { "if": [{ "ends_with": [{ "var": "id" }, "xyz"] }, "postfix", "none"] }] })),
            "versions": flag(words(&["equal", "greater", "lesser", "none"]), "none", json!({ "if": [compared("=", "2.0.0"), "equal",
                { "if": [compared(">", "2.0.0"), "greater", { "if": [compared("<", "2.0.0"), "lesser", "none"] }] }] })),
            "ranges": flag(words(&["minor", "major", "none"]), "none", json!({ "if": [compared("~", "3.0.0"), "minor",
                { "if": [compared("^", "3.0.0"), "major", "none"] }] })),
            "bare": flag(words(&["true", "false", "fallback"]), "fallback", compared("=", "1.0.0")),
            "bad-operator": flag(words(&["true", "false", "fallback"]), "fallback", compared("===", "1.0.0")),
            "bad-arguments": flag(words(&["true", "false", "fallback"]), "fallback", json!({ "sem_ver": [version, "="] })),
            "build": flag(words(&["match", "no-match"]), "no-match", json!({ "if": [compared("=", "1.0.0+build"), "match", "no-match"] })),
            "target": flag(words(&["hit", "miss"]), "miss", json!({ "if": [{ "==": [{ "var": "targetingKey" }, "5c3d8535"] }, "hit", null] })),
            "ref": flag(words(&["hi", "bye"]), "bye", json!({ "if": [{ "$ref" : "is_ballmer" }, "hi", "bye"] })),
        },
        "$evaluators": { "is_ballmer": { "==": ["ballmer@macrosoft.com", { "var": ["email"] }] } },
    });
    let name = |name: &str| json!({ "user": { "name": name } });
    let user = |id: &str| json!({ "user_id": id });
    let tier = |id: &str, tier: &str| json!({ "user_id": id, "tier": tier });
    let at = |version: &str| json!({ "version": version });
    let of_version_2 = [
        ("fractional-flag", name("jack"), "hearts"),
        ("fractional-flag", name("queen"), "spades"),
        ("fractional-flag", name("ten"), "clubs"),
        ("fractional-flag", name("nine"), "diamonds"),
        ("fractional-flag", json!({ "user": { "name": 3 } }), "clubs"),
        ("fractional-flag-A-shared-seed", name("seven"), "hearts"),
        ("fractional-flag-A-shared-seed", name("eight"), "diamonds"),
        ("fractional-flag-A-shared-seed", name("nine"), "clubs"),
        ("fractional-flag-A-shared-seed", name("two"), "spades"),
        ("fractional-flag-shorthand", user("jon@company.com"), "heads"),
        ("fractional-flag-shorthand", user("jane@company.com"), "tails"),
        ("edges", user("ejOoVL"), "lower"),
        ("edges", user("bY9fO-"), "lower"),
        ("edges", user("SI7p-"), "lower"),
        ("edges", user("6LvT0"), "upper"),
        ("edges", user("ceQdGm"), "upper"),
        ("single", user("some-targeting-key"), "single"),
        ("single", json!({}), "fallback"),
        ("zero", user("any-user"), "fallback"),
        ("negative", user("any-user"), "two"),
        ("no-id", json!({}), "fallback"),
        ("tiers", tier("jon@company.com", "premium"), "premium"),
        ("tiers", tier("jon@company.com", "basic"), "standard"),
        ("tiers", tier("user1", "premium"), "standard"),
        ("weights", tier("jon@company.com", "premium"), "red"),
        ("weights", tier("jon@company.com", "basic"), "blue"),
        ("condition", user("some-targeting-key"), "big"),
        ("starts-ends", json!({ "id": "abcdef" }), "prefix"),
        ("starts-ends", json!({ "id": "uvwxyz" }), "postfix"),
        ("starts-ends", json!({ "id": "abcxyz" }), "prefix"),
        ("starts-ends", json!({ "id": "lmnopq" }), "none"),
        ("versions", at("2.0.0"), "equal"),
        ("versions", at("2.1.0"), "greater"),
        ("versions", at("1.9.0"), "lesser"),
        ("versions", at("2.0.0-alpha"), "lesser"),
        ("versions", at("2.0.0.0"), "none"),
        ("ranges", at("3.0.1"), "minor"),
        ("ranges", at("3.1.0"), "major"),
        ("ranges", at("4.0.0"), "none"),
        ("bare", at("1.0.0"), "true"),
        ("bare", at("1.0.1"), "false"),
        ("bare", at("not-a-version"), "fallback"),
        ("bad-operator", at("1.0.0"), "fallback"),
        ("bad-arguments", at("1.0.0"), "fallback"),
        ("build", at("1.0.0+other"), "match"),
        ("build", at("2.0.0"), "no-match"),
        ("target", user("5c3d8535"), "hit"),
        ("target", user("f20bd32d"), "miss"),
        ("ref", json!({ "email": "ballmer@macrosoft.com" }), "hi"),
        ("ref", json!({ "email": "user@example.com" }), "bye"),
    ];
    let of_version_1 = [
        ("fractional-flag", name("jack"), "spades"),
        ("fractional-flag", name("queen"), "clubs"),
        ("fractional-flag", name("ten"), "diamonds"),
        ("fractional-flag", name("nine"), "hearts"),
        ("fractional-flag", name("3"), "diamonds"),
        ("fractional-flag-A-shared-seed", name("jack"), "hearts"),
        ("fractional-flag-A-shared-seed", name("queen"), "spades"),
        ("fractional-flag-A-shared-seed", name("nine"), "diamonds"),
    ];
    for (buckets, cases) in [(Buckets::V2, &of_version_2[..]), (Buckets::V1, &of_version_1)] {
        let translation =
            translate(&source(System::Flagd, buckets), &file.to_string()).expect("a file of flagd");
        assert_eq!(translation.losses, []);
        let snapshot = snapshot(&translation);
        for (key, context, expected) in cases {
            assert_eq!(answer(&snapshot, key, context), json!(expected), "{key} {context}");
        }
    }
}

#[test]
fn a_disabled_flag_has_its_whole_targeting_or_none_of_it() {
    let holds = json!({ "==": [{ "var": "plan" }, "pro"] });
    let by_time = json!({ ">": [{ "var": "$flagd.timestamp" }, 5] });
    let flag = |targeting: Value| json!({ "state": "DISABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": targeting });
    let file = json!({ "flags": {
        "whole": flag(json!({ "if": [holds, "on", "off"] })),
        "partial": flag(json!({ "if": [holds, "on", by_time, "on"] })),
    } });
    let translation =
        translate(&source(System::Flagd, Buckets::V2), &file.to_string()).expect("a file of flagd");
    assert_eq!(translation.losses, []);
    let rules: Vec<_> =
        translation.flags.iter().map(|one| (&*one.flag.key, one.is_archived, one.flag.rules.len())).collect();
    assert_eq!(rules, [("partial", true, 0), ("whole", true, 2)]);
    let [remark] = &*translation.remarks else { panic!("{:?}", translation.remarks) };
    assert_eq!(remark.place, "flags.partial.targeting.if[2].>");
    assert!(remark.reason.contains("without its targeting"), "{}", remark.reason);
}
