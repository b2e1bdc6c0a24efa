//! Collecting the events of one transaction, which are applied as one.

use togul_core::{Event, Revision, Snapshot};

use crate::error::{Error, Kind};

/// The most bytes of events that are collected. It is twice what a server queues for one reader: it sends a reset instead
/// of a larger group. Fetching the snapshot is cheaper than to hold more.
pub(super) const GROUP_BYTES: usize = 8 << 20;

/// The events of a transaction that have arrived so far. It belongs to one stream: after a cut the client
/// resumes from the revision before the group, and the server sends all of it again.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The data of each event, which can be parsed.
    events: Vec<String>,
    bytes: usize,
    revision: Option<Revision>,
}

#[derive(Debug, thiserror::Error)]
#[error("the changes of a transaction are longer than {GROUP_BYTES} bytes")]
pub(super) struct GroupTooLarge;

impl Group {
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether this event, to this revision, was collected already. An event that follows on them is compared with none
    /// of them.
    pub(super) fn contains(&self, event: &String, revision: Revision) -> bool {
        self.revision.is_some_and(|last| revision <= last) && self.events.contains(event)
    }

    /// The revision of the last event collected.
    pub(super) fn revision(&self) -> Option<Revision> {
        self.revision
    }

    pub(super) fn push(&mut self, event: String, revision: Revision) -> Result<(), GroupTooLarge> {
        self.bytes += event.len();
        if self.bytes > GROUP_BYTES {
            return Err(GroupTooLarge);
        }
        self.events.push(event);
        self.revision = Some(revision);
        Ok(())
    }

    /// The snapshot with the changes of all events.
    pub(super) fn apply(&self, snapshot: &Snapshot) -> Result<Snapshot, Error> {
        let events = self.events.iter().map(|event| parse(event)).collect::<Result<Vec<_>, _>>()?;
        let changes: Vec<_> = events.iter().filter_map(Event::change).collect();
        snapshot.apply(&changes).map_err(|error| Kind::Stale { reason: error.to_string() }.into())
    }
}

/// Parses the data of an event.
pub(super) fn parse(data: &str) -> Result<Event<'_>, Error> {
    // serde accepts an array of the fields' values as well.
    if !data.trim_start().starts_with('{') {
        return Err(Error::unreadable("event", "it is not a JSON object"));
    }
    serde_json::from_str(data).map_err(|error| Error::unreadable("event", error))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn an_event_that_follows_is_compared_with_none_before_it() {
        let (started, mut group) = (Instant::now(), Group::default());
        for revision in (1..=200_000).map(Revision::new) {
            assert!(!group.contains(&"{}".to_owned(), revision));
            group.push("{}".to_owned(), revision).expect("it is short");
        }
        // All comparisons would take minutes.
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        assert!(group.contains(&"{}".to_owned(), Revision::new(7)), "a repeat");
        assert!(!group.contains(&"{ }".to_owned(), Revision::new(7)), "another event");
    }
}
