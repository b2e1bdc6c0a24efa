//! Unleash's Yggdrasil: a strategy for each rule, with a constraint or a share.
//!
//! A strategy has no value of its own, so this says on or off, and not which one decided. What is asked is not counted
//! as metrics, which SDKs do by a call of its own. All flags at once are asked by `resolve_all`, which picks variants
//! as well: who only wants to know what is on takes half as long with a call for each.

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
