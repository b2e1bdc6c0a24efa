//! Eppo: an allocation for each rule, with the rule's condition or a shard. Users without an allocation get the caller's
//! default.
//!
//! Assignments are not logged, and the time is read once and passed in: reading the clock each time costs more.

use std::sync::Arc;

use eppo_core::eval::get_assignment;
use eppo_core::timestamp::{self, Timestamp};
use eppo_core::ufc::{Assignment, UniversalFlagConfig, VariationType};
use eppo_core::{Attributes, Configuration, EvaluationError, SdkMetadata, Str};
use serde_json::{Value, json};

use crate::environment::User;
use crate::flag::Flag;
use crate::peer::{Pass, Peer};
use crate::workload::Workload;

pub struct Eppo {
    configuration: Configuration,
    now: Timestamp,
    subjects: Vec<Subject>,
}

/// The user and their attributes.
pub type Subject = (Str, Arc<Attributes>);

pub fn subject(user: &User) -> Subject {
    let attributes = user.attributes().skip(1);
    let attributes = attributes.map(|(name, value)| (Str::new(name), value.to_owned().into())).collect();
    (Str::new(user.id()), Arc::new(attributes))
}

impl Eppo {
    pub fn new(flags: &[Value], subjects: Vec<Subject>) -> Self {
        let flags: serde_json::Map<String, Value> =
            flags.iter().map(|flag| definition(&Flag::new(flag))).collect();
        let configuration = json!({
            "createdAt": "2026-01-01T00:00:00Z", "format": "SERVER", "environment": {"name": "production"},
            "flags": flags
        });
        let by = SdkMetadata { name: "peers", version: "0" };
        let flags =
            UniversalFlagConfig::from_json(by, configuration.to_string().into_bytes()).expect("flags");
        Self {
            configuration: Configuration::from_server_response(flags, None),
            now: timestamp::now(),
            subjects,
        }
    }

    fn evaluate(
        &self,
        key: &str,
        (user, attributes): &Subject,
    ) -> Result<Option<Assignment>, EvaluationError> {
        let boolean = Some(VariationType::Boolean);
        get_assignment(Some(&self.configuration), key, user, attributes, boolean, self.now)
    }
}

impl Peer for Eppo {
    fn name(&self) -> (&'static str, &'static str) {
        ("Eppo", "eppo_core")
    }

    fn pass<'p>(&'p self, workload: Workload, keys: &'p [String]) -> Option<Pass<'p>> {
        let subjects = &self.subjects[..workload.users()];
        Some(Box::new(move || {
            workload.each(
                keys,
                subjects,
                |key, subject| self.evaluate(key, subject),
                |assignment| assignment.ok()??.value.as_boolean(),
            );
        }))
    }

    fn answer(&self, key: &str, user: usize) -> (bool, Option<u8>) {
        let assignment = self.evaluate(key, &self.subjects[user]).expect("a boolean flag");
        (assignment.is_some_and(|assignment| assignment.value.as_boolean() == Some(true)), None)
    }
}

fn definition(flag: &Flag<'_>) -> (String, Value) {
    let comparisons = flag.comparisons.iter().map(|(attribute, values)| {
        let condition = json!({"attribute": attribute, "operator": "ONE_OF", "value": values});
        (json!([{"conditions": [condition]}]), json!([]))
    });
    let share = flag.share.map(|percent| {
        (json!([]), json!([{"salt": flag.key, "ranges": [{"start": 0, "end": percent * 100}]}]))
    });
    let allocations: Vec<Value> = (comparisons.chain(share).zip(0..))
        .map(|((rules, shards), number)| {
            json!({"key": format!("allocation-{number}"), "rules": rules, "doLog": false,
                "splits": [{"variationKey": "on", "shards": shards}]})
        })
        .collect();
    let definition = json!({
        "key": flag.key, "enabled": flag.enabled, "variationType": "BOOLEAN", "totalShards": 10_000,
        "variations": {"on": {"key": "on", "value": true}, "off": {"key": "off", "value": false}},
        "allocations": allocations
    });
    (flag.key.to_owned(), definition)
}
