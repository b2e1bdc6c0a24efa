//! Opening a database that may not be ready yet: it starts, does not answer, or is being migrated by another server.

use std::{
    sync::{Mutex, Once, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{Instant, interval_at, sleep, timeout},
};

use super::{ChangeSignal, DatabaseAddress, Store, StoreError};
use crate::limits::ConnectionBudget;

/// From here on the log says that the database does not answer, also when no attempt has failed.
const FIRST_REPORT: Duration = Duration::from_secs(1);
const REPORT_INTERVAL: Duration = Duration::from_secs(5);
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(2);

/// What an attempt to open the database does, and why the last one failed.
#[derive(Debug)]
pub(super) struct Progress {
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// `None` until there is a connection, or a file to open.
    activity: Option<&'static str>,
    /// During which activity, and why.
    failure: Option<(Option<&'static str>, String)>,
}

impl State {
    /// Why this activity failed the last time.
    fn failure(&self) -> Option<&str> {
        let (activity, reason) = self.failure.as_ref()?;
        (self.activity.is_none() || *activity == self.activity).then_some(reason)
    }
}

impl Progress {
    fn new() -> Self {
        Self { begun: Instant::now(), state: Mutex::default() }
    }

    pub(super) fn begin(&self, activity: &'static str) {
        self.update(|state| state.activity = Some(activity));
    }

    fn has_begun(&self) -> bool {
        self.update(|state| state.activity.is_some())
    }

    fn fail(&self, reason: String) {
        self.update(|state| state.failure = Some((state.activity.take(), reason)));
    }

    /// How long the attempt waits for a connection: longer when a shorter time was not enough.
    pub(super) fn connect_timeout(&self) -> Duration {
        (2 * self.begun.elapsed()).clamp(Duration::from_secs(5), Duration::from_secs(20))
    }

    fn get(&self) -> String {
        self.update(|state| match (state.activity, state.failure()) {
            (None, None) => "it does not answer".to_owned(),
            (None, Some(reason)) => reason.to_owned(),
            (Some(activity), None) => activity.to_owned(),
            (Some(activity), Some(reason)) => format!("{activity}; the attempt before failed: {reason}"),
        })
    }

    /// What was in progress when the time was over, or why it failed.
    fn at_the_end(&self) -> String {
        let is_slow = self.update(|state| state.activity.is_some() && state.failure().is_none());
        let what = self.get();
        if is_slow { format!("{what} takes longer: raise TOGUL_DATABASE_WAIT") } else { what }
    }

    fn update<T>(&self, update: impl FnOnce(&mut State) -> T) -> T {
        update(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// As [`open_within`](Self::open_within), with the default limits.
    ///
    /// # Errors
    /// As [`open_within`](Self::open_within).
    pub async fn open(
        address: &DatabaseAddress,
    ) -> Result<(Self, mpsc::UnboundedReceiver<ChangeSignal>), StoreError> {
        Self::open_within(address, ConnectionBudget::default()).await
    }

    /// Opens the database and brings it to this version's schema, as soon as it is ready. The receiver gets a signal for
    /// each commit of this and of other processes; dropping it ends the PostgreSQL listener.
    ///
    /// What it waits for is logged at once and every five seconds. Dropping the future ends the attempt.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when the database is not ready within [`ConnectionBudget::wait`], or at once when waiting
    /// cannot help.
    pub async fn open_within(
        address: &DatabaseAddress,
        budget: ConnectionBudget,
    ) -> Result<(Self, mpsc::UnboundedReceiver<ChangeSignal>), StoreError> {
        tracing::info!("opening {address}");
        let seconds = budget.wait.as_secs();
        let (progress, warned) = (Progress::new(), Once::new());
        let warn = || {
            warned.call_once(|| {
                tracing::warn!("{address} is not ready, waiting up to {seconds} s: {}", progress.get());
            });
        };
        let opening = async {
            let mut delay = FIRST_RETRY;
            loop {
                let error = match Self::try_open(address, budget, &progress).await {
                    Ok(opened) => return Ok(opened),
                    Err(error) => error,
                };
                if !error.may_pass() {
                    return Err(error.at(address));
                }
                progress.fail(error.reason());
                warn();
                sleep(delay).await;
                delay = (2 * delay).min(LAST_RETRY);
            }
        };
        let reporting = async {
            let mut ticks = interval_at(Instant::now() + REPORT_INTERVAL, REPORT_INTERVAL);
            sleep(FIRST_REPORT).await;
            if !progress.has_begun() {
                warn();
            }
            let mut waited = Duration::ZERO;
            loop {
                ticks.tick().await;
                waited += REPORT_INTERVAL;
                let (waited, what) = (waited.as_secs(), progress.get());
                tracing::warn!("still waiting for {address}, {waited} s of {seconds} s: {what}");
            }
        };
        let opening = timeout(budget.wait, opening);
        tokio::select! {
            opened = opening => opened.unwrap_or_else(|_| {
                let what = progress.at_the_end();
                Err(StoreError::Unusable(format!(
                    "{address} was not ready within {seconds} s (TOGUL_DATABASE_WAIT): {what}"
                )))
            }),
            () = reporting => unreachable!("reporting does not end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_outlives_the_next_attempt() {
        const SCHEMA: &str = "bringing the schema up to date";
        let progress = Progress::new();
        assert_eq!(progress.get(), "it does not answer");
        progress.fail("refused".to_owned());
        assert_eq!(progress.at_the_end(), "refused");
        // What prevented a connection is over once there is one.
        progress.begin(SCHEMA);
        assert_eq!(progress.get(), SCHEMA);
        assert_eq!(progress.at_the_end(), format!("{SCHEMA} takes longer: raise TOGUL_DATABASE_WAIT"));
        progress.fail("locked".to_owned());
        assert_eq!(progress.get(), "locked");
        progress.begin(SCHEMA);
        assert_eq!(progress.at_the_end(), format!("{SCHEMA}; the attempt before failed: locked"));
    }

    #[tokio::test(start_paused = true)]
    async fn attempts_to_connect_get_more_time() {
        let progress = Progress::new();
        let mut times = Vec::new();
        for _ in 0..4 {
            let time = progress.connect_timeout();
            times.push(time.as_secs());
            sleep(time).await;
        }
        assert_eq!(times, [5, 10, 20, 20]);
    }
}
