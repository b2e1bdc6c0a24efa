//! The state that the handles and the tasks share: the current snapshot, and the report on it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use togul_core::{Answer, Context, EvaluationCounter, EvaluationCounts, FlagValue, Snapshot, Unreadable};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::changes::Watchers;
use crate::error::{Error, Kind};
use crate::first_of_each::FirstOfEach;
use crate::heartbeat::{self, Heartbeat};
use crate::status::{Confirmed, Connection, Report, SnapshotSource};

/// The snapshot that a client starts with.
pub(crate) struct Start {
    pub(crate) snapshot: Snapshot,
    pub(crate) source: SnapshotSource,
    pub(crate) confirmed: Option<Confirmed>,
}

impl Start {
    pub(crate) fn nothing() -> Self {
        Self { snapshot: Snapshot::empty(), source: SnapshotSource::Nothing, confirmed: None }
    }
}

/// A snapshot without overrides.
#[derive(Clone)]
struct Base {
    snapshot: Arc<Snapshot>,
    source: SnapshotSource,
}

/// The current snapshot, with the counter of its evaluations.
pub(crate) struct CurrentState {
    /// What evaluation uses: `base` with the overrides.
    snapshot: Arc<Snapshot>,
    /// What the server sent, or the client started with.
    base: Base,
    /// Only with [`Builder::count_evaluations`](crate::Builder::count_evaluations).
    counter: Option<EvaluationCounter>,
}

impl CurrentState {
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) fn source(&self) -> SnapshotSource {
        self.base.source
    }

    pub(crate) fn evaluate(&self, key: &str, context: &Context<'_>) -> Answer<'_> {
        match &self.counter {
            None => self.snapshot.evaluate(key, context),
            Some(counter) => counter.evaluate(key, context),
        }
    }
}

/// A state that has been compared with the previous one.
pub(crate) struct NextState {
    previous: Arc<CurrentState>,
    snapshot: Arc<Snapshot>,
    base: Base,
    /// The flags whose answers may differ.
    changed: Vec<String>,
    /// What could be read before.
    unreadable: Vec<Unreadable>,
}

impl NextState {
    fn new(previous: Arc<CurrentState>, base: Base, overrides: &BTreeMap<String, FlagValue>) -> Self {
        let snapshot = overrides.iter().fold(Arc::clone(&base.snapshot), |snapshot, (key, value)| {
            Arc::new(snapshot.with_flag(key, value.clone()))
        });
        let changed = previous.snapshot.differences(&snapshot).into_iter().map(str::to_owned).collect();
        let unreadable = snapshot.newly_unreadable(&previous.snapshot).into_iter().cloned().collect();
        Self { previous, snapshot, base, changed, unreadable }
    }
}

/// The state of one client.
pub(crate) struct Shared {
    current: ArcSwap<CurrentState>,
    report: watch::Sender<Report>,
    /// The values that replace the server's flags, by key. The lock is held while `current` is replaced.
    overrides: Mutex<BTreeMap<String, FlagValue>>,
    heartbeat: Arc<Heartbeat>,
    type_mismatches: Arc<FirstOfEach>,
    unknown_flags: Arc<FirstOfEach>,
    watchers: Watchers,
    /// How many calls wait for a revision.
    revision_waiters: watch::Sender<usize>,
}

/// A call that waits for a revision, until this is dropped.
pub(crate) struct RevisionWaiter<'a>(&'a watch::Sender<usize>);

impl Drop for RevisionWaiter<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiters| *waiters -= 1);
    }
}

impl Shared {
    pub(crate) fn new(
        start: Start,
        connection: Connection,
        file_error: Option<Error>,
        counter: Option<EvaluationCounter>,
    ) -> Self {
        let snapshot = Arc::new(start.snapshot);
        snapshot.unreadable().for_each(warn_unreadable);
        let (type_mismatches, unknown_flags) = (Arc::<FirstOfEach>::default(), Arc::<FirstOfEach>::default());
        let heartbeat = Arc::new(Heartbeat::new());
        if connection.is_over() {
            heartbeat.switch_off();
        }
        let report = Report {
            connection,
            source: start.source,
            snapshot: Arc::clone(&snapshot),
            confirmed: start.confirmed,
            caught_up: false,
            type_mismatches: Arc::clone(&type_mismatches),
            unknown_flags: Arc::clone(&unknown_flags),
            heartbeat: Arc::clone(&heartbeat),
            error: None,
            file_error,
        };
        let base = Base { snapshot: Arc::clone(&snapshot), source: start.source };
        Self {
            current: ArcSwap::from_pointee(CurrentState { base, snapshot, counter }),
            report: watch::Sender::new(report),
            overrides: Mutex::default(),
            heartbeat,
            type_mismatches,
            unknown_flags,
            watchers: Watchers::default(),
            revision_waiters: watch::Sender::new(0),
        }
    }

    /// The current state, for one evaluation: it takes no lock, and allocates nothing after a thread's first call.
    pub(crate) fn current(&self) -> arc_swap::Guard<Arc<CurrentState>> {
        self.current.load()
    }

    /// The current snapshot without overrides, to be kept. Only this one is compared with the server's.
    pub(crate) fn base(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current().base.snapshot)
    }

    /// The current snapshot, to be kept.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.current().snapshot)
    }

    /// Takes the evaluations counted since the previous call.
    pub(crate) fn take_evaluations(&self) -> EvaluationCounts {
        self.current().counter.as_ref().map(EvaluationCounter::take).unwrap_or_default()
    }

    /// The evaluations counted since the start.
    pub(crate) fn evaluation_totals(&self) -> EvaluationCounts {
        self.current().counter.as_ref().map(EvaluationCounter::totals).unwrap_or_default()
    }

    pub(crate) fn report(&self) -> &watch::Sender<Report> {
        &self.report
    }

    pub(crate) fn heartbeat(&self) -> &Heartbeat {
        &self.heartbeat
    }

    /// Shows that the task runs, as long as it is polled.
    pub(crate) async fn run_heartbeat(&self) {
        loop {
            if self.heartbeat.beat() {
                tracing::info!("the client's task runs again");
                // The status is another one now.
                self.report.send_modify(|_| {});
            }
            sleep(heartbeat::INTERVAL).await;
        }
    }

    /// Evaluations whose flag has a value of another type than the caller requested.
    pub(crate) fn type_mismatches(&self) -> &FirstOfEach {
        &self.type_mismatches
    }

    /// Evaluations of flags that the environment does not have.
    pub(crate) fn unknown_flags(&self) -> &FirstOfEach {
        &self.unknown_flags
    }

    pub(crate) fn watchers(&self) -> &Watchers {
        &self.watchers
    }

    pub(crate) fn add_revision_waiter(&self) -> RevisionWaiter<'_> {
        self.revision_waiters.send_modify(|waiters| *waiters += 1);
        RevisionWaiter(&self.revision_waiters)
    }

    /// Waits until a call waits for a revision.
    pub(crate) async fn has_revision_waiter(&self) {
        let mut waiters = self.revision_waiters.subscribe();
        waiters.wait_for(|waiters| *waiters > 0).await.expect("the sender is held here");
    }

    /// Compares a snapshot from the server with the current one. This may take long.
    pub(crate) fn prepare(&self, snapshot: Arc<Snapshot>) -> NextState {
        let overrides = self.lock_overrides();
        let (current, copied) = (self.current.load_full(), overrides.clone());
        drop(overrides);
        NextState::new(current, Base { snapshot, source: SnapshotSource::Server }, &copied)
    }

    /// Makes a snapshot from the server the current one. Returns the snapshot if the current state is not the one that it
    /// was compared with, because an override changed meanwhile.
    pub(crate) fn publish(&self, next: NextState) -> Result<(), Arc<Snapshot>> {
        let _overrides = self.lock_overrides();
        if !Arc::ptr_eq(&next.previous, &self.current.load_full()) {
            return Err(next.base.snapshot);
        }
        self.replace(next, Some(Confirmed::now()));
        Ok(())
    }

    /// Makes a flag answer `value`, whatever the server sends, or no longer if it is `None`.
    pub(crate) fn set_override(&self, key: &str, value: Option<FlagValue>) {
        let mut overrides = self.lock_overrides();
        match value {
            Some(value) => drop(overrides.insert(key.to_owned(), value)),
            None => drop(overrides.remove(key)),
        }
        let current = self.current.load_full();
        let base = current.base.clone();
        self.replace(NextState::new(current, base, &overrides), None);
    }

    fn lock_overrides(&self) -> MutexGuard<'_, BTreeMap<String, FlagValue>> {
        // No code panics in the middle of a change, so the state behind a poisoned lock is whole.
        self.overrides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the current state, and reports it.
    fn replace(&self, next: NextState, confirmed: Option<Confirmed>) {
        let NextState { previous, snapshot, base, changed, unreadable } = next;
        let counter = previous.counter.as_ref().map(|counter| counter.next(&snapshot));
        let source = base.source;
        let new = Arc::new(CurrentState { snapshot: Arc::clone(&snapshot), base, counter });
        self.watchers.swap(snapshot.revision(), changed, || self.current.store(new));
        unreadable.iter().for_each(warn_unreadable);
        self.report.send_modify(|report| {
            report.snapshot = snapshot;
            report.source = source;
            report.confirmed = confirmed.or(report.confirmed);
        });
    }

    /// The current snapshot is known to be the server's. Waiting tasks are not woken for this.
    pub(crate) fn confirm(&self) {
        self.report.send_if_modified(|report| {
            report.confirmed = Some(Confirmed::now());
            false
        });
    }

    /// The server responded with a snapshot. It is the current one now, unless it was older.
    pub(crate) fn caught_up(&self) {
        self.report.send_modify(|report| report.caught_up = true);
    }

    pub(crate) fn set_connection(&self, connection: Connection) {
        self.report.send_if_modified(|report| {
            let changed = report.connection != connection;
            report.connection = connection;
            changed
        });
    }

    pub(crate) fn set_error(&self, error: Error) {
        self.report.send_modify(|report| report.error = Some(error));
    }

    /// The server does not accept the API key, or has another environment.
    pub(crate) fn refuse(&self, error: Error) {
        self.report.send_modify(|report| {
            report.connection = Connection::Refused;
            report.error = Some(error);
        });
    }

    pub(crate) fn set_streaming(&self) {
        self.report.send_modify(|report| {
            report.connection = Connection::Streaming;
            report.error = None;
            report.confirmed = Some(Confirmed::now());
        });
    }

    pub(crate) fn set_file_error(&self, error: Option<Error>) {
        self.report.send_if_modified(|report| {
            let changed = report.file_error.is_some() || error.is_some();
            report.file_error = error;
            changed
        });
    }

    /// When the server last confirmed the current snapshot.
    pub(crate) fn confirmed_at(&self) -> Option<Instant> {
        let report = self.report.borrow();
        report.confirmed.filter(|confirmed| confirmed.age == Duration::ZERO).map(|confirmed| confirmed.at)
    }

    pub(crate) fn source(&self) -> SnapshotSource {
        self.current().source()
    }

    /// The task ended. If the application did not close the client, the runtime ended.
    pub(crate) fn task_ended(&self) {
        if !self.heartbeat.is_off() {
            self.set_error(Kind::Stalled.into());
        }
        self.close();
    }

    /// There will be no more snapshots.
    pub(crate) fn close(&self) {
        self.set_connection(Connection::Closed);
        self.watchers.end();
    }
}

/// Logs a flag, rule or segment that cannot be read or evaluated.
fn warn_unreadable(problem: &Unreadable) {
    tracing::warn!(%problem, "cannot be read, probably because the server is newer; evaluation gives the default");
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("report", &*self.report.borrow()).finish_non_exhaustive()
    }
}
