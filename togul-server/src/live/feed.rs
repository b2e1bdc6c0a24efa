//! What subscribers of an environment hear, and its recent events, for those who come back.
//!
//! One ring serves both: a subscriber is a place in it. Who comes back steps to the event after the last one heard,
//! and from there on is a subscriber like any other, so that thousands who return at once share the same bytes and
//! ask the database nothing.

use std::{collections::VecDeque, sync::Arc};

use tokio::sync::watch;

use super::StreamEvent;

/// How many events, and how many bytes of them, a reader may fall behind before it is told to start over: 16 of the
/// largest flags, or 256 of the usual.
const MOST: usize = 256;
const MOST_BYTES: usize = 4 << 20;

/// What subscribers hear.
#[derive(Clone, Debug)]
pub enum Signal {
    Event(Arc<StreamEvent>),
    /// The environment was read anew, or the subscriber fell too far behind: changes between are not known one by
    /// one.
    Reset,
}

#[derive(Clone, Debug, Default)]
pub struct Feed(watch::Sender<Recent>);

/// Consecutive revisions.
#[derive(Debug, Default)]
struct Recent {
    events: VecDeque<Arc<StreamEvent>>,
    /// The place of the first of them; each event and each reset has one.
    first: u64,
    bytes: usize,
}

/// A place in the feed.
#[derive(Debug)]
pub struct Subscription {
    recent: watch::Receiver<Recent>,
    next: u64,
}

impl Feed {
    /// What happens from now on.
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
            Signal::Event(event) => recent.push(event),
            Signal::Reset => {
                let first = recent.end() + 1;
                *recent = Recent { first, ..Recent::default() };
            }
        });
    }
}

impl Subscription {
    /// The next signal; none when the feed has ended. May be dropped and asked again: nothing is lost.
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
        let event = recent.events.get(usize::try_from(index).ok()?)?;
        self.next += 1;
        Some(Signal::Event(Arc::clone(event)))
    }

    /// Goes on with the event after `revision`, if that is still here and no reset was missed.
    pub fn resume_after(&mut self, revision: i64) -> bool {
        let recent = self.recent.borrow();
        if self.next < recent.first {
            return false;
        }
        let place = recent.events.front().and_then(|first| {
            let index = u64::try_from(revision.checked_sub(first.revision - 1)?).ok()?;
            (index < recent.end() - recent.first).then_some(recent.first + index)
        });
        if let Some(place) = place {
            self.next = place;
        }
        place.is_some()
    }
}

impl Recent {
    /// The place after the last event.
    fn end(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    fn push(&mut self, event: Arc<StreamEvent>) {
        self.bytes += event.size();
        self.events.push_back(event);
        while self.events.len() > MOST || self.bytes > MOST_BYTES {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.size();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use togul_core::Fingerprint;
    use uuid::Uuid;

    use super::*;
    use crate::{domain::change::ChangeKind, store::changes::Change};

    fn event(revision: i64, bytes: usize) -> Signal {
        let change = Change {
            revision,
            kind: ChangeKind::FlagUpdated,
            flag_key: "f".repeat(bytes),
            flag: None,
            fingerprint: Fingerprint::default(),
            changed_at: DateTime::UNIX_EPOCH,
        };
        Signal::Event(Arc::new(StreamEvent::of(Uuid::nil().into(), &change)))
    }

    /// What a subscriber can hear at once: revisions, and 0 for a reset.
    fn heard(subscription: &mut Subscription) -> Vec<i64> {
        let revision = |signal| match signal {
            Signal::Event(event) => event.revision,
            Signal::Reset => 0,
        };
        std::iter::from_fn(|| subscription.take()).map(revision).collect()
    }

    #[test]
    fn who_comes_back_hears_what_is_still_here() {
        let feed = Feed::default();
        (11..=14).for_each(|revision| feed.send(event(revision, 1)));
        let mut subscription = feed.subscribe();
        assert_eq!(heard(&mut subscription), [] as [i64; 0]);
        for unknown in [i64::MIN, 0, 9, 14, 15, i64::MAX] {
            assert!(!subscription.resume_after(unknown), "{unknown}");
        }
        assert!(subscription.resume_after(12));
        feed.send(event(15, 1));
        assert_eq!(heard(&mut subscription), [13, 14, 15]);
        assert!(subscription.resume_after(10));
        assert_eq!(heard(&mut subscription), [11, 12, 13, 14, 15]);
    }

    #[test]
    fn nobody_steps_over_a_reset() {
        let feed = Feed::default();
        let mut subscription = feed.subscribe();
        feed.send(event(7, 1));
        feed.send(Signal::Reset);
        feed.send(event(5, 1));
        feed.send(event(6, 1));
        assert!(!subscription.resume_after(4), "those are of another history");
        assert_eq!(heard(&mut subscription), [0]);
        assert!(subscription.resume_after(4));
        assert_eq!(heard(&mut subscription), [5, 6]);
        assert!(!feed.subscribe().resume_after(6));
    }

    #[test]
    fn who_falls_too_far_behind_is_reset_once_and_goes_on() {
        // Of the second kind nine are just below the bound: each has its key in both of its forms.
        for (bytes, sent, kept) in [(1, 257, 256), (MOST_BYTES / 20, 10, 9)] {
            let feed = Feed::default();
            let mut subscription = feed.subscribe();
            (1..=sent).for_each(|revision| feed.send(event(revision, bytes)));
            assert_eq!(heard(&mut subscription), [0]);
            let mut late = feed.subscribe();
            assert!(!late.resume_after(sent - kept - 1) && late.resume_after(sent - kept), "{bytes}");
            feed.send(event(sent + 1, 1));
            assert_eq!(heard(&mut subscription), [sent + 1]);
        }
    }

    #[tokio::test]
    async fn who_waits_hears_of_it_and_of_the_end() {
        let feed = Feed::default();
        let mut subscription = feed.subscribe();
        let waiting = tokio::spawn(async move { (subscription.recv().await, subscription.recv().await) });
        feed.send(event(1, 1));
        drop(feed);
        let (event, end) = waiting.await.expect("it does not panic");
        assert!(matches!(event, Some(Signal::Event(_))) && end.is_none(), "{event:?}, {end:?}");
    }
}
