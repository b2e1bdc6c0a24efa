//! The handle that an application holds.

mod evaluation;
mod waiting;

use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use togul_core::{EvaluationCounter, EvaluationCounts, FlagValue, Revision, Snapshot};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tracing::Instrument;

pub use self::evaluation::EvaluationDetail;
use crate::builder::{self, Builder, Prepared};
use crate::changes::Changes;
use crate::error::Error;
use crate::file::SnapshotFile;
use crate::state::{Shared, Start};
use crate::status::{Connection, SnapshotSource, Status};
use crate::sync::SyncTask;

/// The flags of an environment, kept up to date and evaluated in memory.
///
/// A handle is cheap to clone, and all clones share one client. The client ends when the last handle is dropped, or
/// when [`close`](Self::close) is called on any of them: the connection is closed, and evaluation continues with the
/// last snapshot.
///
/// # Evaluation
///
/// `bool`, `number`, `int`, `string`, `json` and `evaluate` are synchronous: they load one atomic pointer and read a snapshot
/// in memory, without a lock and without the network. They do not fail. They give the caller's default for a flag
/// that does not exist, that [cannot be read](Status::unreadable), or whose value has another type than the method's,
/// which is [counted](Status::type_mismatches) and logged.
///
/// If the client's task does not run any more, evaluation [logs](crate::Connection::Stalled) that once.
///
/// Two calls may use two revisions. To evaluate several flags at one revision, take a [`snapshot`](Self::snapshot).
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    task: Option<AbortHandle>,
    /// Each task holds a receiver, so `closed` returns once all tasks have ended.
    tasks: watch::Sender<()>,
}

impl Client {
    /// Connects with the default options: [`builder`](Self::builder) and [`Builder::connect`].
    ///
    /// # Errors
    ///
    /// As [`Builder::connect`].
    pub async fn connect(
        base_url: impl Into<String>,
        api_key: impl Into<String>,
        timeout: Duration,
    ) -> Result<Self, Error> {
        Self::builder(base_url, api_key).connect(timeout).await
    }

    /// Takes the server's base URL, such as `https://flags.example.com`, and an API key of scope `server`. The client
    /// follows the environment of that key.
    pub fn builder(base_url: impl Into<String>, api_key: impl Into<String>) -> Builder {
        Builder::new(base_url.into(), api_key.into())
    }

    /// A client without a server, for tests of the code that uses it. It needs no Tokio runtime.
    pub fn offline(snapshot: Snapshot) -> Self {
        let start = Start { snapshot, source: SnapshotSource::Offline, confirmed: None };
        let shared = Arc::new(Shared::new(start, Connection::Offline, None, None));
        Self { inner: Arc::new(Inner { shared, task: None, tasks: watch::Sender::new(()) }) }
    }

    pub(crate) fn run(prepared: Prepared) -> Result<Self, Error> {
        let Prepared { remote, file, start, file_error, count_evaluations } = prepared;
        let runtime = builder::runtime()?;
        let span = remote.span();
        let threads = thread::available_parallelism().map_or(4, usize::from);
        let counter = count_evaluations.then(|| EvaluationCounter::new(&start.snapshot, threads));
        let shared = span.in_scope(|| Shared::new(start, Connection::Connecting, file_error, counter));
        let shared = Arc::new(shared);
        let tasks = watch::Sender::new(());
        if let Some(file) = &file {
            let (run, running) = (Arc::clone(file).run(Arc::clone(&shared)), tasks.subscribe());
            let task = async move {
                let _running = running;
                run.await;
            };
            let span = tracing::info_span!("togul_client_file", path = %file.path().display());
            runtime.spawn(task.instrument(span));
        }
        let on_end = OnEnd { shared: Arc::clone(&shared), file: file.clone(), _running: tasks.subscribe() };
        let sync = SyncTask::new(remote, Arc::clone(&shared), file);
        let task = async move {
            let _on_end = on_end;
            sync.run().await;
        };
        let task = runtime.spawn(task.instrument(span));
        Ok(Self { inner: Arc::new(Inner { shared, task: Some(task.abort_handle()), tasks }) })
    }

    /// The current snapshot. It does not change: all evaluations of it are at one revision.
    ///
    /// Evaluations of it are not counted, in [`take_evaluations`](Self::take_evaluations) and
    /// [`evaluation_totals`](Self::evaluation_totals), nor are its [type mismatches](Status::type_mismatches).
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.shared.heartbeat().check();
        self.inner.shared.snapshot()
    }

    /// Makes a flag always answer `value`, whatever the server sends, for this handle and all its clones. Returns a clone,
    /// so that calls can be chained. It is meant for tests.
    ///
    /// The flag has the type of `value`, and the reason is [`Reason::Default`](togul_core::Reason::Default). It need not
    /// exist on the server. A second call for the same flag replaces the value. The change is [reported](Self::changes), at
    /// the revision that the client has already. The [file](Builder::file) does not contain overrides.
    ///
    /// ```
    /// use togul_client::{Client, Context, Snapshot};
    ///
    /// let client = Client::offline(Snapshot::empty()).with_override("new-checkout", true);
    /// let application = client.clone();
    /// assert!(application.bool("new-checkout", &Context::new(), false));
    ///
    /// client.with_override("new-checkout", false);
    /// assert!(!application.bool("new-checkout", &Context::new(), true));
    /// ```
    pub fn with_override(&self, key: &str, value: impl Into<FlagValue>) -> Self {
        self.inner.shared.set_override(key, Some(value.into()));
        self.clone()
    }

    /// Removes the [override](Self::with_override) of a flag, which answers as on the server again.
    pub fn without_override(&self, key: &str) -> Self {
        self.inner.shared.set_override(key, None);
        self.clone()
    }

    /// Takes the numbers of evaluations by flag, reason, rule and value since the previous call on any clone. Nothing
    /// is counted without [`Builder::count_evaluations`], and evaluations of a [`snapshot`](Self::snapshot) are never
    /// counted.
    ///
    /// An exporter that sends differences calls this at intervals. Only one can, because each evaluation is returned
    /// once; any number can read the [totals](Self::evaluation_totals).
    ///
    /// ```
    /// # use togul_client::{Client, Context};
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// # let json = br#"{
    /// #     "environment_id": "0196f0a0-0000-7000-8000-000000000001", "environment_key": "test", "revision": 1,
    /// #     "flags": [{"key": "limit", "enabled": true, "value_type": "number", "default_value": 20,
    /// #                "salt": "4f3c9a1be27d0856", "rules": []}]
    /// # }"#;
    /// # let builder = Client::builder("http://127.0.0.1:9", "tgl_…").bootstrap(json);
    /// let client = builder.count_evaluations().start()?;
    /// client.number("limit", &Context::new(), 10.0);
    /// client.number("limit", &Context::new(), 10.0);
    /// client.number("no-such-flag", &Context::new(), 10.0);
    ///
    /// let evaluations = client.take_evaluations();
    /// for line in &evaluations.counts {
    ///     // limit gave 20 (default) 2 times
    ///     println!("{} gave {} ({}) {} times", line.flag_key, line.value, line.reason, line.count);
    /// }
    /// assert_eq!((evaluations.counts[0].count, evaluations.not_found), (2, 1));
    /// assert_eq!(client.take_evaluations(), Default::default(), "each evaluation is returned once");
    /// assert_eq!(client.evaluation_totals(), evaluations);
    /// # Ok::<(), togul_client::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn take_evaluations(&self) -> EvaluationCounts {
        self.inner.shared.take_evaluations()
    }

    /// The numbers of evaluations by flag, reason, rule and value since the client started, for counters that only
    /// grow, such as those of Prometheus. Reading them does not affect
    /// [`take_evaluations`](Self::take_evaluations), which counts the same evaluations.
    ///
    /// Two rules of a flag may give the same value for the same reason. Their counts differ in the rule's id, so a label
    /// for [`Reason::rule_id`](togul_core::Reason::rule_id) belongs to each series.
    ///
    /// The counts continue when flags change. After many changes, answers that no flag can give any more are
    /// [no longer listed](EvaluationCounts::unlisted); if such an answer is given again, its count starts from zero.
    pub fn evaluation_totals(&self) -> EvaluationCounts {
        self.inner.shared.evaluation_totals()
    }

    /// The revision of the current snapshot; zero while there is none.
    pub fn revision(&self) -> Revision {
        self.inner.shared.current().snapshot().revision()
    }

    /// The status of the client: its connection, the source and age of its snapshot, and the last errors.
    pub fn status(&self) -> Status {
        self.inner.shared.report().borrow().status()
    }

    /// Watches which flags change from now on.
    pub fn changes(&self) -> Changes {
        let shared = &self.inner.shared;
        shared.watchers().watch(|| shared.current().snapshot().revision())
    }

    /// Closes the client and all its clones. It closes the connection, and waits until the tasks have ended and the file
    /// is written. Evaluation continues with the last snapshot.
    ///
    /// Tasks cannot end while their runtime is [not driven](crate::Connection::Stalled): then this waits until it is.
    pub async fn close(&self) {
        self.inner.end();
        self.inner.tasks.closed().await;
    }
}

impl Inner {
    fn end(&self) {
        self.shared.heartbeat().switch_off();
        if let Some(task) = &self.task {
            task.abort();
        }
        self.shared.close();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reports the end of the sync task, however it ended.
struct OnEnd {
    shared: Arc<Shared>,
    file: Option<Arc<SnapshotFile>>,
    _running: watch::Receiver<()>,
}

impl Drop for OnEnd {
    fn drop(&mut self) {
        self.shared.task_ended();
        if let Some(file) = &self.file {
            file.finish();
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("status", &self.status()).finish_non_exhaustive()
    }
}
