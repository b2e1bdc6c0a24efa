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
    store::{self, Conn, Store, StoreError},
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
    let (mut tx, now, place_text) = (store.begin().await?, now(), place.text());
    store::attempts::lock(tx.conn(), email_folded, now).await?;
    let mut limits = vec![(Some(&*place_text), FAILURES_IN_ONE_PLACE, WINDOW_OF_ONE_PLACE)];
    if let Place::NewNetwork(_) = place {
        limits.push((None, FAILURES_ANYWHERE, WINDOW_OF_ANYWHERE));
    }
    for (place, failures, window) in limits {
        let since = now - window;
        let oldest =
            store::attempts::find_nth_failure(tx.conn(), email_folded, place, since, failures).await?;
        if let Some(oldest) = oldest {
            let retry_after = (oldest + window - now).to_std().unwrap_or_default();
            return Err(TooMany { attempt, by: LimitedBy::Account, retry_after }.into());
        }
    }
    let id = Id::generate();
    store::attempts::insert_failure(tx.conn(), id, email_folded, &place_text, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Deletes the failure of an attempt whose password was not verified.
pub(super) async fn delete(store: &Store, attempt: Id<LoginFailure>) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    store::attempts::delete_failure(tx.conn(), attempt).await?;
    Ok(tx.commit().await?)
}

/// The place of a login. An unknown account needs the same query as a known one, and so the same time.
pub(super) async fn place(
    conn: Conn<'_>,
    user: Option<Id<User>>,
    network: Network,
) -> Result<Place, StoreError> {
    let (user, since) = (user.unwrap_or_else(Id::generate), now() - NETWORK_IS_KNOWN_FOR);
    let is_known = store::attempts::has_network(conn, user, &network.to_string(), since).await?;
    Ok(if is_known { Place::KnownNetwork(network) } else { Place::NewNetwork(network) })
}

/// Remembers a network that the account was used from.
pub(super) async fn admit(
    conn: Conn<'_>,
    user: Id<User>,
    network: impl Into<Network>,
    now: Time,
) -> Result<(), StoreError> {
    store::attempts::upsert_network(conn, user, &network.into().to_string(), now, MAX_KNOWN_NETWORKS).await
}
