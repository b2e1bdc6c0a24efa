//! Failed attempts at passwords, counted by e-mail in the database: at most ten in 15 minutes on all servers together.

use chrono::TimeDelta;

use super::Error;
use crate::{
    auth::limiter::{Attempt, LimitedBy, TooMany},
    domain::{account::LoginFailure, id::Id, time::Time},
    store::{self, Store},
};

const FAILURES: usize = 10;
const FAILURE_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Records a failure before the password is verified, under a lock for the e-mail: concurrent attempts at any number of
/// servers are limited like consecutive ones. The failure is deleted when the attempt succeeds.
///
/// # Errors
/// [`Error::RateLimited`] after too many failures, whether or not the e-mail has an account.
pub(super) async fn record(
    store: &Store,
    attempt: Attempt,
    email_folded: &str,
    now: Time,
) -> Result<Id<LoginFailure>, Error> {
    let mut tx = store.begin().await?;
    store::accounts::lock_attempts(tx.conn(), email_folded, now).await?;
    let since = now - FAILURE_WINDOW;
    let latest = store::accounts::list_failures(tx.conn(), email_folded, since, FAILURES).await?;
    match latest.last() {
        Some(oldest) if latest.len() >= FAILURES => {
            let retry_after = (*oldest + FAILURE_WINDOW - now).to_std().unwrap_or_default();
            Err(TooMany { attempt, by: LimitedBy::Account, retry_after }.into())
        }
        _ => {
            let attempt = Id::generate();
            store::accounts::insert_failure(tx.conn(), attempt, email_folded, now).await?;
            tx.commit().await?;
            Ok(attempt)
        }
    }
}

/// Deletes the failure of an attempt whose password was not verified.
pub(super) async fn delete(store: &Store, attempt: Id<LoginFailure>) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    store::accounts::delete_failure(tx.conn(), attempt).await?;
    Ok(tx.commit().await?)
}
