//! What the handles and the task share: the state that answers, and the report on it.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use togul_core::{Answer, Context, Snapshot};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::changes::Watchers;
use crate::error::Error;
use crate::evaluations::{Counts, EvaluationCounts, Ledger};
use crate::status::{Connection, Current, Report, SnapshotSource};

/// An environment without flags, for as long as there is no state.
const NOTHING: &[u8] = br#"{"environment_id":"00000000-0000-0000-0000-000000000000","environment_key":"",
    "revision":0,"flags":[]}"#;

/// A state to start with.
pub(crate) struct Start {
    pub(crate) snapshot: Snapshot,
    pub(crate) source: SnapshotSource,
    pub(crate) current: Option<Current>,
}

impl Start {
    pub(crate) fn nothing() -> Self {
        let snapshot = Snapshot::from_json(NOTHING).expect("the empty snapshot is one");
        Self { snapshot, source: SnapshotSource::Nothing, current: None }
    }
}

/// The state that answers.
pub(crate) struct CurrentState {
    snapshot: Arc<Snapshot>,
    /// Only where evaluations are counted.
    counts: Option<Counts>,
}

impl CurrentState {
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub(crate) fn evaluate(&self, key: &str, context: &Context<'_>) -> Answer<'_> {
        match &self.counts {
            None => self.snapshot.evaluate(key, context),
            Some(counts) => counts.evaluate(&self.snapshot, key, context),
        }
    }
}

/// One client's state.
pub(crate) struct Shared {
    held: ArcSwap<CurrentState>,
    /// Only where evaluations are counted.
    ledger: Option<Ledger>,
    report: watch::Sender<Report>,
    watchers: Watchers,
    /// How many wait for a revision.
    waiting: watch::Sender<usize>,
}

/// Somebody waits for a revision.
pub(crate) struct Waiting<'a>(&'a watch::Sender<usize>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

impl Shared {
    pub(crate) fn new(
        start: Start,
        connection: Connection,
        file_error: Option<Error>,
        ledger: Option<Ledger>,
    ) -> Self {
        let report = Report {
            connection,
            source: start.source,
            revision: start.snapshot.revision(),
            current: start.current,
            caught_up: false,
            error: None,
            file_error,
        };
        let counts = ledger.as_ref().map(|ledger| ledger.counts(&start.snapshot, None));
        Self {
            held: ArcSwap::from_pointee(CurrentState { snapshot: Arc::new(start.snapshot), counts }),
            ledger,
            report: watch::Sender::new(report),
            watchers: Watchers::default(),
            waiting: watch::Sender::new(0),
        }
    }

    /// The state that answers at present, for one evaluation: no lock, and no allocation after a thread's first.
    pub(crate) fn now(&self) -> arc_swap::Guard<Arc<CurrentState>> {
        self.held.load()
    }

    /// The state that answers at present, to be kept.
    pub(crate) fn held(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now().snapshot)
    }

    /// What was counted since the last such call; nothing where nothing is counted.
    pub(crate) fn take_evaluations(&self) -> EvaluationCounts {
        match (&self.ledger, &self.now().counts) {
            (Some(ledger), Some(counts)) => ledger.take(counts),
            _ => EvaluationCounts::default(),
        }
    }

    pub(crate) fn report(&self) -> &watch::Sender<Report> {
        &self.report
    }

    pub(crate) fn watchers(&self) -> &Watchers {
        &self.watchers
    }

    /// Lets it be known, until the answer is dropped, that somebody waits for a revision.
    pub(crate) fn wait(&self) -> Waiting<'_> {
        self.waiting.send_modify(|waiting| *waiting += 1);
        Waiting(&self.waiting)
    }

    /// Waits until somebody waits for a revision.
    pub(crate) async fn wanted(&self) {
        let mut waiting = self.waiting.subscribe();
        waiting.wait_for(|waiting| *waiting > 0).await.expect("the sender is held here");
    }

    /// Lets a state from the server answer from now on.
    pub(crate) fn publish(&self, snapshot: Snapshot) {
        let old = self.held.load_full();
        let before = old.counts.as_ref().map(|counts| (&*old.snapshot, counts));
        let counts = self.ledger.as_ref().map(|ledger| ledger.counts(&snapshot, before));
        let new = Arc::new(CurrentState { snapshot: Arc::new(snapshot), counts });
        self.watchers.swap(&old.snapshot, &new.snapshot, || self.held.store(Arc::clone(&new)));
        if let (Some(ledger), Some((_, before)), Some(counts)) = (&self.ledger, before, &new.counts) {
            ledger.retire(before, &new.snapshot, counts);
        }
        self.report.send_modify(|report| {
            report.revision = new.snapshot.revision();
            report.source = SnapshotSource::Server;
            report.current = Some(Current::now());
        });
    }

    /// The state that is held is known to be current. Waiting tasks are not woken for this.
    pub(crate) fn confirm(&self) {
        self.report.send_if_modified(|report| {
            report.current = Some(Current::now());
            false
        });
    }

    /// The server's snapshot was read. It became what is held, unless it was older.
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

    /// The server does not accept the key.
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
            report.current = Some(Current::now());
        });
    }

    pub(crate) fn set_file_error(&self, error: Option<Error>) {
        self.report.send_if_modified(|report| {
            let changed = report.file_error.is_some() || error.is_some();
            report.file_error = error;
            changed
        });
    }

    /// When the server was last heard to agree with what is held.
    pub(crate) fn confirmed_at(&self) -> Option<Instant> {
        let report = self.report.borrow();
        report.current.filter(|current| current.before == Duration::ZERO).map(|current| current.at)
    }

    /// Whether the state is the server's own.
    pub(crate) fn source(&self) -> SnapshotSource {
        self.report.borrow().source
    }

    /// Nothing will change any more.
    pub(crate) fn close(&self) {
        self.set_connection(Connection::Closed);
        self.watchers.end();
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("report", &*self.report.borrow()).finish_non_exhaustive()
    }
}
