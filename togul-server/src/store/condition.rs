//! Whether the database is there: known once, for everybody who needs it.

use std::sync::Arc;

use tokio::sync::watch;

/// What the server last knew about its database. The line to PostgreSQL keeps it up to date; SQLite
/// is part of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Fine,
    /// It answers, and takes no writes: a standby, or a disk that somebody protects.
    ReadOnly,
    /// It cannot be reached, or does not answer.
    Away,
}

/// Where [`Condition`] stands, for all who look.
#[derive(Clone, Debug)]
pub struct Watched(Arc<watch::Sender<Condition>>);

impl Default for Watched {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Condition::Fine)))
    }
}

impl Watched {
    pub(super) fn get(&self) -> Condition {
        *self.0.borrow()
    }

    pub(super) fn set(&self, now: Condition) {
        self.0.send_if_modified(|known| {
            let changed = *known != now;
            if changed {
                tracing::warn!(from = ?known, to = ?now, "the database's condition changed");
            }
            *known = now;
            changed
        });
    }

    /// Does what may wait for the database, until that is known to be away: who asked is told at once instead of
    /// waiting for a connection that nobody serves.
    ///
    /// # Errors
    /// Those of the work, or that there was no connection to be had.
    pub(super) async fn unless_away<T>(
        &self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let mut condition = self.0.subscribe();
        tokio::select! {
            biased;
            _ = condition.wait_for(|now| *now == Condition::Away) => Err(sqlx::Error::PoolTimedOut),
            result = work => result,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test]
    async fn what_waits_for_a_database_ends_when_that_is_away() {
        let watched = Watched::default();
        let waiting = {
            let watched = watched.clone();
            tokio::spawn(async move { watched.unless_away(pending::<Result<(), _>>()).await })
        };
        assert!(watched.unless_away(ready(Ok(()))).await.is_ok());
        watched.set(Condition::ReadOnly);
        assert!(watched.unless_away(ready(Ok(()))).await.is_ok(), "reading is possible");
        watched.set(Condition::Away);
        assert!(waiting.await.expect("it does not panic").is_err());
        assert!(watched.unless_away(ready(Ok(()))).await.is_err(), "nobody tries in vain");
        watched.set(Condition::Fine);
        assert!(watched.unless_away(ready(Ok(()))).await.is_ok());
    }
}
