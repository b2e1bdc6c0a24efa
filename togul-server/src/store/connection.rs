//! Connections and transactions.

use futures_util::future::join_all;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use tokio::sync::{OwnedMutexGuard, mpsc, oneshot};

use super::{
    StoreError,
    database::WAIT_TIMEOUT,
    health::HealthMonitor,
    notice::{ChangeSignal, Notice},
    pg_listener,
};

/// A pooled connection.
#[derive(Debug)]
pub enum ReadConnection {
    Pg(PoolConnection<Postgres>, HealthMonitor),
    Lite(PoolConnection<Sqlite>),
}

impl ReadConnection {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c, health) => Conn::Pg(c, health),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}

/// A writing transaction; dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub struct Tx {
    inner: TxInner,
    notices: Vec<Notice>,
    signals: mpsc::UnboundedSender<ChangeSignal>,
}

#[derive(Debug)]
pub(super) enum TxInner {
    Pg(Transaction<'static, Postgres>, HealthMonitor),
    Lite(Transaction<'static, Sqlite>, OwnedMutexGuard<()>),
}

impl Tx {
    pub(super) fn new(inner: TxInner, signals: mpsc::UnboundedSender<ChangeSignal>) -> Self {
        Self { inner, notices: Vec::new(), signals }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.inner {
            TxInner::Pg(c, health) => Conn::Pg(c, health),
            TxInner::Lite(c, _) => Conn::Lite(c),
        }
    }

    /// Makes live evaluation follow this change once it is committed.
    pub fn notify(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Commits, notifies other processes, and returns when this process evaluates what was written: a client that
    /// reads its own write finds it.
    ///
    /// # Errors
    /// The database's. If the connection broke during the commit, it is unknown whether the transaction was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        // In a task of its own: a caller that hangs up between commit and notice must not leave a change unannounced.
        let committing = tokio::spawn(self.commit_and_notify());
        committing.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    async fn commit_and_notify(self) -> Result<(), StoreError> {
        match self.inner {
            TxInner::Pg(mut tx, health) => {
                let committing = async {
                    for notice in &self.notices {
                        pg_listener::notify(&mut tx, *notice).await?;
                    }
                    tx.commit().await
                };
                health.while_available(committing).await?;
            }
            TxInner::Lite(tx, writer) => {
                tx.commit().await?;
                drop(writer);
            }
        }
        let applied = self.notices.into_iter().filter_map(|notice| {
            let (confirm, applied) = oneshot::channel();
            self.signals.send(ChangeSignal::Local(notice, confirm)).ok().map(|()| applied)
        });
        // The transaction is committed: slow or stopped live evaluation must not turn that into an error.
        let _ = tokio::time::timeout(WAIT_TIMEOUT, join_all(applied.collect::<Vec<_>>())).await;
        Ok(())
    }
}

/// A connection for one statement: pooled, or of a transaction.
#[derive(Debug)]
pub enum Conn<'c> {
    Pg(&'c mut PgConnection, &'c HealthMonitor),
    Lite(&'c mut SqliteConnection),
}

impl Conn<'_> {
    /// The same connection for one more statement.
    pub fn reborrow(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c, health) => Conn::Pg(c, health),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}
