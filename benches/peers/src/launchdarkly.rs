//! LaunchDarkly: a rule with one clause for each comparison, and a rollout as the fallthrough.
//!
//! Its SDK looks a flag up in its store and clones it for every evaluation. Here it is looked up with the floor's hasher
//! and borrowed.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use launchdarkly_server_sdk_evaluation::{
    Context, ContextBuilder, Detail, Flag as Definition, FlagValue, Reason, Segment, Store, evaluate,
};
use serde_json::{Value, json};

use crate::environment::User;
use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;

pub struct LaunchDarkly {
    flags: HashMap<String, Definition, FixedState>,
    contexts: Vec<Context>,
}

pub fn context(user: &User) -> Context {
    let mut builder = ContextBuilder::new(user.id());
    for (name, value) in user.attributes().skip(1) {
        builder.set_string(name, value);
    }
    builder.build().expect("a context")
}

impl LaunchDarkly {
    pub fn new(flags: &[Value], contexts: Vec<Context>) -> Self {
        Self { flags: flags.iter().map(|flag| definition(&Flag::new(flag))).collect(), contexts }
    }

    fn evaluate<'e>(&'e self, key: &str, context: &'e Context) -> Option<Detail<&'e FlagValue>> {
        Some(evaluate(self, self.flags.get(key)?, context, None))
    }
}

/// Provides prerequisites and segments, of which the workloads have none.
impl Store for LaunchDarkly {
    fn flag(&self, key: &str) -> Option<Definition> {
        self.flags.get(key).cloned()
    }

    fn segment(&self, _: &str) -> Option<Segment> {
        None
    }
}

impl Peer for LaunchDarkly {
    fn name(&self) -> (&'static str, &'static str) {
        ("LaunchDarkly", "launchdarkly-server-sdk-evaluation")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        // References, because the answers borrow from the context.
        let contexts: Vec<&'p Context> = self.contexts[..workload.users()].iter().collect();
        Some(Box::new(move || {
            workload.each(
                keys,
                &contexts,
                |key, context| self.evaluate(key, context),
                |answer| answer?.value?.as_bool(),
            );
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let answer = self.evaluate(key, &self.contexts[user]).expect("a known key");
        let rule = match answer.reason {
            Reason::RuleMatch { rule_index, .. } => rule_index as u8,
            Reason::Fallthrough { .. } => 254,
            Reason::Off => 255,
            other => panic!("{other:?}"),
        };
        (answer.value.and_then(FlagValue::as_bool) == Some(true), Some(rule))
    }
}

fn definition(flag: &Flag<'_>) -> (String, Definition) {
    let rules: Vec<Value> = (flag.comparisons.iter().zip(0..))
        .map(|((attribute, values), number)| {
            let clause = json!({"contextKind": "user", "attribute": attribute, "op": "in", "values": values});
            json!({"id": format!("rule-{number}"), "clauses": [clause], "variation": 1, "trackEvents": false})
        })
        .collect();
    let fallthrough = flag.share.map_or_else(
        || json!({"variation": 0}),
        |percent| {
            let on = json!({"variation": 1, "weight": percent * 1_000});
            let off = json!({"variation": 0, "weight": (100 - percent) * 1_000});
            json!({"rollout": {"contextKind": "user", "variations": [on, off]}})
        },
    );
    let definition = json!({
        "key": flag.key, "version": 1, "on": flag.enabled, "targets": [], "contextTargets": [], "prerequisites": [],
        "rules": rules, "fallthrough": fallthrough, "offVariation": 0, "variations": [false, true],
        "salt": flag.key
    });
    (flag.key.to_owned(), serde_json::from_value(definition).expect("a flag"))
}
