//! The handle that an application holds.

mod waiting;

use std::any;
use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;
use togul_core::{
    Answer, Context, EvaluationCounter, EvaluationCounts, FlagValue, Reason, Revision, Snapshot, ValueType,
};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tracing::Instrument;

use crate::builder::{self, Builder, Prepared};
use crate::changes::Changes;
use crate::error::Error;
use crate::file::SnapshotFile;
use crate::state::{CurrentState, Shared, Start};
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

/// The result of one evaluation in detail, from [`Client::evaluate`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationDetail {
    /// The flag's value; `None` when the caller's default applies.
    pub value: Option<FlagValue>,
    /// The type of the flag's value; `None` when the flag does not exist or cannot be read.
    pub value_type: Option<ValueType>,
    /// The key of the variant of the flag that the value is; `None` if it is none of them.
    pub variant: Option<String>,
    /// The key of the flag whose answer is not as required, with [`Reason::PrerequisiteFailed`].
    pub prerequisite: Option<String>,
    /// The flag's own switch, which is not the result.
    pub flag_enabled: bool,
    /// Why the flag has this value, with the id of the rule that matched.
    pub reason: Reason,
    /// The revision of the snapshot that was evaluated.
    pub revision: Revision,
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

    /// Evaluates a boolean flag. It allocates nothing, except a small node of bookkeeping at a thread's first
    /// evaluation, and the log line of a flag's first [type mismatch](Status::type_mismatches).
    pub fn bool(&self, key: &str, context: &Context<'_>, default: bool) -> bool {
        self.read(key, context, "bool", |answer| answer.as_bool()).unwrap_or(default)
    }

    /// Evaluates a number flag. It allocates as little as [`bool`](Self::bool).
    pub fn number(&self, key: &str, context: &Context<'_>, default: f64) -> f64 {
        self.read(key, context, "number", |answer| answer.as_f64()).unwrap_or(default)
    }

    /// Evaluates a number flag whose value is an integer. An integral number within ±2^53 is one, however it is written:
    /// `75.0`, `1e2`. Any other number gives the default. It allocates as little as [`bool`](Self::bool).
    pub fn int(&self, key: &str, context: &Context<'_>, default: i64) -> i64 {
        self.read(key, context, "int", |answer| answer.as_i64()).unwrap_or(default)
    }

    /// Evaluates a string flag. Only the returned string is allocated; a [`snapshot`](Self::snapshot) lends the value
    /// instead.
    pub fn string(&self, key: &str, context: &Context<'_>, default: &str) -> String {
        let value = self.read(key, context, "string", |answer| answer.as_str().map(str::to_owned));
        value.unwrap_or_else(|| default.to_owned())
    }

    /// Evaluates a flag of any type, and deserializes its value as a `T`. Gives the default as well if the value cannot
    /// be deserialized. Integral numbers such as `75.0` count as integers where `T` needs them, as in
    /// [`int`](Self::int).
    ///
    /// The snapshot holds the JSON text, and each call parses it. For a tree, `T` is [`JsonValue`](crate::JsonValue):
    /// `serde_json::Value` gives some keys another meaning.
    pub fn json<T: DeserializeOwned>(&self, key: &str, context: &Context<'_>, default: T) -> T {
        self.read(key, context, any::type_name::<T>(), |answer| answer.deserialize()).unwrap_or(default)
    }

    /// Evaluates a flag, and returns the key of the variant that it answers: that of its rule, or else of the flag's first
    /// variant with an equal value. `None` if there is none, or the flag does not exist or cannot be read.
    ///
    /// ```
    /// use togul_client::{Client, Condition, Context, Flag, Rule, Snapshot};
    ///
    /// let color = Flag::builder("color", "grey").variant("calm", "blue").variant("loud", "red");
    /// let color = color.rule(Rule::when(Condition::equals("plan", "pro")).variant("loud"));
    /// let client = Client::offline(Snapshot::builder().flag(color).build()?);
    ///
    /// let context = Context::new().with("plan", "pro");
    /// assert_eq!(client.variant("color", &context).as_deref(), Some("loud"));
    /// assert_eq!(client.variant("color", &Context::new()), None, "grey is no variant");
    /// # Ok::<(), togul_client::Invalid>(())
    /// ```
    pub fn variant(&self, key: &str, context: &Context<'_>) -> Option<String> {
        self.with_answer(key, context, |_, answer| answer.variant().map(str::to_owned))
    }

    /// Evaluates a flag, and returns a copy of the result in detail: value, type, reason and revision. For a result
    /// that is not copied, or an explanation of each rule, take a [`snapshot`](Self::snapshot).
    pub fn evaluate(&self, key: &str, context: &Context<'_>) -> EvaluationDetail {
        self.with_answer(key, context, |snapshot, answer| EvaluationDetail {
            value: answer.value().cloned(),
            value_type: answer.value_type,
            variant: answer.variant().map(str::to_owned),
            prerequisite: answer.prerequisite().map(str::to_owned),
            flag_enabled: answer.flag_enabled,
            reason: answer.reason,
            revision: snapshot.revision(),
        })
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
    /// The flag has the type of `value`, and the reason is [`Reason::Default`]. It need not exist on the server. A second
    /// call for the same flag replaces the value. The change is [reported](Self::changes), at the revision that the client
    /// has already. The [file](Builder::file) does not contain overrides.
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
    /// for [`Reason::rule_id`] belongs to each series.
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

    /// Evaluates a flag, and records a type mismatch if `read` gives nothing although the flag has a value.
    fn read<T>(
        &self,
        key: &str,
        context: &Context<'_>,
        requested: &str,
        read: impl FnOnce(&Answer<'_>) -> Option<T>,
    ) -> Option<T> {
        self.with_answer(key, context, |_, answer| {
            let value = read(answer);
            if value.is_none() && answer.value().is_some() {
                self.record_mismatch(key, requested, answer);
            }
            value
        })
    }

    /// Evaluates a flag, and passes on the answer with its snapshot.
    pub(crate) fn with_answer<T>(
        &self,
        key: &str,
        context: &Context<'_>,
        read: impl FnOnce(&Snapshot, &Answer<'_>) -> T,
    ) -> T {
        let shared = &self.inner.shared;
        shared.heartbeat().check();
        let current = shared.current();
        let answer = current.evaluate(key, context);
        if answer.reason == Reason::FlagNotFound {
            self.record_unknown(key, &current);
        }
        read(current.snapshot(), &answer)
    }

    #[cold]
    pub(crate) fn record_mismatch(&self, key: &str, requested: &str, answer: &Answer<'_>) {
        if self.inner.shared.type_mismatches().record(key) {
            let value_type = answer.value_type.map(|value_type| value_type.as_str());
            tracing::warn!(
                flag_key = key,
                requested,
                value_type,
                "the flag's value does not have the requested type; evaluation gives the default"
            );
        }
    }

    #[cold]
    fn record_unknown(&self, key: &str, current: &CurrentState) {
        // Before the first snapshot no flag is known.
        if current.source() != SnapshotSource::Nothing && self.inner.shared.unknown_flags().record(key) {
            tracing::warn!(
                flag_key = key,
                environment = current.snapshot().environment_key(),
                "the environment has no flag with this key; evaluation gives the default"
            );
        }
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
