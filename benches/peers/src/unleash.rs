//! Unleash's Yggdrasil: a strategy for each rule, with a constraint or a share.
//!
//! A strategy has no value, so this returns on or off, and not the strategy that matched. Evaluations are not counted as
//! metrics, for which SDKs have a separate call. All flags at once are evaluated by `resolve_all`, which selects variants
//! as well. Without variants, a call for each flag takes half as long.

use std::hint::black_box;

use serde_json::{Value, json};
use unleash_yggdrasil::{Context, EngineState, UpdateMessage};

use crate::environment::User;
use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;

pub struct Unleash {
    engine: EngineState,
    contexts: Vec<Context>,
}

pub fn context(user: &User) -> Context {
    let properties = user.attributes().skip(1);
    let properties = properties.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Context {
        user_id: Some(user.id().to_owned()),
        properties: Some(properties.collect()),
        ..Context::default()
    }
}

impl Unleash {
    pub fn new(flags: &[Value], contexts: Vec<Context>) -> Self {
        let features: Vec<Value> = flags.iter().map(|flag| definition(&Flag::new(flag))).collect();
        let features = serde_json::from_value(json!({"version": 2, "features": features})).expect("features");
        let engine = EngineState::default();
        assert!(engine.take_state(UpdateMessage::FullResponse(features)).is_none(), "no warnings");
        Self { engine, contexts }
    }
}

impl Peer for Unleash {
    fn name(&self) -> (&'static str, &'static str) {
        ("Unleash", "unleash-yggdrasil")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let contexts = &self.contexts[..workload.users()];
        if workload.is_at_once() {
            return Some(Box::new(move || {
                black_box(self.engine.resolve_all(black_box(&contexts[0]), &None));
            }));
        }
        Some(Box::new(move || {
            workload.each(keys, contexts, |key, context| self.engine.is_enabled(key, context, &None), Some);
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        (self.engine.is_enabled(key, &self.contexts[user], &None), None)
    }
}

fn definition(flag: &Flag<'_>) -> Value {
    let comparisons = flag.comparisons.iter().map(|(attribute, values)| {
        let constraint = json!({"contextName": attribute, "operator": "IN", "values": values});
        json!({"name": "default", "constraints": [constraint]})
    });
    let share = flag.share.map(|percent| {
        let parameters = json!({"rollout": percent.to_string(), "stickiness": "userId", "groupId": flag.key});
        json!({"name": "flexibleRollout", "parameters": parameters})
    });
    let strategies: Vec<Value> = comparisons.chain(share).collect();
    json!({"name": flag.key, "enabled": flag.enabled, "strategies": strategies})
}
