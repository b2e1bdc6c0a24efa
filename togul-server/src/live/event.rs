//! Stream events: their bytes are made once and shared by all subscribers.

use std::{borrow::Cow, ops::Range};

use bytes::Bytes;
use serde_json::value::RawValue;
use togul_core::{Event, ObjectKind, Revision};

use crate::{
    domain::{change::Head, environment::Environment, id::Id, project::Project, time::Time},
    store::changes::Change,
};

/// The events of one transaction's changes in two forms: without and with the objects' new state.
#[derive(Debug)]
pub struct EventGroup {
    /// The environment's.
    pub project: Id<Project>,
    /// The state that the first change follows on.
    pub previous: Head,
    /// The revision of the last change.
    pub revision: Revision,
    /// The number of changes.
    pub(super) len: usize,
    invalidation: Bytes,
    /// The id line in `invalidation`.
    id_line: Range<usize>,
    content: Bytes,
}

impl EventGroup {
    /// The events of `changes`, of which there is at least one. `None` if the bytes of an object are not JSON.
    pub(super) fn new(
        environment: Id<Environment>,
        project: Id<Project>,
        previous: Head,
        changes: &[Change],
    ) -> Option<Self> {
        let (invalidation, id_line) = encode(environment, changes, false)?;
        Some(Self {
            project,
            previous,
            revision: changes.last().map_or(previous.revision, |last| last.revision),
            len: changes.len(),
            invalidation: invalidation.into(),
            id_line,
            content: encode(environment, changes, true)?.0.into(),
        })
    }

    /// The size of both forms in bytes.
    pub(super) fn size(&self) -> usize {
        self.invalidation.len() + self.content.len()
    }

    /// For an environment's stream, with or without the objects' new state.
    #[must_use]
    pub fn bytes(&self, content: bool) -> Bytes {
        if content { self.content.clone() } else { self.invalidation.clone() }
    }

    /// For a stream of several environments, which has no ids: the parts before and after the id line.
    #[must_use]
    pub fn without_id(&self) -> [Bytes; 2] {
        [self.invalidation.slice(..self.id_line.start), self.invalidation.slice(self.id_line.end..)]
    }
}

/// The events of one transaction's changes. Only the last has an id, so that a reader that is cut off inside of a group
/// resumes before it. `None` if the bytes of an object are not JSON.
#[must_use]
pub fn events(environment: Id<Environment>, changes: &[Change], content: bool) -> Option<Bytes> {
    Some(encode(environment, changes, content)?.0.into())
}

/// The events, and where the id line is.
fn encode(environment: Id<Environment>, changes: &[Change], content: bool) -> Option<(String, Range<usize>)> {
    let mut encoded = String::new();
    let mut id_line = 0..0;
    for (position, change) in changes.iter().enumerate() {
        let more = position + 1 < changes.len();
        if !more {
            let start = encoded.len();
            encoded.push_str(&format!("id: {}\n", change.revision));
            id_line = start..encoded.len();
        }
        encoded.push_str(&data(&event(environment, change, content, more)?));
    }
    Some((encoded, id_line))
}

fn event(environment: Id<Environment>, change: &Change, content: bool, more: bool) -> Option<Event<'_>> {
    let json = change.object.as_deref().filter(|_| content);
    let object: Option<&RawValue> = json.map(serde_json::from_str).transpose().ok()?;
    let is_flag = change.object_kind == ObjectKind::Flag;
    // Classic clients drop the answers of the flag with this key, and without one those of all flags.
    let names_flag = is_flag && (content || !change.has_dependents);
    let is_segment = change.object_kind == ObjectKind::Segment;
    let key = || Some(Cow::Borrowed(&*change.object_key));
    Some(Event {
        kind: Cow::Borrowed(change.kind.as_str()),
        flag_key: if names_flag { key() } else { None },
        environment_id: Some(environment.uuid()),
        version: Some(change.revision),
        timestamp: change.changed_at.timestamp(),
        previous: change.revision.previous().filter(|_| content),
        fingerprint: Some(change.fingerprint).filter(|_| content),
        more,
        flag: object.filter(|_| is_flag),
        segment_key: if is_segment && content { key() } else { None },
        segment: object.filter(|_| is_segment),
    })
}

/// `snapshot.reset`: the reader must discard its state. Of one environment's current state, or of a stream of several.
/// With `content`, the fingerprint shows a reader whether the snapshot that it fetches next is the same state.
#[must_use]
pub fn reset(of: Option<(Id<Environment>, Head)>, content: bool, now: Time) -> Bytes {
    let data = data(&Event {
        kind: Cow::Borrowed(Event::RESET),
        flag_key: None,
        environment_id: of.map(|(environment, _)| environment.uuid()),
        version: of.map(|(_, head)| head.revision),
        timestamp: now.timestamp(),
        previous: None,
        fingerprint: of.filter(|_| content).map(|(_, head)| head.fingerprint),
        more: false,
        flag: None,
        segment_key: None,
        segment: None,
    });
    Bytes::from(of.map_or(data.clone(), |(_, head)| format!("id: {}\n{data}", head.revision)))
}

fn data(event: &Event<'_>) -> String {
    format!(
        "data: {}\n\n",
        serde_json::to_string(event).expect("plain data with string keys always serializes")
    )
}
