//! Snapshots written in code.

use serde_json::{Value, json};
use togul_core::{
    Condition, Context, Flag, FlagBuilder, FlagValue, Operator, Reason, Rule, Segment, SegmentBuilder,
    Snapshot, ValueType, bucket,
};

fn flag(flag: FlagBuilder) -> Snapshot {
    Snapshot::builder().flag(flag).build().expect("a valid flag")
}

fn object(snapshot: &Snapshot, key: &str) -> Value {
    serde_json::from_str(snapshot.flag(key).expect("the flag exists").json()).expect("JSON")
}

#[test]
fn a_flag_is_the_json_that_a_server_would_send() {
    let built = Flag::builder("color", "grey")
        .off()
        .off_value("black")
        .variant("red", "#f00")
        .variant("blue", "#00f")
        .salt("4f3c9a1be27d0856")
        .rule(Rule::when(!Condition::exists("plan")).and(Condition::not_exists("age")).return_value("white"))
        .rule(Rule::share(12.5).bucket_by("account").seed("exp").variant("red"))
        .rule(Rule::always().split([("red", 33.3), ("blue", 66.7)]));
    let mut flag = object(&flag(built), "color");
    let ids: Vec<Value> =
        flag["rules"].as_array_mut().expect("rules").iter_mut().map(|rule| rule["id"].take()).collect();
    assert!(ids[0] != ids[1] && ids[1] != ids[2], "{ids:?}");
    assert_eq!(
        flag,
        json!({
            "key": "color", "enabled": false, "value_type": "string", "default_value": "grey", "off_value": "black",
            "salt": "4f3c9a1be27d0856",
            "variants": [{ "key": "red", "value": "#f00" }, { "key": "blue", "value": "#00f" }],
            "rules": [
                {
                    "id": null, "priority": 0, "rule_type": "boolean",
                    "conditions": [
                        { "not": { "attribute": "plan", "operator": "exists" } },
                        { "attribute": "age", "operator": "not_exists" },
                    ],
                    "return_value": "white",
                },
                {
                    "id": null, "priority": 10, "rule_type": "percentage", "rollout_percentage": 12.5,
                    "bucket_by": "account", "seed": "exp", "conditions": [], "variant": "red",
                },
                {
                    "id": null, "priority": 20, "rule_type": "boolean", "bucket_by": "user_id", "conditions": [],
                    "split": [
                        { "variant": "red", "ranges": [[0, 33_300]] },
                        { "variant": "blue", "ranges": [[33_300, 100_000]] },
                    ],
                },
            ],
        })
    );
}

#[test]
fn rules_segments_and_prerequisites_decide_in_their_order() {
    let snapshot = Snapshot::builder()
        .environment("test")
        .revision(7)
        .flag(Flag::builder("base", false).rule(Rule::when(Condition::in_segment("beta")).return_value(true)))
        .flag(
            Flag::builder("extra", 0)
                .prerequisite("base", [true])
                .rule(Rule::when(Condition::new("age", Operator::Gte, 65)).return_value(65))
                .rule(Rule::always().return_value(1)),
        )
        .segment(Segment::builder("staff").attribute("email").include(["ada@example.com"]))
        .segment(
            Segment::builder("beta").exclude(["eve"]).rule([Condition::in_segment("staff")]).rule([
                Condition::equals("plan", "pro"),
                Condition::new("country", Operator::In, ["DE", "TR"]),
            ]),
        )
        .build()
        .expect("a valid snapshot");
    assert_eq!((snapshot.environment_key(), snapshot.revision().get()), ("test", 7));
    let pro = || Context::new().with("plan", "pro").with("country", "TR").with("user_id", "u");
    for (context, value, reason) in [
        (pro(), 1, "rule_match"),
        (pro().with("age", 70), 65, "rule_match"),
        (pro().with("user_id", "eve"), 0, "prerequisite_failed"),
        (pro().with("country", "FR"), 0, "prerequisite_failed"),
        (Context::new().with("email", "ada@example.com").with("user_id", "u"), 1, "rule_match"),
    ] {
        let answer = snapshot.evaluate("extra", &context);
        assert_eq!((answer.as_i64(), answer.reason.as_str()), (Some(value), reason), "{context:?}");
    }
    assert_eq!(
        Snapshot::from_json(&snapshot.to_json()).expect("it reads back").fingerprint(),
        snapshot.fingerprint()
    );
}

#[test]
fn a_variant_without_weight_is_never_answered() {
    let built = Flag::builder("f", 0).variant("a", 1).variant("b", 2).salt("4f3c9a1be27d0856");
    let snapshot = flag(built.rule(Rule::always().split([("a", 0), ("b", 100)])));
    let seed = bucket::seed("4f3c9a1be27d0856");
    for user in ["user-123", "user-124", ""] {
        let answer = snapshot.evaluate("f", &Context::new().with("user_id", user));
        assert_eq!(
            (answer.as_i64(), answer.variant()),
            (Some(2), Some("b")),
            "{}",
            bucket::split(seed, user)
        );
    }
    assert_eq!(snapshot.evaluate("f", &Context::new()).reason, Reason::Default);
}

#[test]
fn a_json_flag_may_have_values_of_any_kind() {
    let built = Flag::builder("f", 5).value_type(ValueType::Json);
    let snapshot = flag(built.rule(Rule::always().return_value(json!({ "a": [1] }))));
    let answer = snapshot.evaluate("f", &Context::new());
    assert_eq!(answer.value().map(|value| value.to_json()), Some(json!({ "a": [1] })));
}

#[test]
fn each_problem_is_an_error_that_names_its_field() {
    fn builder(key: impl Into<String>, default_value: impl Into<FlagValue>) -> FlagBuilder {
        Flag::builder(key, default_value)
    }
    let split = || builder("f", 0).variant("a", 1).variant("b", 2);
    let many = |length: usize| -> Vec<FlagBuilder> {
        let flags = (0..length)
            .map(|n| builder(format!("f{n:02}"), true).prerequisite(format!("f{:02}", n + 1), [true]));
        flags.chain([builder(format!("f{length:02}"), true)]).collect()
    };
    let wide = (0..33).map(|n| builder(format!("p{n}"), true));
    let middle = (0..4).map(|n| {
        (0..10).fold(builder(format!("m{n}"), true), |flag, at| {
            flag.prerequisite(format!("p{}", (n * 10 + at) % 33), [true])
        })
    });
    let top = (0..4).fold(builder("top", true), |flag, n| flag.prerequisite(format!("m{n}"), [true]));
    for (flags, expected) in [
        (vec![builder("-", 0)], "flags.-.key: must be 1 to 128"),
        (vec![builder("f", 0), builder("f", 1)], "flags.f: must not have the key of another one"),
        (vec![builder("f", 0).off_value("a")], "flags.f.off_value: must be a number"),
        (vec![builder("f", 0).salt("abc")], "flags.f.salt: must be 16 hexadecimal digits"),
        (vec![split().variant("a", 3)], "flags.f.variants[2].key: must not be that of another variant"),
        (vec![builder("f", 0).rule(Rule::always())], "flags.f.rules[0].return_value: is needed"),
        (
            vec![builder("f", 0).rule(Rule::always().return_value(true))],
            "flags.f.rules[0].return_value: must be a number",
        ),
        (
            vec![split().rule(Rule::always().variant("c"))],
            "flags.f.rules[0].variant: must be the key of a variant",
        ),
        (
            vec![split().rule(Rule::share(100.5).variant("a"))],
            "flags.f.rules[0].rollout_percentage: must be 0 to 100 with at most three decimals; it is 100.5",
        ),
        (
            vec![split().rule(Rule::always().split([("a", 50), ("b", 40)]))],
            "flags.f.rules[0].split: must have weights that sum to 100; theirs is 90",
        ),
        (
            vec![split().rule(Rule::always().split([("a", 100)]))],
            "flags.f.rules[0].split: must have 2 to 20 variants; it has 1",
        ),
        (
            vec![split().rule(Rule::always().split([("a", 50.0), ("b", 49.9999)]))],
            "flags.f.rules[0].split[1].weight: must be 0 to 100 with at most three decimals; it is 49.9999",
        ),
        (
            vec![split().rule(Rule::always().split([("a", 50), ("c", 50)]))],
            "flags.f.rules[0].split[1].variant: must be the key of a variant of the flag; it has no variant \"c\"",
        ),
        (
            vec![builder("f", 0).rule(Rule::when(Condition::new("a", Operator::Gt, "x")).return_value(1))],
            "flags.f.rules[0].conditions[0].value: ",
        ),
        (
            vec![builder("f", 0).rule(Rule::when(!Condition::in_segment("x")).return_value(1))],
            "flags.f.rules[0].conditions[0].not.value: must be keys of segments; there is no segment \"x\"",
        ),
        (
            vec![builder("f", 0).prerequisite("x", [true])],
            "flags.f.prerequisites[0].flag: must be the key of a flag; there is no flag \"x\"",
        ),
        (
            vec![builder("f", 0).prerequisite("g", [1]), builder("g", true)],
            "flags.f.prerequisites[0].values[0]: must be true or false",
        ),
        (
            vec![builder("f", 0).prerequisite("g", [0]), builder("g", 0).prerequisite("f", [0])],
            "flags.f.prerequisites: must not lead back to the flag: f → g → f",
        ),
        (many(9), "flags.f00.prerequisites: must nest at most 8 deep"),
        (many(100), "flags.f00.prerequisites: must nest at most 8 deep"),
        (
            wide.chain(middle).chain([top]).collect(),
            "flags.top.prerequisites: must lead to at most 32 flags; they lead to 37",
        ),
    ] {
        let snapshot = flags.into_iter().fold(Snapshot::builder(), |snapshot, flag| snapshot.flag(flag));
        let refused = snapshot.build().expect_err(expected).to_string();
        assert!(refused.starts_with(expected), "{refused}, not {expected}");
    }
    let chain =
        many(8).into_iter().fold(Snapshot::builder(), |snapshot, flag: FlagBuilder| snapshot.flag(flag));
    chain.build().expect("eight levels are allowed");
}

#[test]
fn a_flag_may_cost_what_a_server_allows_with_all_that_it_reaches() {
    let expensive = |key: &str| {
        let parts: Vec<_> = (0..100).map(|number| number.to_string()).collect();
        let contains =
            || Rule::when(Condition::new("a", Operator::Contains, parts.clone())).return_value(true);
        (0..3).fold(Flag::builder(key, false), |flag, _| flag.rule(contains()))
    };
    let top = Flag::builder("top", false).prerequisite("a", [true]).prerequisite("b", [true]);
    let snapshot = Snapshot::builder().flag(expensive("a")).flag(expensive("b"));
    snapshot.clone().build().expect("each of them is cheap enough");
    let refused = snapshot.flag(top).build().expect_err("both together are not").to_string();
    assert!(
        refused.starts_with("flags.top.rules: must cost at most 5.00 ms with all that it reaches"),
        "{refused}"
    );
}

#[test]
fn a_segment_uses_as_many_others_as_a_server_allows() {
    let using = |count: usize| {
        let names: Vec<_> = (0..count).map(|number| format!("s{number}")).collect();
        let all = names.iter().fold(Snapshot::builder(), |all, name| all.segment(Segment::builder(name)));
        all.segment(Segment::builder("all").rule([Condition::InSegment(names.clone())]))
    };
    using(31).build().expect("31 others are allowed");
    let refused = using(32).build().expect_err("32 are too many").to_string();
    assert_eq!(refused, "segments.all.rules: must use at most 31 segments, directly or through others");
}

#[test]
fn a_problem_of_a_segment_names_it() {
    let using = |key: &str, used: &str| Segment::builder(key).rule([Condition::in_segment(used)]);
    for (segments, expected) in [
        (vec![Segment::builder("")], "segments..key: must be 1 to 128"),
        (
            vec![Segment::builder("a"), Segment::builder("a")],
            "segments.a: must not have the key of another one",
        ),
        (
            vec![using("a", "b")],
            "segments.a.rules: cannot be evaluated: it uses the segment `b`, which does not exist",
        ),
        (
            vec![using("a", "b"), using("b", "a")],
            "segments.a.rules: cannot be evaluated: it uses the segment `b`, which cannot be read",
        ),
    ] {
        let snapshot = segments
            .into_iter()
            .fold(Snapshot::builder(), |all, segment: SegmentBuilder| all.segment(segment));
        let refused = snapshot.build().expect_err(expected).to_string();
        assert!(refused.starts_with(expected), "{refused}, not {expected}");
    }
}
