//! Togul, by key and by handle.

use std::hint::black_box;

use serde_json::Value;
use togul_core::{Answer, Context, FlagHandle, Snapshot};
use uuid::Uuid;

use crate::peer::{Pass, Peer};
use crate::workloads::{self, ATTRIBUTES, Work};

pub struct Togul<'u> {
    snapshot: Snapshot,
    contexts: Vec<Context<'u>>,
}

/// The same evaluator, called with handles.
pub struct ByHandle<'u>(pub Togul<'u>);

pub fn context<'u>(values: &'u [String; 8]) -> Context<'u> {
    ATTRIBUTES.iter().zip(values).fold(Context::new(), |context, (name, value)| context.with(*name, value))
}

impl<'u> Togul<'u> {
    pub fn new(flags: &[Value], contexts: Vec<Context<'u>>) -> Self {
        let texts: Vec<String> = flags.iter().map(ToString::to_string).collect();
        let texts = texts.iter().map(String::as_str);
        Self { snapshot: Snapshot::new(Uuid::nil(), "production", 1, texts).expect("a snapshot"), contexts }
    }
}

impl Peer for Togul<'_> {
    fn name(&self) -> (&'static str, &'static str) {
        ("Togul by key", "togul-core")
    }

    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>> {
        let Self { snapshot, contexts } = self;
        if work == Work::All {
            let mut answers = Vec::new();
            return Some(Box::new(move || {
                snapshot.evaluate_all(black_box(&contexts[0]), &mut answers);
                black_box(&answers);
            }));
        }
        Some(Box::new(move || {
            workloads::each(keys, &contexts[..users], |key, context| snapshot.evaluate(key, context));
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        value_and_rule(&self.snapshot.evaluate(key, &self.contexts[user]))
    }
}

/// The value and the rule, in the form that the floor returns.
fn value_and_rule(answer: &Answer<'_>) -> (bool, Option<u8>) {
    let unmatched = if answer.flag_enabled { 254 } else { 255 };
    (answer.as_bool() == Some(true), Some(answer.rule_id().map_or(unmatched, workloads::flag::place_of)))
}

impl Peer for ByHandle<'_> {
    fn name(&self) -> (&'static str, &'static str) {
        ("Togul by handle", "togul-core")
    }

    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>> {
        let Togul { snapshot, contexts } = &self.0;
        let handles: Vec<FlagHandle> = keys.iter().map(|key| FlagHandle::new(key)).collect();
        let pass = move || {
            workloads::each(&handles, &contexts[..users], |handle, context| {
                snapshot.evaluate_handle(handle, context)
            });
        };
        (work != Work::All).then(|| Box::new(pass) as Pass<'p>)
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let Togul { snapshot, contexts } = &self.0;
        value_and_rule(&snapshot.evaluate_handle(&FlagHandle::new(key), &contexts[user]))
    }
}
