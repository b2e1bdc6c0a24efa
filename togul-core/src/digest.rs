//! Equality of values as JSON: numbers as f64, members of objects in any order.

use alloc::string::ToString;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use xxhash_rust::xxh3::xxh3_64;

use crate::FlagValue;
use crate::json_value::{First, KeyVisitor, NUMBER_KEY, first_value};

/// A hash of a value that is the same for all values that are equal as JSON. It is computed when a flag is compiled, so
/// that the comparison of two values takes the same short time for all of them. 64 bits are enough to take equal hashes
/// for equal values: only the values of one flag and those that another flag requires of it are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Digest(u64);

const LIST: u64 = 0x9e37_79b9_7f4a_7c15;
const OBJECT: u64 = 0xc2b2_ae3d_27d4_eb4f;

impl Digest {
    pub const NULL: Self = Self(0);

    pub const fn of_bool(value: bool) -> Self {
        Self(1 + value as u64)
    }

    pub fn of(value: &FlagValue) -> Self {
        if let Some(value) = value.as_bool() {
            return Self::of_bool(value);
        }
        if let Some(text) = value.as_str() {
            return Self::of_text(text);
        }
        if let Some(number) = value.as_f64() {
            return Self::of_number(number);
        }
        // Without a tree, which can take a hundred times the memory of the text.
        value.deserialize().unwrap_or_else(|| {
            // Deeper than a reader of JSON goes.
            Self::new("json", xxh3_64(value.to_string().as_bytes()))
        })
    }

    fn of_text(text: &str) -> Self {
        Self::new("string", xxh3_64(text.as_bytes()))
    }

    fn of_number(number: f64) -> Self {
        // 0 and -0 are equal.
        let number = if number == 0.0 { 0.0 } else { number };
        Self::new("number", number.to_bits())
    }

    /// Values of different kinds are never equal.
    fn new(kind: &str, hash: u64) -> Self {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&hash.to_le_bytes());
        bytes[8..8 + kind.len()].copy_from_slice(kind.as_bytes());
        Self(xxh3_64(&bytes))
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DigestVisitor)
    }
}

struct DigestVisitor;

impl<'de> Visitor<'de> for DigestVisitor {
    type Value = Digest;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Digest, E> {
        Ok(Digest::of_bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Digest, E> {
        Ok(Digest::of_number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Digest, E> {
        Ok(Digest::of_number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Digest, E> {
        Ok(Digest::of_number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Digest, E> {
        Ok(Digest::of_text(text))
    }

    fn visit_unit<E>(self) -> Result<Digest, E> {
        Ok(Digest::NULL)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Digest, A::Error> {
        let mut sum = LIST;
        while let Some(digest) = seq.next_element::<Digest>()? {
            sum = sum.rotate_left(5).wrapping_mul(OBJECT) ^ digest.0;
        }
        Ok(Digest::new("list", sum))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Digest, A::Error> {
        let mut sum = OBJECT;
        while let Some(key) = map.next_key_seed(KeyVisitor)? {
            let (key, value) = if key == NUMBER_KEY {
                match first_value(key, &mut map)? {
                    First::Number(digits) => {
                        return Ok(Digest::of_number(digits.parse().map_err(A::Error::custom)?));
                    }
                    First::Entry(key, value) => (key, Digest::deserialize(value).map_err(A::Error::custom)?),
                }
            } else {
                (key, map.next_value::<Digest>()?)
            };
            let member = [xxh3_64(key.as_bytes()), value.0];
            sum = sum.wrapping_add(xxh3_64(member.map(u64::to_le_bytes).as_flattened()));
        }
        Ok(Digest::new("object", sum))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::Json;

    fn digest(json: &str) -> Digest {
        Digest::of(&FlagValue::from(json.parse::<Json>().unwrap()))
    }

    #[test]
    fn values_that_are_equal_as_json_have_equal_digests_and_no_others() {
        let classes: &[&[&str]] = &[
            &["null"],
            &["true"],
            &["false"],
            &["0", "-0", "0.0", "0e5"],
            &["1", "1.0", "1e0", "10e-1"],
            &["9007199254740993", "9007199254740992"],
            &[r#""1""#, r#""\u0031""#],
            &[r#""""#],
            &["[]"],
            &["{}"],
            &["[1,2]", "[1.0, 2]"],
            &["[2,1]"],
            &["[[1],2]"],
            &["[[1,2]]"],
            &["[null]"],
            &["[0]"],
            &[r#"{"a":1,"b":[2]}"#, r#"{ "b": [2.0], "a": 1e0 }"#],
            &[r#"{"a":[2],"b":1}"#],
            &[r#"{"a":1}"#],
            &[r#"{"a":null}"#],
            &[r#"["a",1]"#],
            &[r#"{"$serde_json::private::Number":"7"}"#, r#"{"$serde_json::private::Number":"\u0037"}"#],
            &[
                r#"{"a":1,"$serde_json::private::Number":"7"}"#,
                r#"{"$serde_json::private::Number":"7","a":1}"#,
            ],
        ];
        for (at, class) in classes.iter().enumerate() {
            for (other_at, other) in classes.iter().enumerate() {
                for (one, two) in class.iter().flat_map(|one| other.iter().map(move |two| (one, two))) {
                    assert_eq!(digest(one) == digest(two), at == other_at, "{one} {two}");
                }
            }
        }
    }

    #[test]
    fn values_that_nest_too_deeply_to_be_read_are_compared_by_their_text() {
        let deep = |inner: i32| (0..1_000).fold(Value::from(inner), |inner, _| Value::from(vec![inner]));
        let [one, same, other] = [1, 1, 2].map(|inner| Digest::of(&FlagValue::from(deep(inner))));
        assert!(one == same && one != other);
    }
}
