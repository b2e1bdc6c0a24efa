//! Stream events: their bytes are made once and shared by all subscribers.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::value::RawValue;
use togul_core::Event;

use crate::{
    domain::{environment::Environment, id::Id, time::Time},
    store::changes::Change,
};

/// One event in its two forms, each with and without its `id:` line.
#[derive(Debug)]
pub struct StreamEvent {
    pub revision: i64,
    invalidation: Framed,
    content: Framed,
}

impl StreamEvent {
    /// For an environment's stream, with or without the flag itself.
    #[must_use]
    pub fn bytes(&self, content: bool) -> Bytes {
        if content { self.content.whole.clone() } else { self.invalidation.whole.clone() }
    }

    /// For a stream that spans environments and so has no ids.
    #[must_use]
    pub fn without_id(&self) -> Bytes {
        self.invalidation.whole.slice(self.invalidation.id_length..)
    }
}

#[derive(Debug)]
struct Framed {
    whole: Bytes,
    id_length: usize,
}

impl Framed {
    fn new(id: i64, event: &Event<'_>) -> Self {
        let id_line = format!("id: {id}\n");
        let data = serde_json::to_string(event).expect("plain data with text keys always serializes");
        Self { id_length: id_line.len(), whole: Bytes::from(format!("{id_line}data: {data}\n\n")) }
    }
}

/// The event of a change.
#[must_use]
pub fn from_change(environment: Id<Environment>, change: &Change) -> StreamEvent {
    let version = u64::try_from(change.revision).ok();
    let invalidation = Event {
        kind: Cow::Borrowed(&change.kind),
        flag_key: Some(Cow::Borrowed(&change.flag_key)),
        environment_id: Some(environment.uuid()),
        version,
        timestamp: change.changed_at.timestamp(),
        previous: None,
        fingerprint: None,
        flag: None,
    };
    let flag: Option<&RawValue> = change
        .flag
        .as_deref()
        .map(|json| serde_json::from_str(json).expect("the log holds what we serialized"));
    let content = Event {
        previous: version.map(|version| version - 1),
        fingerprint: Some(change.fingerprint),
        flag,
        ..invalidation.clone()
    };
    StreamEvent {
        revision: change.revision,
        content: Framed::new(change.revision, &content),
        invalidation: Framed::new(change.revision, &invalidation),
    }
}

/// `snapshot.reset`: forget all that you hold. Of one environment at a revision, or of a stream that spans many.
#[must_use]
pub fn reset(of: Option<(Id<Environment>, i64)>, now: Time) -> Bytes {
    let event = Event {
        kind: Cow::Borrowed(Event::RESET),
        flag_key: None,
        environment_id: of.map(|(environment, _)| environment.uuid()),
        version: of.and_then(|(_, revision)| u64::try_from(revision).ok()),
        timestamp: now.timestamp(),
        previous: None,
        fingerprint: None,
        flag: None,
    };
    let framed = Framed::new(of.map_or(0, |(_, revision)| revision), &event);
    if of.is_some() { framed.whole } else { framed.whole.slice(framed.id_length..) }
}
