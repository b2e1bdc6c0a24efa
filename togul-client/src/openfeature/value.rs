//! Values of flags in the types of the SDK: without loss, or not at all.

use std::collections::BTreeMap;

use open_feature::{StructValue, Value};
use serde::Deserialize;
use serde_json::value::RawValue;
use togul_core::FlagValue;

use super::number::{float, integer};

/// A type that applications request.
pub(super) trait Requested: Sized {
    /// In messages and in the log.
    const NAME: &'static str;

    /// The value as this type, or what it is instead.
    fn read(value: &FlagValue) -> Result<Self, String>;
}

impl Requested for bool {
    const NAME: &'static str = "a boolean";

    fn read(value: &FlagValue) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| kind_of(value))
    }
}

impl Requested for String {
    const NAME: &'static str = "a string";

    fn read(value: &FlagValue) -> Result<Self, String> {
        value.as_str().map(str::to_owned).ok_or_else(|| kind_of(value))
    }
}

impl Requested for i64 {
    const NAME: &'static str = "an integer";

    fn read(value: &FlagValue) -> Result<Self, String> {
        integer(&number(value)?).ok_or_else(|| kind_of(value))
    }
}

impl Requested for f64 {
    const NAME: &'static str = "a float";

    fn read(value: &FlagValue) -> Result<Self, String> {
        let number = number(value)?;
        float(&number).ok_or_else(|| no_float(&number))
    }
}

impl Requested for StructValue {
    const NAME: &'static str = "a structure";

    fn read(value: &FlagValue) -> Result<Self, String> {
        let json = value.to_string();
        if !json.starts_with('{') {
            return Err(kind_of(value));
        }
        structure(&json).map_err(|content| format!("an object with {content}"))
    }
}

/// The digits of a number as they were written, or what the value is instead.
fn number(value: &FlagValue) -> Result<String, String> {
    if value.as_f64().is_some() { Ok(value.to_string()) } else { Err(kind_of(value)) }
}

/// What a number is that has no float.
fn no_float(number: &str) -> String {
    format!("the number {number}, which no float is equal to")
}

/// What a value is, for people.
fn kind_of(value: &FlagValue) -> String {
    if value.as_bool().is_some() {
        return "a boolean".to_owned();
    }
    if value.as_str().is_some() {
        return "a string".to_owned();
    }
    let text = value.to_string();
    match text.as_bytes().first() {
        _ if value.as_f64().is_some() => format!("the number {text}"),
        Some(b'[') => "a list".to_owned(),
        Some(b'{') => "an object".to_owned(),
        _ => "null".to_owned(),
    }
}

/// An error names the content that the SDK has no value for.
fn structure(object: &str) -> Result<StructValue, String> {
    // Each member as its text, because a tree of serde_json has lost digits of its numbers.
    let members: BTreeMap<String, &RawValue> = read(object)?;
    let members =
        members.into_iter().map(|(name, value)| (name, value.get())).filter(|(_, value)| *value != "null");
    let fields = members.map(|(name, value)| Ok((name, converted(value)?))).collect::<Result<_, String>>()?;
    Ok(StructValue { fields })
}

fn converted(json: &str) -> Result<Value, String> {
    match json.as_bytes().first() {
        Some(b'{') => structure(json).map(Value::Struct),
        Some(b'[') => {
            let elements: Vec<&RawValue> = read(json)?;
            elements
                .into_iter()
                .map(|element| converted(element.get()))
                .collect::<Result<_, _>>()
                .map(Value::Array)
        }
        Some(b'"') => read(json).map(Value::String),
        Some(b't' | b'f') => read(json).map(Value::Bool),
        Some(b'n') => Err("null in a list".to_owned()),
        _ => {
            let number = json.parse().map(Value::Int).ok().or_else(|| float(json).map(Value::Float));
            number.ok_or_else(|| no_float(json))
        }
    }
}

fn read<'t, T: Deserialize<'t>>(json: &'t str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("content that cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use togul_core::Json;

    use super::*;

    fn value(json: &str) -> FlagValue {
        json.parse::<Json>().unwrap().into()
    }

    #[test]
    fn booleans_and_strings_are_of_that_kind_only() {
        assert_eq!((bool::read(&value("true")), bool::read(&value("false"))), (Ok(true), Ok(false)));
        assert_eq!(String::read(&value(r#""a\u00e9""#)), Ok("aé".to_owned()));
        for (json, what) in [
            ("\"true\"", "a string"),
            ("1", "the number 1"),
            ("null", "null"),
            ("[true]", "a list"),
            ("{}", "an object"),
        ] {
            assert_eq!(bool::read(&value(json)), Err(what.to_owned()));
        }
        assert_eq!(String::read(&value("true")), Err("a boolean".to_owned()));
        assert_eq!(String::read(&value("5.50")), Err("the number 5.50".to_owned()));
    }

    #[test]
    fn an_integer_is_one_of_64_bits_or_an_integral_number_below_two_to_the_53() {
        for (json, expected) in [
            ("5", Some(5)),
            ("-5.0", Some(-5)),
            ("1e2", Some(100)),
            ("-0.0", Some(0)),
            ("9007199254740991.0", Some(9_007_199_254_740_991)),
            ("-9007199254740991.0", Some(-9_007_199_254_740_991)),
            ("9007199254740992", Some(9_007_199_254_740_992)),
            ("9007199254740993", Some(9_007_199_254_740_993)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9007199254740992.0", None),
            ("9007199254740993.0", None),
            ("-9007199254740992.0", None),
            ("9223372036854775808", None),
            ("1e300", None),
            ("2.5", None),
            ("5.0000000000000000001", None),
            ("9007199254740990.9999", None),
            ("1e-999", None),
        ] {
            let what = format!("the number {json}");
            assert_eq!(i64::read(&value(json)), expected.ok_or(what), "{json}");
        }
        assert_eq!(i64::read(&value("\"5\"")), Err("a string".to_owned()));
    }

    #[test]
    fn a_float_is_any_number_that_is_equal_to_one() {
        for (json, expected) in [
            ("5", 5.0),
            ("0.1", 0.1),
            ("-0.0", -0.0),
            ("9007199254740992", 9_007_199_254_740_992.0),
            ("9007199254740994", 9_007_199_254_740_994.0),
            ("-9223372036854775808", -9_223_372_036_854_775_808.0),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
            ("9007199254740992.0", 9_007_199_254_740_992.0),
            ("18446744073709551616.0", 18_446_744_073_709_551_616.0),
            ("100000000000000000000", 1e20),
            ("2.7310001234", 2.7310001234),
            ("0.30000000000000004", 0.30000000000000004),
            ("1e300", 1e300),
            ("5e-324", 5e-324),
        ] {
            assert_eq!(f64::read(&value(json)), Ok(expected), "{json}");
        }
        for json in [
            "9007199254740993",
            "-9007199254740993",
            "9223372036854775807",
            "18446744073709551615",
            "18446744073709551617",
            "-18446744073709551617",
            "100000000000000000000000000000000000001",
            "9007199254740993.0",
            "9007199254740993e0",
            "1.8446744073709551617e19",
            "3.14159265358979323846",
            "0.1000000000000000055",
            "4.9e-324",
            "1e-999",
        ] {
            let what = format!("the number {json}, which no float is equal to");
            assert_eq!(f64::read(&value(json)), Err(what), "{json}");
        }
        assert_eq!(f64::read(&value("null")), Err("null".to_owned()));
    }

    #[test]
    fn a_structure_is_an_object_without_its_nulls() {
        let json = r#"{"a":null,"b":[1,2.5,"x",true,{"c":null,"d":75.0}],"e":{"f":null},"g":9223372036854775808,"h":"\"\u00e9\n"}"#;
        let inner = StructValue::default().with_field("d", 75.0);
        let list = vec![Value::Int(1), Value::Float(2.5), "x".into(), true.into(), inner.into()];
        let expected = StructValue::default()
            .with_field("b", Value::Array(list))
            .with_field("e", StructValue::default())
            .with_field("g", 9_223_372_036_854_775_808.0)
            .with_field("h", "\"é\n");
        assert_eq!(StructValue::read(&value(json)), Ok(expected));
        for (json, what) in [
            (r#"{"a":{"b":[1,null]}}"#, "an object with null in a list"),
            (r#"{"a":[[null]]}"#, "an object with null in a list"),
            (
                r#"{"a":18446744073709551615}"#,
                "an object with the number 18446744073709551615, which no float is equal to",
            ),
            (
                r#"{"a":[{"b":18446744073709551617}]}"#,
                "an object with the number 18446744073709551617, which no float is equal to",
            ),
            (
                r#"{"a":9007199254740993.0}"#,
                "an object with the number 9007199254740993.0, which no float is equal to",
            ),
            ("[{}]", "a list"),
            ("null", "null"),
            ("\"{}\"", "a string"),
            ("5", "the number 5"),
            ("true", "a boolean"),
        ] {
            assert_eq!(StructValue::read(&value(json)), Err(what.to_owned()), "{json}");
        }
    }

    #[test]
    fn keys_with_a_meaning_for_serde_json_are_only_keys() {
        let magic = json!({ "$serde_json::private::Number": "7" }).to_string();
        let expected = StructValue::default().with_field("$serde_json::private::Number", "7");
        assert_eq!(StructValue::read(&value(&magic)), Ok(expected));
    }
}
