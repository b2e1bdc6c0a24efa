//! A bounded number of permits for expensive work, given to the owners that wait in turn.
//!
//! An owner (a network, an account, an organization) with many requests waits for its own requests, and delays another owner's request
//! by one of them at most. Each owner has a bounded number of places. The queue is bounded as well: once it is full, the
//! owner with the most requests in it gives one up for an owner with fewer.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::oneshot;

#[derive(Clone, Debug)]
pub struct FairQueue<O: Copy + Eq + Hash> {
    state: Arc<Mutex<State<O>>>,
    max_running: usize,
    max_waiting: usize,
    places_per_owner: usize,
}

#[derive(Debug)]
struct State<O: Copy + Eq + Hash> {
    running: usize,
    /// Of all owners.
    waiting: usize,
    next_id: u64,
    refused: u64,
    owners: HashMap<O, Share<O>>,
    /// The owners with waiting requests, the next one first.
    turns: VecDeque<O>,
}

/// The requests of one owner that have a place.
#[derive(Debug)]
struct Share<O: Copy + Eq + Hash> {
    places: usize,
    waiting: VecDeque<(u64, oneshot::Sender<Permit<O>>)>,
}

/// The current load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub running: usize,
    pub waiting: usize,
    /// The number of [`Busy`] errors since the start.
    pub refused: u64,
}

/// All places of the owner are taken, the queue is full, or the owner's turn did not come in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server is busy")]
pub struct Busy;

impl<O: Copy + Eq + Hash> FairQueue<O> {
    #[must_use]
    pub fn new(max_running: usize, max_waiting: usize, places_per_owner: usize) -> Self {
        let (owners, turns) = (HashMap::new(), VecDeque::new());
        let state = State { running: 0, waiting: 0, next_id: 0, refused: 0, owners, turns };
        Self { state: Arc::new(Mutex::new(state)), max_running, max_waiting, places_per_owner }
    }

    #[must_use]
    pub fn status(&self) -> Status {
        let state = lock(&self.state);
        Status { running: state.running, waiting: state.waiting, refused: state.refused }
    }

    /// Takes a place, without waiting.
    ///
    /// # Errors
    /// [`Busy`] when the owner has no place left.
    pub fn reserve(&self, owner: O) -> Result<Place<O>, Busy> {
        let mut state = lock(&self.state);
        let share =
            state.owners.entry(owner).or_insert_with(|| Share { places: 0, waiting: VecDeque::new() });
        if share.places >= self.places_per_owner {
            state.refused += 1;
            return Err(Busy);
        }
        share.places += 1;
        state.next_id += 1;
        Ok(Place { queue: self.clone(), owner, id: state.next_id })
    }

    /// Waits for the owner's turn, in a place that it takes at once.
    ///
    /// # Errors
    /// [`Busy`] when the owner has no place left, its turn does not come in time, or the queue is full and the owner has
    /// the most requests in it.
    pub async fn acquire(&self, owner: O, timeout: Duration) -> Result<Permit<O>, Busy> {
        self.reserve(owner)?.wait(timeout).await
    }
}

/// A place in the queue, given up on drop, also when the caller disconnects.
#[derive(Debug)]
pub struct Place<O: Copy + Eq + Hash> {
    queue: FairQueue<O>,
    owner: O,
    id: u64,
}

impl<O: Copy + Eq + Hash> Place<O> {
    /// Waits for the owner's turn.
    ///
    /// # Errors
    /// [`Busy`] when it does not come in time, or when the queue is full and the owner has the most requests in it.
    pub async fn wait(self, timeout: Duration) -> Result<Permit<O>, Busy> {
        let receiver = {
            let mut guard = lock(&self.queue.state);
            let state = &mut *guard;
            if state.running < self.queue.max_running {
                state.running += 1;
                return Ok(Permit(Arc::clone(&self.queue.state)));
            }
            if state.waiting == self.queue.max_waiting && !state.make_room_for(self.owner) {
                state.refused += 1;
                return Err(Busy);
            }
            state.waiting += 1;
            let share = state.owners.get_mut(&self.owner).expect("the owner has this place");
            let (sender, receiver) = oneshot::channel();
            if share.waiting.is_empty() {
                state.turns.push_back(self.owner);
            }
            share.waiting.push_back((self.id, sender));
            receiver
        };
        match tokio::time::timeout(timeout, receiver).await {
            Ok(Ok(permit)) => Ok(permit),
            // The place went to another owner, or the turn did not come.
            Ok(Err(_)) | Err(_) => {
                lock(&self.queue.state).refused += 1;
                Err(Busy)
            }
        }
    }
}

impl<O: Copy + Eq + Hash> State<O> {
    /// Takes the last place in the queue from the owner with the most, if it has more than this one will have.
    fn make_room_for(&mut self, owner: O) -> bool {
        let waiting = |share: &Share<O>| share.waiting.len();
        let own = self.owners.get(&owner).map_or(0, waiting);
        let largest = self.owners.values_mut().max_by_key(|share| waiting(share));
        let Some(largest) = largest.filter(|largest| waiting(largest) > own + 1) else { return false };
        largest.waiting.pop_back();
        self.waiting -= 1;
        true
    }
}

impl<O: Copy + Eq + Hash> Drop for Place<O> {
    fn drop(&mut self) {
        let mut guard = lock(&self.queue.state);
        let state = &mut *guard;
        let share = state.owners.get_mut(&self.owner).expect("the owner has this place");
        let waiting = share.waiting.len();
        share.waiting.retain(|(id, _)| *id != self.id);
        let was_waiting = share.waiting.len() < waiting;
        state.waiting -= usize::from(was_waiting);
        if was_waiting && share.waiting.is_empty() {
            state.turns.retain(|owner| *owner != self.owner);
        }
        share.places -= 1;
        if share.places == 0 {
            state.owners.remove(&self.owner);
        }
    }
}

/// Permission to do the work. On drop it goes to the next owner.
#[derive(Debug)]
pub struct Permit<O: Copy + Eq + Hash>(Arc<Mutex<State<O>>>);

impl<O: Copy + Eq + Hash> Drop for Permit<O> {
    fn drop(&mut self) {
        let mut guard = lock(&self.0);
        let state = &mut *guard;
        let Some(owner) = state.turns.pop_front() else {
            state.running -= 1;
            return;
        };
        let share = state.owners.get_mut(&owner).expect("an owner that waits has places");
        let (_, next) = share.waiting.pop_front().expect("an owner with a turn waits");
        state.waiting -= 1;
        if !share.waiting.is_empty() {
            state.turns.push_back(owner);
        }
        drop(guard);
        // A request that gave up returns the permit, which is dropped here and goes to the next one.
        drop(next.send(Self(Arc::clone(&self.0))));
    }
}

fn lock<O: Copy + Eq + Hash>(state: &Mutex<State<O>>) -> MutexGuard<'_, State<O>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::BoxFuture};

    use super::*;

    const FOREVER: Duration = Duration::from_secs(1_000_000);

    fn wait(queue: &FairQueue<u8>, of: u8) -> BoxFuture<'static, Result<Permit<u8>, Busy>> {
        let mut waiting = queue.reserve(of).expect("a place").wait(FOREVER).boxed();
        assert!((&mut waiting).now_or_never().is_none(), "the permit is taken");
        waiting
    }

    #[tokio::test(start_paused = true)]
    async fn owners_take_turns() {
        let queue = FairQueue::new(1, 100, 30);
        let mut permit = queue.reserve(1).expect("a place").wait(FOREVER).await.expect("a permit");
        let mut waiting: Vec<_> = [1, 1, 1, 2, 2, 3].map(|of| (of, wait(&queue, of))).into();
        let mut order = Vec::new();
        while !waiting.is_empty() {
            drop(permit);
            let (index, next) = waiting
                .iter_mut()
                .enumerate()
                .find_map(|(index, (_, waiting))| Some((index, waiting.now_or_never()?)))
                .expect("a dropped permit goes on");
            permit = next.expect("a permit");
            order.push(waiting.remove(index).0);
        }
        assert_eq!(order, [1, 2, 3, 1, 2, 1]);
        drop(permit);
        assert_eq!(queue.status(), Status { running: 0, waiting: 0, refused: 0 });
        assert!(lock(&queue.state).owners.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn an_owner_has_a_bounded_number_of_places() {
        let queue = FairQueue::new(1, 100, 2);
        let places = [1, 1].map(|of| queue.reserve(of).expect("a place"));
        assert_eq!(queue.reserve(1).err(), Some(Busy));
        queue.reserve(2).expect("another owner has its own places");
        drop(places);
        queue.reserve(1).expect("the places are free again");
        assert_eq!(queue.status().refused, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_takes_from_the_largest_owner_only() {
        let queue = FairQueue::new(1, 6, 30);
        let permit = queue.reserve(1).expect("a place").wait(FOREVER).await.expect("a permit");
        let mut large: Vec<_> = (0..4).map(|_| wait(&queue, 1)).collect();
        let small = [2, 3].map(|of| wait(&queue, of));
        let refused = queue.reserve(1).expect("a place").wait(FOREVER).now_or_never();
        assert_eq!(refused.expect("at once").err(), Some(Busy), "the largest owner itself");
        let more = [4, 2].map(|of| wait(&queue, of));
        assert_eq!(queue.status(), Status { running: 1, waiting: 6, refused: 1 });
        for gone in large.split_off(2) {
            assert_eq!(gone.now_or_never().expect("at once").err(), Some(Busy));
        }
        // Now no owner has two more than another one.
        for of in [1, 2, 3, 4] {
            let refused = queue.reserve(of).expect("a place").wait(FOREVER).now_or_never();
            assert_eq!(refused.expect("at once").err(), Some(Busy));
        }
        // An owner without requests in it takes one of two.
        let new = wait(&queue, 5);
        assert_eq!(queue.status(), Status { running: 1, waiting: 6, refused: 7 });
        drop((large, small, more, new));
        assert_eq!(queue.status(), Status { running: 1, waiting: 0, refused: 7 });
        drop(permit);
        assert_eq!(queue.status(), Status { running: 0, waiting: 0, refused: 7 });
        let state = lock(&queue.state);
        assert!(state.owners.is_empty() && state.turns.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_gives_up_is_passed_over() {
        let queue = FairQueue::new(1, 100, 30);
        let permit = queue.reserve(1).expect("a place").wait(FOREVER).await.expect("a permit");
        let (gone, next) = (wait(&queue, 2), wait(&queue, 3));
        let late = queue.reserve(2).expect("a place").wait(Duration::from_secs(1));
        assert_eq!(late.await.err(), Some(Busy));
        drop(gone);
        assert_eq!(queue.status(), Status { running: 1, waiting: 1, refused: 1 });
        drop(permit);
        let next = next.now_or_never().expect("the permit").expect("in time");
        // A permit that was sent but not received goes on, too.
        let unread = wait(&queue, 1);
        drop(next);
        drop(unread);
        assert_eq!(queue.status(), Status { running: 0, waiting: 0, refused: 1 });
    }
}
