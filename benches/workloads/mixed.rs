//! Workloads that vary what those of `mod.rs` hold constant.
//!
//! | | one pass evaluates |
//! | --- | --- |
//! | W2b | a flag with one attribute rule, which matches, on the attribute at position 2, 5, 9 or 15 of 16 |
//! | W3b | a flag with ten attribute rules, half of them lists of three or five values; the last one matches |
//! | W4b | a 25 % rollout, with another user for each call |
//! | W5b | 1,000 flags one by one, each with a list, two attribute rules and a percentage rule; another user every 16 calls |
//! | W6b | the same 1,000 flags at once |
//!
//! Contexts have nine attributes where nothing else is said, in owned strings. User ids have 23 bytes, keys 16. An answer
//! is used as `evaluate(…).as_bool()`.

use std::fmt;
use std::hint::black_box;

use serde_json::{Value, json};

use super::flag::{CONTEXTS, FLAGS, flag, share};
use super::floor::{Context, Floor};

/// The attributes of a context, as many of them as it has. Some names are longer than eight bytes.
pub const NAMES: [&str; 16] = [
    "user_id",
    "country",
    "plan",
    "language",
    "device",
    "region",
    "version",
    "signup_channel",
    "segment",
    "browser",
    "cohort",
    "organization",
    "timezone",
    "tenant",
    "subscription",
    "team",
];

/// The values of [`NAMES`] behind the user.
const VALUES: [&str; 15] = [
    "TR", "team", "tr-TR", "phone", "emea", "2.4.1", "referral", "seg-07", "firefox", "2026-03", "org-1432",
    "UTC+3", "t-19", "monthly", "core",
];

/// A workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// The position counts from one.
    OneRule(usize),
    Lists,
    Rollout,
    Cycle,
    All,
}

impl Mix {
    pub const ALL: [Self; 8] = [
        Self::OneRule(2),
        Self::OneRule(5),
        Self::OneRule(9),
        Self::OneRule(15),
        Self::Lists,
        Self::Rollout,
        Self::Cycle,
        Self::All,
    ];

    pub fn name(self) -> String {
        match self {
            Self::OneRule(position) => format!("W2b-{position}"),
            Self::Lists => "W3b".to_owned(),
            Self::Rollout => "W4b".to_owned(),
            Self::Cycle => "W5b".to_owned(),
            Self::All => "W6b".to_owned(),
        }
    }

    /// The keys of the calls of one pass.
    pub fn keys(self) -> Vec<String> {
        match self {
            Self::OneRule(position) => vec![one_rule_key(position); CONTEXTS],
            Self::Lists => vec!["ten-lists-and-eq".to_owned(); CONTEXTS],
            Self::Rollout => vec!["rollout-per-user".to_owned(); CONTEXTS],
            Self::Cycle | Self::All => (0..FLAGS).map(cycle_key).collect(),
        }
    }

    /// The number of calls until the next context.
    pub fn calls_of_context(self) -> usize {
        match self {
            Self::OneRule(_) | Self::Lists | Self::All => CONTEXTS,
            Self::Rollout => 1,
            Self::Cycle => 16,
        }
    }

    /// The contexts of one pass: values in the order of [`NAMES`].
    pub fn contexts(self) -> Vec<Vec<String>> {
        let len = if let Self::OneRule(_) = self { NAMES.len() } else { 9 };
        let count = self.keys().len().div_ceil(self.calls_of_context());
        (0..count).map(|user| values(user, len)).collect()
    }

    /// Evaluates each key. Inputs and results are opaque to the optimizer.
    #[inline(always)]
    pub fn each<K, C>(self, keys: &[K], contexts: &[C], ask: impl Fn(&K, &C) -> Option<bool>) {
        for (keys, context) in keys.chunks(self.calls_of_context()).zip(contexts) {
            for key in keys {
                black_box(ask(black_box(key), black_box(context)));
            }
        }
    }
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

/// The first `len` values of a context.
pub fn values(user: usize, len: usize) -> Vec<String> {
    let user = [format!("usr_{:019}", user * 7_919)];
    user.into_iter().chain(VALUES.map(str::to_owned)).take(len).collect()
}

/// The context of the floor. It has all attributes, so that an index is checked against a constant.
pub fn bare(values: &[String]) -> Context<'_, 16> {
    std::array::from_fn(|at| values.get(at).map(String::as_str).unwrap_or_default())
}

fn one_rule_key(position: usize) -> String {
    format!("one-attribute-{position:02}")
}

fn cycle_key(number: usize) -> String {
    format!("feature-flag-{number:03}")
}

/// The environment, each flag as the JSON of a snapshot.
pub fn flags() -> Vec<Value> {
    let positions = (1..=NAMES.len()).skip(1);
    let one_rule =
        positions.map(|position| flag(&one_rule_key(position), true, &[equals(position - 1, true)]));
    let ten = (0..10).map(|at| match at {
        9 => equals(8, true),
        _ if at % 2 == 0 => one_of(1 + at % 8, 3 + at / 2 % 2 * 2, false),
        _ => equals(1 + at % 8, false),
    });
    let lists = flag("ten-lists-and-eq", true, &ten.collect::<Vec<_>>());
    let rollout = flag("rollout-per-user", true, &[share(25)]);
    one_rule.chain([lists, rollout]).chain(cycle_flags()).collect()
}

/// The thousand flags of W5b, on all attributes. One in eight matches its list, and so on.
pub fn cycle_flags() -> Vec<Value> {
    let rules = |number: usize| {
        [
            one_of(1 + number % 8, 3 + number % 2 * 2, number.is_multiple_of(8)),
            equals(1 + number / 3 % 8, number.is_multiple_of(5)),
            equals(1 + number / 7 % 8, number.is_multiple_of(16)),
            share(50),
        ]
    };
    (0..FLAGS).map(|number| flag(&cycle_key(number), true, &rules(number))).collect()
}

fn equals(attribute: usize, matches: bool) -> Value {
    let value = if matches { VALUES[attribute - 1].to_owned() } else { other(attribute, 0) };
    json!({"rule_type": "attribute", "attribute": NAMES[attribute], "operator": "eq", "value": value})
}

/// A list; the context's value is the last one if it matches.
fn one_of(attribute: usize, len: usize, matches: bool) -> Value {
    let mut values: Vec<String> = (0..len).map(|number| other(attribute, number)).collect();
    if matches {
        values[len - 1] = VALUES[attribute - 1].to_owned();
    }
    json!({"rule_type": "attribute", "attribute": NAMES[attribute], "operator": "in", "value": values})
}

/// A different value of the same length.
fn other(attribute: usize, number: usize) -> String {
    let value = VALUES[attribute - 1];
    let (start, last) = value.split_at(value.len() - 1);
    let letter = char::from(b'A' + number as u8);
    if last.starts_with(letter) { format!("{start}z") } else { format!("{start}{letter}") }
}

/// Checks that an evaluator gives the floor's answers, where no share decides.
pub fn compare(floor: &Floor, ask: impl Fn(&str, &[String]) -> (bool, u8)) {
    let mut decided = 0;
    for mix in Mix::ALL {
        let values = &mix.contexts()[0];
        for key in mix.keys() {
            let expected = floor.evaluate(&key, &bare(values)).expect("a known key");
            let answer = ask(&key, values);
            let is_share = mix == Mix::Rollout || expected.rule >= 3 && matches!(mix, Mix::Cycle | Mix::All);
            assert!(is_share || answer == (expected.value, expected.rule), "{mix}: {key}");
            decided += usize::from(!is_share);
        }
    }
    assert!(decided > CONTEXTS);
}
