//! What is measured: the same flags, contexts and questions for every evaluator.
//!
//! | | one pass asks |
//! | --- | --- |
//! | W1 | a disabled flag, 1,024 times |
//! | W2 | a flag with one attribute rule, which matches |
//! | W3 | a flag with ten attribute rules, of which the last matches |
//! | W4 | a 25 % rollout by `user_id`, for 1,024 contexts in turn |
//! | W5 | 1,000 flags in turn, each with three attribute rules and a percentage rule |
//! | W6 | the same 1,000 flags at once, for one context |
//!
//! All flags are in one environment of 1,004. Every context has eight attributes. Values that a rule compares are as
//! long as what the context holds, so that comparing lengths decides nothing.

pub mod floor;

use std::fmt;
use std::hint::black_box;

use serde_json::{Value, json};
use uuid::Uuid;

use floor::Floor;

/// How many flags W5 and W6 ask.
pub const FLAGS: usize = 1_000;
/// How many contexts W4 has, and how often W1 to W3 ask in one pass.
pub const CONTEXTS: usize = 1_024;

/// The attributes of every context, in the order in which an application would set them.
pub const ATTRIBUTES: [&str; 8] =
    ["user_id", "country", "plan", "language", "device", "region", "version", "segment"];

/// The values of the one context that all but W4 use, the user's aside.
const VALUES: [&str; 7] = ["TR", "team", "tr-TR", "phone", "emea", "2.4.1", "seg-07"];
/// As long as those, and different.
const OTHERS: [&str; 7] = ["DE", "free", "de-DE", "watch", "apac", "2.5.0", "seg-11"];

/// One kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Disabled,
    OneRule,
    TenRules,
    Rollout,
    Cycle,
    All,
}

impl Work {
    pub const ALL: [Self; 6] =
        [Self::Disabled, Self::OneRule, Self::TenRules, Self::Rollout, Self::Cycle, Self::All];

    pub fn name(self) -> &'static str {
        match self {
            Self::Disabled => "W1",
            Self::OneRule => "W2",
            Self::TenRules => "W3",
            Self::Rollout => "W4",
            Self::Cycle => "W5",
            Self::All => "W6",
        }
    }

    /// The keys that one pass asks, for each of the contexts.
    pub fn keys(self) -> Vec<String> {
        match self {
            Self::Disabled => vec!["w1-disabled".to_owned(); CONTEXTS],
            Self::OneRule => vec!["w2-one-rule".to_owned(); CONTEXTS],
            Self::TenRules => vec!["w3-ten-rules".to_owned(); CONTEXTS],
            Self::Rollout => vec!["w4-rollout".to_owned()],
            Self::Cycle | Self::All => (0..FLAGS).map(cycle_key).collect(),
        }
    }

    /// The contexts: values in the order of [`ATTRIBUTES`].
    pub fn contexts(self) -> Vec<[String; 8]> {
        let count = if self == Self::Rollout { CONTEXTS } else { 1 };
        (0..count).map(context).collect()
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn context(user: usize) -> [String; 8] {
    let [country, plan, language, device, region, version, segment] = VALUES.map(str::to_owned);
    [format!("user-{user:06}"), country, plan, language, device, region, version, segment]
}

fn cycle_key(number: usize) -> String {
    format!("feature-{number:04}")
}

/// The environment, each flag as the JSON that travels.
pub fn flags() -> Vec<Value> {
    let w1 = flag("w1-disabled", false, &[equals(1, VALUES[0])]);
    let w2 = flag("w2-one-rule", true, &[equals(1, VALUES[0])]);
    let mut ten: Vec<Value> = (0..9).map(|at| equals(1 + at % 7, OTHERS[at % 7])).collect();
    ten.push(equals(7, VALUES[6]));
    let w3 = flag("w3-ten-rules", true, &ten);
    let w4 = flag("w4-rollout", true, &[share(25)]);
    [w1, w2, w3, w4].into_iter().chain(cycle_flags()).collect()
}

/// The thousand flags of W5: one in eight is decided by its first rule, and so on; most come to the percentage.
pub fn cycle_flags() -> Vec<Value> {
    let pick = |number: usize, every: usize, at: usize| {
        if number.is_multiple_of(every) { VALUES[at] } else { OTHERS[at] }
    };
    let rules = |number| {
        [
            equals(1, pick(number, 8, 0)),
            equals(2, pick(number, 5, 1)),
            equals(7, pick(number, 16, 6)),
            share(50),
        ]
    };
    (0..FLAGS).map(|number| flag(&cycle_key(number), true, &rules(number))).collect()
}

fn flag(key: &str, enabled: bool, rules: &[Value]) -> Value {
    let rules = rules.iter().zip(1_u128..).map(|(rule, number)| {
        let mut rule = rule.clone();
        rule["id"] = json!(Uuid::from_u128(number << 64 | 7));
        rule["priority"] = json!(number * 10);
        rule["return_value"] = json!(true);
        rule
    });
    let rules: Vec<Value> = rules.collect();
    let salt = format!("{:016x}", key.bytes().fold(7_u64, |sum, byte| sum * 31 + u64::from(byte)));
    json!({"key": key, "enabled": enabled, "value_type": "boolean", "default_value": false, "salt": salt,
        "rules": rules})
}

fn equals(attribute: usize, value: &str) -> Value {
    json!({"rule_type": "attribute", "attribute": ATTRIBUTES[attribute], "operator": "eq", "value": value})
}

fn share(percent: u8) -> Value {
    json!({"rule_type": "percentage", "rollout_percentage": percent, "bucket_by": ATTRIBUTES[0]})
}

/// Asks every key in every context. What is asked is hidden from the optimizer, what is answered is wanted.
#[inline(always)]
pub fn each<K, C, A>(keys: &[K], contexts: &[C], ask: impl Fn(&K, &C) -> A) {
    for context in contexts {
        for key in keys {
            // By reference: a copy of the answer would be made for the benchmark alone.
            black_box(&ask(black_box(key), black_box(context)));
        }
    }
}

/// Makes sure that an evaluator answers as the floor does: by the same rule, the same. Not in rollouts, where each has
/// its own way to hash. `ask` tells the value and which rule matched, counted from 0: 254 for none, 255 when it is off.
pub fn compare(floor: &Floor, ask: impl Fn(&str, &[String; 8]) -> (bool, u8)) {
    for work in [Work::Disabled, Work::OneRule, Work::TenRules] {
        let (key, values) = (&work.keys()[0], &work.contexts()[0]);
        let expected = floor.evaluate(key, &values.each_ref().map(String::as_str)).expect("a known key");
        assert_eq!(ask(key, values), (expected.value, expected.rule), "{work:?}");
    }
}

/// The place of the rule of that id.
pub fn place_of(rule: Uuid) -> u8 {
    (rule.as_u128() >> 64) as u8 - 1
}
