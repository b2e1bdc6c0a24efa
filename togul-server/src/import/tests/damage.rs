//! Files that are damaged, or of another system.

use super::*;

const FLAGD: &str = include_str!("flagd.yaml");
const UNLEASH: &str = include_str!("unleash.json");
const LAUNCHDARKLY: &str = include_str!("launchdarkly.json");

const ALL: [(System, &str); 3] =
    [(System::Flagd, FLAGD), (System::Unleash, UNLEASH), (System::LaunchDarkly, LAUNCHDARKLY)];

fn refused(system: System, text: &str) -> (String, String) {
    let refused = translate(&source(system, Buckets::V2), text).expect_err(text);
    (refused.place, refused.reason)
}

#[test]
fn a_file_of_another_system_is_refused_with_the_name_of_that_system() {
    for (system, _) in ALL {
        for (other, text) in ALL {
            if system != other {
                let (place, reason) = refused(system, text);
                assert_eq!(place, "document");
                assert!(reason.contains(other.as_str()), "{}: {reason}", system.as_str());
            }
        }
    }
}

#[test]
fn damaged_files_are_refused_and_name_the_place() {
    for (system, text) in ALL {
        for damaged in ["", "{", "[]", "null", "5", "\"text\"", "{}", "a: [", "\u{0}"] {
            let (place, reason) = refused(system, damaged);
            assert!(!place.is_empty() && !reason.is_empty(), "{}: {damaged:?}", system.as_str());
        }
        for end in (0..text.len()).step_by(text.len() / 100) {
            let Some(part) = text.get(..end) else { continue };
            // A part of a YAML file may be a file.
            let result = translate(&source(system, Buckets::V2), part);
            assert!(result.is_err() || system == System::Flagd, "{}: {end}", system.as_str());
        }
    }
    for (text, place) in [
        (r#"{"flags": {"a": {"variants": {}}}}"#, "flags"),
        (r#"{"flags": {"a": {"state": "HALF", "variants": {}}}}"#, "flags"),
        (r#"{"flags": {"a": {"state": "ENABLED", "variants": []}}}"#, "flags"),
        (r#"{"flags": [{"state": "ENABLED"}]}"#, "flags"),
    ] {
        assert_eq!(refused(System::Flagd, text).0, place, "{text}");
    }
    let (place, reason) = refused(System::Unleash, r#"{"features": [{"name": "a"}, {"enabled": true}]}"#);
    assert_eq!(place, "features[1]");
    assert!(reason.contains("name"), "{reason}");
    let (place, _) = refused(
        System::Unleash,
        r#"{"features": [{"name": "a", "strategies": [{"name": "default", "segments": ["x"]}]}]}"#,
    );
    assert_eq!(place, "features[0].strategies[0].segments[0]");
}

#[test]
fn deep_and_repeating_files_end() {
    let deep = format!(
        r#"{{"flags":{{"a":{{"state":"ENABLED","variants":{{"on":true}},"defaultVariant":"on","targeting":{}1{}}}}}}}"#,
        r#"{"!":"#.repeat(5_000),
        "}".repeat(5_000)
    );
    assert!(translate(&source(System::Flagd, Buckets::V2), &deep).is_err());
    let cycle = json!({ "flags": { "a": { "state": "ENABLED", "variants": { "on": true }, "defaultVariant": "on",
        "targeting": { "if": [{ "$ref": "x" }, "on"] } } }, "$evaluators": { "x": { "!": [{ "$ref": "x" }] } } });
    let translation = translate(&source(System::Flagd, Buckets::V2), &cycle.to_string()).expect("a file");
    assert_eq!(lost(&translation).len(), 1);
    // Each alias repeats ten times what is before it.
    let mut aliases = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for n in 1..12 {
        let list = vec![format!("*a{}", n - 1); 10].join(", ");
        aliases += &format!("a{n}: &a{n} [{list}]\n");
    }
    assert!(translate(&source(System::Flagd, Buckets::V2), &aliases).is_err());
    // 2^20 cases.
    let bucket = |n: u32| json!([{ "if": [{ "==": [{ "var": format!("a{n}") }, "x"] }, "on", "off"] }, 1]);
    let cases: Vec<_> = (0..20).map(bucket).collect();
    let file = json!({ "flags": { "a": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "on",
        "targeting": { "fractional": cases } } } });
    let translation = translate(&source(System::Flagd, Buckets::V2), &file.to_string()).expect("a file");
    assert!(translation.losses[0].reason.contains("too many cases"), "{:?}", translation.losses);
}
