//! Stream events: their bytes are made once and shared by all subscribers.

use std::borrow::Cow;

use bytes::Bytes;
use serde_json::value::RawValue;
use togul_core::{Event, Revision};

use crate::{
    domain::{environment::Environment, id::Id, time::Time},
    store::changes::Change,
};

/// One event in its two forms: that something changed, and what it is now.
#[derive(Debug)]
pub struct StreamEvent {
    pub revision: i64,
    invalidation: Bytes,
    content: Bytes,
}

impl StreamEvent {
    pub(super) fn of(environment: Id<Environment>, change: &Change) -> Self {
        Self {
            revision: change.revision,
            invalidation: frame(environment, change, false),
            content: frame(environment, change, true),
        }
    }

    /// In bytes, both forms together.
    pub(super) fn size(&self) -> usize {
        self.invalidation.len() + self.content.len()
    }

    /// For an environment's stream, with or without the flag itself.
    #[must_use]
    pub fn bytes(&self, content: bool) -> Bytes {
        if content { self.content.clone() } else { self.invalidation.clone() }
    }

    /// For a stream that spans environments and so has no ids.
    #[must_use]
    pub fn without_id(&self) -> Bytes {
        let id_line = self.invalidation.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        self.invalidation.slice(id_line..)
    }
}

/// The bytes of a change's event.
#[must_use]
pub fn frame(environment: Id<Environment>, change: &Change, content: bool) -> Bytes {
    let version = Revision::try_from(change.revision).ok();
    let flag: Option<&RawValue> = change
        .flag
        .as_deref()
        .filter(|_| content)
        .map(|json| serde_json::from_str(json).expect("the log holds what we serialized"));
    let event = Event {
        kind: Cow::Borrowed(change.kind.as_str()),
        flag_key: Some(Cow::Borrowed(&change.flag_key)),
        environment_id: Some(environment.uuid()),
        version,
        timestamp: change.changed_at.timestamp(),
        previous: version.filter(|_| content).and_then(Revision::previous),
        fingerprint: Some(change.fingerprint).filter(|_| content),
        more: false,
        flag,
    };
    Bytes::from(format!("id: {}\n{}", change.revision, data(&event)))
}

/// `snapshot.reset`: forget all that you hold. Of one environment at a revision, or of a stream that spans many.
#[must_use]
pub fn reset(of: Option<(Id<Environment>, i64)>, now: Time) -> Bytes {
    let data = data(&Event {
        kind: Cow::Borrowed(Event::RESET),
        flag_key: None,
        environment_id: of.map(|(environment, _)| environment.uuid()),
        version: of.and_then(|(_, revision)| Revision::try_from(revision).ok()),
        timestamp: now.timestamp(),
        previous: None,
        fingerprint: None,
        more: false,
        flag: None,
    });
    Bytes::from(of.map_or(data.clone(), |(_, revision)| format!("id: {revision}\n{data}")))
}

fn data(event: &Event<'_>) -> String {
    format!(
        "data: {}\n\n",
        serde_json::to_string(event).expect("plain data with text keys always serializes")
    )
}
