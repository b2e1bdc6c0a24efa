//! Attempts at passwords. The failed ones are counted in the database, for all servers together.
//!
//! Attackers lock out their own network, not the owner of the account: ten failures refuse further attempts at the same
//! e-mail from the same network. A hundred failures from anywhere refuse attempts from networks that are new to the
//! account.

use chrono::TimeDelta;

use super::Error;
use crate::{
    auth::limiter::{Attempt, LimitedBy, TooMany},
    domain::{
        account::{LoginFailure, User},
        id::Id,
        network::Network,
        session::Session,
        time::{Time, now},
    },
    store::{
        self, Batch, Store,
        attempts::{FailureLimit, NewAttempt},
    },
};

const FAILURES_IN_ONE_PLACE: i64 = 10;
const WINDOW_OF_ONE_PLACE: TimeDelta = TimeDelta::minutes(15);
const FAILURES_ANYWHERE: i64 = 100;
const WINDOW_OF_ANYWHERE: TimeDelta = TimeDelta::hours(24);
/// How long a network is known to an account after a login from it.
const NETWORK_IS_KNOWN_FOR: TimeDelta = TimeDelta::days(90);
/// The networks that are remembered for one account.
const MAX_KNOWN_NETWORKS: i64 = 100;

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

/// Records a failure before the password is verified, under a lock for the e-mail: concurrent attempts at any number of
/// servers are limited like consecutive ones. The failure is deleted when the attempt succeeds.
///
/// # Errors
/// [`Error::RateLimited`] after too many failures, whether or not the e-mail has an account.
pub(super) async fn record(
    store: &Store,
    attempt: Attempt,
    email_folded: &str,
    place: Place,
) -> Result<Id<LoginFailure>, Error> {
    let (now, text) = (now(), place.text());
    let new = NewAttempt { email_folded, place: &text, at: now };
    let in_place = FailureLimit { failures: FAILURES_IN_ONE_PLACE, since: now - WINDOW_OF_ONE_PLACE };
    let anywhere = FailureLimit { failures: FAILURES_ANYWHERE, since: now - WINDOW_OF_ANYWHERE };
    let (mut tx, oldest) = store::attempts::begin(store, new, in_place, anywhere).await?;
    let counted_anywhere = oldest.anywhere.filter(|_| matches!(place, Place::NewNetwork(_)));
    let limited_until = oldest
        .in_place
        .map(|at| at + WINDOW_OF_ONE_PLACE)
        .max(counted_anywhere.map(|at| at + WINDOW_OF_ANYWHERE));
    if let Some(until) = limited_until {
        let retry_after = (until - now).to_std().unwrap_or_default();
        return Err(TooMany { attempt, by: LimitedBy::Account, retry_after }.into());
    }
    let id = Id::generate();
    store::attempts::insert_failure(tx.last(), id, new);
    tx.commit().await?;
    Ok(id)
}

/// Deletes the failure of an attempt whose password was not verified.
pub(super) async fn delete(store: &Store, attempt: Id<LoginFailure>) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    store::attempts::delete_failure(tx.last(), attempt);
    Ok(tx.commit().await?)
}

/// The time after which a login from a network makes it known to the account.
pub(super) fn network_is_known_since() -> Time {
    now() - NETWORK_IS_KNOWN_FOR
}

/// Remembers a network that the account was used from.
pub(super) fn admit(batch: &mut Batch, user: Id<User>, network: impl Into<Network>, now: Time) {
    store::attempts::upsert_network(batch, user, &network.into().to_string(), now, MAX_KNOWN_NETWORKS);
}
