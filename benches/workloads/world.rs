//! The environment in the form of each evaluator.

use serde_json::Value;
use togul_client::Client;
use togul_core::{Context, Snapshot};
use uuid::Uuid;

use crate::workloads::floor::Floor;
use crate::workloads::{self, ATTRIBUTES};

pub struct World {
    pub floor: Floor,
    pub snapshot: Snapshot,
    pub client: Client,
}

impl World {
    pub fn new() -> Self {
        let flags = workloads::flags();
        let (floor, snapshot) = (Floor::new(&flags, &ATTRIBUTES), snapshot(&texts(&flags)));
        workloads::compare(&floor, |key, values| {
            let answer = snapshot.evaluate(key, &context(values));
            let unmatched = if answer.flag_enabled { 254 } else { 255 };
            (answer.as_bool() == Some(true), answer.rule_id().map_or(unmatched, workloads::flag::place_of))
        });
        let client = Client::offline(snapshot.clone());
        Self { floor, snapshot, client }
    }
}

/// The flags as the JSON of a snapshot.
pub fn texts(flags: &[Value]) -> Vec<String> {
    flags.iter().map(ToString::to_string).collect()
}

pub fn snapshot(flags: &[String]) -> Snapshot {
    Snapshot::new(Uuid::nil(), "production", 1, flags.iter().map(String::as_str)).expect("a snapshot")
}

/// Values in the order of [`ATTRIBUTES`].
pub fn context<'a>(values: &'a [String; 8]) -> Context<'a> {
    ATTRIBUTES.iter().zip(values).fold(Context::new(), |context, (name, value)| context.with(*name, value))
}
