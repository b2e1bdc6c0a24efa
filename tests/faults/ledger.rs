//! The whole change log, compared with the writers' records.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;
use togul_client::{Context, Snapshot};
use togul_core::{Event, Fingerprint, FlagValue};

use super::{
    definition::{CONTEXTS, Definition, Expected},
    writer::{WRITERS, Writer, Written},
};
use crate::world::{
    Shop,
    sse::{self, Events},
};

/// An environment, rebuilt from its changes alone.
pub struct Ledger {
    /// Built from the changes' bytes.
    pub replica: Snapshot,
    /// Built from the writers' records.
    pub model: BTreeMap<String, Definition>,
    /// How many changes of each flag there were.
    seen: BTreeMap<String, usize>,
}

impl Ledger {
    pub fn new(shop: &Shop) -> Self {
        let id = &shop.environment_id;
        let empty =
            format!(r#"{{"environment_id":"{id}","environment_key":"production","revision":0,"flags":[]}}"#);
        Self {
            replica: Snapshot::from_json(empty.as_bytes()).unwrap(),
            model: BTreeMap::new(),
            seen: BTreeMap::new(),
        }
    }

    /// Begins at a revision before the writers' first change.
    pub async fn after(shop: &Shop, revision: u64) -> Self {
        let mut ledger = Self::new(shop);
        let mut events = ledger.changes(shop).await;
        while ledger.replica.revision().get() < revision {
            let event = events.next().await;
            let event: Event<'_> = serde_json::from_str(data(&event)).unwrap();
            ledger.replica = ledger.replica.apply(&[event.change().unwrap()]).unwrap();
        }
        ledger
    }

    /// Reads the log up to the current revision. Checks that each change is its writer's, that no acknowledged one is
    /// missing, and that the server's snapshot is the result of them. Calls `look` with each state.
    pub async fn read(&mut self, shop: &Shop, writers: &[Writer], mut look: impl FnMut(&Self)) {
        let revision = shop.revision().await;
        let reply = shop.server.get(&format!("/api/v1/snapshot?revision={revision}")).await;
        reply.ok();
        let snapshot = Snapshot::from_json(&reply.body).expect("flags and fingerprint agree");
        assert!(
            snapshot.revision().get() >= revision.unsigned_abs(),
            "the snapshot is behind: {}",
            snapshot.revision()
        );
        let written = writers.iter().flat_map(|writer| &writer.flags);
        let written: BTreeMap<_, _> = written.map(|flag| (flag.key.as_str(), flag)).collect();
        let mut events = self.changes(shop).await;
        while self.replica.revision() < snapshot.revision() {
            let event = events.next().await;
            self.take(data(&event), &written);
            look(self);
        }
        assert_eq!(self.replica.fingerprint(), snapshot.fingerprint(), "at {}", snapshot.revision());
        assert_eq!(self.replica.differences(&snapshot), Vec::<&str>::new());
        for (key, flag) in &written {
            let (seen, acknowledged) = (self.seen_of(key), flag.history.len());
            assert!(
                seen >= acknowledged,
                "the log has {seen} of {acknowledged} acknowledged changes of {key}"
            );
        }
        agree(&snapshot, &self.model);
    }

    async fn changes(&self, shop: &Shop) -> Events {
        shop.server.stream(&format!("?content=true&since={}", self.replica.revision())).await
    }

    fn seen_of(&self, key: &str) -> usize {
        self.seen.get(key).copied().unwrap_or_default()
    }

    fn take(&mut self, data: &str, written: &BTreeMap<&str, &Written>) {
        let event: Event<'_> = serde_json::from_str(data).unwrap();
        let change = event.change().unwrap_or_else(|| panic!("no change: {data}"));
        self.replica = self.replica.apply(&[change]).unwrap_or_else(|error| panic!("{error}: {data}"));
        let key = change.key;
        let flag = written.get(key).unwrap_or_else(|| panic!("no writer wrote this: {data}"));
        let seen = self.seen_of(key);
        // After the last acknowledged change there may be the one whose response was lost.
        let expected = flag.history.get(seen).or(flag.maybe.as_ref().filter(|_| seen == flag.history.len()));
        let expected =
            expected.unwrap_or_else(|| panic!("its writer did not write this: {data}; it wrote {flag:?}"));
        match (expected, change.json) {
            (Some(expected), Some(json)) => {
                let json: Value = serde_json::from_str(json).unwrap();
                let read = expected
                    .with_ids_of(&json)
                    .unwrap_or_else(|| panic!("{expected:?} was written, not {json}"));
                self.model.insert(key.to_owned(), read);
            }
            (None, None) => drop(self.model.remove(key)),
            _ => panic!("{expected:?} was written, not {data}"),
        }
        *self.seen.entry(key.to_owned()).or_default() += 1;
    }
}

fn data(event: &sse::Event) -> &str {
    event.frame.lines().find_map(|line| line.strip_prefix("data: ")).expect("events have data")
}

/// Checks that the snapshot has the model's flags and gives the model's answers.
pub fn agree(snapshot: &Snapshot, model: &BTreeMap<String, Definition>) {
    let revision = snapshot.revision();
    let keys = snapshot.flags().map(|flag| flag.key()).filter(|key| key.starts_with(WRITERS));
    assert!(keys.eq(model.keys()), "other flags than {:?} at {revision}", model.keys());
    for context in CONTEXTS {
        let parsed: Value = serde_json::from_str(context).unwrap();
        let context = Context::from_json(context.as_bytes()).unwrap();
        for (key, definition) in model {
            let answer = snapshot.evaluate(key, &context);
            let rule_id = answer.rule_id().map(|id| id.to_string());
            let Expected { value, reason, rule_id: rule } = definition.answer(&parsed);
            assert_eq!(
                (answer.value().map(FlagValue::to_json).as_ref(), answer.reason.as_str(), rule_id.as_deref()),
                (Some(value), reason, rule),
                "{key} in {parsed} at {revision}: {definition:?}"
            );
        }
    }
}

/// Differs for two states with other flags or other answers.
pub fn digest(snapshot: &Snapshot) -> String {
    let mut answers = String::new();
    for context in CONTEXTS {
        let context = Context::from_json(context.as_bytes()).unwrap();
        for flag in snapshot.flags() {
            let answer = flag.evaluate(&context);
            write!(answers, "{} {:?} {:?};", flag.key(), answer.value(), answer.reason).unwrap();
        }
    }
    format!("{}-{}", snapshot.fingerprint(), Fingerprint::of(&answers))
}
