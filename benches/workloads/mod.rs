//! The workloads: the same flags, contexts and evaluations for every evaluator.
//!
//! | | one pass evaluates |
//! | --- | --- |
//! | W1 | a disabled flag, 1,024 times |
//! | W2 | a flag with one attribute rule, which matches |
//! | W3 | a flag with ten attribute rules, of which the last matches |
//! | W4 | a 25 % rollout by `user_id`, for each of 1,024 contexts |
//! | W5 | 1,000 flags one by one, each with three attribute rules and a percentage rule |
//! | W6 | the same 1,000 flags at once, for one context |
//!
//! All flags are in one environment of 1,004. Every context has eight attributes. The operand of a rule is as long as the
//! attribute's value, so that comparing lengths is not enough. The workloads in
//! `mixed.rs` are closer to an application's.

pub mod flag;
pub mod floor;

use std::fmt;
use std::hint::black_box;

use serde_json::{Value, json};

use flag::{CONTEXTS, FLAGS, flag, share};
use floor::Floor;

/// The attributes of every context, in the order in which an application would set them.
pub const ATTRIBUTES: [&str; 8] =
    ["user_id", "country", "plan", "language", "device", "region", "version", "segment"];

/// The attribute values of the context of all workloads but W4, except the user.
const VALUES: [&str; 7] = ["TR", "team", "tr-TR", "phone", "emea", "2.4.1", "seg-07"];
/// Different values of the same lengths.
const OTHERS: [&str; 7] = ["DE", "free", "de-DE", "watch", "apac", "2.5.0", "seg-11"];

/// A workload.
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

    /// The keys that one pass evaluates for each context.
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

/// The environment, each flag as the JSON of a snapshot.
pub fn flags() -> Vec<Value> {
    let w1 = flag("w1-disabled", false, &[equals(1, VALUES[0])]);
    let w2 = flag("w2-one-rule", true, &[equals(1, VALUES[0])]);
    let mut ten: Vec<Value> = (0..9).map(|at| equals(1 + at % 7, OTHERS[at % 7])).collect();
    ten.push(equals(7, VALUES[6]));
    let w3 = flag("w3-ten-rules", true, &ten);
    let w4 = flag("w4-rollout", true, &[share(25)]);
    [w1, w2, w3, w4].into_iter().chain(cycle_flags()).collect()
}

/// The thousand flags of W5. One in eight matches its first rule, and so on; most reach the percentage rule.
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

fn equals(attribute: usize, value: &str) -> Value {
    json!({"rule_type": "attribute", "attribute": ATTRIBUTES[attribute], "operator": "eq", "value": value})
}

/// Evaluates every key in every context. Inputs and results are opaque to the optimizer.
#[inline(always)]
pub fn each<K, C, A>(keys: &[K], contexts: &[C], ask: impl Fn(&K, &C) -> A) {
    for context in contexts {
        for key in keys {
            // By reference, because only the benchmark would need a copy of the answer.
            black_box(&ask(black_box(key), black_box(context)));
        }
    }
}

/// Checks that an evaluator gives the floor's answers, with the same matching rules. Rollouts are not checked, because
/// each evaluator has its own hash. `ask` returns the value and the index of the matching rule: 254 if none matches, 255
/// if the flag is disabled.
pub fn compare(floor: &Floor, ask: impl Fn(&str, &[String; 8]) -> (bool, u8)) {
    for work in [Work::Disabled, Work::OneRule, Work::TenRules] {
        let (key, values) = (&work.keys()[0], &work.contexts()[0]);
        let expected = floor.evaluate(key, &values.each_ref().map(String::as_str)).expect("a known key");
        assert_eq!(ask(key, values), (expected.value, expected.rule), "{work:?}");
    }
}
