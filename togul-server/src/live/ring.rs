//! An environment's recent events, and its subscribers' positions among them.
//!
//! One ring serves live readers and resuming ones: a subscription is a position in it. A reader that resumes moves to
//! the group after the revision that it has and is a live reader from then on. Thousands of readers that reconnect at
//! once share the same bytes and cause no queries.

use std::{collections::VecDeque, sync::Arc};

use togul_core::{Fingerprint, Revision};
use tokio::sync::watch;

use super::EventGroup;

/// How many changes, and how many bytes of events, a reader may fall behind before it gets a reset: 16 of the largest
/// flags, or 256 of the usual size.
const MAX_CHANGES: usize = 256;
const MAX_BYTES: usize = 4 << 20;

/// What subscribers receive.
#[derive(Clone, Debug)]
pub enum Signal {
    /// The changes of one transaction.
    Group(Arc<EventGroup>),
    /// The environment was loaded again, or the subscriber fell too far behind: the changes in between are unknown.
    Reset,
}

#[derive(Clone, Debug, Default)]
pub struct EventRing(watch::Sender<Recent>);

/// Consecutive groups.
#[derive(Debug, Default)]
struct Recent {
    groups: VecDeque<Arc<EventGroup>>,
    /// The position of the first group; each group and each reset takes one.
    first: u64,
    changes: usize,
    bytes: usize,
}

/// A position in the ring.
#[derive(Debug)]
pub struct Subscription {
    recent: watch::Receiver<Recent>,
    next: u64,
}

impl EventRing {
    /// Receives what is sent from now on.
    pub(super) fn subscribe(&self) -> Subscription {
        let recent = self.0.subscribe();
        let next = recent.borrow().end();
        Subscription { recent, next }
    }

    pub(super) fn has_no_subscribers(&self) -> bool {
        self.0.receiver_count() == 0
    }

    pub(super) fn send(&self, signal: Signal) {
        self.0.send_modify(|recent| match signal {
            Signal::Group(group) => recent.push(group),
            Signal::Reset => {
                let first = recent.end() + 1;
                *recent = Recent { first, ..Recent::default() };
            }
        });
    }
}

impl Subscription {
    /// The next signal; `None` when the ring is gone. Cancel safe: no signal is lost.
    pub async fn recv(&mut self) -> Option<Signal> {
        loop {
            if let Some(signal) = self.take() {
                return Some(signal);
            }
            self.recent.changed().await.ok()?;
        }
    }

    fn take(&mut self) -> Option<Signal> {
        let recent = self.recent.borrow_and_update();
        let Some(index) = self.next.checked_sub(recent.first) else {
            self.next = recent.end();
            return Some(Signal::Reset);
        };
        let group = recent.groups.get(usize::try_from(index).ok()?)?;
        self.next += 1;
        Some(Signal::Group(Arc::clone(group)))
    }

    /// Continues with the group that follows on `revision`, if that is in the ring and no reset was missed.
    pub fn resume_after(&mut self, revision: Revision) -> bool {
        let Some(position) = self.following(revision).map(|(position, _)| position) else { return false };
        self.next = position;
        true
    }

    /// The environment's fingerprint at `revision`, if a group in the ring follows on it and no reset was missed.
    #[must_use]
    pub fn fingerprint_at(&self, revision: Revision) -> Option<Fingerprint> {
        self.following(revision).map(|(_, fingerprint)| fingerprint)
    }

    /// The position of the group that follows on `revision`, and the fingerprint that it follows on.
    fn following(&self, revision: Revision) -> Option<(u64, Fingerprint)> {
        let recent = self.recent.borrow();
        if self.next < recent.first {
            return None;
        }
        // None begins there when the revision is inside of a group.
        let index = recent.groups.binary_search_by_key(&revision, |group| group.previous.revision).ok()?;
        Some((recent.first + index as u64, recent.groups[index].previous.fingerprint))
    }
}

impl Recent {
    /// The position after the last group.
    fn end(&self) -> u64 {
        self.first + self.groups.len() as u64
    }

    /// A group that is larger than the bounds leaves none, itself included: every subscriber gets a reset.
    fn push(&mut self, group: Arc<EventGroup>) {
        self.changes += group.len;
        self.bytes += group.size();
        self.groups.push_back(group);
        while self.changes > MAX_CHANGES || self.bytes > MAX_BYTES {
            let Some(oldest) = self.groups.pop_front() else { break };
            self.changes -= oldest.len;
            self.bytes -= oldest.size();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use togul_core::ObjectKind;
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::change::{ChangeKind, Head},
        store::changes::Change,
    };

    /// A group of changes with these revisions.
    fn group(revisions: std::ops::RangeInclusive<u64>, bytes: usize) -> Signal {
        let revision = Revision::new(revisions.start() - 1);
        // Any that differs from one revision to the next.
        let fingerprint = |revision: Revision| Fingerprint::of(&revision.to_string());
        let change = |revision| Change {
            revision,
            kind: ChangeKind::FlagUpdated,
            object_kind: ObjectKind::Flag,
            object_key: "f".repeat(bytes),
            object: None,
            fingerprint: fingerprint(revision),
            has_dependents: false,
            changed_at: DateTime::UNIX_EPOCH,
        };
        let changes: Vec<_> = revisions.map(Revision::new).map(change).collect();
        let previous = Head { revision, fingerprint: fingerprint(revision) };
        Signal::Group(Arc::new(
            EventGroup::new(Uuid::nil().into(), Uuid::nil().into(), previous, &changes).unwrap(),
        ))
    }

    fn event(revision: u64, bytes: usize) -> Signal {
        group(revision..=revision, bytes)
    }

    /// What a subscriber can receive now: revisions, and 0 for a reset.
    fn received(subscription: &mut Subscription) -> Vec<u64> {
        let revision = |signal| match signal {
            Signal::Group(group) => group.revision.get(),
            Signal::Reset => 0,
        };
        std::iter::from_fn(|| subscription.take()).map(revision).collect()
    }

    fn resume(subscription: &mut Subscription, revision: u64) -> bool {
        subscription.resume_after(Revision::new(revision))
    }

    #[test]
    fn a_reader_resumes_with_the_groups_that_are_still_in_the_ring() {
        let ring = EventRing::default();
        (11..=14).for_each(|revision| ring.send(event(revision, 1)));
        let mut subscription = ring.subscribe();
        assert_eq!(received(&mut subscription), [] as [u64; 0]);
        for unknown in [0, 9, 14, 15, u64::MAX] {
            assert!(!resume(&mut subscription, unknown), "{unknown}");
        }
        assert!(resume(&mut subscription, 12));
        ring.send(event(15, 1));
        assert_eq!(received(&mut subscription), [13, 14, 15]);
        assert!(resume(&mut subscription, 10));
        assert_eq!(received(&mut subscription), [11, 12, 13, 14, 15]);
    }

    #[test]
    fn a_reader_cannot_resume_inside_of_a_group() {
        let ring = EventRing::default();
        ring.send(event(1, 1));
        ring.send(group(2..=4, 1));
        ring.send(event(5, 1));
        let mut subscription = ring.subscribe();
        for inside in [2, 3] {
            assert!(!resume(&mut subscription, inside), "{inside}");
            assert_eq!(subscription.fingerprint_at(Revision::new(inside)), None, "{inside}");
        }
        assert_eq!(subscription.fingerprint_at(Revision::new(4)), Some(Fingerprint::of("4")));
        assert!(resume(&mut subscription, 1));
        assert_eq!(received(&mut subscription), [4, 5]);
    }

    #[test]
    fn a_group_above_the_bound_resets_every_reader() {
        let ring = EventRing::default();
        let mut subscription = ring.subscribe();
        ring.send(event(1, 1));
        ring.send(group(2..=258, 1));
        assert_eq!(received(&mut subscription), [0]);
        ring.send(group(259..=514, 1));
        assert_eq!(received(&mut subscription), [514], "256 changes are within the bound");
    }

    #[test]
    fn a_reader_does_not_resume_across_a_reset() {
        let ring = EventRing::default();
        let mut subscription = ring.subscribe();
        ring.send(event(7, 1));
        ring.send(Signal::Reset);
        ring.send(event(5, 1));
        ring.send(event(6, 1));
        assert!(!resume(&mut subscription, 4), "these events are of another history");
        assert_eq!(received(&mut subscription), [0]);
        assert!(resume(&mut subscription, 4));
        assert_eq!(received(&mut subscription), [5, 6]);
        assert!(!resume(&mut ring.subscribe(), 6));
    }

    #[test]
    fn a_reader_that_falls_too_far_behind_is_reset_once_and_goes_on() {
        // Nine large groups stay just below the bound: each counts its key twice, once per encoding.
        for (bytes, sent, kept) in [(1, 257, 256), (MAX_BYTES / 20, 10, 9)] {
            let ring = EventRing::default();
            let mut subscription = ring.subscribe();
            (1..=sent).for_each(|revision| ring.send(event(revision, bytes)));
            assert_eq!(received(&mut subscription), [0]);
            let mut late = ring.subscribe();
            assert!(!resume(&mut late, sent - kept - 1) && resume(&mut late, sent - kept), "{bytes}");
            ring.send(event(sent + 1, 1));
            assert_eq!(received(&mut subscription), [sent + 1]);
        }
    }

    #[tokio::test]
    async fn a_waiting_reader_receives_the_next_group_and_the_end() {
        let ring = EventRing::default();
        let mut subscription = ring.subscribe();
        let waiting = tokio::spawn(async move { (subscription.recv().await, subscription.recv().await) });
        ring.send(event(1, 1));
        drop(ring);
        let (event, end) = waiting.await.expect("it does not panic");
        assert!(matches!(event, Some(Signal::Group(_))) && end.is_none(), "{event:?}, {end:?}");
    }
}
