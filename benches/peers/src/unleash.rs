//! Unleash's Yggdrasil: a strategy for each rule, with a constraint or a share.
//!
//! A strategy has no value, so this returns on or off, and not the strategy that matched. Evaluations are not counted as
//! metrics, for which SDKs have a separate call. All flags at once are evaluated by `resolve_all`, which selects variants
//! as well. Without variants, a call for each flag takes half as long.

use std::hint::black_box;

use serde_json::{Value, json};
use unleash_yggdrasil::{Context, EngineState, UpdateMessage};

use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workloads::{self, ATTRIBUTES, Work};

pub struct Unleash {
    engine: EngineState,
    contexts: Vec<Context>,
}

pub fn context(values: &[String; 8]) -> Context {
    let properties = ATTRIBUTES.iter().zip(values).skip(1);
    let properties = properties.map(|(name, value)| ((*name).to_owned(), value.clone()));
    Context { user_id: Some(values[0].clone()), properties: Some(properties.collect()), ..Context::default() }
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

    fn pass<'p>(&'p self, work: Work, keys: &'p [String], users: usize) -> Option<Pass<'p>> {
        let contexts = &self.contexts[..users];
        if work == Work::All {
            return Some(Box::new(move || {
                black_box(self.engine.resolve_all(black_box(&contexts[0]), &None));
            }));
        }
        Some(Box::new(move || {
            workloads::each(keys, contexts, |key, context| self.engine.is_enabled(key, context, &None));
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        (self.engine.is_enabled(key, &self.contexts[user], &None), None)
    }
}

fn definition(flag: &Flag<'_>) -> Value {
    let equals = flag.equals.iter().map(|(attribute, value)| {
        let constraint = json!({"contextName": attribute, "operator": "IN", "values": [value]});
        json!({"name": "default", "constraints": [constraint]})
    });
    let share = flag.share.map(|percent| {
        let parameters = json!({"rollout": percent.to_string(), "stickiness": "userId", "groupId": flag.key});
        json!({"name": "flexibleRollout", "parameters": parameters})
    });
    let strategies: Vec<Value> = equals.chain(share).collect();
    json!({"name": flag.key, "enabled": flag.enabled, "strategies": strategies})
}
