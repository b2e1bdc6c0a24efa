//! A bounded number of permits for expensive work, given to the networks that wait in turn.
//!
//! A network with many requests waits for its own requests, and delays another network's request by one of them at
//! most. Each network has a bounded number of places. The queue is bounded as well: once it is full, the network with the
//! most requests in it gives one up for a network with fewer.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::oneshot;

use crate::domain::network::Network;

#[derive(Clone, Debug)]
pub(super) struct FairQueue {
    state: Arc<Mutex<State>>,
    max_running: usize,
    max_waiting: usize,
    places_per_network: usize,
}

#[derive(Debug, Default)]
struct State {
    running: usize,
    /// Of all networks.
    waiting: usize,
    next_id: u64,
    refused: u64,
    networks: HashMap<Network, Share>,
    /// The networks with waiting requests, the next one first.
    turns: VecDeque<Network>,
}

/// The requests of one network that have a place.
#[derive(Debug, Default)]
struct Share {
    places: usize,
    waiting: VecDeque<(u64, oneshot::Sender<Permit>)>,
}

/// The current load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    pub running: usize,
    pub waiting: usize,
    /// The number of [`Busy`] errors since the start.
    pub refused: u64,
}

/// All places of the network are taken, the queue is full, or the network's turn did not come in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many credentials are being checked")]
pub struct Busy;

impl FairQueue {
    pub(super) fn new(max_running: usize, max_waiting: usize, places_per_network: usize) -> Self {
        Self { state: Arc::default(), max_running, max_waiting, places_per_network }
    }

    pub(super) fn status(&self) -> Status {
        let state = lock(&self.state);
        Status { running: state.running, waiting: state.waiting, refused: state.refused }
    }

    /// Takes a place, without waiting.
    ///
    /// # Errors
    /// [`Busy`] when the network has no place left.
    pub(super) fn reserve(&self, network: Network) -> Result<Place, Busy> {
        let mut state = lock(&self.state);
        let share = state.networks.entry(network).or_default();
        if share.places >= self.places_per_network {
            state.refused += 1;
            return Err(Busy);
        }
        share.places += 1;
        state.next_id += 1;
        Ok(Place { queue: self.clone(), network, id: state.next_id })
    }
}

/// A place in the queue, given up on drop, also when the caller disconnects.
#[derive(Debug)]
pub(super) struct Place {
    queue: FairQueue,
    network: Network,
    id: u64,
}

impl Place {
    /// Waits for the network's turn.
    ///
    /// # Errors
    /// [`Busy`] when it does not come in time, or when the queue is full and the network has the most requests in it.
    pub(super) async fn wait(self, timeout: Duration) -> Result<Permit, Busy> {
        let receiver = {
            let mut guard = lock(&self.queue.state);
            let state = &mut *guard;
            if state.running < self.queue.max_running {
                state.running += 1;
                return Ok(Permit(Arc::clone(&self.queue.state)));
            }
            if state.waiting == self.queue.max_waiting && !state.make_room_for(self.network) {
                state.refused += 1;
                return Err(Busy);
            }
            state.waiting += 1;
            let share = state.networks.get_mut(&self.network).expect("the network has this place");
            let (sender, receiver) = oneshot::channel();
            if share.waiting.is_empty() {
                state.turns.push_back(self.network);
            }
            share.waiting.push_back((self.id, sender));
            receiver
        };
        match tokio::time::timeout(timeout, receiver).await {
            Ok(Ok(permit)) => Ok(permit),
            // The place went to another network, or the turn did not come.
            Ok(Err(_)) | Err(_) => {
                lock(&self.queue.state).refused += 1;
                Err(Busy)
            }
        }
    }
}

impl State {
    /// Takes the last place in the queue from the network with the most, if it has more than this one will have.
    fn make_room_for(&mut self, network: Network) -> bool {
        let waiting = |share: &Share| share.waiting.len();
        let own = self.networks.get(&network).map_or(0, waiting);
        let largest = self.networks.values_mut().max_by_key(|share| waiting(share));
        let Some(largest) = largest.filter(|largest| waiting(largest) > own + 1) else { return false };
        largest.waiting.pop_back();
        self.waiting -= 1;
        true
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut guard = lock(&self.queue.state);
        let state = &mut *guard;
        let share = state.networks.get_mut(&self.network).expect("the network has this place");
        let waiting = share.waiting.len();
        share.waiting.retain(|(id, _)| *id != self.id);
        let was_waiting = share.waiting.len() < waiting;
        state.waiting -= usize::from(was_waiting);
        if was_waiting && share.waiting.is_empty() {
            state.turns.retain(|network| *network != self.network);
        }
        share.places -= 1;
        if share.places == 0 {
            state.networks.remove(&self.network);
        }
    }
}

/// Permission to do the work. On drop it goes to the next network.
#[derive(Debug)]
pub(super) struct Permit(Arc<Mutex<State>>);

impl Drop for Permit {
    fn drop(&mut self) {
        let mut guard = lock(&self.0);
        let state = &mut *guard;
        let Some(network) = state.turns.pop_front() else {
            state.running -= 1;
            return;
        };
        let share = state.networks.get_mut(&network).expect("a network that waits has places");
        let (_, next) = share.waiting.pop_front().expect("a network with a turn waits");
        state.waiting -= 1;
        if !share.waiting.is_empty() {
            state.turns.push_back(network);
        }
        drop(guard);
        // A request that gave up returns the permit, which is dropped here and goes to the next one.
        drop(next.send(Self(Arc::clone(&self.0))));
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use futures_util::{FutureExt, future::BoxFuture};

    use super::*;

    const FOREVER: Duration = Duration::from_secs(1_000_000);

    fn network(last: u8) -> Network {
        IpAddr::from([192, 0, 2, last]).into()
    }

    fn wait(queue: &FairQueue, of: u8) -> BoxFuture<'static, Result<Permit, Busy>> {
        let mut waiting = queue.reserve(network(of)).expect("a place").wait(FOREVER).boxed();
        assert!((&mut waiting).now_or_never().is_none(), "the permit is taken");
        waiting
    }

    #[tokio::test(start_paused = true)]
    async fn networks_take_turns() {
        let queue = FairQueue::new(1, 100, 30);
        let mut permit = queue.reserve(network(1)).expect("a place").wait(FOREVER).await.expect("a permit");
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
        assert!(lock(&queue.state).networks.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_has_a_bounded_number_of_places() {
        let queue = FairQueue::new(1, 100, 2);
        let places = [1, 1].map(|of| queue.reserve(network(of)).expect("a place"));
        assert_eq!(queue.reserve(network(1)).err(), Some(Busy));
        queue.reserve(network(2)).expect("another network has its own places");
        drop(places);
        queue.reserve(network(1)).expect("the places are free again");
        assert_eq!(queue.status().refused, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_takes_from_the_largest_network_only() {
        let queue = FairQueue::new(1, 6, 30);
        let permit = queue.reserve(network(1)).expect("a place").wait(FOREVER).await.expect("a permit");
        let mut large: Vec<_> = (0..4).map(|_| wait(&queue, 1)).collect();
        let small = [2, 3].map(|of| wait(&queue, of));
        let refused = queue.reserve(network(1)).expect("a place").wait(FOREVER).now_or_never();
        assert_eq!(refused.expect("at once").err(), Some(Busy), "the largest network itself");
        let more = [4, 2].map(|of| wait(&queue, of));
        assert_eq!(queue.status(), Status { running: 1, waiting: 6, refused: 1 });
        for gone in large.split_off(2) {
            assert_eq!(gone.now_or_never().expect("at once").err(), Some(Busy));
        }
        // Now no network has two more than another one.
        for of in [1, 2, 3, 4] {
            let refused = queue.reserve(network(of)).expect("a place").wait(FOREVER).now_or_never();
            assert_eq!(refused.expect("at once").err(), Some(Busy));
        }
        // A network without requests in it takes one of two.
        let new = wait(&queue, 5);
        assert_eq!(queue.status(), Status { running: 1, waiting: 6, refused: 7 });
        drop((large, small, more, new));
        assert_eq!(queue.status(), Status { running: 1, waiting: 0, refused: 7 });
        drop(permit);
        assert_eq!(queue.status(), Status { running: 0, waiting: 0, refused: 7 });
        let state = lock(&queue.state);
        assert!(state.networks.is_empty() && state.turns.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_gives_up_is_passed_over() {
        let queue = FairQueue::new(1, 100, 30);
        let permit = queue.reserve(network(1)).expect("a place").wait(FOREVER).await.expect("a permit");
        let (gone, next) = (wait(&queue, 2), wait(&queue, 3));
        let late = queue.reserve(network(2)).expect("a place").wait(Duration::from_secs(1));
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
