//! Connections and transactions.

use std::time::Duration;

use futures_util::future::join_all;
use sqlx::{Connection, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use tokio::sync::{mpsc, oneshot};

use super::{
    StoreError,
    batch::Batch,
    health::HealthMonitor,
    notice::{ChangeSignal, Committed, Notice},
    pg_listener,
    pg_pool::PgLease,
    pg_transaction::PgTransaction,
    sqlite::SqliteTransaction,
};
use crate::{
    domain::{id::Id, project::Project, quota::Quotas},
    fair_queue::Permit,
};

/// How long a response waits for live evaluation to apply what was committed.
const APPLY_TIMEOUT: Duration = Duration::from_secs(10);

/// A pooled connection for reading.
#[derive(Debug)]
pub struct ReadConnection {
    pooled: Pooled,
    _turn: Option<Permit<i64>>,
}

#[derive(Debug)]
pub(super) enum Pooled {
    Pg(PgLease, HealthMonitor),
    Lite(PoolConnection<Sqlite>, HealthMonitor),
}

impl ReadConnection {
    pub(super) fn new(pooled: Pooled, turn: Option<Permit<i64>>) -> Self {
        Self { pooled, _turn: turn }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.pooled {
            Pooled::Pg(c, health) => Conn::Pg(c, health),
            Pooled::Lite(c, health) => Conn::Lite(c, health),
        }
    }

    /// A transaction for several statements that must see the same state.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin_reading(&mut self) -> Result<ReadTx<'_>, StoreError> {
        Ok(ReadTx(match self.conn() {
            Conn::Pg(c, health) => {
                let beginning = c.begin_with("begin isolation level repeatable read read only");
                ReadTxInner::Pg(health.while_available(beginning).await?, health)
            }
            Conn::Lite(c, health) => ReadTxInner::Lite(health.observe(c.begin().await)?, health),
        }))
    }
}

/// A transaction that reads, until it is dropped.
#[derive(Debug)]
pub struct ReadTx<'c>(ReadTxInner<'c>);

#[derive(Debug)]
enum ReadTxInner<'c> {
    Pg(Transaction<'c, Postgres>, &'c HealthMonitor),
    Lite(Transaction<'c, Sqlite>, &'c HealthMonitor),
}

impl ReadTx<'_> {
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.0 {
            ReadTxInner::Pg(tx, health) => Conn::Pg(tx, health),
            ReadTxInner::Lite(tx, health) => Conn::Lite(tx, health),
        }
    }
}

/// A writing transaction; dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub struct Tx {
    inner: TxInner,
    last: Batch,
    committed: Vec<Committed>,
    signals: mpsc::UnboundedSender<ChangeSignal>,
    quotas: Quotas,
}

#[derive(Debug)]
pub(super) enum TxInner {
    Pg(PgTransaction, HealthMonitor),
    Lite(SqliteTransaction),
}

impl Tx {
    pub(super) fn new(inner: TxInner, signals: mpsc::UnboundedSender<ChangeSignal>, quotas: Quotas) -> Self {
        Self { inner, last: Batch::default(), committed: Vec::new(), signals, quotas }
    }

    /// The limits on what a tenant may store.
    #[must_use]
    pub fn quotas(&self) -> Quotas {
        self.quotas
    }

    pub fn conn(&mut self) -> Conn<'_> {
        debug_assert!(self.last.is_empty(), "this statement would not see those that the commit executes");
        match &mut self.inner {
            TxInner::Pg(tx, health) => Conn::Pg(tx.connection(), health),
            TxInner::Lite(SqliteTransaction { tx, health, .. }) => Conn::Lite(tx, health),
        }
    }

    /// The statements that the commit executes, in its own round trip. None can follow them before it.
    pub fn last(&mut self) -> &mut Batch {
        &mut self.last
    }

    /// Makes live evaluation follow this change once it is committed.
    pub fn notify(&mut self, change: Committed) {
        self.committed.push(change);
    }

    /// Commits, notifies other processes, and returns when this process evaluates what was written: a client that
    /// reads its own write finds it.
    ///
    /// # Errors
    /// The database's. If the connection broke during the commit, it is unknown whether the transaction was written.
    /// [`StoreError::NotApplied`] when it was written, and this process does not evaluate it yet.
    pub async fn commit(self) -> Result<(), StoreError> {
        // In a task of its own: a caller that hangs up between commit and notice must not leave a change unannounced.
        let committing = tokio::spawn(self.commit_and_notify());
        committing.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    /// Executes what [`commit`](Self::commit) would, which fails as the commit would, and rolls back. Neither this process
    /// nor another one is notified.
    ///
    /// # Errors
    /// The database's.
    pub async fn roll_back(self) -> Result<(), StoreError> {
        match self.inner {
            TxInner::Pg(tx, health) => {
                let last = self.last.into_text().await?;
                health.while_available(tx.roll_back(&last)).await?;
            }
            TxInner::Lite(mut tx) => {
                tx.health.observe(self.last.execute(&mut tx.tx).await)?;
                tx.roll_back().await?;
            }
        }
        Ok(())
    }

    /// Ends a transaction that found nothing to change, and returns when this process evaluates the state that it has read:
    /// a write that was committed before, perhaps without an answer, is repeated without an effect.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when this process does not evaluate that state yet.
    pub async fn end_unchanged(self, state: Notice) -> Result<(), StoreError> {
        self.end(|confirm| ChangeSignal::Read(state, confirm)).await
    }

    /// Ends a transaction that did not find something of this project, and returns when this process does not evaluate it
    /// either: another process may have deleted it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when this process does not evaluate the project's state yet.
    pub async fn end_missing(self, project: Id<Project>) -> Result<(), StoreError> {
        self.end(|confirm| ChangeSignal::Missing(project, confirm)).await
    }

    async fn end(self, signal: impl FnOnce(oneshot::Sender<()>) -> ChangeSignal) -> Result<(), StoreError> {
        let Self { inner, signals, .. } = self;
        drop(inner);
        let (confirm, applied) = oneshot::channel();
        if signals.send(signal(confirm)).is_err() {
            // Without live evaluation there is nothing to wait for.
            return Ok(());
        }
        match tokio::time::timeout(APPLY_TIMEOUT, applied).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(StoreError::timed_out()),
        }
    }

    async fn commit_and_notify(self) -> Result<(), StoreError> {
        match self.inner {
            TxInner::Pg(tx, health) => {
                let notices = self.committed.iter().map(|change| pg_listener::notify(change.notice()));
                let last = self.last.into_text().await? + &notices.collect::<String>();
                health.while_available(tx.commit(&last)).await?;
            }
            TxInner::Lite(mut tx) => {
                tx.health.observe(self.last.execute(&mut tx.tx).await)?;
                tx.commit().await?;
            }
        }
        // Without live evaluation there is nothing to wait for.
        let applied = self.committed.into_iter().filter_map(|change| {
            let (confirm, applied) = oneshot::channel();
            self.signals.send(ChangeSignal::Local(change, confirm)).ok().map(|()| applied)
        });
        let applied = join_all(applied.collect::<Vec<_>>());
        match tokio::time::timeout(APPLY_TIMEOUT, applied).await {
            Ok(confirmed) if confirmed.iter().all(Result::is_ok) => Ok(()),
            _ => Err(StoreError::NotApplied),
        }
    }
}

/// A connection for one statement: pooled, or of a transaction.
#[derive(Debug)]
pub enum Conn<'c> {
    Pg(&'c mut PgConnection, &'c HealthMonitor),
    Lite(&'c mut SqliteConnection, &'c HealthMonitor),
}

impl Conn<'_> {
    /// The same connection for one more statement.
    pub fn reborrow(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c, health) => Conn::Pg(c, health),
            Self::Lite(c, health) => Conn::Lite(c, health),
        }
    }
}
