use super::*;

fn numbers(bucketing: &Bucketing, total: u32, id: impl Into<ContextValue<'static>>) -> Option<(u32, u32)> {
    bucketing.buckets(total, &id.into())
}

fn flagd_of(version: FlagdVersion, prefix: &str, pair: bool) -> Bucketing {
    Bucketing::Flagd { version, prefix: prefix.to_owned(), pair }
}

#[test]
fn unleash_shares_are_those_of_its_specification() {
    for (group, id, expected) in [
        ("AB12A", "122", 22),
        ("AB12A", "155", 99),
        ("Feature.flexibleRollout.10", "174", 9),
        ("Feature.flexibleRollout.10", "499", 31),
        ("Feature.flexibleRollout.userId.55", "25", 54),
        ("Feature.flexibleRollout.sessionId.42", "147", 41),
    ] {
        let bucketing = Bucketing::Unleash { group: group.to_owned() };
        assert_eq!(numbers(&bucketing, 0, id).map(|(share, _)| share), Some(expected), "{group} {id}");
    }
}

#[test]
fn unleash_variants_are_those_of_its_specification() {
    for (group, total, id, expected) in [
        ("Feature.Variants.C", 99, "232", 17),
        ("Feature.Variants.C", 99, "607", 57),
        ("Feature.Variants.C", 99, "656", 93),
        ("Feature.Variants.D", 100, "712", 0),
        ("Feature.Variants.D", 100, "525", 29),
        ("Feature.Variants.D", 100, "537", 69),
    ] {
        let bucketing = Bucketing::UnleashVariant { group: group.to_owned(), total };
        assert_eq!(numbers(&bucketing, total, id).map(|(_, split)| split), Some(expected), "{group} {id}");
    }
}

#[test]
fn launchdarkly_buckets_are_those_of_its_consistency_tests() {
    for (prefix, id, expected) in [
        ("hashKey.saltyA.", "userKeyA", 42_157),
        ("hashKey.saltyA.", "userKeyB", 67_084),
        ("hashKey.saltyA.", "userKeyC", 10_343),
        ("hashKey.saltyA.", "33333", 54_771),
        ("hashKey.saltyA.", "99999", 73_096),
        ("61.", "userKeyA", 9_801),
        ("61.", "userKeyB", 14_483),
        ("61.", "userKeyC", 92_426),
        ("60.", "userKeyA", 70_088),
    ] {
        let bucketing = Bucketing::LaunchDarkly { prefix: prefix.to_owned() };
        assert_eq!(numbers(&bucketing, 0, id), Some((expected, expected)), "{prefix} {id}");
    }
    let bucketing = Bucketing::LaunchDarkly { prefix: "hashKey.saltyA.".to_owned() };
    assert_eq!(numbers(&bucketing, 0, 33_333), numbers(&bucketing, 0, "33333"));
    for no_id in [ContextValue::from(true), 33_333.5.into(), vec!["33333"].into()] {
        assert_eq!(bucketing.buckets(0, &no_id), None, "{no_id:?}");
    }
}

#[test]
fn flagd_buckets_are_those_of_its_tests() {
    use FlagdVersion::{V1, V2, V3};

    for (version, prefix, pair, id, expected) in [
        (V2, "fractional-flag", false, "jack", 62),
        (V2, "fractional-flag", false, "queen", 99),
        (V2, "fractional-flag", false, "ten", 18),
        (V2, "fractional-flag", false, "nine", 32),
        (V2, "fractional-flag", false, "3", 14),
        (V2, "", false, "ejOoVL", 0),
        (V2, "", false, "bY9fO-", 0),
        (V2, "", false, "SI7p-", 49),
        (V2, "", false, "6LvT0", 50),
        (V2, "", false, "ceQdGm", 99),
        (V3, "fractional-flag", false, "jack", 33),
        (V3, "fractional-flag", false, "queen", 49),
        (V3, "fractional-flag", false, "ten", 10),
        (V3, "fractional-flag", false, "nine", 4),
        (V3, "fractional-flag", false, "3", 80),
    ] {
        let number = numbers(&flagd_of(version, prefix, pair), 100, id);
        assert_eq!(number, Some((expected, expected)), "{version:?} {prefix} {id}");
    }
    let shorthand = flagd_of(V3, "fractional-flag-shorthand", true);
    for (id, expected) in [("jon@company.com", 1), ("jane@company.com", 1), ("user-1", 0)] {
        assert_eq!(numbers(&shorthand, 2, id), Some((expected, expected)), "{id}");
    }
    let plain = flagd_of(V3, "", false);
    assert_eq!(numbers(&plain, 25, "user1"), Some((21, 21)));
    assert_eq!(numbers(&plain, 25, 123), Some((19, 19)));
    assert_ne!(numbers(&plain, 1 << 30, 123), numbers(&plain, 1 << 30, "123"));
    for (id, expected) in
        [("jack", 75.0724), ("queen", 0.766), ("ten", 37.3388), ("nine", 65.478), ("3", 28.1433)]
    {
        let (number, _) = numbers(&flagd_of(V1, "fractional-flag", false), 100, id).unwrap();
        let percent = f64::from(number) / f64::from(i32::MAX) * 100.0;
        assert!((percent - expected).abs() < 0.0005, "{id}: {percent}");
    }
}

#[test]
fn parameters_are_flat_in_json_and_read_back() {
    for (json, scheme) in [
        (r#"{"scheme":"unleash","group":"g"}"#, "unleash"),
        (r#"{"scheme":"unleash_variant","group":"g","total":1000}"#, "unleash_variant"),
        (r#"{"scheme":"launchdarkly","prefix":"flag.salt."}"#, "launchdarkly"),
        (r#"{"scheme":"flagd","version":2,"prefix":"flag"}"#, "flagd"),
        (r#"{"scheme":"flagd","version":3,"prefix":"flag","pair":true}"#, "flagd"),
    ] {
        let bucketing: Bucketing = serde_json::from_str(json).unwrap();
        assert_eq!(
            (serde_json::to_string(&bucketing).unwrap(), bucketing.scheme()),
            (json.to_owned(), scheme)
        );
    }
    for unknown in [
        r#"{"scheme":"flagd","version":4,"prefix":""}"#,
        r#"{"scheme":"tomorrow","prefix":""}"#,
        r#"{"scheme":"unleash_variant","group":"g","total":-1}"#,
        r#"{"prefix":""}"#,
        r#""unleash""#,
    ] {
        assert!(serde_json::from_str::<Bucketing>(unknown).is_err(), "{unknown}");
    }
}

#[test]
fn a_scheme_refuses_shares_splits_and_parameters_that_it_does_not_have() {
    let half = Percentage::from_percent(50.0);
    let parts = [SplitPart { variant: "a".to_owned(), ranges: vec![[0, 7]] }];
    let refused = |bucketing: &Bucketing, share: Option<Percentage>, split: bool| {
        bucketing.units(share, split.then_some(&parts)).unwrap_err().field
    };
    let unleash = Bucketing::Unleash { group: String::new() };
    let variant = Bucketing::UnleashVariant { group: String::new(), total: 7 };
    let launchdarkly = Bucketing::LaunchDarkly { prefix: String::new() };
    let flagd = flagd_of(FlagdVersion::V2, "", false);
    assert_eq!(unleash.units(half, None), Ok(Units { bound: 50, total: 0 }));
    assert_eq!(variant.units(half, Some(&parts)), Ok(Units { bound: 50, total: 7 }));
    assert_eq!(variant.units(None, Some(&parts)), Ok(Units { bound: 100, total: 7 }));
    assert_eq!(launchdarkly.units(half, None), Ok(Units { bound: 50_000, total: 0 }));
    assert_eq!(flagd.units(None, Some(&parts)), Ok(Units { bound: u32::MAX, total: 7 }));
    assert_eq!(refused(&unleash, Percentage::from_percent(12.5), false), "rollout_percentage");
    for (bucketing, share, split) in [
        (&unleash, None, false),
        (&unleash, half, true),
        (&variant, half, false),
        (&launchdarkly, half, true),
        (&flagd, half, true),
        (&flagd, None, false),
    ] {
        assert_eq!(refused(bucketing, share, split), "bucketing", "{bucketing:?}");
    }
    let group = |group: &str| Bucketing::Unleash { group: group.to_owned() };
    assert_eq!(refused(&group("\0"), half, false), "bucketing.group");
    assert_eq!(refused(&group(&"x".repeat(limits::VALUE_BYTES + 1)), half, false), "bucketing.group");
    let no_total = Bucketing::UnleashVariant { group: String::new(), total: 0 };
    assert_eq!(refused(&no_total, None, true), "bucketing.total");
    assert_eq!(refused(&flagd_of(FlagdVersion::V2, "", true), None, true), "bucketing.pair");
}
