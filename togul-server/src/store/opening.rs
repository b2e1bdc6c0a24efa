//! Opening a database that may not be ready yet: it starts, does not answer, or is being migrated by another server.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{interval_at, sleep, timeout},
};

use super::{ChangeSignal, DatabaseAddress, Store, StoreError};
use crate::limits::ConnectionBudget;

const REPORT_INTERVAL: Duration = Duration::from_secs(5);
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(2);

/// What an attempt to open the database waits for, or why the last one failed.
#[derive(Debug)]
pub(super) struct Progress(Mutex<String>);

impl Progress {
    pub(super) fn set(&self, what: impl Into<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = what.into();
    }

    fn get(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        let progress = Progress(Mutex::new("it does not answer".to_owned()));
        let opening = async {
            let (mut delay, mut is_first) = (FIRST_RETRY, true);
            loop {
                let error = match Self::try_open(address, budget, &progress).await {
                    Ok(opened) => return Ok(opened),
                    Err(error) => error,
                };
                if !error.may_pass() {
                    return Err(error.at(address));
                }
                progress.set(error.reason());
                if std::mem::take(&mut is_first) {
                    tracing::warn!("{address} is not ready, waiting up to {seconds} s: {}", progress.get());
                }
                sleep(delay).await;
                delay = (2 * delay).min(LAST_RETRY);
            }
        };
        let reporting = async {
            let mut ticks = interval_at(tokio::time::Instant::now() + REPORT_INTERVAL, REPORT_INTERVAL);
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
                let what = progress.get();
                Err(StoreError::Unusable(format!(
                    "{address} was not ready within {seconds} s (TOGUL_DATABASE_WAIT): {what}"
                )))
            }),
            () = reporting => unreachable!("reporting does not end"),
        }
    }
}
