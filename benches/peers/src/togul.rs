//! Togul, by key and by handle.

use std::hint::black_box;

use serde_json::Value;
use togul_core::{Answer, Context, FlagHandle, Snapshot};
use uuid::Uuid;

use crate::environment::User;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;
use crate::workloads::flag;

pub struct Togul<'u> {
    snapshot: Snapshot,
    contexts: Vec<Context<'u>>,
}

/// The same evaluator, called with handles.
pub struct ByHandle<'u>(pub Togul<'u>);

pub fn context(user: &User) -> Context<'_> {
    let attributes = user.attributes();
    if user.is_copied {
        attributes.fold(Context::new(), |context, (name, value)| context.with(name, value.to_owned()))
    } else {
        attributes.fold(Context::new(), |context, (name, value)| context.with(name, value))
    }
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

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let Self { snapshot, contexts } = self;
        if workload.is_at_once() {
            let mut answers = Vec::new();
            return Some(Box::new(move || {
                snapshot.evaluate_all(black_box(&contexts[0]), &mut answers);
                black_box(&answers);
            }));
        }
        let users = workload.users();
        Some(Box::new(move || {
            workload.each(
                keys,
                &contexts[..users],
                |key, context| snapshot.evaluate(key, context),
                |answer| answer.as_bool(),
            );
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        value_and_rule(&self.snapshot.evaluate(key, &self.contexts[user]))
    }
}

/// The value and the rule, in the form that the floor returns.
fn value_and_rule(answer: &Answer<'_>) -> (bool, Option<u8>) {
    let unmatched = if answer.flag_enabled { 254 } else { 255 };
    (answer.as_bool() == Some(true), Some(answer.rule_id().map_or(unmatched, flag::place_of)))
}

impl Peer for ByHandle<'_> {
    fn name(&self) -> (&'static str, &'static str) {
        ("Togul by handle", "togul-core")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let users = workload.users();
        let Togul { snapshot, contexts } = &self.0;
        let handles: Vec<FlagHandle> = keys.iter().map(|key| FlagHandle::new(key)).collect();
        let pass = move || {
            workload.each(
                &handles,
                &contexts[..users],
                |handle, context| snapshot.evaluate_handle(handle, context),
                |answer| answer.as_bool(),
            );
        };
        (!workload.is_at_once()).then(|| Box::new(pass) as Pass<'p>)
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let Togul { snapshot, contexts } = &self.0;
        value_and_rule(&snapshot.evaluate_handle(&FlagHandle::new(key), &contexts[user]))
    }
}
