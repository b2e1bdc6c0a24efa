//! What statements run on, and how a transaction ends.

use futures_util::future::join_all;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use tokio::sync::{OwnedMutexGuard, mpsc, oneshot};

use super::{
    StoreError,
    condition::Watched,
    database::PATIENCE,
    line,
    notice::{Heard, Notice},
};

/// A pooled connection.
#[derive(Debug)]
pub enum Reader {
    Pg(PoolConnection<Postgres>, Watched),
    Lite(PoolConnection<Sqlite>),
}

impl Reader {
    pub fn conn(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c, condition) => Conn::Pg(c, condition),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}

/// A writing transaction; dropped without [`Tx::commit`] it is rolled back.
#[derive(Debug)]
pub struct Tx {
    inner: TxInner,
    notices: Vec<Notice>,
    to: mpsc::UnboundedSender<Heard>,
}

#[derive(Debug)]
pub(super) enum TxInner {
    Pg(Transaction<'static, Postgres>, Watched),
    Lite(Transaction<'static, Sqlite>, OwnedMutexGuard<()>),
}

impl Tx {
    pub(super) fn new(inner: TxInner, to: mpsc::UnboundedSender<Heard>) -> Self {
        Self { inner, notices: Vec::new(), to }
    }

    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.inner {
            TxInner::Pg(c, condition) => Conn::Pg(c, condition),
            TxInner::Lite(c, _) => Conn::Lite(c),
        }
    }

    /// Has live evaluation look at an environment once this is committed.
    pub fn notify(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Commits, has other processes hear of it, and returns when this process evaluates what was written: who reads their own write finds it.
    ///
    /// # Errors
    /// As the database says. Of one that went away in the middle nobody knows whether it was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        // In a task of its own: a caller that hangs up between commit and notice must not leave a change untold.
        let committing = tokio::spawn(self.commit_and_tell());
        committing.await.unwrap_or_else(|_| Err(sqlx::Error::WorkerCrashed.into()))
    }

    async fn commit_and_tell(self) -> Result<(), StoreError> {
        match self.inner {
            TxInner::Pg(mut tx, condition) => {
                let committing = async {
                    for notice in &self.notices {
                        line::notify(&mut tx, *notice).await?;
                    }
                    tx.commit().await
                };
                condition.unless_away(committing).await?;
            }
            TxInner::Lite(tx, turn) => {
                tx.commit().await?;
                drop(turn);
            }
        }
        let acted = self.notices.into_iter().filter_map(|notice| {
            let (done, acted) = oneshot::channel();
            self.to.send(Heard::Committed(notice, done)).ok().map(|()| acted)
        });
        // What is committed is committed: a slow or ended follower must not turn it into an error.
        let _ = tokio::time::timeout(PATIENCE, join_all(acted.collect::<Vec<_>>())).await;
        Ok(())
    }
}

/// What a statement runs on.
#[derive(Debug)]
pub enum Conn<'c> {
    Pg(&'c mut PgConnection, &'c Watched),
    Lite(&'c mut SqliteConnection),
}

impl Conn<'_> {
    /// The same connection for one more statement.
    pub fn reborrow(&mut self) -> Conn<'_> {
        match self {
            Self::Pg(c, condition) => Conn::Pg(c, condition),
            Self::Lite(c) => Conn::Lite(c),
        }
    }
}
