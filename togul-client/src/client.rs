//! The handle that applications hold.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;
use togul_core::{Context, Reason, Revision, Snapshot, ValueType};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tracing::Instrument;

use crate::builder::{self, Builder, Prepared};
use crate::changes::Changes;
use crate::error::{Error, Kind};
use crate::evaluations::{EvaluationCounts, Ledger};
use crate::file::SnapshotFile;
use crate::state::{Shared, Start};
use crate::status::{Connection, Report, SnapshotSource, Status};
use crate::sync::{SyncTask, warn_unreadable};

/// An environment's flags, kept up to date and evaluated in memory.
///
/// A handle is cheap to clone, and all clones are one client. It ends when the last one is dropped, or when
/// [`close`](Self::close) is called on any: the connection is closed, the last state stays and goes on answering.
///
/// # EvaluationDetail
///
/// `bool`, `number`, `string`, `json` and `evaluate` are synchronous: one atomic load and a look at a snapshot in
/// memory, never a lock, never the network. They do not fail. The caller's default is the answer for a flag that the
/// snapshot does not hold, and for one whose value is of another type than asked for.
///
/// Two calls may see two revisions. To answer a whole request from one, take a [`snapshot`](Self::snapshot).
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    task: Option<AbortHandle>,
    /// Each task holds a receiver, so that the end of all can be waited for.
    alive: watch::Sender<()>,
}

/// The full answer to one evaluation, from [`Client::evaluate`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EvaluationDetail {
    /// The flag's value; `None` when there is no such flag.
    pub value: Option<Value>,
    /// The value's type; `None` when there is no such flag.
    pub value_type: Option<ValueType>,
    /// The flag's own switch, not the outcome.
    pub flag_enabled: bool,
    /// Why it is this value, with the id of the rule that matched.
    pub reason: Reason,
    /// The revision that answered.
    pub revision: Revision,
}

impl Client {
    /// Connects with nothing but the necessary: [`builder`](Self::builder) and [`Builder::connect`].
    ///
    /// # Errors
    ///
    /// As [`Builder::connect`].
    pub async fn connect(
        base_url: impl Into<String>,
        api_key: impl Into<String>,
        limit: Duration,
    ) -> Result<Self, Error> {
        Self::builder(base_url, api_key).connect(limit).await
    }

    /// Says where the server is, such as `https://flags.example.com`, and which key to show it: one of scope
    /// `server`, whose environment is the one to follow.
    pub fn builder(base_url: impl Into<String>, api_key: impl Into<String>) -> Builder {
        Builder::new(base_url.into(), api_key.into())
    }

    /// A client without a server, for tests of the code that uses it. It needs no runtime.
    pub fn offline(snapshot: Snapshot) -> Self {
        warn_unreadable(&snapshot, &HashSet::new());
        let start = Start { snapshot, source: SnapshotSource::Offline, current: None };
        let shared = Arc::new(Shared::new(start, Connection::Offline, None, None));
        Self { inner: Arc::new(Inner { shared, task: None, alive: watch::Sender::new(()) }) }
    }

    pub(crate) fn run(prepared: Prepared) -> Result<Self, Error> {
        let Prepared { remote, file, start, file_error, count } = prepared;
        let runtime = builder::runtime()?;
        let shared =
            Arc::new(Shared::new(start, Connection::Connecting, file_error, count.then(Ledger::new)));
        let alive = watch::Sender::new(());
        if let Some(file) = &file {
            let (run, alive) = (Arc::clone(file).run(Arc::clone(&shared)), alive.subscribe());
            let task = async move {
                let _alive = alive;
                run.await;
            };
            let span = tracing::info_span!("togul_client_file", path = %file.path().display());
            runtime.spawn(task.instrument(span));
        }
        let end = End { shared: Arc::clone(&shared), file: file.clone(), _alive: alive.subscribe() };
        let span = remote.span();
        let sync = SyncTask::new(remote, Arc::clone(&shared), file);
        let task = async move {
            let _end = end;
            sync.run().await;
        };
        let task = runtime.spawn(task.instrument(span));
        Ok(Self { inner: Arc::new(Inner { shared, task: Some(task.abort_handle()), alive }) })
    }

    /// The value of a boolean flag. Allocates nothing, but for a small node of bookkeeping at a thread's first
    /// evaluation.
    pub fn bool(&self, key: &str, context: &Context<'_>, default: bool) -> bool {
        self.inner.shared.now().evaluate(key, context).as_bool().unwrap_or(default)
    }

    /// The value of a number flag. Allocates as little as [`bool`](Self::bool).
    pub fn number(&self, key: &str, context: &Context<'_>, default: f64) -> f64 {
        self.inner.shared.now().evaluate(key, context).as_f64().unwrap_or(default)
    }

    /// The value of a string flag. Only the answer is allocated; [`snapshot`](Self::snapshot) lends it instead.
    pub fn string(&self, key: &str, context: &Context<'_>, default: &str) -> String {
        self.inner.shared.now().evaluate(key, context).as_str().unwrap_or(default).to_owned()
    }

    /// The value of a flag of any type, read as a `T`; the default as well when it cannot be read as one.
    pub fn json<T: DeserializeOwned>(&self, key: &str, context: &Context<'_>, default: T) -> T {
        let held = self.inner.shared.now();
        let value = held.evaluate(key, context).value;
        value.and_then(|value| T::deserialize(value).ok()).unwrap_or(default)
    }

    /// The full answer, in a copy: value, type, reason and revision. For one that is not copied, and for the
    /// explanation rule by rule, take a [`snapshot`](Self::snapshot).
    pub fn evaluate(&self, key: &str, context: &Context<'_>) -> EvaluationDetail {
        let held = self.inner.shared.now();
        let answer = held.evaluate(key, context);
        EvaluationDetail {
            value: answer.value.cloned(),
            value_type: answer.value_type,
            flag_enabled: answer.flag_enabled,
            reason: answer.reason,
            revision: held.snapshot().revision(),
        }
    }

    /// The state that answers at present. It stays as it is: what evaluates through it sees one revision.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.inner.shared.held()
    }

    /// How often which flag gave which answer since this was last called, by any clone. Nothing, unless
    /// [`Builder::count_evaluations`] was called at the start.
    ///
    /// This is what an exporter of metrics or of exposures asks every so often. What is evaluated through a
    /// [`snapshot`](Self::snapshot) is not counted.
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
    ///     // limit answered 20 (default) 2 times
    ///     println!("{} answered {} ({}) {} times", line.flag_key, line.value, line.reason, line.count);
    /// }
    /// assert_eq!((evaluations.counts[0].count, evaluations.not_found), (2, 1));
    /// assert_eq!(client.take_evaluations(), Default::default(), "each is told once");
    /// # Ok::<(), togul_client::Error>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn take_evaluations(&self) -> EvaluationCounts {
        self.inner.shared.take_evaluations()
    }

    /// The revision that answers at present; 0 while there is no state.
    pub fn revision(&self) -> Revision {
        self.inner.shared.now().snapshot().revision()
    }

    /// How the client is doing: its connection, where its state came from and how old that is, what went wrong.
    pub fn status(&self) -> Status {
        self.inner.shared.report().borrow().status()
    }

    /// Waits until the status is as wanted, and gives it. Only the passing of time, in [`Status::age`], is not
    /// noticed.
    pub async fn wait_for_status(&self, mut wanted: impl FnMut(&Status) -> bool) -> Status {
        let mut report = self.inner.shared.report().subscribe();
        let reached = report.wait_for(|report| wanted(&report.status())).await;
        reached.expect("this handle holds the sender").status()
    }

    /// Watches which flags change from now on.
    pub fn changes(&self) -> Changes {
        let shared = &self.inner.shared;
        shared.watchers().watch(|| shared.now().snapshot().revision())
    }

    /// Waits until the server's snapshot was read once, for at most `limit`.
    ///
    /// What is held is that snapshot then, with one exception: a state from a file or from bootstrap bytes that is of
    /// a later revision of the same environment stays, since the server that answered may only be behind. If the
    /// server was set back, its stream says so a moment later, and its snapshot is taken.
    ///
    /// # Errors
    ///
    /// Why it was not, and at once when the server does not accept the key. The client goes on trying.
    pub async fn wait_until_ready(&self, limit: Duration) -> Result<(), Error> {
        let done = |report: &Report| {
            let refused = report.connection == Connection::Refused;
            report.caught_up || refused || is_over(report.connection)
        };
        let mut report = self.inner.shared.report().subscribe();
        match timeout(limit, report.wait_for(done)).await {
            Ok(Ok(report)) if report.caught_up || report.connection == Connection::Offline => Ok(()),
            Ok(Ok(report)) if report.connection == Connection::Refused => {
                Err(report.error.clone().unwrap_or_else(|| Kind::Closed.into()))
            }
            Ok(_) => Err(Kind::Closed.into()),
            Err(_) => Err(Error::gave_up(limit, Some(self.error().unwrap_or_else(|| Kind::NoAnswer.into())))),
        }
    }

    /// Waits until evaluation answers from revision `wanted` or a later one, for at most `limit`: so that the write
    /// that the server acknowledged with that revision can be read here. While there is no stream, the server is
    /// asked as often as the backoff allows, at most every two seconds.
    ///
    /// # Errors
    ///
    /// When the time is over, with what stands in the way if anything is known; at once when the client is closed or
    /// offline, and not there yet.
    pub async fn wait_for_revision(&self, wanted: impl Into<Revision>, limit: Duration) -> Result<(), Error> {
        let wanted = wanted.into();
        let mut report = self.inner.shared.report().subscribe();
        let done = |report: &Report| report.revision >= wanted || is_over(report.connection);
        let _waiting = self.inner.shared.wait();
        match timeout(limit, report.wait_for(done)).await {
            Ok(Ok(report)) if report.revision >= wanted => Ok(()),
            Ok(Ok(report)) if report.connection == Connection::Offline => Err(Kind::Offline.into()),
            Ok(_) => Err(Kind::Closed.into()),
            Err(_) => Err(Error::gave_up(limit, self.error())),
        }
    }

    /// Closes the connection, and waits until the tasks are gone and the file is written. This is for all clones;
    /// the last state goes on answering.
    pub async fn close(&self) {
        self.inner.end();
        self.inner.alive.closed().await;
    }

    /// What stands in the way, if anything is known.
    fn error(&self) -> Option<Error> {
        self.inner.shared.report().borrow().error.clone()
    }
}

fn is_over(connection: Connection) -> bool {
    matches!(connection, Connection::Closed | Connection::Offline)
}

impl Inner {
    fn end(&self) {
        match &self.task {
            Some(task) => task.abort(),
            None => self.shared.close(),
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

/// Tells of the end of the sync task, whatever ended it.
struct End {
    shared: Arc<Shared>,
    file: Option<Arc<SnapshotFile>>,
    _alive: watch::Receiver<()>,
}

impl Drop for End {
    fn drop(&mut self) {
        self.shared.close();
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
