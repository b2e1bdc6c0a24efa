//! The memory that a request body takes is a small multiple of its size, also if the body is refused.

use allocation_counter::measure;
use serde::de::DeserializeOwned;
use togul_core::ValueType;
use togul_server::{
    domain::{
        flag::{FlagPatch, NewFlag},
        rule::{NewRule, Rule, RulePatch},
        time::now,
    },
    http::request::body::{MAX_BYTES, parse},
};
use uuid::Uuid;

/// How many times the size of a body is allocated at once while it is parsed and then checked.
fn times<T: DeserializeOwned>(body: &str, check: fn(T)) -> u64 {
    let measured = measure(|| {
        if let Ok(parsed) = parse::<T>(body.as_bytes()) {
            check(parsed);
        }
    });
    measured.bytes_max / body.len() as u64
}

/// A list of about `bytes` bytes.
fn list(element: &str, bytes: usize) -> String {
    format!("[{}]", vec![element; bytes / (element.len() + 1)].join(","))
}

/// The checks of a write. None of the rules passes: all have a list that is too long.
fn check(new: NewRule) {
    let (id, flag_id) = (Uuid::nil().into(), new.flag_id);
    let rule = Rule { id, flag_id, fields: new.fields(), version: 1, created_at: now(), updated_at: now() };
    assert!(rule.to_core().and_then(|rule| rule.check(ValueType::Json, &[])).is_err());
}

/// Valid elements, of which only as many are kept as are allowed.
#[test]
fn a_list_that_is_too_long_takes_a_small_multiple_of_its_size() {
    let lists = [
        times::<FlagPatch>(
            &format!(r#"{{"variants":{}}}"#, list(r#"{"key":"k","value":0}"#, MAX_BYTES)),
            drop,
        ),
        times::<RulePatch>(
            &format!(r#"{{"split":{}}}"#, list(r#"{"variant":"k","weight":0}"#, MAX_BYTES)),
            drop,
        ),
        times::<NewFlag>(
            &format!(
                r#"{{"environment_id":"{}","key":"k","name":"n","rules":{}}}"#,
                Uuid::nil(),
                list(r#"{"priority":0,"rule_type":"boolean"}"#, MAX_BYTES)
            ),
            drop,
        ),
    ];
    assert!(lists.iter().all(|times| *times <= 1), "{lists:?}");
}

#[test]
fn a_body_takes_a_small_multiple_of_its_size() {
    let id = Uuid::nil();
    for element in [r#"{"":0}"#, "0", "[]", r#""""#, "{}", r#"{"a":{"b":[{}]}}"#, "[ ]"] {
        let value = list(element, MAX_BYTES - 1000);
        let quoted = serde_json::to_string(&list(element, MAX_BYTES / 2 - 1000)).expect("a string");
        let flag = format!(
            r#"{{"environment_id":"{id}","key":"k","name":"n","value_type":"json","default_value":{value}}}"#
        );
        let rule = |rule_type: &str, fields: &str| {
            format!(
                r#"{{"flag_id":"{id}","priority":1,"rule_type":"{rule_type}","return_value":0,{fields}}}"#
            )
        };
        let conditions = rule("boolean", &format!(r#""conditions":{value}"#));
        let condition = rule(
            "boolean",
            &format!(r#""conditions":[{{"attribute":"a","operator":"in","value":{value}}}]"#),
        );
        let own = rule("attribute", &format!(r#""attribute":"a","operator":"in","value_json":{quoted}"#));
        for (what, times) in [
            ("default_value", times::<NewFlag>(&flag, drop)),
            ("a split", times::<RulePatch>(&format!(r#"{{"split":{value}}}"#), drop)),
            ("variants", times::<FlagPatch>(&format!(r#"{{"variants":{value}}}"#), drop)),
            ("a patch", times::<FlagPatch>(&format!(r#"{{"default_value":{value}}}"#), drop)),
            ("a patch of a rule", times::<RulePatch>(&format!(r#"{{"return_value":{value}}}"#), drop)),
            ("an unknown field", times::<RulePatch>(&format!(r#"{{"x":{value}}}"#), drop)),
            ("conditions", times::<NewRule>(&conditions, check)),
            ("a condition", times::<NewRule>(&condition, check)),
            ("value_json", times::<NewRule>(&own, check)),
        ] {
            assert!(times <= 4, "{what} with {element} takes {times} times its size");
        }
    }
}
