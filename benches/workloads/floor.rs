//! The floor: the same work in handwritten code, and nothing else.
//!
//! A flag is looked up once with foldhash, the fastest published hasher for short keys that we know. A context is an array,
//! and a rule holds the index of its attribute. Strings are compared directly. Salt and user are concatenated and hashed
//! once with XXH3, and one comparison decides. There are no reasons with ids, operators, lists as attributes or missing
//! attributes.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

/// An environment.
pub struct Floor {
    pub flags: HashMap<String, Flag, FixedState>,
}

pub struct Flag {
    enabled: bool,
    default: bool,
    salt: String,
    rules: Vec<Rule>,
}

struct Rule {
    attribute: usize,
    test: Test,
    answer: bool,
}

enum Test {
    Equals(String),
    OneOf(Vec<String>),
    /// The share, as a fraction of 2^64.
    Below(u64),
}

/// The value, and the index of the matching rule: 255 if the flag is disabled, 254 if no rule matches.
#[derive(Clone, Copy)]
pub struct Answer {
    pub value: bool,
    pub rule: u8,
}

/// The values of the attributes, by position.
pub type Context<'a, const N: usize = 8> = [&'a str; N];

impl Floor {
    /// `names` are those of the attributes, by position.
    pub fn new(flags: &[Value], names: &[&str]) -> Self {
        Self { flags: flags.iter().map(|flag| (text(&flag["key"]), Flag::new(flag, names))).collect() }
    }

    #[inline]
    pub fn evaluate<const N: usize>(&self, key: &str, context: &Context<'_, N>) -> Option<Answer> {
        Some(self.flags.get(key)?.evaluate(context))
    }
}

impl Flag {
    pub fn new(flag: &Value, names: &[&str]) -> Self {
        Self {
            enabled: flag["enabled"] == true,
            default: flag["default_value"] == true,
            salt: text(&flag["salt"]),
            rules: flag["rules"]
                .as_array()
                .expect("rules")
                .iter()
                .map(|rule| Rule::new(rule, names))
                .collect(),
        }
    }

    #[inline]
    pub fn evaluate<const N: usize>(&self, context: &Context<'_, N>) -> Answer {
        if !self.enabled {
            return Answer { value: self.default, rule: 255 };
        }
        for (rule, place) in self.rules.iter().zip(0..) {
            let held = context[rule.attribute];
            let matched = match &rule.test {
                Test::Equals(value) => held == value,
                Test::OneOf(values) => values.iter().any(|value| held == value),
                Test::Below(bound) => {
                    let mut joined = [0; 64];
                    let (salt, end) = (self.salt.len(), self.salt.len() + held.len());
                    joined[..salt].copy_from_slice(self.salt.as_bytes());
                    joined[salt..end].copy_from_slice(held.as_bytes());
                    xxh3_64(&joined[..end]) < *bound
                }
            };
            if matched {
                return Answer { value: rule.answer, rule: place };
            }
        }
        Answer { value: self.default, rule: 254 }
    }
}

impl Rule {
    fn new(rule: &Value, names: &[&str]) -> Self {
        let answer = rule["return_value"] == true;
        let place = |field: &str| names.iter().position(|name| rule[field] == *name).expect("known");
        let (attribute, test) = match (rule["rollout_percentage"].as_u64(), &rule["value"]) {
            (Some(percent), _) => (place("bucket_by"), Test::Below(u64::MAX / 100 * percent)),
            (None, Value::Array(values)) => {
                (place("attribute"), Test::OneOf(values.iter().map(text).collect()))
            }
            (None, value) => (place("attribute"), Test::Equals(text(value))),
        };
        Self { attribute, test, answer }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
