//! Segments, splits, prerequisites and the conditions that are more than one comparison: an environment with a flag for
//! each, and the same in handwritten code.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::net::IpAddr;

use foldhash::fast::FixedState;
use serde_json::{Value, json};
use togul_core::Context;
use uuid::Uuid;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// The attributes of every context.
const NAMES: [&str; 5] = ["user_id", "country", "plan", "segment", "ip"];

/// The values of [`NAMES`].
pub type Values<'a> = [&'a str; 5];

const SALT: &str = "4f3c9a1be27d0856";
const PLANS: [&str; 5] = ["free", "starter", "team", "business", "ENTERPRISE"];
const NETWORKS: [([u8; 4], u32); 10] = [
    ([10, 0, 0, 0], 8),
    ([172, 16, 0, 0], 12),
    ([192, 168, 0, 0], 16),
    ([100, 64, 0, 0], 10),
    ([169, 254, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([233, 252, 0, 0], 24),
    ([192, 0, 2, 0], 24),
];
/// The variants of the split, and the ends of their ranges.
const VARIANTS: [(&str, u32); 4] =
    [("red", 10_000), ("green", 40_000), ("blue", 75_000), ("yellow", 100_000)];
/// The number of ids that the large segment includes. Half of the contexts' users are among them.
const INCLUDED: usize = 10_000;
/// The number of contexts.
pub const CONTEXTS: usize = 1_024;

/// A workload.
pub struct Work {
    /// The key of its flag.
    pub key: &'static str,
    /// The most times the floor that an evaluation may take.
    pub limit: f64,
}

pub const WORKS: [Work; 7] = [
    Work { key: "any-of-three", limit: 2.0 },
    Work { key: "in-ignore-case-of-five", limit: 2.0 },
    Work { key: "ip-in-ten-blocks", limit: 2.0 },
    Work { key: "segment-of-three", limit: 2.0 },
    Work { key: "segment-of-10000-ids", limit: 2.0 },
    Work { key: "split-over-four", limit: 1.5 },
    Work { key: "chain-1", limit: 2.5 },
];

/// The contexts: values in the order of [`NAMES`].
pub fn users() -> Vec<String> {
    (0..CONTEXTS).map(|number| format!("user-{:06}", number * 20)).collect()
}

pub fn values(user: &str) -> Values<'_> {
    [user, "TR", "Enterprise", "seg-07", "192.0.2.77"]
}

pub fn context(user: &str) -> Context<'_> {
    NAMES.into_iter().zip(values(user)).collect()
}

/// Those of every second context, and others.
fn included() -> impl Iterator<Item = String> {
    (0..INCLUDED).map(|number| format!("user-{:06}", number * 40))
}

/// The environment as the JSON of a snapshot.
pub fn snapshot() -> String {
    let eq = |attribute: &str, value: &str| json!({"attribute": attribute, "operator": "eq", "value": value});
    let blocks = NETWORKS.map(|([a, b, c, d], prefix)| format!("{a}.{b}.{c}.{d}/{prefix}"));
    let in_segment = |key: &str| json!({"operator": "in_segment", "value": key});
    let conditions = [
        (
            "any-of-three",
            json!({"any": [eq("country", "DE"), eq("plan", "enterprise"), eq("segment", "seg-07")]}),
        ),
        (
            "in-ignore-case-of-five",
            json!({"attribute": "plan", "operator": "in_ignore_case", "value": PLANS}),
        ),
        ("ip-in-ten-blocks", json!({"attribute": "ip", "operator": "ip_in", "value": blocks})),
        ("segment-of-three", in_segment("three")),
        ("segment-of-10000-ids", in_segment("many")),
    ];
    let mut flags = conditions.map(|(key, condition)| flag(key, &[condition], json!(true))).to_vec();
    flags.push(split());
    // The last flag requires nothing.
    for number in 1..=4 {
        let mut one = flag(&format!("chain-{number}"), &[eq("country", "TR")], json!(true));
        if number < 4 {
            one["prerequisites"] = json!([{"flag": format!("chain-{}", number + 1), "values": [true]}]);
        }
        flags.push(one);
    }
    flags.sort_by_key(|flag| flag["key"].to_string());
    let three = [eq("country", "TR"), eq("plan", "Enterprise"), eq("segment", "seg-07")];
    let segments = json!([
        {"key": "many", "attribute": "user_id", "included": included().collect::<Vec<_>>(), "excluded": [],
            "rules": []},
        {"key": "three", "attribute": "user_id", "included": [], "excluded": [],
            "rules": [{"conditions": three}]},
    ]);
    json!({"environment_id": Uuid::nil(), "environment_key": "production", "revision": 1, "flags": flags,
        "segments": segments})
    .to_string()
}

/// An environment of flags that each ask for one of ten segments and have a split, as the JSON of a snapshot without its
/// fingerprint.
pub fn many_flags(count: usize) -> String {
    let flags = (0..count).map(|number| {
        let mut flag = split();
        flag["key"] = json!(format!("feature-{number:04}"));
        flag["salt"] = json!(format!("{:016x}", number * 0x9e37));
        let in_segment = json!({"operator": "in_segment", "value": format!("segment-{}", number % 10)});
        let first = json!({"id": Uuid::from_u128(2), "priority": -1, "rule_type": "attribute", "attribute": "plan",
            "operator": "eq", "value": "team", "conditions": [in_segment], "variant": VARIANTS[number % 4].0});
        flag["rules"].as_array_mut().expect("rules").insert(0, first);
        flag
    });
    let segments = (0..10).map(|number| segment_of(number, 100));
    json!({"environment_id": Uuid::nil(), "environment_key": "production", "revision": 1,
        "flags": flags.collect::<Vec<_>>(), "segments": segments.collect::<Vec<_>>()})
    .to_string()
}

/// A segment that includes so many users and has a rule.
pub fn segment_of(number: usize, users: usize) -> Value {
    let included: Vec<_> = included().take(users).collect();
    let country = json!({"attribute": "country", "operator": "in", "value": ["TR", "DE", "FR"]});
    json!({"key": format!("segment-{number}"), "attribute": "user_id", "included": included, "excluded": [],
        "rules": [{"conditions": [country]}]})
}

fn flag(key: &str, conditions: &[Value], value: Value) -> Value {
    json!({"key": key, "enabled": true, "value_type": "boolean", "default_value": false, "salt": SALT,
        "rules": [{"id": Uuid::from_u128(1), "priority": 0, "rule_type": "boolean", "conditions": conditions,
            "return_value": value}]})
}

fn split() -> Value {
    let variants = VARIANTS.map(|(key, _)| json!({"key": key, "value": format!("#{key}")}));
    let starts = [0].into_iter().chain(VARIANTS.map(|(_, end)| end));
    let parts = VARIANTS.into_iter().zip(starts);
    let parts = parts.map(|((variant, end), start)| json!({"variant": variant, "ranges": [[start, end]]}));
    let parts: Vec<_> = parts.collect();
    json!({"key": "split-over-four", "enabled": true, "value_type": "string", "default_value": "none", "salt": SALT,
        "variants": variants,
        "rules": [{"id": Uuid::from_u128(1), "priority": 0, "rule_type": "boolean", "bucket_by": "user_id",
            "split": parts}]})
}

pub fn position_of_variant(variant: &str) -> Option<Answer> {
    VARIANTS.iter().position(|(key, _)| *key == variant).map(|position| position as Answer)
}

fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// The same in handwritten code: flags are found once by key, and refer to segments and other flags by position. A
/// context is an array, and a comparison holds the index of its attribute.
pub struct Floor {
    positions: HashMap<&'static str, usize, FixedState>,
    flags: Vec<Flag>,
    segments: Vec<Segment>,
}

struct Flag {
    enabled: bool,
    /// Flags with the answer that each must give.
    prerequisites: Vec<(usize, Answer)>,
    rules: Vec<Rule>,
}

struct Rule {
    test: Test,
    answer: Answer,
}

/// The value of a boolean flag, or the position of a variant.
pub type Answer = u32;

enum Test {
    Any(Vec<Equals>),
    InIgnoreCase(usize, Vec<String>),
    InBlocks(usize, Vec<(u32, u32)>),
    InSegment(usize),
    /// A seed, and the ends of the variants' ranges.
    Split(u64, Vec<u32>),
}

/// The index of an attribute, and its value.
type Equals = (usize, String);

/// The lists are sets of 64-bit hashes with the texts to compare.
struct Segment {
    attribute: usize,
    included: HashMap<u64, String, FixedState>,
    excluded: HashMap<u64, String, FixedState>,
    rules: Vec<Vec<Equals>>,
}

fn equals<const N: usize>(tests: [(usize, &str); N]) -> Vec<Equals> {
    tests.map(|(at, value)| (at, value.to_owned())).into()
}

impl Floor {
    pub fn new() -> Self {
        let networks = NETWORKS.map(|(first, prefix)| (u32::from_be_bytes(first), u32::MAX << (32 - prefix)));
        let split = Test::Split(xxh3_64(SALT.as_bytes()), VARIANTS.map(|(_, end)| end).to_vec());
        let tests = [
            Test::Any(equals([(1, "DE"), (2, "enterprise"), (3, "seg-07")])),
            Test::InIgnoreCase(2, PLANS.map(str::to_lowercase).to_vec()),
            Test::InBlocks(4, networks.to_vec()),
            Test::InSegment(0),
            Test::InSegment(1),
            split,
        ];
        let country = || Test::Any(equals([(1, "TR")]));
        let flag = |test, prerequisites| Flag {
            enabled: true,
            prerequisites,
            rules: vec![Rule { test, answer: 1 }],
        };
        let mut flags: Vec<_> = tests.into_iter().map(|test| flag(test, Vec::new())).collect();
        // Each requires the one behind it, but the last.
        let first = flags.len();
        flags.extend((1..=4).map(|number| {
            let next = (number < 4).then_some((first + number, 1));
            flag(country(), next.into_iter().collect())
        }));
        let segment =
            |included, rules| Segment { attribute: 0, included, excluded: HashMap::default(), rules };
        let three = vec![equals([(1, "TR"), (2, "Enterprise"), (3, "seg-07")])];
        let many = included().map(|user| (hash(&user), user)).collect();
        Self {
            positions: WORKS.iter().enumerate().map(|(position, work)| (work.key, position)).collect(),
            flags,
            segments: vec![segment(HashMap::default(), three), segment(many, Vec::new())],
        }
    }

    #[inline]
    pub fn evaluate(&self, key: &str, values: &Values<'_>) -> Option<Answer> {
        Some(self.flag(*self.positions.get(key)?, values))
    }

    fn flag(&self, position: usize, values: &Values<'_>) -> Answer {
        let flag = &self.flags[position];
        if !flag.enabled
            || flag.prerequisites.iter().any(|(other, answer)| self.flag(*other, values) != *answer)
        {
            return 0;
        }
        for rule in &flag.rules {
            if let Test::Split(seed, ends) = &rule.test {
                let product = u128::from(xxh3_64_with_seed(values[0].as_bytes(), *seed)) * 100_000;
                let split = ((u128::from(product as u64) * 100_000) >> 64) as u32;
                return ends.iter().position(|end| split < *end).map_or(0, |at| at as u32);
            }
            if self.holds(&rule.test, values) {
                return rule.answer;
            }
        }
        0
    }

    #[inline]
    fn holds(&self, test: &Test, values: &Values<'_>) -> bool {
        match test {
            Test::Any(tests) => tests.iter().any(|(at, value)| values[*at] == value),
            Test::InIgnoreCase(at, held) => held.iter().any(|value| values[*at].eq_ignore_ascii_case(value)),
            Test::InBlocks(at, networks) => match values[*at].parse() {
                Ok(IpAddr::V4(address)) => {
                    networks.iter().any(|(first, mask)| address.to_bits() & mask == *first)
                }
                _ => false,
            },
            Test::InSegment(position) => self.segment(&self.segments[*position], values),
            Test::Split(..) => false,
        }
    }

    #[inline]
    fn segment(&self, segment: &Segment, values: &Values<'_>) -> bool {
        let value = values[segment.attribute];
        let is_in = |list: &HashMap<u64, String, FixedState>| {
            !list.is_empty() && list.get(&hash(value)).is_some_and(|held| held == value)
        };
        is_in(&segment.included)
            || !is_in(&segment.excluded)
                && segment.rules.iter().any(|tests| tests.iter().all(|(at, value)| values[*at] == value))
    }
}
