//! JSON values as their text.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::json_text::compact;
use crate::json_value::KeyVisitor;

/// A JSON value as the text of its author, without the white space between tokens.
///
/// A tree of a value can take a hundred times the memory of its text, so a value is parsed only where it is used, into
/// the type that is needed there. Two values are equal if their texts are: `1` is not `1.0`, and the order of an
/// object's keys counts.
///
/// ```
/// use togul_core::Json;
///
/// let json: Json = r#"{ "limit": 1.50 }"#.parse()?;
/// assert_eq!(json.text(), r#"{"limit":1.50}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The text.
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// The value as a `T`. For a tree, `T` is [`JsonValue`](crate::JsonValue): [`Value`] gives some keys another
    /// meaning.
    ///
    /// # Errors
    ///
    /// When it does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.text())
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        self.text() == "null"
    }

    /// Whether it is `true` or `false`.
    pub fn is_boolean(&self) -> bool {
        matches!(self.text(), "true" | "false")
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        self.text().starts_with(|first: char| first == '-' || first.is_ascii_digit())
    }

    /// Whether it is a string.
    pub fn is_string(&self) -> bool {
        self.text().starts_with('"')
    }

    /// Whether it is a list.
    pub fn is_list(&self) -> bool {
        self.text().starts_with('[')
    }

    /// The content of a string, borrowed if it has no escapes.
    pub(crate) fn as_string(&self) -> Option<Cow<'_, str>> {
        let content = self.text().strip_prefix('"')?.strip_suffix('"')?;
        if content.contains('\\') { self.read().ok().map(Cow::Owned) } else { Some(Cow::Borrowed(content)) }
    }

    /// Whether a string in it contains U+0000.
    pub(crate) fn has_nul(&self) -> bool {
        let mut rest = self.text();
        while let Some((_, escaped)) = rest.split_once('\\') {
            if escaped.starts_with("u0000") {
                return true;
            }
            // The character behind a backslash is ASCII.
            rest = escaped.get(1..).unwrap_or_default();
        }
        false
    }

    /// A key that one of its objects has twice. Which of the two counts would depend on the reader.
    pub(crate) fn duplicate_key(&self) -> Option<String> {
        match self.read() {
            Ok(UniqueKeys) => None,
            Err(error) => Some(reason(&error)),
        }
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Json {}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl FromStr for Json {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        serde_json::from_str(text)
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(to_raw_value(&value).expect("a value has strings as keys"))
    }
}

/// As the value that it is, with the serializers of serde_json only.
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// From any value, with the deserializers of serde_json only.
impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        match compact(raw.get()).map_err(D::Error::custom)? {
            None => Ok(Self(raw)),
            Some(text) => RawValue::from_string(text).map(Self).map_err(D::Error::custom),
        }
    }
}

/// For `deserialize_with`, beside `default`: null is `None`.
pub(crate) fn read_option<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(|value| Some(value).filter(|value| !value.is_null()))
}

/// The error without its position, for a text that is part of another one.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let mut message = error.to_string();
    if let Some((reason, _)) = message.rsplit_once(" at line ") {
        message.truncate(reason.len());
    }
    message
}

/// Any value in which no object has a key twice; the error is the key.
struct UniqueKeys;

impl<'de> Deserialize<'de> for UniqueKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self, A::Error> {
        while let Some(Self) = seq.next_element()? {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        let mut keys = BTreeSet::new();
        while let Some(key) = map.next_key_seed(KeyVisitor)? {
            let Self = map.next_value()?;
            if let Some(key) = keys.replace(key) {
                return Err(A::Error::custom(key));
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn json(text: &str) -> Json {
        text.parse().unwrap()
    }

    #[test]
    fn a_value_keeps_its_text_without_white_space() {
        for (text, compact) in [
            (" 1.50 ", "1.50"),
            ("12345678901234567890123", "12345678901234567890123"),
            (
                "{ \"b\" : [ 1 , { } ] ,\n\t\"a\" : \" x \\u00e9 \\\" \" }",
                r#"{"b":[1,{}],"a":" x \u00e9 \" "}"#,
            ),
            (r#""\ud83d\ude00 ü""#, r#""\ud83d\ude00 ü""#),
            ("[ ]", "[]"),
            ("1e-999", "1e-999"),
        ] {
            assert_eq!(json(text).text(), compact);
            let nested: Vec<Json> = serde_json::from_str(&format!("[{text},0]")).unwrap();
            assert_eq!(nested[0].text(), compact);
            assert_eq!(serde_json::to_string(&nested).unwrap(), format!("[{compact},0]"));
        }
        for value in [json!(null), json!({"a": [1, "x", {}]})] {
            assert_eq!(serde_json::from_value::<Json>(value.clone()).unwrap().text(), value.to_string());
            assert_eq!(Json::from(value.clone()).text(), value.to_string());
        }
    }

    #[test]
    fn what_cannot_be_parsed_is_refused() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(nested(127).parse::<Json>().is_ok());
        let (deep, long) = (nested(128), nested(1_000_000));
        for text in [
            "",
            "1 2",
            "[1,]",
            "nul",
            "[1e999]",
            "-1e999",
            r#"["\ud800"]"#,
            r#""\ud800\u0041""#,
            r#""\udc00\ud800""#,
            r#"{"\ud800":1}"#,
            r#""\x""#,
            "\"\u{1}\"",
            &deep,
            &long,
        ] {
            assert!(text.parse::<Json>().is_err(), "{text:.20}");
        }
    }

    #[test]
    fn escaped_nuls_and_duplicate_keys_are_found() {
        for (text, has_nul) in [
            (r#"["a\u0000"]"#, true),
            (r#""\\u0000""#, false),
            (r#"{"\\\u0000":1}"#, true),
            (r#""\"é""#, false),
        ] {
            assert_eq!(json(text).has_nul(), has_nul, "{text}");
        }
        for (text, key) in [
            (r#"{"a":1,"b":{"a":1},"A":1}"#, None),
            (r#"[{"a":1},{"a":1}]"#, None),
            (r#"{"a":1,"\u0061":2}"#, Some("a")),
            (r#"[[{"x":{" at line ":1," at line ":null}}]]"#, Some(" at line ")),
        ] {
            assert_eq!(json(text).duplicate_key().as_deref(), key, "{text}");
        }
    }
}
