//! Whether the database is available: measured in one place, read by every statement.

use std::{io, sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use super::{
    StoreError,
    error::{disk_failure, is_disk_failure_of_postgres},
};

/// How long PostgreSQL counts as unable to write after each statement that failed because of its disk. Such failures can
/// concern some writes only.
const DISK_FAILURE_COUNTS_FOR: Duration = Duration::from_secs(5);

/// The last known health of the database. The PostgreSQL listener keeps it up to date, and statements that fail because of
/// the disk. For SQLite, failed statements and periodic checks of the file do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseHealth {
    Available,
    /// It answers and cannot write: a standby, a full disk, or a file that was deleted.
    ReadOnly,
    /// It cannot be reached, does not answer, or its disk fails.
    Unavailable,
}

impl DatabaseHealth {
    pub const ALL: [Self; 3] = [Self::Available, Self::ReadOnly, Self::Unavailable];

    /// The name in `/readyz` and in the metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Available => "ok",
            Self::ReadOnly => "read_only",
            Self::Unavailable => "unavailable",
        }
    }
}

/// The current [`DatabaseHealth`], shared by all connections.
#[derive(Clone, Debug)]
pub struct HealthMonitor(Arc<watch::Sender<State>>);

#[derive(Clone, Copy, Debug)]
struct State {
    health: DatabaseHealth,
    /// When PostgreSQL's disk failed last, until it is known to work again.
    disk_failed_at: Option<Instant>,
}

impl State {
    fn health(self) -> DatabaseHealth {
        match self.disk_failed_at {
            Some(_) if self.health == DatabaseHealth::Available => DatabaseHealth::ReadOnly,
            _ => self.health,
        }
    }
}

impl Default for HealthMonitor {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(State { health: DatabaseHealth::Available, disk_failed_at: None })))
    }
}

impl HealthMonitor {
    pub(super) fn get(&self) -> DatabaseHealth {
        self.0.borrow().health()
    }

    /// Returns whether it changed.
    pub(super) fn set(&self, health: DatabaseHealth) -> bool {
        self.update(|state| state.health = health)
    }

    fn update(&self, change: impl FnOnce(&mut State)) -> bool {
        self.0.send_if_modified(|state| {
            let before = state.health();
            change(state);
            let (after, changed) = (state.health(), state.health() != before);
            // An outage has warnings of its own.
            if changed && after == DatabaseHealth::ReadOnly {
                tracing::warn!(from = ?before, to = ?after, "the database's health changed");
            } else if changed {
                tracing::info!(from = ?before, to = ?after, "the database's health changed");
            }
            changed
        })
    }

    /// Whether PostgreSQL's disk failed, but not lately: a write shows whether it works again.
    pub(super) fn may_write_again(&self) -> bool {
        self.0.borrow().disk_failed_at.is_some_and(|at| at.elapsed() >= DISK_FAILURE_COUNTS_FOR)
    }

    /// A write succeeded after [`may_write_again`](Self::may_write_again).
    pub(super) fn disk_works(&self) {
        self.update(|state| state.disk_failed_at = None);
    }

    /// Records what an error of PostgreSQL says about its disk.
    pub(super) fn observe_postgres<T>(&self, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(sqlx::Error::Database(error)) = &result
            && error.code().is_some_and(|code| is_disk_failure_of_postgres(&code))
            && self.update(|state| state.disk_failed_at = Some(Instant::now()))
        {
            tracing::error!(%error, "the disk of PostgreSQL is full or fails");
        }
        result
    }

    /// Records what an error of SQLite says about its disk.
    pub(super) fn observe<T>(&self, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(sqlx::Error::Database(error)) = &result
            && let Some(health) = error.code().and_then(|code| disk_failure(&code))
            && self.set(health)
        {
            tracing::error!(%error, "the disk of the database is full or fails: writes are refused until it works");
        }
        result
    }

    /// For a write to a file that was deleted or replaced.
    pub(super) fn detached(&self) -> StoreError {
        self.set(DatabaseHealth::ReadOnly);
        StoreError::Detached
    }

    /// Runs `work` until the database is known to be unavailable: a request then fails at once instead of waiting for
    /// a connection that no longer leads anywhere.
    ///
    /// # Errors
    /// Those of `work`, or [`io::ErrorKind::NotConnected`] when the database is unavailable.
    pub(super) async fn while_available<T>(
        &self,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, sqlx::Error> {
        let mut health = self.0.subscribe();
        tokio::select! {
            biased;
            _ = health.wait_for(|state| state.health == DatabaseHealth::Unavailable) => {
                Err(sqlx::Error::Io(io::ErrorKind::NotConnected.into()))
            }
            result = work => self.observe_postgres(result),
        }
    }
}

/// Limits a warning that is repeated while the database is away: once at the beginning of an outage, then once a minute.
#[derive(Debug, Default)]
pub(super) struct OutageWarnings(Option<Instant>);

impl OutageWarnings {
    const INTERVAL: Duration = Duration::from_secs(60);

    pub(super) const fn new() -> Self {
        Self(None)
    }

    pub(super) fn is_due(&mut self) -> bool {
        let is_due = self.0.is_none_or(|last| last.elapsed() >= Self::INTERVAL);
        if is_due {
            self.0 = Some(Instant::now());
        }
        is_due
    }

    pub(super) fn outage_ended(&mut self) {
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_outage_is_warned_about_at_once_and_then_once_a_minute() {
        let mut warnings = OutageWarnings::default();
        for _ in 0..2 {
            let mut count = 0;
            // Two attempts a second for two minutes.
            for _ in 0..240 {
                count += u32::from(warnings.is_due());
                tokio::time::advance(Duration::from_millis(500)).await;
            }
            assert_eq!(count, 2);
            warnings.outage_ended();
        }
    }

    #[tokio::test]
    async fn work_ends_when_the_database_becomes_unavailable() {
        let monitor = HealthMonitor::default();
        let waiting = {
            let monitor = monitor.clone();
            tokio::spawn(async move { monitor.while_available(pending::<Result<(), _>>()).await })
        };
        assert!(monitor.while_available(ready(Ok(()))).await.is_ok());
        monitor.set(DatabaseHealth::ReadOnly);
        assert!(monitor.while_available(ready(Ok(()))).await.is_ok(), "reading is possible");
        monitor.set(DatabaseHealth::Unavailable);
        assert!(waiting.await.expect("it does not panic").is_err());
        assert!(monitor.while_available(ready(Ok(()))).await.is_err(), "new work does not begin");
        monitor.set(DatabaseHealth::Available);
        assert!(monitor.while_available(ready(Ok(()))).await.is_ok());
    }
}
