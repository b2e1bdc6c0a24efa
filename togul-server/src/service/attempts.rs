//! Guesses at passwords, counted by e-mail in the database: all servers together let ten wrong ones pass in 15 minutes.

use chrono::TimeDelta;

use super::Error;
use crate::{
    auth::limiter::{Attempt, LimitedBy, TooMany},
    domain::{account::Failure, id::Id, time::Time},
    store::{self, Store},
};

const FAILURES: usize = 10;
const FAILURE_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// Counts an attempt as a failure before its password is looked at, one at a time for each e-mail: guesses that come
/// all at once, to any number of servers, count like those that come one by one. The one that succeeds was none.
///
/// # Errors
/// [`Error::RateLimited`] when there were too many, whether or not the e-mail has an account.
pub(super) async fn count(
    store: &Store,
    attempt: Attempt,
    folded: &str,
    now: Time,
) -> Result<Id<Failure>, Error> {
    let mut tx = store.begin().await?;
    store::accounts::lock_attempts(tx.conn(), folded, now).await?;
    let since = now - FAILURE_WINDOW;
    let latest = store::accounts::list_failures(tx.conn(), folded, since, FAILURES).await?;
    match latest.last() {
        Some(oldest) if latest.len() >= FAILURES => {
            let retry_after = (*oldest + FAILURE_WINDOW - now).to_std().unwrap_or_default();
            Err(TooMany { attempt, by: LimitedBy::Account, retry_after }.into())
        }
        _ => {
            let attempt = Id::generate();
            store::accounts::insert_failure(tx.conn(), attempt, folded, now).await?;
            tx.commit().await?;
            Ok(attempt)
        }
    }
}

/// For an attempt whose password nobody looked at: it was not wrong.
pub(super) async fn forget(store: &Store, attempt: Id<Failure>) -> Result<(), Error> {
    let mut tx = store.begin().await?;
    store::accounts::delete_failure(tx.conn(), attempt).await?;
    Ok(tx.commit().await?)
}
