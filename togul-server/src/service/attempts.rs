//! Attempts at passwords. The failed ones are counted in the database, for all servers together.
//!
//! Attackers lock out their own network, not the owner of the account: ten failures refuse further attempts at the same
//! e-mail from the same network. A hundred failures from anywhere refuse attempts from networks that are new to the
//! account.

use chrono::TimeDelta;
use tokio::{
    sync::mpsc,
    time::{Duration, sleep},
};
use tracing::Instrument;

use super::Error;
use crate::{
    auth::limiter::{Attempt, LimitedBy, TooMany},
    domain::{
        account::{FAILURES_COUNT_FOR, LoginFailure, NETWORK_IS_KNOWN_FOR, User},
        id::Id,
        network::Network,
        session::Session,
        time::{Time, now},
    },
    store::{
        self, Batch, Store, StoreError,
        attempts::{FailureLimit, NewAttempt},
    },
};

const FAILURES_IN_ONE_PLACE: i64 = 10;
const WINDOW_OF_ONE_PLACE: TimeDelta = TimeDelta::minutes(15);
const FAILURES_ANYWHERE: i64 = 100;
/// The networks that are remembered for one account.
const MAX_KNOWN_NETWORKS: i64 = 100;
/// Attempts that wait to be deleted. Further ones count as failures.
const MAX_DELETIONS: usize = 10_000;
const DELETED_TOGETHER: usize = 100;
const DELETE_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Where an attempt comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A network from which the account has not logged in lately. Failures in other places count, too.
    NewNetwork(Network),
    KnownNetwork(Network),
    /// An open session, whose user changes the password. It cannot be locked out by other people's failures.
    Session(Id<Session>),
}

impl Place {
    fn text(self) -> String {
        match self {
            Self::NewNetwork(network) | Self::KnownNetwork(network) => network.to_string(),
            Self::Session(session) => format!("session {session}"),
        }
    }
}

/// Records attempts, and deletes those that did not fail in the background.
#[derive(Clone, Debug)]
pub(super) struct Attempts {
    store: Store,
    deletions: mpsc::Sender<Id<LoginFailure>>,
}

impl Attempts {
    /// Deletes until the returned value and all recorded attempts are dropped.
    pub(super) fn start(store: Store) -> Self {
        let (deletions, queue) = mpsc::channel(MAX_DELETIONS);
        tokio::spawn(delete(store.clone(), queue));
        Self { store, deletions }
    }

    /// Records a failure before the password is verified, under a lock for the e-mail: concurrent attempts at any number
    /// of servers are limited like consecutive ones.
    ///
    /// # Errors
    /// [`Error::RateLimited`] after too many failures, whether or not the e-mail has an account.
    pub(super) async fn record(
        &self,
        attempt: Attempt,
        email_folded: &str,
        place: Place,
    ) -> Result<RecordedAttempt, Error> {
        let (now, text) = (now(), place.text());
        let new = NewAttempt { email_folded, place: &text, at: now };
        let in_place = FailureLimit { failures: FAILURES_IN_ONE_PLACE, since: now - WINDOW_OF_ONE_PLACE };
        let anywhere = FailureLimit { failures: FAILURES_ANYWHERE, since: now - FAILURES_COUNT_FOR };
        let (mut tx, oldest) = store::attempts::begin(&self.store, new, in_place, anywhere).await?;
        let counted_anywhere = oldest.anywhere.filter(|_| matches!(place, Place::NewNetwork(_)));
        let limited_until = oldest
            .in_place
            .map(|at| at + WINDOW_OF_ONE_PLACE)
            .max(counted_anywhere.map(|at| at + FAILURES_COUNT_FOR));
        if let Some(until) = limited_until {
            let retry_after = (until - now).to_std().unwrap_or_default();
            return Err(TooMany { attempt, by: LimitedBy::Account, retry_after }.into());
        }
        let id = Id::generate();
        store::attempts::insert_failure(tx.last(), id, new);
        // Created before the commit, which may succeed although its response is lost.
        let recorded = RecordedAttempt { id: Some(id), deletions: self.deletions.clone() };
        tx.commit().await?;
        Ok(recorded)
    }
}

/// An attempt that is stored as a failure. When it is dropped, the failure is deleted in the background, once the
/// database is available: only an attempt with a wrong password is [kept](Self::keep).
#[derive(Debug)]
pub(super) struct RecordedAttempt {
    /// `None` when nothing is to be deleted.
    id: Option<Id<LoginFailure>>,
    deletions: mpsc::Sender<Id<LoginFailure>>,
}

impl RecordedAttempt {
    /// The password was wrong.
    pub(super) fn keep(mut self) {
        self.id = None;
    }

    /// Deletes the failure in a transaction. Call [`deleted`](Self::deleted) after its commit.
    pub(super) fn delete_in(&self, batch: &mut Batch) {
        if let Some(id) = self.id {
            store::attempts::delete_failure(batch, id);
        }
    }

    /// The transaction of [`delete_in`](Self::delete_in) was committed.
    pub(super) fn deleted(mut self) {
        self.id = None;
    }
}

impl Drop for RecordedAttempt {
    fn drop(&mut self) {
        if let Some(id) = self.id
            && self.deletions.try_send(id).is_err()
        {
            tracing::warn!("an attempt at a password counts as a failure: too many wait to be deleted");
        }
    }
}

/// Deletes what is queued, in batches, until all senders are gone.
async fn delete(store: Store, mut queue: mpsc::Receiver<Id<LoginFailure>>) {
    let mut ids = Vec::new();
    while queue.recv_many(&mut ids, DELETED_TOGETHER).await > 0 {
        while let Err(error) = delete_all(&store, &ids).await {
            if queue.is_closed() {
                return;
            }
            error.warn("deleting attempts at passwords that did not fail: trying again");
            sleep(DELETE_AGAIN_AFTER).await;
        }
        ids.clear();
    }
}

async fn delete_all(store: &Store, ids: &[Id<LoginFailure>]) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    for id in ids {
        store::attempts::delete_failure(tx.last(), *id);
    }
    tx.commit().await
}

/// Checks a password to the end, also when the caller disconnects or its deadline passes: only then is it known whether
/// the attempt failed. Callers who do not wait for the result could otherwise guess without being counted.
pub(super) async fn check_to_the_end<T: Send + 'static>(
    check: impl Future<Output = T> + Send + 'static,
) -> T {
    tokio::spawn(check.in_current_span()).await.expect("checking a password does not panic")
}

/// The time after which a login from a network makes it known to the account.
pub(super) fn network_is_known_since() -> Time {
    now() - NETWORK_IS_KNOWN_FOR
}

/// Remembers a network that the account was used from.
pub(super) fn admit(batch: &mut Batch, user: Id<User>, network: impl Into<Network>, now: Time) {
    store::attempts::upsert_network(batch, user, &network.into().to_string(), now, MAX_KNOWN_NETWORKS);
}
